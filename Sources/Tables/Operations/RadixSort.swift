/// Stable orders by the digits of 64-bit keys: O(rows), one pass for each digit in which keys differ.
package enum RadixSort {
  /// Fewer keys than this are compared: clearing the counts of digits would take longer.
  private static let fewest = 256

  /// `rows` in ascending order of their keys, equals as they stood; `keys[i]` belongs to `rows[i]`.
  package static func sort(_ keys: [UInt64], _ rows: [Int32]) -> [Int32] {
    guard keys.count >= fewest else {
      return keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { rows[$0] }
    }
    let entries = [Entry](unsafeUninitializedCapacity: keys.count) { buffer, initialized in
      for index in keys.indices { buffer[index] = Entry(key: keys[index], row: rows[index]) }
      initialized = keys.count
    }
    return sorted(entries, key: { $0.key }).map(\.row)
  }

  /// `keys` in ascending order.
  package static func sorted(_ keys: [UInt64]) -> [UInt64] {
    keys.count < fewest ? keys.sorted() : sorted(keys, key: { $0 })
  }

  /// The positions of `values` in ascending order, equals as they stand; none is NaN.
  package static func order(_ values: [Double]) -> [Int32] {
    guard values.count >= fewest else {
      return (0..<Int32(values.count)).sorted {
        let (a, b) = (values[Int($0)], values[Int($1)])
        return a < b || (a == b && $0 < $1)
      }
    }
    let entries = values.indices.map { Entry(key: key(values[$0]), row: Int32($0)) }
    return sorted(entries, key: { $0.key }).map(\.row)
  }

  /// `values` in ascending order; none is NaN.
  package static func sorted(_ values: [Double]) -> [Double] {
    values.count < fewest ? values.sorted() : sorted(values.map(key)).map(double)
  }

  @inline(__always)
  private static func sorted<Element: BitwiseCopyable>(
    _ elements: consuming [Element], key: (Element) -> UInt64
  ) -> [Element] {
    var from = elements
    let count = from.count
    let digits = Digits(of: from, key: key)
    // Written whole before it is read: the places of a pass are sums of the counts of all elements, each used once.
    var to = [Element](unsafeUninitializedCapacity: count) { $1 = count }
    var places = digits.places
    for (pass, shift) in digits.shifts.enumerated() {
      places.withUnsafeMutableBufferPointer { places in
        let places = UnsafeMutableBufferPointer(
          rebasing: places[pass << digits.width..<(pass + 1) << digits.width])
        let mask = UInt64(places.count - 1)
        from.withUnsafeBufferPointer { from in
          to.withUnsafeMutableBufferPointer { to in
            for element in from {
              let digit = Int(truncatingIfNeeded: key(element) >> shift & mask)
              to[Int(places[digit])] = element
              places[digit] &+= 1
            }
          }
        }
      }
      swap(&from, &to)
    }
    return from
  }

  /// The digits in which keys differ, and where the run of each value of a digit starts.
  private struct Digits {
    let width: Int
    let shifts: [UInt64]
    let places: [UInt32]

    @inline(__always)
    init<Element>(of elements: [Element], key: (Element) -> UInt64) {
      let first = elements.first.map(key) ?? 0
      var differing: UInt64 = 0
      for element in elements { differing |= key(element) ^ first }
      // Wide digits save passes over many keys; narrow ones save the clearing of counts for few.
      let width = elements.count < 8192 ? 8 : 11
      let radix = 1 << width
      let mask = UInt64(radix - 1)
      let shifts = stride(from: UInt64(0), to: 64, by: width).filter {
        differing >> $0 & mask != 0
      }
      var places = [UInt32](repeating: 0, count: shifts.count << width)
      places.withUnsafeMutableBufferPointer { places in
        elements.withUnsafeBufferPointer { elements in
          for (pass, shift) in shifts.enumerated() {
            let places = UnsafeMutableBufferPointer(
              rebasing: places[pass << width..<(pass + 1) << width])
            for element in elements {
              places[Int(truncatingIfNeeded: key(element) >> shift & mask)] &+= 1
            }
            var sum: UInt32 = 0
            for digit in 0..<radix {
              let own = places[digit]
              places[digit] = sum
              sum &+= own
            }
          }
        }
      }
      self.width = width
      self.shifts = shifts
      self.places = places
    }
  }

  private struct Entry {
    let key: UInt64
    let row: Int32
  }

  /// A key that sorts as the double does; the two zeros are one.
  @inline(__always)
  package static func key(_ value: Double) -> UInt64 {
    let bits = (value == 0 ? 0 : value).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// A key that sorts as the whole number does.
  @inline(__always)
  package static func key(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ 1 << 63 }

  /// The double behind a key.
  @inline(__always)
  package static func double(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  /// The whole number behind a key.
  @inline(__always)
  package static func int(_ key: UInt64) -> Int64 { Int64(bitPattern: key ^ 1 << 63) }
}

/// What rows are sorted by.
public struct SortKey: Hashable, Sendable {
  /// The name of the column.
  public let column: String
  /// From the largest down.
  public let descending: Bool

  /// A sort by `column`.
  public init(_ column: String, descending: Bool = false) {
    self.column = column
    self.descending = descending
  }

  struct Resolved {
    let column: Column
    let descending: Bool
  }
}

/// Orders of rows.
enum RowOrder {
  /// All rows, sorted by the first key, equals by the next; stable; missing values last either way.
  static func sorted(rows: Int, by keys: [SortKey.Resolved]) -> [Int32] {
    var order = (0..<Int32(rows)).map { $0 }
    for key in keys.reversed() {
      var present = order
      var absent: [Int32] = []
      if let validity = key.column.validity {
        present = order.filter { validity[Int($0)] }
        absent = order.filter { !validity[Int($0)] }
      }
      let all = key.column.sortKeys
      let keys = present.map { key.descending ? ~all[Int($0)] : all[Int($0)] }
      order = RadixSort.sort(keys, present) + absent
    }
    return order
  }
}

extension Column {
  /// A key a row that sorts as the values do; those of missing rows mean nothing. Lists sort by
  /// their texts, entry by entry.
  package var sortKeys: [UInt64] {
    values.sortKeys
  }
}

/// Stable orders of rows by 64-bit keys.
package enum RadixSort {
  /// `rows` in ascending order of their keys, equals as they stood; `keys[i]` belongs to `rows[i]`.
  /// O(rows): six passes of eleven bits, of which those in which all keys agree are skipped.
  package static func sort(_ keys: [UInt64], _ rows: [Int32]) -> [Int32] {
    let count = keys.count
    if count < 512 {
      return keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { rows[$0] }
    }
    var histogram = [Int](repeating: 0, count: 6 * 2048)
    histogram.withUnsafeMutableBufferPointer { histogram in
      keys.withUnsafeBufferPointer { keys in
        for key in keys {
          for pass in 0..<6 {
            histogram[pass << 11 | Int(key >> UInt64(11 * pass) & 2047)] += 1
          }
        }
      }
    }
    var from = Array(unsafeUninitializedCapacity: count) {
      (buffer: inout UnsafeMutableBufferPointer<Entry>, initialized: inout Int) in
      for index in 0..<count { buffer[index] = Entry(key: keys[index], row: rows[index]) }
      initialized = count
    }
    var to = from
    for pass in 0..<6 {
      let digits = histogram[pass << 11..<(pass + 1) << 11]
      if digits.contains(count) { continue }
      var places: [Int] = []
      places.reserveCapacity(2048)
      var sum = 0
      for digit in digits {
        places.append(sum)
        sum += digit
      }
      places.withUnsafeMutableBufferPointer { places in
        from.withUnsafeBufferPointer { from in
          to.withUnsafeMutableBufferPointer { to in
            for entry in from {
              let digit = Int(entry.key >> UInt64(11 * pass) & 2047)
              to[places[digit]] = entry
              places[digit] += 1
            }
          }
        }
      }
      swap(&from, &to)
    }
    return from.map(\.row)
  }

  /// `keys` in ascending order. O(rows): a pass of eleven bits for each digit in which keys differ.
  package static func sorted(_ keys: consuming [UInt64]) -> [UInt64] {
    let count = keys.count
    if count < 512 { return keys.sorted() }
    var differing: UInt64 = 0
    keys.withUnsafeBufferPointer { keys in
      let first = keys[0]
      for key in keys { differing |= key ^ first }
    }
    let shifts = (0..<6).map { UInt64(11 * $0) }.filter { differing >> $0 & 2047 != 0 }
    guard !shifts.isEmpty else { return keys }
    var places = [Int](repeating: 0, count: shifts.count << 11)
    keys.withUnsafeBufferPointer { keys in
      places.withUnsafeMutableBufferPointer { places in
        for (pass, shift) in shifts.enumerated() {
          let digits = UnsafeMutableBufferPointer(rebasing: places[pass << 11..<(pass + 1) << 11])
          for key in keys { digits[Int(truncatingIfNeeded: key >> shift & 2047)] += 1 }
          var sum = 0
          for digit in 0..<2048 {
            let own = digits[digit]
            digits[digit] = sum
            sum += own
          }
        }
      }
    }
    var from = keys
    var to = [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      initialized = count
    }
    for (pass, shift) in shifts.enumerated() {
      places.withUnsafeMutableBufferPointer { places in
        let digits = UnsafeMutableBufferPointer(rebasing: places[pass << 11..<(pass + 1) << 11])
        from.withUnsafeBufferPointer { from in
          to.withUnsafeMutableBufferPointer { to in
            for key in from {
              let digit = Int(truncatingIfNeeded: key >> shift & 2047)
              to[digits[digit]] = key
              digits[digit] += 1
            }
          }
        }
      }
      swap(&from, &to)
    }
    return from
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
    switch values {
    case .double(let values): return values.map(RadixSort.key)
    case .int(let values), .timestamp(let values): return values.map(RadixSort.key)
    case .date(let values): return values.map { RadixSort.key(Int64($0)) }
    case .bool(let values): return (0..<values.count).map { values[$0] ? 1 : 0 }
    case .text(let values):
      let ranks = values.dictionary.sortedRanks
      return values.codes.map { ranks.isEmpty ? 0 : UInt64(ranks[Int($0)]) }
    case .textList(let values):
      let ranks = values.dictionary.sortedRanks
      let lists = (0..<count).map { row in
        values.codes[values.offsets[row]..<values.offsets[row + 1]].map { ranks[Int($0)] }
      }
      var distinct: [[UInt32]: UInt64] = [:]
      for (rank, list) in Set(lists).sorted(by: { $0.lexicographicallyPrecedes($1) }).enumerated() {
        distinct[list] = UInt64(rank)
      }
      return lists.map { distinct[$0] ?? 0 }
    }
  }
}

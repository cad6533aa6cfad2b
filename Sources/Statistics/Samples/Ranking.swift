internal import Foundation

/// The ranks of values, ties averaged, with what tests need of them. Made once, used by many.
///
/// A radix sort on the bits of the doubles: O(n). Agrees with SciPy's `rankdata`.
public struct Ranking: Sendable {
  /// The rank of each value, 1 for the smallest.
  public let ranks: [Double]
  /// The positions of the values in ascending order; equal values in the order given.
  public let order: [Int32]
  /// The sizes of the groups of equal values that have more than one member.
  public let tieSizes: [Int]

  /// Ranks finite `values`, of which there are fewer than 2³¹.
  public init(_ values: [Double]) {
    let order = RadixSort.order(values)
    let n = values.count
    var ties: [Int] = []
    let ranks = [Double](unsafeUninitializedCapacity: n) { ranks, written in
      values.withUnsafeBufferPointer { values in
        order.withUnsafeBufferPointer { order in
          var start = 0
          while start < n {
            let value = values[Int(order[start])]
            var end = start + 1
            while end < n, values[Int(order[end])] == value { end += 1 }
            let rank = Double(start + end + 1) / 2
            for i in start..<end { ranks[Int(order[i])] = rank }
            if end - start > 1 { ties.append(end - start) }
            start = end
          }
        }
      }
      written = n
    }
    self.order = order
    self.ranks = ranks
    tieSizes = ties
  }

  /// Whether some values are equal.
  public var hasTies: Bool { !tieSizes.isEmpty }

  /// Σ (t³ - t) over the groups of equal values.
  public var tieSum: Double {
    tieSizes.reduce(0) { $0 + (Double($1) * Double($1) - 1) * Double($1) }
  }
}

/// The last rankings of long variables: a correlation, its robust check and a matrix of all pairs ask
/// for the ranks of the same values.
///
/// Sendable: `lock` guards the list. What is found is equal to what would be made, value by value.
final class RecentRankings: @unchecked Sendable {
  static let shared = RecentRankings()

  /// Shorter variables are ranked faster than they are found.
  private static let shortest = 100_000
  /// A pair; more would be held longer than they are asked for.
  private static let capacity = 2

  private let lock = NSLock()
  private var entries: [(values: [Double], ranking: Ranking)] = []

  /// The ranks of `values`.
  func ranking(of values: [Double]) -> Ranking {
    guard values.count >= Self.shortest else { return Ranking(values) }
    if let known = lock.withLock({ entries }).first(where: { $0.values == values }) {
      return known.ranking
    }
    let ranking = Ranking(values)
    lock.withLock {
      entries.append((values, ranking))
      if entries.count > Self.capacity { entries.removeFirst() }
    }
    return ranking
  }
}

/// Sorting of doubles by their bits.
public enum RadixSort {
  /// The bits of a double in an order that sorts as the numbers do; -0 as 0.
  @inline(__always)
  private static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0.0).bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  @inline(__always)
  private static func value(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  private static let digit = 11
  private static let passes = 6
  private static let radix = 1 << digit

  /// The stable ascending order of finite `values`.
  public static func order(_ values: [Double]) -> [Int32] {
    let n = values.count
    if n < 512 {
      var order = (0..<Int32(n)).map { $0 }
      values.withUnsafeBufferPointer { values in
        order.sort {
          let (a, b) = (values[Int($0)], values[Int($1)])
          return a < b || (a == b && $0 < $1)
        }
      }
      return order
    }
    var keys = values.map(key)
    var order = (0..<Int32(n)).map { $0 }
    var otherKeys = [UInt64](repeating: 0, count: n)
    var otherOrder = [Int32](repeating: 0, count: n)
    for (pass, starts) in counts(keys).enumerated() {
      guard var starts else { continue }
      let shift = UInt64(pass * digit)
      keys.withUnsafeBufferPointer { keys in
        order.withUnsafeBufferPointer { order in
          otherKeys.withUnsafeMutableBufferPointer { otherKeys in
            otherOrder.withUnsafeMutableBufferPointer { otherOrder in
              starts.withUnsafeMutableBufferPointer { starts in
                for i in 0..<n {
                  let bucket = Int(truncatingIfNeeded: keys[i] >> shift) & (radix - 1)
                  let position = starts[bucket]
                  starts[bucket] = position + 1
                  otherKeys[position] = keys[i]
                  otherOrder[position] = order[i]
                }
              }
            }
          }
        }
      }
      swap(&keys, &otherKeys)
      swap(&order, &otherOrder)
    }
    return order
  }

  /// Finite `values` in ascending order.
  public static func sorted(_ values: [Double]) -> [Double] {
    let n = values.count
    if n < 512 { return values.sorted() }
    var keys = values.map(key)
    var other = [UInt64](repeating: 0, count: n)
    for (pass, starts) in counts(keys).enumerated() {
      guard var starts else { continue }
      let shift = UInt64(pass * digit)
      keys.withUnsafeBufferPointer { keys in
        other.withUnsafeMutableBufferPointer { other in
          starts.withUnsafeMutableBufferPointer { starts in
            for key in keys {
              let bucket = Int(truncatingIfNeeded: key >> shift) & (radix - 1)
              other[starts[bucket]] = key
              starts[bucket] += 1
            }
          }
        }
      }
      swap(&keys, &other)
    }
    return keys.map(value)
  }

  /// Where each bucket starts, by pass; `nil` where all keys fall into one bucket.
  private static func counts(_ keys: [UInt64]) -> [[Int]?] {
    var counts = [Int](repeating: 0, count: passes * radix)
    keys.withUnsafeBufferPointer { keys in
      counts.withUnsafeMutableBufferPointer { counts in
        for key in keys {
          for pass in 0..<passes {
            let bucket = Int(truncatingIfNeeded: key >> UInt64(pass * digit)) & (radix - 1)
            counts[pass * radix + bucket] += 1
          }
        }
      }
    }
    return (0..<passes).map { pass in
      var starts = [Int](repeating: 0, count: radix)
      var total = 0
      for bucket in 0..<radix {
        starts[bucket] = total
        let count = counts[pass * radix + bucket]
        if count == keys.count { return nil }
        total += count
      }
      return starts
    }
  }
}

internal import Tables

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
    self.init(values, order: RadixSort.order(values))
  }

  /// Ranks finite `values` whose ascending order is known.
  init(_ values: [Double], order: [Int32]) {
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

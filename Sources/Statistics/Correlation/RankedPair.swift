internal import Tables

/// A variable sorted once, for the rank correlations of many pairs.
package struct RankedVariable: Sendable {
  static let missing: Int32 = -1
  static let infinite: Int32 = -2

  /// The place of each row's value among the distinct finite values, from 0; below 0 where it has none.
  let places: [Int32]
  /// How many finite values differ.
  let distinct: Int

  /// O(n): values of which few differ are distinguished by a table, others by a sort.
  package init(_ values: [Double]) {
    if values.count >= 4 * Self.fewDistinct, let tallied = Self.tallied(values) {
      (places, distinct) = tallied
      return
    }
    var rows: [Int32] = []
    var keys: [UInt64] = []
    rows.reserveCapacity(values.count)
    keys.reserveCapacity(values.count)
    var places = [Int32](repeating: Self.missing, count: values.count)
    for row in values.indices {
      let value = values[row]
      if value.isFinite {
        rows.append(Int32(row))
        keys.append(RadixSort.key(value))
      } else if value.isInfinite {
        places[row] = Self.infinite
      }
    }
    var place: Int32 = -1
    var last = Double.nan
    for row in RadixSort.sort(keys, rows) {
      let value = values[Int(row)]
      if value != last { place += 1 }
      last = value
      places[Int(row)] = place
    }
    self.places = places
    distinct = Int(place + 1)
  }

  /// So few distinct values that their table stays in the cache.
  private static let fewDistinct = 1 << 13

  /// The places by a table of the distinct values; `nil` where there are too many for it.
  private static func tallied(_ values: [Double]) -> (places: [Int32], distinct: Int)? {
    let slots = 4 * fewDistinct
    var codes = [Int32](repeating: -1, count: slots)
    var keys: [UInt64] = []
    var places = [Int32](repeating: missing, count: values.count)
    for row in values.indices {
      let value = values[row]
      guard value.isFinite else {
        if value.isInfinite { places[row] = infinite }
        continue
      }
      let key = RadixSort.key(value)
      var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 49) & (slots - 1)
      while codes[slot] >= 0, keys[Int(codes[slot])] != key { slot = (slot + 1) & (slots - 1) }
      if codes[slot] < 0 {
        guard keys.count < fewDistinct else { return nil }
        codes[slot] = Int32(keys.count)
        keys.append(key)
      }
      places[row] = codes[slot]
    }
    var ranks = [Int32](repeating: 0, count: keys.count)
    for (rank, code) in keys.indices.sorted(by: { keys[$0] < keys[$1] }).enumerated() {
      ranks[code] = Int32(rank)
    }
    for row in places.indices where places[row] >= 0 { places[row] = ranks[Int(places[row])] }
    return (places, keys.count)
  }
}

/// The ranks of two variables in the rows where both have a value.
package struct RankedPair: Sendable {
  /// The number of complete rows.
  package let count: Int
  /// How many rows lacked a value.
  package let missingCount: Int
  /// How many other rows held an infinite value.
  package let nonFiniteCount: Int
  /// Σ (rank of x - mean)(rank of y - mean).
  package let product: Double
  /// Σ (t³ - t) over the groups of equal values.
  package let tieSums: (x: Double, y: Double)

  /// Pairs variables of as many rows. Ties share their mean rank. O(n + distinct values), without a sort.
  package init(_ x: RankedVariable, _ y: RankedVariable) {
    var (x1, y1) = (RankTable(x.distinct), RankTable(y.distinct))
    var (count, missing) = (0, 0)
    let rows = min(x.places.count, y.places.count)
    for row in 0..<rows {
      let (a, b) = (x.places[row], y.places[row])
      if a | b >= 0 {
        count += 1
        x1.count(a)
        y1.count(b)
      } else if a == RankedVariable.missing || b == RankedVariable.missing {
        missing += 1
      }
    }
    x1.rank(count)
    y1.rank(count)
    var product = 0.0
    for row in 0..<rows {
      let (a, b) = (x.places[row], y.places[row])
      if a | b >= 0 { product += x1.ranks[Int(a)] * y1.ranks[Int(b)] }
    }
    self.count = count
    missingCount = missing
    nonFiniteCount = rows - count - missing
    self.product = product
    tieSums = (x1.tieSum, y1.tieSum)
  }

  /// What was dropped, as an error says it.
  var accounting: String { CompleteCases.accounting(count, missingCount, nonFiniteCount) }

  /// The ranks of a variable's distinct values, less their mean.
  private struct RankTable {
    private(set) var ranks: [Double]
    private(set) var tieSum = 0.0
    private var counts: [Int32]

    init(_ distinct: Int) {
      counts = Array(repeating: 0, count: distinct)
      ranks = []
    }

    @inline(__always)
    mutating func count(_ place: Int32) { counts[Int(place)] &+= 1 }

    mutating func rank(_ total: Int) {
      let mean = Double(total + 1) / 2
      var before = 0.0
      var ties = 0.0
      ranks = counts.map { count in
        let count = Double(count)
        defer { before += count }
        ties += (count * count - 1) * count
        return before + (count + 1) / 2 - mean
      }
      tieSum = ties
    }
  }
}

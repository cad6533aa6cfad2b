internal import Basics
internal import Tables

/// The slopes between every two points of different x.
///
/// Slopes of at most s are the pairs whose order by y - s x is not that by x: they are counted by merging, and those between
/// two slopes are found likewise; Matoušek (1991), doi:10.1016/0020-0190(91)90177-J, with brackets from a sample of slopes.
/// y - s x is formed in two doubles, so that no pair is counted on the wrong side.
struct PairSlopes: RankedNumbers {
  /// Ascending in x, and in y among equal x.
  private let x: [Double]
  private let y: [Double]
  /// Slopes of pairs drawn by a fixed sequence, ascending.
  private let sample: [Double]
  private let pairs: Int
  private let tiedBoth: Int
  let count: Int
  let ends: (Double, Double)

  init(_ x: [Double], _ y: [Double]) {
    let n = x.count
    let byY = RadixSort.order(y)
    let then = RadixSort.order(byY.map { x[Int($0)] })
    let order = then.map { Int(byY[Int($0)]) }
    let (xs, ys) = (order.map { x[$0] }, order.map { y[$0] })
    self.x = xs
    self.y = ys
    pairs = n * (n - 1) / 2
    var (tiedX, tiedBoth, low, high) = (0, 0, Double.infinity, -Double.infinity)
    // Points of one x, and their neighbours of the next: the steepest slopes lie between neighbours.
    var before: Range<Int>?
    var (start, equal) = (0, 1)
    for i in 1...max(n, 1) {
      if i < n, xs[i] == xs[start] {
        if ys[i] == ys[i - 1] {
          equal += 1
        } else {
          (tiedBoth, equal) = (tiedBoth + equal * (equal - 1) / 2, 1)
        }
        continue
      }
      (tiedBoth, equal) = (tiedBoth + equal * (equal - 1) / 2, 1)
      tiedX += (i - start) * (i - start - 1) / 2
      if let before, start < n {
        let run = xs[start] - xs[before.lowerBound]
        low = min(low, (ys[start] - ys[before.upperBound - 1]) / run)
        high = max(high, (ys[i - 1] - ys[before.lowerBound]) / run)
      }
      (before, start) = (start..<i, i)
    }
    self.tiedBoth = tiedBoth
    count = pairs - tiedX
    ends = (low, high)
    var state: UInt64 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(bound, 1)))
    }
    sample = RadixSort.sorted(
      (0..<max(4_096, min(n, 100_000))).compactMap { _ in
        let (i, j) = (next(n), next(n))
        return n > 0 && xs[i] != xs[j] ? (ys[i] - ys[j]) / (xs[i] - xs[j]) + 0 : nil
      })
  }

  var window: Int { max(4 * x.count, 2_048) }

  func all() -> [Double] {
    x.indices.flatMap { i in
      (0..<i).compactMap { x[i] == x[$0] ? nil : (y[i] - y[$0]) / (x[i] - x[$0]) }
    }
  }

  /// The rank of y - slope x at each point, equal ones alike.
  private func ranks(_ slope: Double) -> [Double] {
    let n = x.count
    var high = [Double](repeating: 0, count: n)
    var low = high
    for i in 0..<n {
      let rest = DoubleDouble(y[i]) - DoubleDouble.product(slope, x[i])
      // Minus zero is zero.
      (high[i], low[i]) = (rest.high + 0, rest.low + 0)
    }
    var order = RadixSort.order(high).map(Int.init)
    var start = 0
    while start < n {
      var end = start + 1
      while end < n, high[order[end]] == high[order[start]] { end += 1 }
      if end - start > 1 { order[start..<end].sort { low[$0] < low[$1] } }
      start = end
    }
    var ranks = high
    var rank = 0.0
    for (place, row) in order.enumerated() {
      if place > 0 {
        let last = order[place - 1]
        if high[row] != high[last] || low[row] != low[last] { rank += 1 }
      }
      ranks[row] = rank
    }
    return ranks
  }

  func count(atMost bound: Double) -> Int {
    // Pairs of rising x whose y - s x rises are those of steeper slopes, and those of equal x and different y.
    pairs - PairCounts.inversions(ranks(bound).map { -$0 }) - tiedBoth
  }

  func occurring(above low: Double, atMost high: Double, at part: Double) -> Double? {
    func below(_ bound: Double) -> Int {
      var (start, end) = (0, sample.count)
      while start < end {
        let middle = (start + end) / 2
        if sample[middle] <= bound { start = middle + 1 } else { end = middle }
      }
      return start
    }
    let (first, last) = (below(low), below(high))
    guard first < last else { return nil }
    return sample[min(first + Int(Double(last - first) * part), last - 1)]
  }

  func guess(_ rank: Int) -> (Double, Double)? {
    guard sample.count > 100 else { return nil }
    let n = Double(sample.count)
    let share = Double(rank) / Double(count)
    let margin = 4 * (n * share * (1 - share)).squareRoot() + 2
    let low = Int((n * share - margin).rounded(.down))
    let high = Int((n * share + margin).rounded(.up))
    return (low >= 0 ? sample[low] : ends.0, high < sample.count ? sample[high] : ends.1)
  }

  func values(above low: Double, atMost high: Double) -> [Double] {
    let (first, last) = (ranks(low), ranks(high))
    var order = x.indices.sorted { (first[$0], last[$0]) < (first[$1], last[$1]) }
    var merged = order
    var inside: [Double] = []
    // Pairs that change their order from one slope to the other have theirs between.
    var width = 1
    let n = order.count
    while width < n {
      var start = 0
      while start < n {
        let (middle, end) = (min(start + width, n), min(start + 2 * width, n))
        var (i, j, k) = (start, middle, start)
        while i < middle, j < end {
          if last[order[j]] < last[order[i]] {
            let b = order[j]
            for a in order[i..<middle] { inside.append((y[b] - y[a]) / (x[b] - x[a])) }
            merged[k] = b
            j += 1
          } else {
            merged[k] = order[i]
            i += 1
          }
          k += 1
        }
        while i < middle { (merged[k], i, k) = (order[i], i + 1, k + 1) }
        while j < end { (merged[k], j, k) = (order[j], j + 1, k + 1) }
        start = end
      }
      swap(&order, &merged)
      width *= 2
    }
    // What is left of the count are slopes of exactly `high`.
    let rest = count(atMost: high) - count(atMost: low) - inside.count
    return inside + [Double](repeating: high, count: max(rest, 0))
  }
}

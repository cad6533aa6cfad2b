internal import Basics
internal import Tables

/// Numbers that are many and never formed at once, such as the differences of two samples, of which those of given ranks are
/// wanted: the median, the ends of an interval.
///
/// A bracket is narrowed by counting what lies below a point between, until what is inside can be sorted. Where a count
/// takes n steps, or n log n, so does the answer, times some thirty; Johnson and Mizoguchi (1978), doi:10.1137/0207013, with a
/// point by interpolation for their weighted median of medians.
protocol RankedNumbers {
  /// How many numbers there are.
  var count: Int { get }
  /// The smallest and the largest.
  var ends: (Double, Double) { get }
  /// How many may be formed at once.
  var window: Int { get }
  /// All of them in any order.
  func all() -> [Double]
  /// How many are at most `bound`.
  func count(atMost bound: Double) -> Int
  /// Those above `low` and at most `high`, in any order.
  func values(above low: Double, atMost high: Double) -> [Double]
  /// A number that occurs above `low` and at most `high`, about at that part of them; `nil` where none is known.
  func occurring(above low: Double, atMost high: Double, at part: Double) -> Double?
  /// Two numbers between which that of a rank is likely to lie; `nil` where nothing is known.
  func guess(_ rank: Int) -> (Double, Double)?
}

extension RankedNumbers {
  func guess(_ rank: Int) -> (Double, Double)? { nil }

  /// The numbers of the given ranks (1 is the smallest).
  func select(_ ranks: [Int]) -> [Double] {
    if count <= 4_096 {
      let all = RadixSort.sorted(all())
      return ranks.map { all[min(max($0 - 1, 0), count - 1)] }
    }
    // Neighbouring ranks, such as the two middle ones, come out of one window.
    var window = RankWindow(countLow: 0, values: [])
    var known: [Int: Double] = [:]
    for rank in ranks.sorted() where known[rank] == nil {
      let within = min(max(rank, 1), count)
      if !window.holds(within) { window = self.window(around: within) }
      known[rank] = window.value(within)
    }
    return ranks.map { known[$0] ?? ends.0 }
  }

  /// The median.
  var median: Double {
    let middle = count / 2
    return Quantile.median(
      sorted: select(count % 2 == 1 ? [middle + 1] : [middle, middle + 1]))
  }

  /// Narrows a bracket by the count at a point between, until the numbers inside can be sorted.
  private func window(around rank: Int) -> RankWindow {
    var (low, high) = ends
    var countLow = count(atMost: low)
    if countLow >= rank { return RankWindow(countLow: rank - 1, values: [low]) }
    var countHigh = count
    if let (first, last) = guess(rank) {
      let (below, above) = (count(atMost: first), count(atMost: last))
      if below < rank, first > low { (low, countLow) = (first, below) }
      if above >= rank, last < high { (high, countHigh) = (last, above) }
    }
    let small = window
    let margin = Double(small) / 4
    var step = 0
    while countHigh - countLow > small {
      // Aim a little below the rank, then a little above, so that both ends close in; every sixth step
      // halves, so that a bad shape cannot stall it.
      let aim = Double(rank - countLow) + (step % 2 == 0 ? -margin : margin)
      let share = aim / Double(countHigh - countLow)
      let part = step % 6 == 5 ? 0.5 : min(max(share, 0.002), 0.998)
      let middle = low + (high - low) * part
      if middle <= low || middle >= high {
        // Nothing lies between: all that is left are equal.
        return RankWindow(countLow: rank - 1, values: [high])
      }
      let counted = count(atMost: middle)
      if counted >= rank {
        (high, countHigh) = (middle, counted)
      } else {
        (low, countLow) = (middle, counted)
      }
      step += 1
      // Many equal numbers never fit a window: one of them may be the answer itself.
      if step % 6 == 0,
        let value = occurring(
          above: low, atMost: high, at: Double(rank - countLow) / Double(countHigh - countLow))
      {
        let counted = count(atMost: value)
        if counted < rank {
          (low, countLow) = (value, counted)
        } else {
          (high, countHigh) = (value, counted)
          if count(atMost: value.nextDown) < rank {
            return RankWindow(countLow: rank - 1, values: [value])
          }
        }
      }
    }
    return RankWindow(
      countLow: countLow, values: RadixSort.sorted(values(above: low, atMost: high)))
  }
}

/// Successive numbers in ascending order, those of the ranks after `countLow`.
private struct RankWindow {
  let countLow: Int
  let values: [Double]

  func holds(_ rank: Int) -> Bool { rank > countLow && rank <= countLow + values.count }

  func value(_ rank: Int) -> Double { values[min(max(rank - countLow - 1, 0), values.count - 1)] }
}

/// All differences of a value of one sample and a value of another.
struct Differences: RankedNumbers {
  private let first: [Double]
  private let second: [Double]

  /// Of two ascending samples.
  init(_ first: [Double], _ second: [Double]) {
    self.first = first
    self.second = second
  }

  var count: Int { first.count * second.count }

  var ends: (Double, Double) {
    (first[0] - second[second.count - 1], first[first.count - 1] - second[0])
  }

  var window: Int { max((first.count + second.count) / 4, 2_048) }

  func all() -> [Double] { first.flatMap { a in second.map { a - $0 } } }

  /// One walk along both samples.
  func count(atMost bound: Double) -> Int {
    var total = 0
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        // As a grows, the b with a - b <= bound move up.
        var j = 0
        let n = second.count
        for a in first {
          while j < n, a - second[j] > bound { j += 1 }
          total += n - j
          if j == n { break }
        }
      }
    }
    return total
  }

  /// The largest.
  func occurring(above low: Double, atMost high: Double, at part: Double) -> Double? {
    var best = -Double.infinity
    var j = 0
    for a in first {
      while j < second.count, a - second[j] > high { j += 1 }
      if j == second.count { break }
      best = max(best, a - second[j])
    }
    return best
  }

  func values(above low: Double, atMost high: Double) -> [Double] {
    var inside: [Double] = []
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        var start = 0
        var end = 0
        let n = second.count
        for a in first {
          // Differences fall as b grows: b from `start` (<= high) up to `end` (still > low).
          while start < n, a - second[start] > high { start += 1 }
          if end < start { end = start }
          while end < n, a - second[end] > low { end += 1 }
          for j in start..<end { inside.append(a - second[j]) }
        }
      }
    }
    return inside
  }
}

/// Walsh's averages: those of every two values, and each value.
struct WalshAverages: RankedNumbers {
  private let halves: [Double]

  init(_ values: [Double]) { halves = RadixSort.sorted(values).map { $0 / 2 } }

  var count: Int { halves.count * (halves.count + 1) / 2 }

  var ends: (Double, Double) {
    (halves[0] + halves[0], halves[halves.count - 1] + halves[halves.count - 1])
  }

  var window: Int { max(halves.count / 2, 2_048) }

  func all() -> [Double] {
    halves.indices.flatMap { i in halves[0...i].map { halves[i] + $0 } }
  }

  /// One walk from both ends.
  func count(atMost bound: Double) -> Int {
    var total = 0
    walk(bound) { i, j in total += j - i + 1 }
    return total
  }

  /// For each i the last j >= i whose average is at most `bound`.
  private func walk(_ bound: Double, _ body: (Int, Int) -> Void) {
    halves.withUnsafeBufferPointer { halves in
      var j = halves.count - 1
      for i in halves.indices {
        while j >= i, halves[i] + halves[j] > bound { j -= 1 }
        if j < i { break }
        body(i, j)
      }
    }
  }

  /// The largest.
  func occurring(above low: Double, atMost high: Double, at part: Double) -> Double? {
    var best = -Double.infinity
    walk(high) { i, j in best = max(best, halves[i] + halves[j]) }
    return best
  }

  func values(above low: Double, atMost high: Double) -> [Double] {
    var inside: [Double] = []
    var start = halves.count
    walk(high) { i, j in
      // The first j whose average is above `low` moves down as i grows.
      while start > i, halves[i] + halves[start - 1] > low { start -= 1 }
      if start < i { start = i }
      for k in stride(from: start, through: j, by: 1) { inside.append(halves[i] + halves[k]) }
    }
    return inside
  }
}

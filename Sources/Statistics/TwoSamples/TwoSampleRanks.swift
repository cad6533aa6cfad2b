internal import Tables
internal import Mathematics

/// The joint ranks of two samples, made once for U, Brunner and Munzel's statistic and Cliff's delta.
struct TwoSampleRanks {
  /// Pairs in which the first value is the larger, ties for a half.
  let u: Double
  /// Σ (t³ - t) over the groups of equal values in both samples together.
  let tieSum: Double
  let sortedFirst: [Double]
  let sortedSecond: [Double]
  /// For each value of the first sample: values of the second below it, ties for a half.
  let placementsFirst: [Double]
  /// For each value of the second sample: values of the first below it, ties for a half.
  let placementsSecond: [Double]
  /// Pairs of equal values between the samples.
  let tiedPairs: Double

  /// Two sorts and one merge: O(m + n).
  init(_ first: [Double], _ second: [Double]) {
    let a = RadixSort.sorted(first)
    let b = RadixSort.sorted(second)
    let (m, n) = (a.count, b.count)
    var placementsA = [Double](repeating: 0, count: m)
    var placementsB = [Double](repeating: 0, count: n)
    var ties = 0.0
    var equal = 0.0
    var sum = 0.0
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        placementsA.withUnsafeMutableBufferPointer { placementsA in
          placementsB.withUnsafeMutableBufferPointer { placementsB in
            var (i, j) = (0, 0)
            while i < m || j < n {
              let value = i < m && (j >= n || a[i] <= b[j]) ? a[i] : b[j]
              var (endA, endB) = (i, j)
              while endA < m, a[endA] == value { endA += 1 }
              while endB < n, b[endB] == value { endB += 1 }
              let (tiedA, tiedB) = (Double(endA - i), Double(endB - j))
              let below = Double(j) + tiedB / 2
              for k in i..<endA { placementsA[k] = below }
              let under = Double(i) + tiedA / 2
              for k in j..<endB { placementsB[k] = under }
              sum += tiedA * below
              equal += tiedA * tiedB
              let t = tiedA + tiedB
              if t > 1 { ties += (t * t - 1) * t }
              (i, j) = (endA, endB)
            }
          }
        }
      }
    }
    u = sum
    tieSum = ties
    tiedPairs = equal
    sortedFirst = a
    sortedSecond = b
    placementsFirst = placementsA
    placementsSecond = placementsB
  }

  /// Feng and Cliff's interval for delta, asymmetric so that it stays in -1...1, by t with m + n - 2 degrees of freedom
  /// and the consistent variance; where every pair has one order with
  /// δ(mn - 1)/(mn) for δ, closed at the end.
  /// `nil` where a sample has one value. O(m + n).
  ///
  /// Feng and Cliff (2004), doi:10.22237/jmasm/1099267560. Agrees with R's `effsize::cliff.delta(use.unbiased = FALSE)`.
  func deltaInterval(_ level: Double) -> Interval? {
    let (m, n) = (Double(sortedFirst.count), Double(sortedSecond.count))
    guard m > 1, n > 1 else { return nil }
    let exact = 2 * u / (m * n) - 1
    let isEnd = abs(exact) >= 1
    let delta = isEnd ? exact * (m * n - 1) / (m * n) : exact
    func squares(_ placements: [Double], _ others: Double, _ mean: Double) -> Double {
      placements.reduce(0) {
        let d = 2 * $1 / others - 1 - mean
        return $0 + d * d
      }
    }
    let rows = squares(placementsFirst, n, exact) / (m - 1)
    let columns = squares(placementsSecond, m, -exact) / (n - 1)
    let cells = m * n - tiedPairs - m * n * delta * delta
    let variance = ((n - 1) * rows + (m - 1) * columns + cells / ((m - 1) * (n - 1))) / (m * n)
    let t = StudentT(df: m + n - 2).upperQuantile((1 - level) / 2)
    let square = t * t * variance
    let center = delta - delta * delta * delta
    let margin =
      t * variance.squareRoot()
      * ((1 - delta * delta) * (1 - delta * delta) + square).squareRoot()
    let scale = 1 - delta * delta + square
    guard scale > 0 else { return nil }
    let low = max((center - margin) / scale, -1)
    let high = min((center + margin) / scale, 1)
    return Interval(isEnd && exact < 0 ? -1 : low, isEnd && exact > 0 ? 1 : high)
  }
}

/// All differences of a value of one sample and a value of another, never formed at once.
struct Differences {
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

  /// The differences of the given ranks (1 is the smallest).
  func select(_ ranks: [Int]) -> [Double] {
    if count <= 4_096 {
      var all: [Double] = []
      all.reserveCapacity(count)
      for a in first { for b in second { all.append(a - b) } }
      all = RadixSort.sorted(all)
      return ranks.map { all[min(max($0 - 1, 0), count - 1)] }
    }
    // Neighbouring ranks, such as the two middle ones, come out of one window.
    var window = Window(countLow: 0, values: [])
    var known: [Int: Double] = [:]
    for rank in ranks.sorted() where known[rank] == nil {
      if !window.holds(rank) { window = self.window(around: rank) }
      known[rank] = window.value(rank)
    }
    return ranks.map { known[$0] ?? ends.0 }
  }

  /// Successive differences in ascending order, those of the ranks after `countLow`.
  private struct Window {
    let countLow: Int
    let values: [Double]

    func holds(_ rank: Int) -> Bool { rank > countLow && rank <= countLow + values.count }

    func value(_ rank: Int) -> Double { values[min(max(rank - countLow - 1, 0), values.count - 1)] }
  }

  /// How many differences are at most `bound`: one walk along both samples.
  private func count(atMost bound: Double) -> Int {
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

  /// The largest difference that is at most `bound`, where there is one.
  private func largest(atMost bound: Double) -> Double {
    var best = -Double.infinity
    var j = 0
    for a in first {
      while j < second.count, a - second[j] > bound { j += 1 }
      if j == second.count { break }
      best = max(best, a - second[j])
    }
    return best
  }

  /// Narrows a bracket by the count at a point between, until the differences inside can be sorted.
  private func window(around rank: Int) -> Window {
    var (low, high) = ends
    var countLow = count(atMost: low)
    if countLow >= rank { return Window(countLow: rank - 1, values: [low]) }
    var countHigh = count
    let small = max((first.count + second.count) / 4, 2_048)
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
        return Window(countLow: rank - 1, values: [high])
      }
      let counted = count(atMost: middle)
      if counted >= rank {
        (high, countHigh) = (middle, counted)
      } else {
        (low, countLow) = (middle, counted)
      }
      step += 1
      // Many equal differences never fit a window: the upper end may be the answer itself.
      if step % 6 == 0 {
        high = largest(atMost: high)
        if count(atMost: high.nextDown) < rank {
          return Window(countLow: rank - 1, values: [high])
        }
      }
    }
    var inside: [Double] = []
    inside.reserveCapacity(countHigh - countLow)
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
    return Window(countLow: countLow, values: RadixSort.sorted(inside))
  }
}

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

internal import Basics
internal import Mathematics
internal import Tables
internal import Foundation

/// A power law from a bound on, whose bound is the value from which the distance is least.
///
/// Continuous: density ∝ x^-α, α = 1 + n / Σ ln(x / xmin). Discrete: P(x) = x^-α / ζ(α, xmin), α where the likelihood is largest. O(n²) in the number of
/// different values; of very many, candidates are taken evenly among them.
///
/// Clauset, Shalizi and Newman (2009), doi:10.1137/070710111.
struct PowerLaw: Sendable {
  let alpha: Double
  let xmin: Double
  /// How many values are in the tail.
  let count: Int
  /// Kolmogorov and Smirnov's distance in the tail.
  let distance: Double
  let isDiscrete: Bool
  /// How many bounds were tried, of how many.
  let tried: (Int, of: Int)

  /// Steps that the search may take.
  private static let work = 200_000_000

  /// The best bound of ascending positive values; `nil` where fewer than two differ.
  init?(_ sorted: [Double], isDiscrete: Bool) {
    let logs = sorted.map { log($0) }
    var sums = [Double](repeating: 0, count: sorted.count + 1)
    for index in sorted.indices.reversed() { sums[index] = sums[index + 1] + logs[index] }
    let firsts = sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }
    var candidates = Array(firsts.dropLast())
    let most = max(Self.work / max(sorted.count, 1) / (isDiscrete ? 20 : 1), 50)
    if candidates.count > most {
      candidates = (0..<most).map { candidates[$0 * candidates.count / most] }
    }
    tried = (candidates.count, firsts.count - 1)
    var best: (distance: Double, alpha: Double, start: Int)?
    for start in candidates {
      let n = Double(sorted.count - start)
      let mean = (sums[start] - n * logs[start]) / n
      let alpha =
        isDiscrete
        ? Self.discrete(sorted[start], mean + logs[start]) : mean > 0 ? 1 + 1 / mean : nil
      guard let alpha else { continue }
      let distance =
        isDiscrete
        ? Self.discreteDistance(sorted, start, firsts, alpha)
        : Self.distance(logs, start, alpha, best?.distance ?? .infinity)
      if distance < best?.distance ?? .infinity { best = (distance, alpha, start) }
    }
    guard let best else { return nil }
    alpha = best.alpha
    xmin = sorted[best.start]
    count = sorted.count - best.start
    distance =
      isDiscrete
      ? best.distance : Self.bothSides(logs, best.start, best.alpha)
    self.isDiscrete = isDiscrete
  }

  /// ln of the probability, or density, of a value of the tail.
  func logDensity(_ x: Double) -> Double {
    isDiscrete
      ? -alpha * log(x) - log(HurwitzZeta.value(alpha, xmin))
      : log((alpha - 1) / xmin) - alpha * log(x / xmin)
  }

  /// The distance below each value, as plfit and poweRlaw take it; given up beyond `bound`.
  private static func distance(
    _ logs: [Double], _ start: Int, _ alpha: Double, _ bound: Double
  ) -> Double {
    let n = Double(logs.count - start)
    var largest = 0.0
    for index in start..<logs.count {
      let model = -expm1(-(alpha - 1) * (logs[index] - logs[start]))
      largest = max(largest, abs(Double(index - start) / n - model))
      if largest >= bound { return largest }
    }
    return largest
  }

  /// The distance below and at each value.
  private static func bothSides(_ logs: [Double], _ start: Int, _ alpha: Double) -> Double {
    let n = Double(logs.count - start)
    return (start..<logs.count).reduce(0.0) { largest, index in
      let model = -expm1(-(alpha - 1) * (logs[index] - logs[start]))
      return max(
        largest, abs(Double(index - start) / n - model), abs(Double(index - start + 1) / n - model))
    }
  }

  /// Where the likelihood of whole values from `xmin` on is largest, by the root of its derivative.
  private static func discrete(_ xmin: Double, _ meanLog: Double) -> Double? {
    func slope(_ alpha: Double) -> Double { HurwitzZeta.logDerivative(alpha, xmin) + meanLog }
    return Search.root(between: 1.001, and: 20, tolerance: 1e-13, slope)
  }

  private static func discreteDistance(
    _ sorted: [Double], _ start: Int, _ firsts: [Int], _ alpha: Double
  ) -> Double {
    let n = Double(sorted.count - start)
    let total = HurwitzZeta.value(alpha, sorted[start])
    func model(_ x: Double) -> Double { 1 - HurwitzZeta.value(alpha, x + 1) / total }
    var largest = 0.0
    var place = firsts.firstIndex(of: start) ?? 0
    while place < firsts.count {
      let end = place + 1 < firsts.count ? firsts[place + 1] : sorted.count
      let share = Double(end - start) / n
      largest = max(largest, abs(share - model(sorted[firsts[place]])))
      // Up to the next value the model goes on alone.
      if place + 1 < firsts.count {
        largest = max(largest, abs(share - model(sorted[firsts[place + 1]] - 1)))
      }
      place += 1
    }
    return largest
  }

  /// A value of the tail for a uniform number.
  func quantile(_ u: Double) -> Double {
    guard isDiscrete else { return xmin * pow(1 - u, -1 / (alpha - 1)) }
    let total = HurwitzZeta.value(alpha, xmin)
    // The smallest x with P(X > x) <= 1 - u, by doubling and halving.
    func tail(_ x: Double) -> Double { HurwitzZeta.value(alpha, x + 1) / total }
    var (low, high) = (xmin, xmin)
    while tail(high) > 1 - u, high < 1e15 {
      low = high
      high = 2 * high
    }
    if tail(xmin) <= 1 - u { return xmin }
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if tail(middle) > 1 - u { low = middle } else { high = middle }
    }
    return high
  }

  /// The share of samples of this law, with values below the bound drawn from those there are, that are farther from their own fit.
  func goodness(_ sorted: [Double], _ resampling: Resampling) -> Double {
    let body = sorted.filter { $0 < xmin }
    let n = sorted.count
    let law = self
    let distances = resampling.each { _, stream in
      var values: [Double] = []
      values.reserveCapacity(n)
      for _ in 0..<n {
        let place = Int(stream.below(UInt32(n)))
        if place < body.count {
          values.append(body[Int(stream.below(UInt32(body.count)))])
        } else {
          values.append(law.quantile((Double(stream.next()) + 0.5) / 4_294_967_296))
        }
      }
      return PowerLaw(RadixSort.sorted(values), isDiscrete: law.isDiscrete)?.distance ?? .nan
    }
    let usable = distances.filter { !$0.isNaN }
    return usable.isEmpty
      ? .nan : Double(usable.count { $0 >= distance }) / Double(usable.count)
  }
}

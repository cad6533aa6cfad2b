internal import Foundation

/// The search of Talbot, Lin and Hanrahan (2010) for the ticks of a range between 2 and 20 wide: the
/// caller scales by a power of ten, so that neither squares nor counts leave the range of doubles.
struct TickSearch {
  let low: Double
  let high: Double
  let wanted: Double
  /// The power of ten that the range was divided by, and whether all ticks must be whole numbers.
  let exponent: Int
  let isWhole: Bool

  /// `count` ticks from `first` on, `stride` apart, in units of 10^`power`.
  struct Found {
    var first: Int
    var stride: Int
    var power: Int
    var count: Int
  }

  /// Steps in tenths, the simplest first.
  private static let steps = [10, 50, 20, 25, 40, 30]
  private static let (simplicity, coverage, density, legibility) = (0.25, 0.2, 0.5, 0.05)

  private var range: Double { high - low }

  /// The best that can be reached: the search ends where even this is worse than what was found.
  private func bound(_ top: Double, _ coverage: Double, _ density: Double) -> Double {
    Self.simplicity * top + Self.coverage * coverage + Self.density * density + Self.legibility
  }

  func best() -> Found? {
    var best: (score: Double, found: Found)?
    for j in 1..<4 {
      for (index, step) in Self.steps.enumerated() {
        let top = 2 - Double(index) / Double(Self.steps.count - 1) - Double(j)
        if let best, bound(top, 1, 1) < best.score { return best.found }
        search(step, j, top, &best)
      }
    }
    return best?.found
  }

  /// Tries all counts and powers of ten for one step.
  private func search(
    _ step: Int, _ j: Int, _ top: Double, _ best: inout (score: Double, found: Found)?
  ) {
    var count = 2.0
    while count < 4 * wanted + 4 {
      defer { count += 1 }
      let densityLimit = count >= wanted ? 2 - (count - 1) / max(wanted - 1, 1) : 1
      if let best, bound(top, 1, densityLimit) < best.score { return }
      let delta = range / (count + 1) / Double(j * step) * 10
      for power in stride(from: Int(ceil(log10(delta))), through: 2, by: 1) {
        let unit = Double(step) / 10 * pow(10, Double(power))
        let span = Double(j) * unit * (count - 1)
        let excess = max(0, span - range)
        let coverageLimit = 1 - pow(excess / 2, 2) / pow(0.1 * range, 2)
        if let best, bound(top, coverageLimit, densityLimit) < best.score { break }
        let isFraction = power + exponent < 0 || power + exponent == 0 && step % 10 != 0
        if isWhole && isFraction { continue }
        consider(step, j, top, Int(count), unit, power, &best)
      }
    }
  }

  /// Tries all starts of `count` ticks.
  private func consider(
    _ step: Int, _ j: Int, _ top: Double, _ count: Int, _ unit: Double, _ power: Int,
    _ best: inout (score: Double, found: Found)?
  ) {
    let stride = Double(j) * unit
    let span = stride * Double(count - 1)
    let first = (Int(floor(high / stride)) - (count - 1)) * j
    let last = Int(ceil(low / stride)) * j
    guard first <= last, last - first < 200 else { return }
    for start in first...last {
      let from = Double(start) * unit
      let to = from + span
      // Within the range: an axis does not grow past its data for a label.
      guard from >= low - range * 1e-10, to <= high + range * 1e-10 else { continue }
      let hasZero = start <= 0 && start + (count - 1) * j >= 0 && start % j == 0
      let ends = pow(high - to, 2) + pow(low - from, 2)
      let cover = 1 - 0.5 * ends / pow(0.1 * range, 2)
      let (own, ideal) = (Double(count - 1) / span, (wanted - 1) / range)
      let density = 2 - max(own / ideal, ideal / own)
      let score =
        Self.simplicity * (top - (hasZero ? 0 : 1)) + Self.coverage * max(cover, -3)
        + Self.density * density + Self.legibility
      if score > best?.score ?? -.infinity {
        best = (
          score, Found(first: start * step, stride: j * step, power: power - 1, count: count)
        )
      }
    }
  }
}

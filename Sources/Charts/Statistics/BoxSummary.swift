internal import Basics
internal import Foundation

/// The five numbers of a box plot.
struct BoxSummary {
  var lowerQuartile: Double
  var median: Double
  var upperQuartile: Double
  /// The furthest values within 1.5 interquartile ranges of the box (Tukey 1977).
  var whiskerLow: Double
  var whiskerHigh: Double
  var count: Int

  /// The summary of ascending values and those beyond the whiskers; `nil` for none.
  ///
  /// Quartiles and median are those of the data. The whiskers are measured on the scale that
  /// `transform` leads to: on a log axis, what is drawn as 1.5 times the height of the box is so.
  static func of(
    _ sorted: [Double], on transform: PositionScale.Transform = .linear
  ) -> (summary: BoxSummary, outliers: [Double])? {
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let (q1, q2, q3) = (
      Quantile.of(sorted: sorted, 0.25), Quantile.median(sorted: sorted),
      Quantile.of(sorted: sorted, 0.75)
    )
    let (from, to) = (transform(q1), transform(q3))
    let reach = 1.5 * (to - from)
    // A box that begins at zero has no end on a log scale, and no value lies beyond it.
    let isBounded = reach.isFinite
    func isBeyond(_ value: Double) -> Bool {
      isBounded && (transform(value) < from - reach || transform(value) > to + reach)
    }
    let low = sorted.first { !isBeyond($0) } ?? first
    let high = sorted.last { !isBeyond($0) } ?? last
    let summary = BoxSummary(
      lowerQuartile: q1, median: q2, upperQuartile: q3, whiskerLow: min(low, q1),
      whiskerHigh: max(high, q3), count: sorted.count)
    return (summary, sorted.filter(isBeyond))
  }
}

/// Bins of equal width.
struct Bins {
  var start: Double
  var width: Double
  var counts: [Double]

  /// Bins over `values`: of the width of Freedman and Diaconis (1981), 2 IQR n^(−1/3), rounded to a
  /// width that people read, at most 200; or as given.
  static func of(
    _ values: [Double], weights: [Double]? = nil, count: Int? = nil, width: Double? = nil
  ) -> Bins? {
    guard let low = values.min(), let high = values.max() else { return nil }
    // Ranges that no double can divide are one value.
    if !(high - low > 1e-300) {
      let width = width ?? (abs(low) < 1e-290 ? 1 : abs(low) * 0.1)
      let total = weights?.reduce(0, +) ?? Double(values.count)
      return Bins(start: low - width / 2, width: width, counts: [total])
    }
    var step: Double
    if let width {
      step = width
    } else if let count {
      step = (high - low) / Double(count)
    } else {
      let sorted = values.sorted()
      let spread = Quantile.of(sorted: sorted, 0.75) - Quantile.of(sorted: sorted, 0.25)
      let ideal =
        spread > 0
        ? 2 * spread / cbrt(Double(sorted.count))
        : (high - low) / (log2(Double(sorted.count)) + 1)
      step = rounded(max(ideal, (high - low) / 200))
    }
    step = max(step, (high - low) / Double(ChartLimits.bins))
    let start = count == nil || width != nil ? floor(low / step + 1e-9) * step : low
    let bins = max(1, min(Int(ceil((high - start) / step - 1e-9)), 2 * ChartLimits.bins))
    var counts = [Double](repeating: 0, count: bins)
    for (index, value) in values.enumerated() {
      // Bins are closed on the left; the last one on both sides.
      let bin = min(max(Int((value - start) / step + 1e-9), 0), bins - 1)
      counts[bin] += weights?[index] ?? 1
    }
    return Bins(start: start, width: step, counts: counts)
  }

  private static func rounded(_ width: Double) -> Double {
    let unit = pow(10, floor(log10(width)))
    let digit = [1, 2, 2.5, 5, 10].min {
      abs(log(width / ($0 * unit))) < abs(log(width / ($1 * unit)))
    }
    return (digit ?? 1) * unit
  }
}

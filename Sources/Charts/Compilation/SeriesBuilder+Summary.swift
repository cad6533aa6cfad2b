internal import Basics
internal import Mathematics

/// How the rows of one place become one value.
extension SeriesBuilder {
  /// The places of each group in order, with their values, of lines and areas.
  mutating func heights(
    _ context: Context
  ) throws(ChartError) -> [(group: Group, places: [Summarised])] {
    let x = try context.needPositions()
    let layer = context.layer.layer
    let summary = layer.summary ?? .none
    if summary == .count {
      valueTitle = "Count"
    } else {
      _ = try context.needValues()
    }
    return context.groups.map { group in
      (group, summarised(group.rows, x, context.values, summary, level: layer.level))
    }
  }

  /// One place, its value, and an interval where the summary has one.
  typealias Summarised = (x: Double, y: Double, low: Double?, high: Double?)

  /// The rows in order of their places; several rows of one place become one where asked for.
  func summarised(
    _ rows: [Int], _ x: [Double], _ y: [Double]?, _ summary: Summary, level: Double? = nil
  ) -> [Summarised] {
    // A stable order: by place, then by row.
    let sorted = rows.sorted { (x[$0], $0) < (x[$1], $1) }
    guard summary != .none else {
      return sorted.map { (x[$0], y?[$0] ?? .nan, nil, nil) }
    }
    var result: [Summarised] = []
    var start = 0
    while start < sorted.count {
      // NaN equals nothing, not even itself.
      var end = start + 1
      while end < sorted.count, x[sorted[end]] == x[sorted[start]] { end += 1 }
      let values = sorted[start..<end].compactMap { row -> Double? in
        guard let y, y[row].isFinite else { return nil }
        return y[row]
      }
      let place = x[sorted[start]]
      if summary == .count {
        result.append((place, Double(end - start), nil, nil))
      } else if let one = Self.summarise(values, summary, level: level ?? 0.95) {
        result.append((place, one.value, one.low, one.high))
      }
      start = end
    }
    return result
  }

  /// One value, and an interval where the summary has one.
  static func summarise(
    _ values: [Double], _ summary: Summary, level: Double
  ) -> (value: Double, low: Double?, high: Double?)? {
    guard !values.isEmpty else { return nil }
    switch summary {
    case .none, .sum: return (values.reduce(0, +), nil, nil)
    case .count: return (Double(values.count), nil, nil)
    case .mean: return (Moments(values).mean, nil, nil)
    case .median: return (Quantile.median(values), nil, nil)
    case .quartiles:
      let sorted = values.sorted()
      return (
        Quantile.of(sorted: sorted, 0.5), Quantile.of(sorted: sorted, 0.25),
        Quantile.of(sorted: sorted, 0.75)
      )
    case .meanInterval:
      let moments = Moments(values)
      let mean = moments.mean
      guard let deviation = moments.standardDeviation else { return (mean, nil, nil) }
      let n = Double(values.count)
      let reach = StudentT(df: n - 1).upperQuantile((1 - level) / 2) * deviation / n.squareRoot()
      return (mean, mean - reach, mean + reach)
    }
  }
}

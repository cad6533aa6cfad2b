internal import Basics
internal import Mathematics

/// Points, lines, areas and ribbons, and how the rows of one place become one value.
extension SeriesBuilder {
  mutating func points(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    let largest = layer.size?.values.filter { !$0.isNaN }.max() ?? 1
    let shades = layer.color.flatMap { channel in channel.levels == nil ? channel.values : nil }
    let uncoloured = shades?.filter { !$0.isFinite }.count ?? 0
    if uncoloured > 0 {
      notes.append(
        "\(uncoloured) of \(layer.rowCount) points without a number for their colour are not shown")
    }
    return context.groups.map { group in
      let sizes = layer.size.map { size in
        group.rows.map { largest > 0 ? max(0, size.values[$0]) / largest : 0 }
      }
      return series(
        context, group,
        .points(
          .init(
            position: group.rows.map { x[$0] }, value: group.rows.map { y[$0] }, sizes: sizes,
            labels: layer.label.map { label in group.rows.map { label[$0] } },
            shades: shades.map { shades in group.rows.map { shade(shades[$0]) } },
            values: shades.map { shades in group.rows.map { shades[$0] } })))
    }
  }

  mutating func curves(_ context: Context) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    let mark = context.layer.layer.mark
    let summary = context.layer.layer.summary ?? .none
    if summary != .count { _ = try context.needValues() }
    let y = context.values
    if summary == .count { valueTitle = "Count" }
    let position = context.layer.layer.position ?? (mark == .area ? .stack : .identity)
    var result: [Series] = []
    var below: [Int: [Double: Double]] = [:]  // panel → place → height so far
    var totals: [Int: [Double: Double]] = [:]
    var curves: [(Group, [(x: Double, y: Double, low: Double?, high: Double?)])] = []
    for group in context.groups {
      let places = summarised(
        group.rows, x, y, summary, level: context.layer.layer.level)
      curves.append((group, places))
      for place in places where place.y.isFinite {
        totals[group.panel, default: [:]][place.x, default: 0] += place.y
      }
    }
    let allPlaces = Set(curves.flatMap { $0.1.map(\.x) }).sorted()
    for (group, places) in curves {
      guard mark == .area else {
        result.append(
          series(
            context, group,
            .curve(
              position: places.map(\.x), value: places.map(\.y), isStep: mark == .step)))
        if summary == .meanInterval || summary == .quartiles {
          let whole = places.filter { $0.low != nil && $0.high != nil }
          result.insert(
            series(
              context, group,
              .band(
                position: whole.map(\.x), low: whole.compactMap(\.low),
                high: whole.compactMap(\.high), isArea: false)), at: 0)
        }
        continue
      }
      // Areas stand on those before them; a series without a row at a place adds nothing there.
      let heights = Dictionary(places.map { ($0.x, $0.y) }, uniquingKeysWith: { a, _ in a })
      var (low, high): ([Double], [Double]) = ([], [])
      let own = position == .identity ? places.map(\.x) : allPlaces
      for place in own {
        let base = position == .identity ? 0 : below[group.panel]?[place] ?? 0
        var height = heights[place] ?? 0
        if position == .fill {
          let total = totals[group.panel]?[place] ?? 0
          height = total > 0 ? height / total : 0
        }
        low.append(base)
        high.append(base + height)
        below[group.panel, default: [:]][place] = base + height
      }
      result.append(
        series(context, group, .band(position: own, low: low, high: high, isArea: true)))
    }
    if position == .fill, mark == .area { isPercent = true }
    return result
  }

  /// The rows in order of their places; several rows of one place become one where asked for.
  func summarised(
    _ rows: [Int], _ x: [Double], _ y: [Double]?, _ summary: Summary, level: Double? = nil
  ) -> [(x: Double, y: Double, low: Double?, high: Double?)] {
    // A stable order: by place, then by row.
    let sorted = rows.sorted { (x[$0], $0) < (x[$1], $1) }
    guard summary != .none else {
      return sorted.map { (x[$0], y?[$0] ?? .nan, nil, nil) }
    }
    var result: [(x: Double, y: Double, low: Double?, high: Double?)] = []
    var start = 0
    while start < sorted.count {
      var end = start
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

  func ribbons(_ context: Context) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    guard let low = context.layer.ymin?.values else { throw context.missing("ymin") }
    guard let high = context.layer.ymax?.values else { throw context.missing("ymax") }
    return context.groups.map { group in
      let rows = group.rows.filter { !low[$0].isNaN && !high[$0].isNaN }
        .sorted { (x[$0], $0) < (x[$1], $1) }
      return series(
        context, group,
        .band(
          position: rows.map { x[$0] }, low: rows.map { low[$0] }, high: rows.map { high[$0] },
          isArea: false))
    }
  }
}

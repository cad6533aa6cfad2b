/// Areas, stacked unless asked otherwise.
struct AreaMark: LayerMark {
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .group, .summary, .position, .sort, .name, .opacity, .horizontal,
  ]
  let traits = MarkTraits(
    kind: "Area chart", comparison: .init(series: "areas", quantity: "the last value"),
    fillsEdge: [.x], endLabel: .always)

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    BarMark.interval(in: layer)
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let position = context.layer.layer.position ?? .stack
    if position == .fill { builder.isPercent = true }
    let areas = try builder.heights(context)
    var totals: [Int: [Double: Double]] = [:]  // panel → place → height
    for (group, places) in areas {
      for place in places where place.y.isFinite {
        totals[group.panel, default: [:]][place.x, default: 0] += place.y
      }
    }
    let allPlaces = Set(areas.flatMap { $0.places.map(\.x) }).sorted()
    var below: [Int: [Double: Double]] = [:]
    return areas.map { group, places in
      // Areas are stacked on those before them; a series without a row at a place adds nothing there.
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
      return builder.series(
        context, group, Band(position: own, low: low, high: high, kind: .area))
    }
  }

  /// Where the height of an area begins and ends, and its extremes.
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let band = series.geometry as? Band else { return nil }
    return writer.course(of: series, band.position, zip(band.high, band.low).map { $0 - $1 })
  }
}

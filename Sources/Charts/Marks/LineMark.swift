/// A line, or steps, through the rows in order of their places.
struct LineMark: LayerMark {
  let isStep: Bool
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .shape, .group, .summary, .level, .sort, .name, .opacity, .dash, .horizontal,
    .values,
  ]
  var traits: MarkTraits {
    MarkTraits(
      kind: isStep ? "Step chart" : "Line chart",
      comparison: .init(series: "lines", quantity: "the last value"), showsZeros: true,
      breaksAtMissing: true,
      endLabel: .always, carriesPoints: !isStep)
  }

  func paint(_ builder: SeriesBuilder) -> Paint {
    // A colour of its own would be that of a category.
    builder.colorLevels.isEmpty ? .series(0) : .ink
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let layer = context.layer.layer
    let levels = context.isLying ? builder.yLevels : builder.xLevels
    let period = PeriodStep(context, levels: levels)
    return try builder.heights(context).flatMap { group, places in
      let breaks = PeriodStep.breaks(places.map(\.x), period)
      let line = builder.series(
        context, group,
        Curve(
          position: places.map(\.x), value: places.map(\.y), isStep: isStep, breaks: breaks,
          lastStep: isStep ? width(places.map(\.x), context) : 0,
          labels: layer.values == true ? Self.labels(places.map(\.y)) : [:]))
      guard layer.summary == .meanInterval || layer.summary == .quartiles else { return [line] }
      let ends = [0] + breaks.sorted() + [places.count]
      let bands = zip(ends, ends.dropFirst()).map { from, to in
        let whole = places[from..<to].filter { $0.low != nil && $0.high != nil }
        return builder.series(
          context, group,
          Band(
            position: whole.map(\.x), low: whole.compactMap(\.low), high: whole.compactMap(\.high)
          ))
      }
      return bands + [line]
    }
  }

  /// The values at the peak of a line and at its end, by their places.
  static func labels(_ values: [Double]) -> [Int: String] {
    let shown = values.indices.filter { values[$0].isFinite }
    guard let last = shown.last, let peak = shown.max(by: { values[$0] < values[$1] }) else {
      return [:]
    }
    let write = NumberText.alike([values[peak], values[last]])
    var labels = [peak: write(values[peak])]
    labels[last] = write(values[last])
    return labels
  }

  /// How long the last step is: as the shortest one, or to the end of its category.
  private func width(_ places: [Double], _ context: SeriesBuilder.Context) -> Double {
    if context.isCategorical { return 0.5 }
    return zip(places.dropFirst(), places).map { $0 - $1 }.filter { $0 > 0 }.min() ?? 0
  }

  /// Where a line begins and ends, and its lowest and highest values where these are not its ends. That
  /// it rises or falls is for a fit to say.
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let curve = series.geometry as? Curve else { return nil }
    return writer.course(of: series, curve.position, curve.value)
  }
}

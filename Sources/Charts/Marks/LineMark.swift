/// A line, or steps, through the rows in order of their places.
struct LineMark: LayerMark {
  let isStep: Bool
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .shape, .group, .summary, .level, .sort, .name, .opacity, .dash, .horizontal,
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
      let breaks = places.indices.dropFirst().filter {
        period?.isMissing(between: places[$0 - 1].x, places[$0].x) ?? false
      }
      let line = builder.series(
        context, group,
        Curve(
          position: places.map(\.x), value: places.map(\.y), isStep: isStep, breaks: Set(breaks)))
      guard layer.summary == .meanInterval || layer.summary == .quartiles else { return [line] }
      let ends = [0] + breaks + [places.count]
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

  /// Where a line begins and ends, and its lowest and highest values where these are not its ends. That
  /// it rises or falls is for a fit to say.
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let curve = series.geometry as? Curve else { return nil }
    return writer.course(of: series, curve.position, curve.value)
  }
}

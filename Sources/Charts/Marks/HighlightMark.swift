/// Lines in small multiples, each before those of the other panels in grey.
struct HighlightMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .summary, .opacity, .values]
  let traits = MarkTraits(
    kind: "Line charts", comparison: .init(series: "lines", quantity: "the last value"),
    showsZeros: true, breaksAtMissing: true, carriesPoints: true)

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    BarMark.interval(in: layer)
  }

  func check(_ layer: LayerData, _ builder: SeriesBuilder) throws(ChartError) {
    guard builder.chart.facet == nil else { return }
    throw .specification(
      layer: layer.index, key: "mark",
      message: "each line is before those of the other panels; give the chart a 'facet'")
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let period = PeriodStep(context, levels: builder.xLevels)
    let wantsValues = context.layer.layer.values == true
    let lines = try builder.heights(context).map { group, places in
      (
        group: group,
        curve: Curve(
          position: places.map(\.x), value: places.map(\.y),
          breaks: PeriodStep.breaks(places.map(\.x), period),
          labels: wantsValues ? LineMark.labels(places.map(\.y)) : [:])
      )
    }
    guard lines.count * lines.count <= ChartLimits.groups else {
      throw .tooMany(
        "lines in \(lines.count) panels", count: lines.count * lines.count,
        limit: ChartLimits.groups, advice: "draw fewer panels")
    }
    return lines.flatMap { own -> [Series] in
      let others = lines.filter { $0.group.panel != own.group.panel }.map { other -> Series in
        var curve = other.curve
        (curve.isContext, curve.labels) = (true, [:])
        var series = builder.series(context, other.group, curve, paint: .muted)
        (series.panel, series.opacity) = (own.group.panel, 0.55)
        return series
      }
      return others + [builder.series(context, own.group, own.curve)]
    }
  }

  /// The course of the line of each panel.
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let curve = series.geometry as? Curve, !curve.isContext else { return nil }
    return writer.course(of: series, curve.position, curve.value)
  }
}

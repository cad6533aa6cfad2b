/// What became of each of several things from one time, or one measure, to another: a line each, with its values at both
/// ends and its name behind the last.
struct SlopeMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .group, .opacity]
  let traits = MarkTraits(
    kind: "Slope chart", precedence: 1, showsZeros: true, endLabel: .only, carriesPoints: true)

  func check(_ layer: LayerData, _ builder: SeriesBuilder) throws(ChartError) {
    guard layer.group == nil else { return }
    throw .missingMapping(
      layer: layer.index, mark: layer.layer.mark.rawValue, channel: "group")
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    guard context.isCategorical else {
      throw .type(
        layer: context.layer.index, channel: "x",
        message: "slopes run between categories; set the scale's type to 'category'")
    }
    try context.needNumbers()
    let write = NumberText.alike(y.filter(\.isFinite))
    let isAlone = builder.panelTitles.count < 2
    return context.groups.flatMap { group -> [Series] in
      let rows = group.rows.filter { x[$0].isFinite && y[$0].isFinite }
        .sorted { (x[$0], $0) < (x[$1], $1) }
      guard let first = rows.first, let last = rows.last else { return [] }
      // Up and down are two colours; what sets them apart besides is the direction itself.
      let change = y[last] - y[first]
      let paint: Paint = change > 0 ? .series(0) : change < 0 ? .series(1) : .muted
      let ends = rows.count > 1 ? [first, last] : [first]
      // Panels have no room for names behind them: there the last value has its name before it.
      let curve = builder.series(
        context, group,
        Curve(position: rows.map { x[$0] }, value: rows.map { y[$0] }, nameShift: 0.3), paint: paint
      )
      let name = isAlone ? nil : curve.groupName
      let points = builder.series(
        context, group,
        Points(
          position: ends.map { x[$0] }, value: ends.map { y[$0] },
          labels: ends.map { end in
            (end == last ? name.map { $0 + " " } : nil).map { $0 + write(y[end]) } ?? write(y[end])
          }), paint: paint)
      return [curve, points].map { one in
        var one = one
        one.name = isAlone ? one.groupName : nil
        return one
      }
    }
  }

  /// How many lines there are, and which changed most, up and down.
  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords {
    LayerWords(
      Set(series.map(\.panel)).sorted().compactMap { panel in
        let lines = series.compactMap { one -> (name: String, from: Double, to: Double)? in
          guard one.panel == panel, let curve = one.geometry as? Curve,
            let from = curve.value.first, let to = curve.value.last
          else { return nil }
          return (PositionScale.short(one.groupName ?? ""), from, to)
        }
        guard !lines.isEmpty else { return nil }
        let name = writer.panelName(panel).joined(separator: ", ")
        let count = "\(lines.count) line\(lines.count == 1 ? "" : "s")"
        return writer.capitalised(
          "\(name.isEmpty ? "" : name + ": ")\(count); \(writer.changes(lines, writer.yScale)).")
      })
  }
}

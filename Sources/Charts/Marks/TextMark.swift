/// Texts at places of the data.
struct TextMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .label, .sort]
  let traits = MarkTraits(showsZeros: true)

  func paint(_ builder: SeriesBuilder) -> Paint { .ink }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    guard let label = context.layer.label else { throw context.missing("label") }
    return context.groups.map { group in
      let rows = group.rows.filter { label[$0]?.isEmpty == false }
      return builder.series(
        context, group,
        Texts(
          x: rows.map { x[$0] }, y: rows.map { y[$0] }, labels: rows.compactMap { label[$0] }))
    }
  }
}

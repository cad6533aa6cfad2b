/// A band between two columns.
struct RibbonMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .ymin, .ymax, .color, .group, .name, .opacity]
  let traits = MarkTraits(kind: "Band", tellsZeros: false)

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    guard let low = context.layer.ymin?.values else { throw context.missing("ymin") }
    guard let high = context.layer.ymax?.values else { throw context.missing("ymax") }
    return context.groups.map { group in
      let rows = group.rows.filter { !low[$0].isNaN && !high[$0].isNaN }
        .sorted { (x[$0], $0) < (x[$1], $1) }
      return builder.series(
        context, group,
        Band(
          position: rows.map { x[$0] }, low: rows.map { low[$0] }, high: rows.map { high[$0] },
          kind: .ribbon))
    }
  }
}

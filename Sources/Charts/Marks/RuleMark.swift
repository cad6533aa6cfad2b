/// Lines across the panel.
struct RuleMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .color, .name, .opacity, .dash]
  let traits = MarkTraits(tellsZeros: false)

  func paint(_ builder: SeriesBuilder) -> Paint { .ink }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let layer = context.layer
    var result: [Series] = []
    for group in context.groups {
      for (channel, isVertical) in [(layer.x, true), (layer.y, false)] {
        guard let channel else { continue }
        let levels = isVertical ? builder.xLevels : builder.yLevels
        let values = levels.map { channel.recoded(to: $0) } ?? channel.values
        let own = Set(group.rows.map { values[$0] }.filter { $0.isFinite }).sorted()
        if !own.isEmpty {
          result.append(builder.series(context, group, Rules(values: own, isVertical: isVertical)))
        }
      }
    }
    if layer.x == nil, layer.y == nil { throw context.missing("x or y") }
    return result
  }
}

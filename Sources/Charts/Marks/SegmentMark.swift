/// Straight lines between two places.
struct SegmentMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .xend, .yend, .color, .name, .opacity, .dash]
  let traits = MarkTraits(carriesPoints: true)

  func paint(_ builder: SeriesBuilder) -> Paint { .ink }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    if layer.xend == nil, layer.yend == nil { throw context.missing("xend or yend") }
    let xend = layer.xend.map { channel in
      builder.xLevels.map { channel.recoded(to: $0) } ?? channel.values
    }
    let yend = layer.yend.map { channel in
      builder.yLevels.map { channel.recoded(to: $0) } ?? channel.values
    }
    return context.groups.map { group in
      let all = group.rows.map { row in
        Segments.Segment(x0: x[row], y0: y[row], x1: xend?[row] ?? x[row], y1: yend?[row] ?? y[row])
      }
      return builder.series(
        context, group,
        Segments(
          segments: all.filter {
            $0.x0.isFinite && $0.y0.isFinite && $0.x1.isFinite && $0.y1.isFinite
          }))
    }
  }
}

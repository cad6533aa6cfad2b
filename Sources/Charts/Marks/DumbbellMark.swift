internal import Foundation

/// Two values of each category and the line between them: what changed, and by how much.
struct DumbbellMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .xend, .yend, .sort, .opacity]
  let traits = MarkTraits(
    kind: "Dumbbell plot", precedence: 1, lies: .byCategory, showsZeros: true, wantsWideRows: true)

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    guard layer.xend != nil, layer.yend != nil else { return nil }
    return (
      .yend, "a dumbbell has one other end; give xend for values of x, or yend for those of y"
    )
  }

  func check(_ layer: LayerData, _ builder: SeriesBuilder) throws(ChartError) {
    let isLying = builder.isLying(layer)
    guard (isLying ? layer.yend : layer.xend) == nil else {
      let (key, place) = isLying ? ("yend", "y") : ("xend", "x")
      throw .specification(
        layer: layer.index, key: key,
        message: "\(place) holds the categories; the other end is that of the values")
    }
    guard (isLying ? layer.xend : layer.yend) != nil else {
      throw .missingMapping(
        layer: layer.index, mark: layer.layer.mark.rawValue, channel: isLying ? "xend" : "yend")
    }
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (places, starts) = (try context.needPositions(), try context.needValues())
    guard context.isCategorical else {
      throw .type(
        layer: context.layer.index, channel: context.isLying ? "y" : "x",
        message: "dumbbells need categories; set the scale's type to 'category'")
    }
    let layer = context.layer
    try context.needNumbers()
    let (start, end) = context.isLying ? (layer.x, layer.xend) : (layer.y, layer.yend)
    guard let end else { throw context.missing(context.isLying ? "xend" : "yend") }
    guard end.levels == nil else {
      throw .type(
        layer: layer.index, channel: context.isLying ? "xend" : "yend",
        message: "numbers are needed, not text")
    }
    let ends = end.values
    return context.groups.flatMap { group -> [Series] in
      let rows = group.rows.filter {
        places[$0].isFinite && starts[$0].isFinite && ends[$0].isFinite
      }
      func points(_ values: [Double], _ channel: Channel?, _ index: Int) -> Series {
        var points = builder.series(
          context, group,
          Points(position: rows.map { places[$0] }, value: rows.map { values[$0] }),
          paint: .series(index))
        points.symbol = .series(index)
        points.name = channel?.title
        return points
      }
      let lines = rows.map {
        Segments.Segment(x0: places[$0], y0: starts[$0], x1: places[$0], y1: ends[$0])
      }
      return [
        builder.series(context, group, Segments(segments: lines), paint: .muted),
        points(starts, start, 0), points(ends, end, 1),
      ]
    }
  }

  /// The categories that changed most, up and down.
  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords {
    LayerWords(
      series.compactMap { one in
        guard let lines = (one.geometry as? Segments)?.segments, !lines.isEmpty else { return nil }
        let (place, value) = writer.axes(of: one)
        let count = "\(lines.count) categor\(lines.count == 1 ? "y" : "ies")"
        let text = writer.changes(
          lines.map { (name: place.describe($0.x0), from: $0.y0, to: $0.y1) }, value)
        let panel = writer.panelName(one.panel).joined(separator: ", ")
        return writer.capitalised("\(panel.isEmpty ? "" : panel + ": ")\(count); \(text).")
      })
  }
}

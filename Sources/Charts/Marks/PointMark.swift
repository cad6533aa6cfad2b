internal import Basics
internal import Foundation

/// One symbol a row.
struct PointMark: LayerMark {
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .shape, .size, .label, .sort, .name, .opacity,
  ]
  let traits = MarkTraits(kind: "Scatter plot", showsZeros: true, shadesNumbers: true)

  func refusal(of key: Layer.CodingKeys, in layer: Layer) -> String {
    unread(
      key, in: layer,
      hint: key == .summary ? "a line with a summary, or a pointrange, shows it" : nil)
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    let largest = layer.size?.values.filter { !$0.isNaN }.max() ?? 1
    let shades = layer.color.flatMap { channel in channel.levels == nil ? channel.values : nil }
    let uncoloured = shades?.filter { !$0.isFinite }.count ?? 0
    if uncoloured > 0 {
      builder.notes.append(
        "\(uncoloured) of \(layer.rowCount) points without a number for their colour are not shown")
    }
    return context.groups.map { group in
      let sizes = layer.size.map { size in
        group.rows.map { largest > 0 ? max(0, size.values[$0]) / largest : 0 }
      }
      return builder.series(
        context, group,
        Points(
          position: group.rows.map { x[$0] }, value: group.rows.map { y[$0] }, sizes: sizes,
          labels: layer.label.map { label in group.rows.map { label[$0] } },
          shades: shades.map { shades in group.rows.map { builder.shade(shades[$0]) } },
          values: shades.map { shades in group.rows.map { shades[$0] } }))
    }
  }

  func sentence(_ series: Series, _ writer: SentenceWriter) -> String? {
    guard let points = series.geometry as? Points else { return nil }
    let (xScale, yScale, head) = (writer.xScale, writer.yScale, writer.prefix(series))
    // Points whose colour is a missing number are not drawn.
    let shown = points.position.indices.filter { points.shades?[$0].isFinite ?? true }
    let count = NumberText.fixed(Double(shown.count), 0) + " point" + (shown.count == 1 ? "" : "s")
    let pairs = shown.map { (points.position[$0], points.value[$0]) }.filter {
      $0.0.isFinite && $0.1.isFinite && xScale.transform.holds($0.0)
        && yScale.transform.holds($0.1)
    }
    guard xScale.categories == nil, yScale.categories == nil, pairs.count > 2 else {
      return writer.capitalised("\(head)\(count).")
    }
    let xs = pairs.map { xScale.transform($0.0) }
    let ys = pairs.map { yScale.transform($0.1) }
    if Set(xs).count == 1 || Set(ys).count == 1 {
      return writer.capitalised("\(head)\(count); one of the two variables is constant.")
    }
    guard let r = PearsonCorrelation.of(xs, ys) else {
      return writer.capitalised("\(head)\(count).")
    }
    let logs =
      xScale.isLog && yScale.isLog
      ? " of the logarithms" : xScale.isLog || yScale.isLog ? " on the axes' scales" : ""
    return writer.capitalised(
      "\(head)\(count); Pearson correlation\(logs) \(NumberText.fixed(r, 2)).")
  }
}

internal import Basics
internal import Foundation
internal import Statistics

/// One symbol a row.
struct PointMark: LayerMark {
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .shape, .size, .label, .sort, .name, .opacity,
  ]
  let traits = MarkTraits(
    kind: "Scatter plot", comparison: .init(series: "sets of points", quantity: "the correlation"),
    showsZeros: true, shadesNumbers: true)

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

  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords {
    guard writer.isAlongLine(layer) else {
      return LayerWords(
        series.compactMap { words($0, writer) }, comparing: traits.comparison)
    }
    return LayerWords(series.compactMap { milestones($0, writer) })
  }

  /// The names of points that are on a line, and their places: of such points a correlation would
  /// be one of the line with itself.
  private func milestones(_ series: Series, _ writer: SentenceWriter) -> String? {
    guard let points = series.geometry as? Points, let labels = points.labels else { return nil }
    let place = writer.axes(of: series).place
    let named = labels.indices.compactMap { index in
      labels[index].flatMap {
        $0.isEmpty ? nil : "\(PositionScale.short($0)) (\(place.describe(points.position[index])))"
      }
    }
    guard !named.isEmpty else { return nil }
    let rest = named.count > 12 ? "; and \(named.count - 12) more" : ""
    let count = "\(named.count) point\(named.count == 1 ? " is" : "s are") named"
    return writer.capitalised(
      "\(writer.prefix(series))\(count): \(named.prefix(12).joined(separator: "; "))\(rest).")
  }

  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let points = series.geometry as? Points else { return nil }
    let (xScale, yScale, head) = (writer.xScale, writer.yScale, writer.prefix(series))
    // Points whose colour is a missing number are not drawn.
    let shown = points.position.indices.filter { points.shades?[$0].isFinite ?? true }
    let count = NumberText.fixed(Double(shown.count), 0) + " point" + (shown.count == 1 ? "" : "s")
    func told(_ rest: String = "", _ rank: (Double, String)? = nil) -> SeriesWords {
      SeriesWords(
        sentence: writer.capitalised("\(head)\(count)\(rest)."), name: writer.name(series),
        rank: rank)
    }
    let pairs = shown.map { (points.position[$0], points.value[$0]) }.filter {
      $0.0.isFinite && $0.1.isFinite && xScale.transform.holds($0.0)
        && yScale.transform.holds($0.1)
    }
    guard xScale.categories == nil, yScale.categories == nil, pairs.count > 2 else { return told() }
    // What a model says of the points replaces a correlation, which may weigh them otherwise.
    let models = writer.chart.layers.compactMap(\.model)
    guard !models.contains(where: { writer.data.models[$0]?.summary != nil }) else { return told() }
    let xs = pairs.map { xScale.transform($0.0) }
    let ys = pairs.map { yScale.transform($0.1) }
    if Set(xs).count == 1 || Set(ys).count == 1 {
      return told("; one of the two variables is constant")
    }
    guard let r = try? Correlation.coefficient(xs, ys, "pearson") else { return told() }
    let logs =
      xScale.isLog && yScale.isLog
      ? " of the logarithms" : xScale.isLog || yScale.isLog ? " on the axes' scales" : ""
    let text = NumberText.fixed(r, 2)
    return told("; Pearson correlation\(logs) \(text)", (r, text))
  }
}

internal import Basics

/// Counts of the values of one variable in bins.
struct HistogramMark: LayerMark {
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .weight, .bins, .binwidth, .position, .name, .opacity,
  ]
  let traits = MarkTraits(
    kind: "Histogram", subject: .sample,
    comparison: .init(series: "histograms", quantity: "the fullest bin"), lies: .bySample)

  func refusal(of key: Layer.CodingKeys, in layer: Layer) -> String {
    unread(key, in: layer, hint: Sample.hint(key))
  }

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    if let problem = Sample.twice(layer, .y) { return problem }
    if layer.bins != nil, layer.binwidth != nil {
      return (.binwidth, "'bins' and 'binwidth' say the same in two ways; give one")
    }
    if layer.position == .group || layer.position == .fill {
      return (.position, "histograms overlap (identity) or are stacked (stack)")
    }
    return nil
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    // The variable lies along the positions; counts are the values.
    guard let x = context.positions ?? context.values else { throw context.missing("x") }
    let transform = context.positionTransform
    let layer = context.layer.layer
    builder.valueTitle = "Count"
    let all = x.filter { $0.isFinite && transform.holds($0) }.map { transform($0) }
    if let width = layer.binwidth, let low = all.min(), let high = all.max() {
      let count = (high - low) / width
      guard count <= Double(ChartLimits.bins) else {
        throw .specification(
          layer: context.layer.index, key: "binwidth",
          message: "a binwidth of \(width) makes \(NumberText.spoken(count)) bins where "
            + "\(ChartLimits.bins) can be drawn")
      }
    }
    guard let common = Bins.of(all, count: layer.bins, width: layer.binwidth) else { return [] }
    var below = [Int: [Double]]()
    let position = layer.position ?? (builder.colorLevels.count > 1 ? .identity : .stack)
    let kind: Bars.Kind = layer.color != nil && layer.position == nil ? .overlaidBins : .bins
    return context.groups.map { group in
      var counts = [Double](repeating: 0, count: common.counts.count)
      for row in group.rows where x[row].isFinite && transform.holds(x[row]) {
        let place = (transform(x[row]) - common.start) / common.width
        let bin = min(max(Int(place + 1e-9), 0), counts.count - 1)
        counts[bin] += context.layer.weight?.values[row] ?? 1
      }
      let base = position == .stack ? below[group.panel] : nil
      let bars = counts.indices.map { bin -> Bars.Bar in
        let from = common.start + Double(bin) * common.width
        let start = base?[bin] ?? 0
        return .init(
          from: transform.inverse(from), to: transform.inverse(from + common.width), base: start,
          top: start + counts[bin])
      }
      below[group.panel] = zip(base ?? counts.map { _ in 0 }, counts).map(+)
      return builder.series(context, group, Bars(bars: bars, kind: kind))
    }
  }

  /// The fullest bin of a histogram, written so that its ends differ.
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    let bars = (series.geometry as? Bars)?.bars ?? []
    let total = bars.reduce(0) { $0 + $1.height }
    guard let mode = bars.max(by: { $0.height < $1.height }), total > 0 else { return nil }
    let (place, head) = (writer.axes(of: series).place, writer.prefix(series))
    let height = mode.height
    let ties = bars.filter { $0.height == height }.count
    let isWeighted = writer.chart.layers[series.layer].weight != nil
    let what =
      isWeighted
      ? "a weight of \(NumberText.spoken(total))"
      : NumberText.fixed(total, 0) + " value" + (total == 1 ? "" : "s")
    let bin = ties == 1 ? "the fullest bin" : "the first of \(ties) equally full bins"
    let sentence = writer.capitalised(
      "\(head)\(what); \(bin), \(place.describe(mode.from)) to \(place.describe(mode.to)), "
        + "holds \(NumberText.fixed(height / total * 100, 0)) %.")
    return SeriesWords(
      sentence: sentence, name: writer.name(series),
      rank: (mode.from, "\(place.describe(mode.from)) to \(place.describe(mode.to))"))
  }
}

internal import Foundation

/// The densities of one variable, one above the other for each category.
struct RidgelineMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .color, .bandwidth, .sort, .name, .opacity]
  let traits = MarkTraits(
    kind: "Ridgeline plot", precedence: 0,
    comparison: .init(series: "densities", quantity: "the peak"), lies: .byCategory,
    wantsWideRows: true)

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (places, values) = (try context.needPositions(), try context.needValues())
    guard context.isCategorical else {
      throw .type(
        layer: context.layer.index, channel: context.isLying ? "y" : "x",
        message: "ridges need categories; set the scale's type to 'category'")
    }
    try context.needNumbers()
    let transform = context.valueTransform
    var groups: [(group: SeriesBuilder.Group, ridges: [Ridges.Ridge])] = []
    var sparse = 0
    for group in context.groups {
      var byPlace: [Double: [Double]] = [:]
      for row in group.rows where values[row].isFinite && transform.holds(values[row]) {
        guard !places[row].isNaN else { continue }
        byPlace[places[row], default: []].append(transform(values[row]))
      }
      var ridges: [Ridges.Ridge] = []
      for place in byPlace.keys.sorted() {
        let shown = byPlace[place] ?? []
        try builder.check(context, shown)
        // A few values are not a distribution.
        guard shown.count >= ChartLimits.boxValues,
          let density = Density.of(shown, bandwidth: context.layer.layer.bandwidth, points: 128)
        else {
          sparse += 1
          continue
        }
        ridges.append(
          .init(
            position: place, values: density.x.map { transform.inverse($0) }, heights: density.y,
            count: shown.count))
      }
      groups.append((group, ridges))
    }
    if sparse > 0 {
      builder.notes.append(
        "groups of fewer than \(ChartLimits.boxValues) different values have no density")
    }
    let highest = groups.flatMap(\.ridges).flatMap(\.heights).max() ?? 1
    return groups.map { group, ridges in
      let scaled = ridges.map { ridge in
        var ridge = ridge
        ridge.heights = ridge.heights.map { $0 / highest }
        return ridge
      }
      return builder.series(context, group, Ridges(ridges: scaled))
    }
  }

  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords {
    let told = series.flatMap { one -> [SeriesWords] in
      let (place, value) = writer.axes(of: one)
      return ((one.geometry as? Ridges)?.ridges ?? []).compactMap { ridge in
        guard let peak = ridge.peak else { return nil }
        let category = place.describe(ridge.position)
        let own = writer.seriesName(one).flatMap { $0 == category ? nil : $0 }
        let name = (writer.panelName(one.panel) + [category, own].compactMap { $0 })
          .joined(separator: ", ")
        let count = NumberText.fixed(Double(ridge.count), 0)
        return SeriesWords(
          sentence: writer.capitalised(
            "\(name): the density of \(count) values is highest at \(value.describe(peak))."),
          name: name, rank: (peak, value.describe(peak)))
      }
    }
    return LayerWords(told, comparing: traits.comparison)
  }
}

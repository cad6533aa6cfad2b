/// Box plots and violins.
extension SeriesBuilder {
  mutating func boxes(_ context: Context) throws(ChartError) -> [Series] {
    let values = try context.needValues()
    let x = context.positions ?? Array(repeating: 0, count: values.count)
    guard context.isCategorical || context.positions == nil || layerIsSparse(x) else {
      throw .type(
        layer: context.layer.index, channel: context.isLying ? "y" : "x",
        message: "boxes stand on categories; set the scale's type to 'category'")
    }
    let layer = context.layer.layer
    let transform = context.valueTransform
    let byColor = context.layer.color?.levels != nil
    let colorIsPlace =
      byColor
      && context.layer.color?.levels
        == (context.isLying ? context.layer.y : context.layer.x)?.levels
    let slots = byColor && !colorIsPlace ? Double(max(1, colorLevels.count)) : 1
    let onAxis = layer.on == .axis
    var result: [Series] = []
    for group in context.groups {
      var byPlace: [Double: [Double]] = [:]
      for row in group.rows where values[row].isFinite && !x[row].isNaN {
        byPlace[x[row], default: []].append(values[row])
      }
      var boxes: [Geometry.Box] = []
      var outlines: [[(position: Double, value: Double)]] = []
      for place in byPlace.keys.sorted() {
        let width = (slots > 1 ? 0.8 : min(0.62, 0.62)) / slots
        let center =
          slots > 1 ? place - 0.4 + width * (Double(group.color ?? 0) + 0.5) : place
        let all = (byPlace[place] ?? []).sorted()
        if layer.mark == .violin {
          let shown = all.filter { transform.holds($0) }.map { transform($0) }
          if let density = Density.of(shown, bandwidth: layer.bandwidth, points: 128) {
            let top = density.y.max() ?? 1
            // The outline ends where the data end.
            let (low, high) = (shown.min() ?? 0, shown.max() ?? 0)
            let side = zip(density.x, density.y).filter { $0.0 >= low && $0.0 <= high }.map {
              point in
              (value: transform.inverse(point.0), half: point.1 / top * width * 0.5)
            }
            outlines.append(
              side.map { (position: center - $0.half, value: $0.value) }
                + side.reversed().map { (position: center + $0.half, value: $0.value) })
          }
        }
        let sorted = onAxis ? all.filter { transform.holds($0) }.map { transform($0) } : all
        guard let found = BoxSummary.of(sorted) else { continue }
        var (summary, outliers) = found
        if onAxis {
          summary.lowerQuartile = transform.inverse(summary.lowerQuartile)
          summary.median = transform.inverse(summary.median)
          summary.upperQuartile = transform.inverse(summary.upperQuartile)
          summary.whiskerLow = transform.inverse(summary.whiskerLow)
          summary.whiskerHigh = transform.inverse(summary.whiskerHigh)
          outliers = outliers.map { transform.inverse($0) }
        }
        switch layer.points ?? .outliers {
        case .none: outliers = []
        case .all: outliers = all
        case .outliers: if layer.mark == .violin { outliers = [] }
        }
        boxes.append(
          .init(
            center: center, width: layer.mark == .violin ? width * 0.12 : width * 0.8,
            summary: summary, outliers: outliers, smallestPositive: all.first { $0 > 0 }))
      }
      if !outlines.isEmpty { result.append(series(context, group, .outlines(outlines))) }
      result.append(series(context, group, .boxes(boxes)))
    }
    return result
  }

  func layerIsSparse(_ x: [Double]) -> Bool { Set(x).count <= 1 }
}

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
    let scale = layer.on == .data ? .linear : transform
    var sparse = 0
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
        // A few values are no distribution: they are shown one by one.
        let isSparse = all.count < ChartLimits.boxValues
        if isSparse { sparse += 1 }
        if layer.mark == .violin, !isSparse {
          let shown = all.filter { transform.holds($0) }.map { transform($0) }
          try check(context, shown)
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
        guard let (summary, beyond) = BoxSummary.of(all, on: scale) else { continue }
        let shown = layer.points ?? (layer.mark == .violin ? .none : .outliers)
        let points =
          isSparse || shown == .all
          ? all
          // The shape of a violin has no place for zeros on a log axis: they stand in the strip.
          : shown == .outliers
            ? beyond : layer.mark == .violin ? all.filter { !transform.holds($0) } : []
        boxes.append(
          .init(
            center: center, width: layer.mark == .violin ? width * 0.12 : width * 0.8,
            summary: summary, points: points, beyond: beyond.count, isSparse: isSparse,
            smallestPositive: all.first { $0 > 0 }))
      }
      if !outlines.isEmpty { result.append(series(context, group, .outlines(outlines))) }
      result.append(series(context, group, .boxes(boxes)))
    }
    if sparse > 0 {
      notes.append("groups of fewer than \(ChartLimits.boxValues) values are shown as points")
    }
    return result
  }

  func layerIsSparse(_ x: [Double]) -> Bool { Set(x).count <= 1 }
}

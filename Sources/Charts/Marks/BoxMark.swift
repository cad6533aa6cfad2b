/// Box plots and violins.
struct BoxMark: LayerMark {
  let isViolin: Bool
  var keys: [Layer.CodingKeys] {
    [.x, .y, .color, .points, .on] + (isViolin ? [.bandwidth] : [])
      + [.sort, .name, .opacity, .horizontal]
  }
  var traits: MarkTraits {
    MarkTraits(
      kind: isViolin ? "Violin plot" : "Box plot", precedence: 0,
      comparison: .init(series: isViolin ? "violins" : "boxes", quantity: "the median"),
      lies: .byCategory,
      showsZeros: true, standsSideBySide: !isViolin, wantsWideRows: true)
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let values = try context.needValues()
    let x = context.positions ?? Array(repeating: 0, count: values.count)
    guard context.isCategorical || context.positions == nil || Set(x).count <= 1 else {
      throw .type(
        layer: context.layer.index, channel: context.isLying ? "y" : "x",
        message: "boxes need categories; set the scale's type to 'category'")
    }
    let layer = context.layer.layer
    let transform = context.valueTransform
    let byColor = context.layer.color?.levels != nil
    let colorIsPlace =
      byColor
      && context.layer.color?.levels
        == (context.isLying ? context.layer.y : context.layer.x)?.levels
    let slots = byColor && !colorIsPlace ? Double(max(1, builder.colorLevels.count)) : 1
    let scale = layer.on == .data ? .linear : transform
    var sparse = 0
    var result: [Series] = []
    for group in context.groups {
      var byPlace: [Double: [Double]] = [:]
      for row in group.rows where values[row].isFinite && !x[row].isNaN {
        byPlace[x[row], default: []].append(values[row])
      }
      var boxes: [Boxes.Box] = []
      var outlines: [[(position: Double, value: Double)]] = []
      for place in byPlace.keys.sorted() {
        let width = (slots > 1 ? 0.8 : 0.62) / slots
        let center =
          slots > 1 ? place - 0.4 + width * (Double(group.color ?? 0) + 0.5) : place
        let all = (byPlace[place] ?? []).sorted()
        // A few values are not a distribution: they are shown one by one.
        let isSparse = all.count < ChartLimits.boxValues
        if isSparse { sparse += 1 }
        if isViolin, !isSparse {
          let shown = all.filter { transform.holds($0) }.map { transform($0) }
          try builder.check(context, shown)
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
        let shown = layer.points ?? (isViolin ? .none : .outliers)
        let points =
          isSparse || shown == .all
          ? all
          // The shape of a violin has no place for zeros on a log axis: they are in the strip.
          : shown == .outliers
            ? beyond : isViolin ? all.filter { !transform.holds($0) } : []
        boxes.append(
          .init(
            center: center, width: isViolin ? width * 0.12 : width * 0.8,
            summary: summary, points: points, beyond: beyond.count, isSparse: isSparse,
            smallestPositive: all.first { $0 > 0 }))
      }
      if !outlines.isEmpty {
        result.append(builder.series(context, group, Outlines(outlines: outlines)))
      }
      result.append(
        builder.series(
          context, group, Boxes(boxes: boxes, isThin: isViolin, isSpread: layer.points == .all)))
    }
    if sparse > 0 {
      builder.notes.append(
        "groups of fewer than \(ChartLimits.boxValues) values are shown as points")
    }
    return result
  }

  /// Medians of the boxes, single values, and how many values lie beyond the whiskers.
  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords {
    var medians: [SeriesWords] = []
    var single: [String] = []
    var beyond = 0
    for one in series {
      guard let boxes = one.geometry as? Boxes else { continue }
      let (place, value) = writer.axes(of: one)
      let (shift, panel) = (place.categories == nil, writer.panelName(one.panel))
      for box in boxes.boxes {
        let category = shift ? nil : place.describe(box.center)
        let series = writer.seriesName(one).flatMap { $0 == category ? nil : $0 }
        let parts = panel + [category, series].compactMap { $0 }
        let name = parts.isEmpty ? "all" : parts.joined(separator: ", ")
        let count = NumberText.fixed(Double(box.summary.count), 0)
        if box.isSparse {
          single.append("\(name) (n = \(count))")
        } else {
          let median = value.describe(box.summary.median)
          medians.append(
            .init(
              sentence: "\(name) \(median) (n = \(count))", name: name,
              rank: (box.summary.median, median)))
          beyond += box.beyond
        }
      }
    }
    var rest: [String] = []
    if !single.isEmpty {
      let more = single.count > 12 ? "; and \(single.count - 12) more" : ""
      rest.append("Single values: \(single.prefix(12).joined(separator: "; "))\(more).")
    }
    if !isViolin, !medians.isEmpty {
      let count = NumberText.fixed(Double(beyond), 0)
      rest.append(
        beyond == 0
          ? "No value lies beyond the whiskers."
          : "\(count) value\(beyond == 1 ? " lies" : "s lie") beyond the whiskers.")
    }
    let all =
      medians.isEmpty ? [] : ["Medians: \(medians.map(\.sentence).joined(separator: "; "))."]
    var words = LayerWords(all + rest)
    // A dozen medians are read one by one.
    if medians.count > 12 {
      words.short = LayerWords(medians, comparing: traits.comparison).short + rest
    }
    return words
  }
}

internal import Foundation

extension ChartResolver {
  /// What the series are called and look like.
  func legend(
    _ series: [Series], _ layers: [LayerData], _ builder: SeriesBuilder
  ) -> Legend {
    var legend = Legend()
    let names = chart.scales.color.labels ?? chart.scales.shape.labels ?? [:]
    let colored = layers.first { $0.color?.levels != nil } ?? layers.first { $0.shape != nil }
    legend.title =
      chart.scales.color.title ?? chart.scales.shape.title
      ?? (colored == nil ? nil : "")
    // Where the colours repeat the categories of an axis, the axis says it all.
    let isAxis =
      !builder.colorLevels.isEmpty
      && (builder.colorLevels == builder.xLevels || builder.colorLevels == builder.yLevels)
    func add(_ one: Series) {
      guard let name = one.name, !isAxis || !builder.colorLevels.contains(name) else { return }
      var entry =
        legend.entries.first { $0.name == (names[name] ?? name) }
        ?? Legend.Entry(
          name: names[name] ?? name, paint: one.paint, symbol: one.symbol, dash: one.strokeDash,
          hatch: one.style)
      switch one.geometry {
      case .points: entry.hasPoint = true
      case .curve, .rules, .segments: (entry.hasLine, entry.dash) = (true, one.strokeDash)
      case .band(_, _, _, let isArea):
        if isArea, one.mark != .density { entry.hasFill = true } else { entry.hasBand = true }
        if one.mark == .density { entry.hasLine = true }
      case .boxes, .outlines: (entry.hasFill, entry.wash) = (true, .hatched)
      case .blocks:
        entry.hasFill = true
        if one.mark == .histogram, chart.overlaysHistograms { entry.wash = .dashed }
      case .intervals:
        let isSymbol = one.hasSymbols(chart)
        if isSymbol, !entry.hasLine { entry.dash = [] }
        (entry.hasLine, entry.hasPoint) = (true, entry.hasPoint || isSymbol)
      case .texts, .hexagons: break
      }
      if let place = legend.entries.firstIndex(where: { $0.name == entry.name }) {
        legend.entries[place] = entry
      } else {
        legend.entries.append(entry)
      }
    }
    for name in builder.colorLevels + builder.shapeLevels {
      for one in series where one.name == name { add(one) }
    }
    for one in series { add(one) }
    if let range = builder.colorRange, !series.isEmpty,
      series.contains(where: { $0.isShaded })
    {
      let channel = layers.compactMap { $0.color }.first { $0.levels == nil }
      let title = chart.scales.color.title ?? builder.colorTitle ?? channel?.title ?? ""
      let unit = chart.scales.color.unit ?? channel?.unit
      legend.title = title + (unit.map { ", " + $0 } ?? "")
      var spec = chart.scales.color
      (spec.min, spec.max) = (nil, nil)
      if spec.type == .category || spec.type == .ordinal { spec.type = nil }
      var low = range.low
      var high = range.high
      if let middle = chart.scales.color.middle {
        let reach = max(high - middle, middle - low)
        (low, high) = (middle - reach, middle + reach)
      }
      let scale = PositionScale(
        spec, categories: nil, isTime: channel?.isTime == true, range: (low, high),
        includesZero: false, fillsEdge: true)
      let ticks = scale.ticks(4).compactMap { tick in
        tick.label.map { (share: scale.share(tick.value), label: $0) }
      }
      let ramp =
        chart.scales.color.palette
        ?? (chart.scales.color.middle != nil
          ? .diverging : builder.colorTitle != nil ? .blues : .viridis)
      legend.bar = .init(
        ramp: ramp, ticks: ticks.filter { $0.share >= -0.001 && $0.share <= 1.001 })
    }
    if let size = layers.first(where: { $0.size != nil })?.size,
      let largest = size.values.filter({ $0.isFinite }).max(), largest > 0
    {
      let values = Ticks.extended(0, largest, count: 4).filter { $0 > 0 }.suffix(3)
      legend.sizes = .init(
        title: (chart.scales.size.title ?? size.title ?? "")
          + ((chart.scales.size.unit ?? size.unit).map { ", " + $0 } ?? ""),
        entries: values.map {
          (
            radius: PointSize.radius(share: $0 / largest),
            label: chart.scales.size.format == .bytes
              ? NumberText.bytes($0)
              : largest >= 1e4 ? NumberText.si($0) : NumberText.significant($0)
          )
        })
    }
    return legend
  }
}

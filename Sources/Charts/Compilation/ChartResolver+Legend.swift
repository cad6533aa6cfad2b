internal import Basics
internal import Foundation

extension ChartResolver {
  /// What the series are called and look like.
  func legend(
    _ series: [Series], _ layers: [LayerData], _ builder: SeriesBuilder
  ) -> Legend {
    var legend = Legend()
    let names = (chart.scales.color.labels ?? [:]).merging(chart.scales.shape.labels ?? [:]) {
      color, _ in color
    }
    let colored = layers.first { $0.color?.levels != nil } ?? layers.first { $0.shape != nil }
    // Numbers have a bar of their own, with its title.
    let isBar = builder.colorLevels.isEmpty && builder.colorRange != nil
    legend.title =
      (isBar ? nil : chart.scales.color.title) ?? chart.scales.shape.title
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
          hatch: one.hatch)
      one.geometry.add(to: &entry, one)
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
    colorBar(&legend, series, layers, builder)
    sizeKey(&legend, layers)
    return legend
  }

  /// The colours of a number scale, with its ticks.
  private func colorBar(
    _ legend: inout Legend, _ series: [Series], _ layers: [LayerData], _ builder: SeriesBuilder
  ) {
    guard let range = builder.colorRange, series.contains(where: { $0.geometry.isShaded }) else {
      return
    }
    let channel = layers.compactMap { $0.color }.first { $0.levels == nil }
    var spec = chart.scales.color
    spec.unit = spec.unit ?? channel?.unit
    spec.holdsYears = channel?.isYears == true
    (spec.min, spec.max) = (nil, nil)
    if spec.type == .category || spec.type == .ordinal { spec.type = nil }
    var (low, high) = range
    if let middle = spec.middle {
      let reach = max(high - middle, middle - low)
      (low, high) = (middle - reach, middle + reach)
    }
    let scale = PositionScale(
      spec, categories: nil, isTime: channel?.isTime == true, range: (low, high),
      includesZero: false, fillsEdge: true, isWhole: channel?.isWhole ?? true)
    let isPlain = spec.format == .bytes || spec.format == .percent
    let unit = isPlain ? nil : spec.unit.flatMap { $0.isEmpty ? nil : $0 }
    let title = Self.title(
      spec.title ?? builder.colorTitle ?? channel?.title ?? "",
      unit: unit, shared: scale.notation?.shared)
    let ticks = scale.ticks(4).compactMap { tick in
      tick.label.map { (share: scale.share(tick.value), label: $0) }
    }
    let ramp =
      spec.palette
      ?? (spec.middle != nil ? .diverging : builder.colorTitle != nil ? .blues : .viridis)
    legend.bar = .init(
      title: title, ramp: ramp, ticks: ticks.filter { $0.share >= -0.001 && $0.share <= 1.001 })
  }

  /// What the areas of points stand for.
  private func sizeKey(_ legend: inout Legend, _ layers: [LayerData]) {
    guard let size = layers.first(where: { $0.size != nil })?.size,
      let largest = size.values.filter({ $0.isFinite }).max(), largest > 0
    else { return }
    var spec = chart.scales.size
    spec.unit = spec.unit ?? size.unit
    let scale = PositionScale(
      spec, categories: nil, isTime: false, range: (0, largest), includesZero: true,
      fillsEdge: true, isWhole: size.isWhole)
    let isPlain = spec.format == .bytes || spec.format == .percent
    legend.sizes = .init(
      title: Self.title(
        spec.title ?? size.title ?? "", unit: isPlain ? nil : spec.unit,
        shared: scale.notation?.shared),
      entries: scale.ticks(4).filter { $0.value > 0 }.suffix(3).map {
        (radius: PointSize.radius(share: $0.value / largest), label: $0.label ?? "")
      })
  }

  /// A name with its unit, and what the labels beside it share.
  static func title(_ name: String, unit: String?, shared: String?) -> String {
    let whole = unit.map { $0.isEmpty || name.isEmpty ? name : name + ", " + $0 } ?? name
    guard let shared else { return whole }
    return whole.isEmpty ? shared : "\(whole) (\(shared))"
  }
}

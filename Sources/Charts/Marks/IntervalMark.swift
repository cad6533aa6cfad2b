internal import Basics

/// Error bars and point ranges.
struct IntervalMark: LayerMark {
  let isCapped: Bool
  let keys: [Layer.CodingKeys] = [
    .x, .y, .xmin, .xmax, .ymin, .ymax, .color, .shape, .position, .summary, .level, .sort,
    .name, .opacity, .dash, .horizontal, .values,
  ]
  var traits: MarkTraits {
    MarkTraits(
      kind: "Intervals",
      comparison: .init(series: "sets of intervals", quantity: "the largest value"),
      lies: .byCategory, standsSideBySide: true, wantsWideRows: !isCapped)
  }

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    guard layer.position == .stack || layer.position == .fill else { return nil }
    return (.position, "intervals are side by side (group) or in one place (identity)")
  }

  func check(_ data: LayerData, _ builder: SeriesBuilder) throws(ChartError) {
    let layer = data.layer
    func refuse(_ key: String, _ message: String) -> ChartError {
      .specification(layer: data.index, key: key, message: message)
    }
    let isLying = builder.isLying(data)
    let (low, high) = isLying ? (layer.xmin, layer.xmax) : (layer.ymin, layer.ymax)
    let others =
      isLying
      ? [("ymin", layer.ymin), ("ymax", layer.ymax)] : [("xmin", layer.xmin), ("xmax", layer.xmax)]
    if let key = others.first(where: { $0.1 != nil })?.0 {
      throw refuse(
        key, "intervals of \(isLying ? "x" : "y") do not read '\(key)'; 'horizontal' turns them")
    }
    if low != nil, high != nil, layer.summary != nil {
      throw refuse("summary", "the intervals are given; leave 'summary' out, or their ends")
    }
    if low == nil, high == nil { return }
    if low == nil || high == nil {
      throw .missingMapping(
        layer: data.index, mark: layer.mark.rawValue,
        channel: (isLying ? "x" : "y") + (low == nil ? "min" : "max"))
    }
  }

  func paint(_ builder: SeriesBuilder) -> Paint {
    isCapped && builder.chart.layers.contains { $0.mark.traits.carriesIntervals }
      ? .ink : .series(0)
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    let layer = context.layer
    let (low, high) =
      context.isLying ? (layer.xmin, layer.xmax) : (layer.ymin, layer.ymax)
    let slots = Double(max(1, builder.colorLevels.count))
    // Intervals of several series at one category are side by side unless asked otherwise.
    var places: Set<[Double]> = []
    let sharesPlaces = context.groups.contains { group in
      Set(group.rows.map { x[$0] }).contains { !places.insert([Double(group.panel), $0]).inserted }
    }
    let position =
      layer.layer.position ?? (context.isCategorical && sharesPlaces ? .group : .identity)
    let spread = position == .group && slots > 1
    // The middle of an interval is known to three digits at most.
    let rounded = { (value: Double) in Double(PrintedDigits.scientific(value, 2)) ?? value }
    let write = NumberText.alike(
      layer.layer.values == true ? (context.values ?? []).filter(\.isFinite).map(rounded) : [])
    func text(_ middle: Double?) -> String? {
      guard layer.layer.values == true, let middle, middle.isFinite else { return nil }
      return write(rounded(middle))
    }
    return try context.groups.map { group throws(ChartError) in
      let shift = spread ? (Double(group.color ?? 0) + 0.5) / slots * 0.7 - 0.35 : 0
      var result: [Intervals.Interval] = []
      if let low, let high {
        for row in group.rows where low.values[row].isFinite && high.values[row].isFinite {
          let middle = context.values?[row]
          result.append(
            .init(
              position: x[row] + shift, low: low.values[row],
              middle: middle?.isFinite == true ? middle : nil, high: high.values[row],
              text: text(middle)))
        }
      } else {
        let summary = layer.layer.summary ?? .none
        guard summary == .meanInterval || summary == .quartiles else {
          throw context.missing(
            context.isLying
              ? "xmin and xmax, or a summary with an interval"
              : "ymin and ymax, or a summary with an interval")
        }
        for one in builder.summarised(
          group.rows, x, try context.needValues(), summary, level: layer.layer.level)
        {
          result.append(
            .init(
              position: one.x + shift, low: one.low ?? one.y, middle: one.y,
              high: one.high ?? one.y, text: text(one.y)))
        }
      }
      return builder.series(
        context, group,
        Intervals(
          intervals: result, isCapped: isCapped,
          hasSymbols: result.contains { $0.middle != nil }
            && (!isCapped || layer.layer.summary != nil)))
    }
  }

  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    let intervals = (series.geometry as? Intervals)?.intervals ?? []
    let middles = intervals.compactMap { one in one.middle.map { (at: one.position, value: $0) } }
    guard let low = middles.min(by: { $0.value < $1.value }),
      let high = middles.max(by: { $0.value < $1.value })
    else { return nil }
    let (place, value) = writer.axes(of: series)
    return SeriesWords(
      sentence: writer.capitalised(
        "\(writer.prefix(series))from \(value.describe(low.value)) (\(place.describe(low.at))) to "
          + "\(value.describe(high.value)) (\(place.describe(high.at)))."),
      name: writer.name(series),
      rank: (high.value, "\(value.describe(high.value)), \(place.describe(high.at))"))
  }
}

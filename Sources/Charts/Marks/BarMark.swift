internal import Basics
internal import Foundation

/// Bars from a base line.
struct BarMark: LayerMark {
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .group, .summary, .position, .values, .sort, .name, .opacity, .horizontal,
  ]
  let traits = MarkTraits(
    kind: "Bar chart", precedence: 1, lies: .byCategory, sortsByTotal: true, endLabel: .always,
    carriesIntervals: true)

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    Self.interval(in: layer)
  }

  /// A summary with an interval, which bars and areas cannot show.
  static func interval(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    guard layer.summary == .meanInterval || layer.summary == .quartiles else { return nil }
    return (
      .summary,
      "the mark '\(layer.mark.rawValue)' shows no interval; take the summary mean or median, and a "
        + "layer 'errorbar' or 'pointrange' for the interval"
    )
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    let layer = context.layer.layer
    let summary = layer.summary ?? (context.values == nil ? .count : .sum)
    if summary != .count { _ = try context.needValues() }
    if summary == .count { builder.valueTitle = "Count" }
    let position = layer.position ?? .stack
    if position == .fill { builder.isPercent = true }
    let width = self.width(x, context)
    let seriesCount = max(1, builder.colorLevels.count)
    var totals: [Int: [Double: Double]] = [:]
    var heights: [(SeriesBuilder.Group, [(x: Double, y: Double)])] = []
    for group in context.groups {
      let places = builder.summarised(group.rows, x, context.values, summary)
        .filter { $0.y.isFinite }.map { (x: $0.x, y: $0.y) }
      heights.append((group, places))
      for place in places { totals[group.panel, default: [:]][place.x, default: 0] += place.y }
    }
    let all = heights.flatMap(\.1).map(\.y)
    let isParts = (position == .stack || position == .fill) && !isOneEach(heights.map(\.1))
    let lastOfStack = isParts ? heights.flatMap(\.1).map(\.x).max().map { width($0).0 } : nil
    let writesValues = layer.values ?? wantsValues(heights.map(\.1), position, builder, context)
    let write = NumberText.alike(all, layer.values == true ? 4 : 3)
    let writeLarge = NumberText.prefixed(all.filter { abs($0) >= 1e5 })
    var above: [Int: [Double: Double]] = [:]
    var under: [Int: [Double: Double]] = [:]
    return heights.map { group, places in
      let blocks = places.map { place -> Bars.Bar in
        var (base, height) = (0.0, place.y)
        var (from, to) = width(place.x)
        switch position {
        case .group:
          let slot = (to - from) / Double(seriesCount)
          from += slot * Double(group.color ?? 0)
          to = from + slot
        case .stack, .fill:
          if position == .fill {
            let total = totals[group.panel]?[place.x] ?? 0
            height = total != 0 ? height / total : 0
          }
          if height >= 0 {
            base = above[group.panel]?[place.x] ?? 0
            above[group.panel, default: [:]][place.x] = base + height
          } else {
            base = under[group.panel]?[place.x] ?? 0
            under[group.panel, default: [:]][place.x] = base + height
          }
        case .identity: break
        }
        let text: String? =
          writesValues
          ? position == .fill
            ? NumberText.fixed(height * 100, 0) + " %"
            : abs(height) >= 1e5 ? writeLarge(height) : write(height)
          : nil
        return Bars.Bar(from: from, to: to, base: base, top: base + height, text: text)
      }
      return builder.series(context, group, Bars(bars: blocks, lastOfStack: lastOfStack))
    }
  }

  /// Whether the values are written where the layer does not say: at the ends of few bars of categories, one beside the
  /// other, that carry no intervals.
  private func wantsValues(
    _ places: [[(x: Double, y: Double)]], _ position: Position, _ builder: SeriesBuilder,
    _ context: SeriesBuilder.Context
  ) -> Bool {
    let count = places.reduce(0) { $0 + $1.count }
    let isStack = position == .fill || position == .stack && !isOneEach(places)
    return context.isCategorical && !isStack && position != .identity
      && count <= (context.isLying ? 20 : 10) && builder.chart.layers.count == 1
      && builder.panelTitles.count < 2
  }

  /// Whether no place has parts of several series.
  private func isOneEach(_ places: [[(x: Double, y: Double)]]) -> Bool {
    let all = places.flatMap { $0.map(\.x) }
    return Set(all).count == all.count
  }

  /// From a place to the ends of its bar: 80 % of the way to its neighbours; whole months where the
  /// places are months.
  private func width(
    _ x: [Double], _ context: SeriesBuilder.Context
  ) -> (Double) -> (Double, Double) {
    if context.isCategorical {
      let half = 0.39
      return { ($0 - half, $0 + half) }
    }
    let places = Set(x.filter { $0.isFinite }).sorted()
    let gap =
      zip(places.dropFirst(), places).map { $0 - $1 }.min() ?? (context.isTime ? 86_400 * 28 : 1)
    if context.isTime, gap >= 86_400 * 27 {
      let months = max(1, Int((gap / (86_400 * 30.44)).rounded()))
      return { place in
        let end = CalendarDate(seconds: place).firstOfMonth(adding: months).seconds
        return (place + (end - place) * 0.08, end - (end - place) * 0.08)
      }
    }
    return { ($0 - gap * 0.4, $0 + gap * 0.4) }
  }

  // MARK: In words

  /// One bar of one panel: its place and height, and its series where bars are side by side.
  private struct Bar {
    var place: Double
    var height: Double
    var series: String?
  }

  /// The largest and the smallest bar of each panel (of a stack: its total), and for shares the mix
  /// of the first and the last place.
  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords {
    LayerWords(
      Set(series.map(\.panel)).sorted().flatMap { panel in
        sentences(layer.layer, series.filter { $0.panel == panel }, panel, writer)
      })
  }

  private func sentences(
    _ layer: Layer, _ bars: [Series], _ panel: Int, _ writer: SentenceWriter
  ) -> [String] {
    guard let one = bars.first else { return [] }
    let (place, value) = writer.axes(of: one)
    let position = layer.position ?? .stack
    let all = bars.flatMap { series -> [Bar] in
      let isBeside = position == .group && place.categories != nil
      return ((series.geometry as? Bars)?.bars ?? []).map { bar in
        Bar(
          place: isBeside ? bar.middle.rounded() : bar.middle, height: bar.height,
          series: writer.seriesName(series))
      }
    }
    let head = writer.panelName(panel).joined(separator: ", ")
    let start = head.isEmpty ? "" : head + ": "
    let places = Set(all.map(\.place)).sorted()
    guard let first = places.first, let last = places.last else { return [] }
    if position == .fill {
      let names = unique(all.compactMap(\.series))
      return names.map { name in
        func share(_ at: Double) -> String {
          let height = all.filter { $0.place == at && $0.series == name }
            .reduce(0) { $0 + $1.height }
          return NumberText.fixed(height * 100, 0) + " % in " + place.describe(at)
        }
        return "\(start)\(name): "
          + (first == last ? share(first) : "\(share(first)), \(share(last))") + "."
      }
    }
    var shown = all
    if position == .stack {
      var totals: [Double: Double] = [:]
      for bar in all { totals[bar.place, default: 0] += bar.height }
      shown = places.map { Bar(place: $0, height: totals[$0] ?? 0, series: nil) }
    }
    return [start + extremes(shown, place, value)]
  }

  private func extremes(_ bars: [Bar], _ place: PositionScale, _ value: PositionScale) -> String {
    func named(_ bar: Bar) -> String {
      place.describe(bar.place) + (bar.series.map { ", \($0)," } ?? "")
    }
    guard let top = bars.max(by: { ($0.height, -$0.place) < ($1.height, -$1.place) }),
      let bottom = bars.min(by: { ($0.height, $0.place) < ($1.height, $1.place) })
    else { return "" }
    if bars.count == 1 { return "\(place.describe(top.place)): \(value.describe(top.height))." }
    if top.height == bottom.height { return "All \(bars.count) are \(value.describe(top.height))." }
    func told(_ bar: Bar) -> String {
      let ties = bars.filter { $0.height == bar.height }.count - 1
      let others = ties == 0 ? "" : " (and \(ties) more)"
      return "\(named(bar)) with \(value.describe(bar.height))\(others)"
    }
    return "The largest of \(bars.count) is \(told(top)), the smallest \(told(bottom))."
  }
}

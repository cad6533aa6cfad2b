internal import Basics

/// Bars from a base line.
extension SeriesBuilder {
  mutating func bars(_ context: Context) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    let layer = context.layer.layer
    let summary = layer.summary ?? (context.values == nil ? .count : .sum)
    if summary != .count { _ = try context.needValues() }
    if summary == .count { valueTitle = "Count" }
    let position = layer.position ?? .stack
    if position == .fill { isPercent = true }
    let width = barWidth(x, context)
    let seriesCount = max(1, colorLevels.count)
    var totals: [Int: [Double: Double]] = [:]
    var heights: [(Group, [(x: Double, y: Double)])] = []
    for group in context.groups {
      let places = summarised(group.rows, x, context.values, summary)
        .filter { $0.y.isFinite }.map { (x: $0.x, y: $0.y) }
      heights.append((group, places))
      for place in places { totals[group.panel, default: [:]][place.x, default: 0] += place.y }
    }
    let all = heights.flatMap(\.1).map(\.y)
    let write = NumberText.alike(all, 4)
    let writeLarge = NumberText.prefixed(all.filter { abs($0) >= 1e5 })
    var above: [Int: [Double: Double]] = [:]
    var under: [Int: [Double: Double]] = [:]
    return heights.map { group, places in
      let blocks = places.map { place -> Geometry.Block in
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
          layer.values == true
          ? position == .fill
            ? NumberText.fixed(height * 100, 0) + " %"
            : abs(height) >= 1e5 ? writeLarge(height) : write(height)
          : nil
        return Geometry.Block(from: from, to: to, base: base, top: base + height, text: text)
      }
      return series(context, group, .blocks(blocks))
    }
  }

  /// From a place to the ends of its bar: 80 % of the way to its neighbours; whole months where the
  /// places are months.
  func barWidth(_ x: [Double], _ context: Context) -> (Double) -> (Double, Double) {
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
}

internal import Basics
internal import Tables

/// Days as tiles: a column for each week, a row for each day of the week, a panel for each year.
struct CalendarMark: CompositeMark {
  let keys: [Layer.CodingKeys] = [.x, .color]
  let scaleKeys: [ScaleRole: [ScaleSpecification.CodingKeys]] = [
    .color: ScaleSpecification.CodingKeys.allCases
  ]
  let readsGuides = false

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  /// A year that begins on a Monday: all years are drawn on its days.
  private static let frame = CalendarDate.newYear(2001).daysSinceEpoch

  func body(
    _ composer: Composer, _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let layer = chart.layers[0]
    let days = try days(composer, chart, layer)
    let shown = days.keys.sorted()
    guard let first = shown.first, let last = shown.last else {
      throw .conflict("a calendar needs days; there is none in '\(Self.text(layer.x))'")
    }
    let dates = shown.map { CalendarDate(daysSinceEpoch: $0) }
    let years = Set(dates.map(\.year)).count
    guard years <= ChartLimits.panels else {
      throw .tooManyPanels(count: years, limit: ChartLimits.panels)
    }
    var copy = chart
    copy.layers = [Layer(.tile, x: "week", y: "weekday", color: "value")]
    copy.facet = years > 1 ? Facet(by: "year", wrap: 1) : nil
    copy.scales.x = .init(title: "") {
      // The middle of a week is its fourth day; the first and the last tile are drawn whole.
      let start = Double(Self.frame) - 0.5
      ($0.min, $0.max) = (start * 86_400, (start + 54 * 7) * 86_400)
      $0.hidesYears = true
    }
    copy.scales.y = .init(title: "") { $0.order = Self.weekdays }
    if copy.scales.color.title == nil {
      copy.scales.color.title = layer.color == nil ? "Rows" : Self.text(layer.color)
    }
    if layer.color == nil { copy.scales.color.palette = copy.scales.color.palette ?? .blues }
    // Days are squares.
    let s = composer.setter.scale
    let square = (width - 40 * s) / 54
    let natural = Double(years) * (7.2 * square + 26 * s) + 40 * s
    var (body, bottom) = try composer.drawn(
      copy,
      [
        ("week", Column(.date(dates.map { Int32(Self.frame + 7 * Self.week($0) + 3) }))),
        ("weekday", Column(texts: shown.map { Self.weekdays[Self.weekday($0)] })),
        ("value", Column(doubles: shown.map { days[$0] })),
        ("year", Column(texts: dates.map(\.yearText))),
      ], width: width, height: height ?? natural)
    body.description = Self.description(
      days, first, last, copy.scales.color.title ?? "", unit: chart.scales.color.unit)
    body.drawn = shown.map { day in
      var row = DrawnRow(0, layer.mark.rawValue, nil, nil)
      (row.place, row.value) = (CalendarDate(daysSinceEpoch: day).description, days[day])
      return row
    }
    return (body, bottom)
  }

  /// The sum of the values of each day, or the number of its rows: then days without a row between others are zero.
  private func days(
    _ composer: Composer, _ chart: Chart, _ layer: Layer
  ) throws(ChartError) -> [Int: Double] {
    let table = try composer.rows(chart, layer)
    guard let x = layer.x else {
      throw .missingMapping(layer: 0, mark: layer.mark.rawValue, channel: "x")
    }
    let place = try ChannelReader.channel(
      x, table, layer: 0, name: "x", scale: ScaleSpecification(type: .time))
    guard place.isTime else {
      throw .type(layer: 0, channel: "x", message: "dates are needed")
    }
    let values = try layer.color.map { color throws(ChartError) -> [Double] in
      guard
        let numbers = try ChannelReader.column(color, table, layer: 0, channel: "color")
          .doublesOrNaN
      else { throw .type(layer: 0, channel: "color", message: "numbers are needed") }
      return numbers
    }
    var result: [Int: Double] = [:]
    for (row, seconds) in place.values.enumerated() where seconds.isFinite {
      let value = values.map { $0[row] } ?? 1
      guard value.isFinite else { continue }
      result[CalendarDate(seconds: seconds).daysSinceEpoch, default: 0] += value
    }
    guard values == nil, let first = result.keys.min(), let last = result.keys.max(),
      last - first <= 366 * ChartLimits.panels
    else { return result }
    for day in first...last where result[day] == nil { result[day] = 0 }
    return result
  }

  /// 0 for Monday; the first of January 1970 was a Thursday.
  private static func weekday(_ day: Int) -> Int { (((day + 3) % 7) + 7) % 7 }

  /// The week of a date within its year, from 0 on.
  private static func week(_ date: CalendarDate) -> Int {
    let start = CalendarDate.newYear(date.year).daysSinceEpoch
    return (date.daysSinceEpoch - start + weekday(start)) / 7
  }

  private static func text(_ mapping: Mapping?) -> String {
    if case .expression(let text)? = mapping { ChannelReader.humanised(text) } else { "" }
  }

  private static func description(
    _ days: [Int: Double], _ first: Int, _ last: Int, _ name: String, unit: String?
  ) -> ChartDescription {
    func date(_ day: Int) -> String { CalendarDate(daysSinceEpoch: day).long }
    func value(_ number: Double) -> String {
      NumberText.spoken(number) + (unit.map { " " + $0 } ?? "")
    }
    let ranked = days.sorted { ($0.value, -$0.key) < ($1.value, -$1.key) }
    let count = NumberText.fixed(Double(days.count), 0)
    var sentences = ["\(count) day\(days.count == 1 ? "" : "s"), \(date(first)) to \(date(last))."]
    if let top = ranked.last, let low = ranked.first {
      sentences.append(
        top.value == low.value
          ? "All are \(value(top.value))."
          : "The highest is \(value(top.value)) on \(date(top.key)), the lowest "
            + "\(value(low.value)) on \(date(low.key)).")
    }
    return ChartDescription(
      title: "Calendar" + (name.isEmpty ? "" : " of " + name), sentences: sentences, axes: "")
  }
}

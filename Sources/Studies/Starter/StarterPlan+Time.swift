import Basics
import Foundation
import Tables

/// The grain of a time series: how long its periods are, and which of them the data cover in part.
struct TimeGrain {
  let period: String
  /// How many periods there are from the first to the last.
  let count: Int
  /// The first and the last period that are covered whole, as dates.
  let firstWhole, lastWhole: CalendarDate
  /// Whether the first and the last are covered in part.
  let opens, closes: Bool

  /// The finest grain that gives at most sixty periods, with some rows each.
  init?(_ column: Column) {
    let divisor = column.type == .date ? 1.0 : 86_400.0
    let days = (column.doublesOrNaN ?? []).filter(\.isFinite).map {
      Int(($0 / divisor).rounded(.down))
    }
    guard let first = days.min(), let last = days.max(), last > first else { return nil }
    let distinct = Set(days)
    let starts = Set(days.map { CalendarDate(daysSinceEpoch: $0).day })
    let isMonthly = starts == [1] || distinct.count > 2 && starts.isSubset(of: [28, 29, 30, 31])
    var best: (name: String, first: Int, last: Int, count: Int)?
    for name in ["day", "week", "month", "quarter", "year"] {
      if isMonthly, name == "day" || name == "week" { continue }
      let periods = Set(days.map { Self.start($0, name) })
      let low = Self.start(first, name), high = Self.start(last, name)
      let count = Self.distance(low, high, name) + 1
      // Mostly with rows in each, and not too many to see.
      guard count <= 72, periods.count * 10 >= count * 6,
        days.count >= 2 * periods.count || isMonthly
          || distinct.count == days.count && name == "day"
      else { continue }
      best = (name, low, high, count)
      break
    }
    guard let best else { return nil }
    period = best.name
    count = best.count
    let end = Self.next(best.last, best.name)
    // Days at the ends that have no rows, where most other days have.
    let slack = max(1, (last - first + 1) / max(1, distinct.count) * 2)
    opens = !isMonthly && best.name != "day" && first - best.first > slack
    closes = !isMonthly && best.name != "day" && end - 1 - last > slack
    firstWhole = CalendarDate(daysSinceEpoch: opens ? Self.next(best.first, best.name) : best.first)
    lastWhole = CalendarDate(
      daysSinceEpoch: closes ? Self.previous(best.last, best.name) : best.last)
  }

  private static func start(_ day: Int, _ period: String) -> Int {
    let date = CalendarDate(daysSinceEpoch: day)
    switch period {
    case "day": return day
    case "week": return day - ((day + 3) % 7 + 7) % 7
    case "month":
      return CalendarDate(year: date.year, month: date.month, day: 1)?.daysSinceEpoch ?? day
    case "quarter":
      return CalendarDate(year: date.year, month: (date.month - 1) / 3 * 3 + 1, day: 1)?
        .daysSinceEpoch ?? day
    default: return CalendarDate(year: date.year, month: 1, day: 1)?.daysSinceEpoch ?? day
    }
  }

  private static func next(_ start: Int, _ period: String) -> Int {
    switch period {
    case "day": start + 1
    case "week": start + 7
    case "month": Self.start(start + 31, period)
    case "quarter": Self.start(start + 95, period)
    default: Self.start(start + 366, period)
    }
  }

  private static func previous(_ start: Int, _ period: String) -> Int {
    Self.start(start - 1, period)
  }

  private static func distance(_ low: Int, _ high: Int, _ period: String) -> Int {
    switch period {
    case "day": return high - low
    case "week": return (high - low) / 7
    default:
      let (a, b) = (CalendarDate(daysSinceEpoch: low), CalendarDate(daysSinceEpoch: high))
      let months = (b.year - a.year) * 12 + b.month - a.month
      return period == "month" ? months : period == "quarter" ? months / 3 : months / 12
    }
  }

  /// How many periods are covered whole.
  var whole: Int { count - (opens ? 1 : 0) - (closes ? 1 : 0) }
}

extension StarterPlan {
  /// The aggregate of the outcome in a period, and its words.
  private var aggregate: (expression: String, label: String, unit: String?, fill: Bool)? {
    guard let outcome else { return nil }
    let name = outcome.expression
    if outcome.kind == .binary, let event = Self.event(outcome) {
      return (
        "100 * share(\(name) = \(event.literal))", "Share with \(outcome.lowered) \(event.words)",
        "%", false
      )
    }
    guard outcome.isQuantity || outcome.kind == .ordinal && outcome.isNumber else { return nil }
    if outcome.kind == .count, outcome.zeroShare >= 0.3 {
      return ("100 * share(\(name) > 0)", "Share with \(outcome.lowered) above 0", "%", false)
    }
    if outcome.addsUp, !isTrial { return ("sum(\(name))", "Total \(outcome.lowered)", nil, true) }
    if outcome.kind == .share || outcome.kind == .ordinal {
      return ("mean(\(name))", "Mean \(outcome.lowered)", nil, false)
    }
    return ("median(\(name))", "Median \(outcome.lowered)", nil, false)
  }

  mutating func addTime() {
    guard let time else { return }
    if isTrial, choice.unit == nil, time.isMoment {
      untested.append(
        "A trend over \(time.lowered.markdown): the groups are compared, and when a row came in is not the question."
      )
      return
    }
    if time.isMoment, let grain = TimeGrain(time.column) {
      series(time, grain)
    } else if time.isNumber, (2...80).contains(time.distinct) {
      numbered(time)
    }
  }

  private mutating func series(_ time: StarterColumn, _ grain: TimeGrain) {
    let aggregate = aggregate
    let id = "by-\(grain.period)"
    let value =
      aggregate.map {
        "\n        \(names.value): { value: \($0.expression.yaml), label: \($0.label.yaml)\($0.unit.map { ", unit: \"\($0)\"" } ?? "") }"
      } ?? ""
    let fill = aggregate?.fill ?? false ? ", \(names.value): 0" : ""
    let partial = [
      grain.opens ? "the first \(grain.period) begins before the data" : nil,
      grain.closes ? "the last \(grain.period) ends after the data" : nil,
    ].compactMap(\.self)
    tables.append(
      """
      \(id):
        from: data
        where: \("\(time.expression) is not null".yaml)
        steps:
          - derive: { \(names.period): \("date_trunc('\(grain.period)', \(time.expression))".yaml) }
          - group: \(names.period)
            summarise:
              \(names.count): { value: count(), label: Rows }\(value)
          - calendar: { column: \(names.period), every: \(grain.period), fill: { \(names.count): 0\(fill) } }
          # \(partial.isEmpty ? "All periods are covered whole." : partial.joined(separator: ", and ").prefix(1).uppercased() + partial.joined(separator: ", and ").dropFirst() + ".")
          - derive: { \(names.complete): \("\(names.period) between date '\(grain.firstWhole)' and date '\(grain.lastWhole)'".yaml) }
        display:
          caption: \("By \(grain.period).".yaml)
          columns: { \(names.period): { title: \(Self.title(grain.period))\(grain.period == "month" ? ", format: month" : "") }, \(names.count): Rows\(aggregate == nil ? "" : ", \(names.value): { digits: 4 }") }
      """)
    let y = aggregate == nil ? names.count : names.value
    let label = aggregate?.label ?? "Rows"
    let subject = "The " + (aggregate?.label.withinSentence.markdown ?? "number of rows")
    var layers = [
      "mark: line, x: \(names.period), y: \(y), where: \(names.complete)",
      "mark: point, x: \(names.period), y: \(y), where: \(names.complete)",
    ]
    if !partial.isEmpty {
      layers.append(
        "mark: point, x: \(names.period), y: \(y), where: not \(names.complete), name: \(Self.title(grain.period)) that is not complete"
      )
    }
    let isPanelFigure = panelFigure(time)
    if !isPanelFigure {
      figure(
        "over-time", table: id, title: "\(label) by \(grain.period)", layers: layers,
        scales: [
          "x: { title: \(Self.title(grain.period)) }",
          "y: { title: \(label.yaml)\(aggregate?.fill ?? true ? ", zero: true" : "") }",
        ],
        caption: partial.isEmpty
          ? "One point for each \(grain.period)."
          : "One point for each \(grain.period); \(partial.joined(separator: ", and ")).")
    }
    var text = "{{figure over-time}}\n\n"
    if grain.whole >= 8 {
      tables.append(
        """
        whole-periods:
          from: \(id)
          where: \(names.complete)
        """)
      test(
        "trend", title: "Trend of \(label.withinSentence) by \(grain.period)",
        method: "mann-kendall", table: "whole-periods", ["x: \(y)"])
      find("\(subject) by \(grain.period) {{trend(trend)}}.", see: "figure-over-time")
      text += "{{test trend}}\n\n"
      if grain.period == "month", grain.whole >= 24 {
        figure(
          "season", table: "whole-periods", title: "\(label) by month of the year",
          layers: [
            "mark: line, x: \("month(\(names.period))".yaml), y: \(y), color: \("cast(year(\(names.period)) as text)".yaml), where: \("year(\(names.period)) > \(grain.lastWhole.year - Self.colors)".yaml)"
          ],
          scales: [
            "x: { title: Month of the year }", "y: { title: \(label.yaml) }",
            "color: { title: Year }",
          ],
          caption: "One line for each year: what comes back each year is its season.")
        appendix.append(Section(heading: "Season", text: "{{figure season}}\n\n"))
        untested.append(
          "A season: the trend test takes the months as they come. Where the lines of the years in the appendix have one shape, compare equal months of different years."
        )
      }
    } else {
      untested.append("A trend: \(grain.whole) whole \(grain.period)s are too few.")
    }
    sections.append(Section(heading: "Over time", text: text))
    appendix.append(Section(heading: "By \(grain.period)", text: "{{table \(id)}}\n\n"))
  }

  private static func title(_ period: String) -> String {
    period.prefix(1).uppercased() + period.dropFirst()
  }

  /// A line for each unit of a panel; whether it was drawn.
  private mutating func panelFigure(_ time: StarterColumn) -> Bool {
    guard choice.isPanel, let unit = choice.unit, unit.distinct <= Self.colors, let outcome,
      outcome.isNumber
    else { return false }
    figure(
      "over-time", table: "data", title: "\(outcome) over time, by \(unit.lowered)",
      layers: [
        "mark: line, x: \(time.expression.yaml), y: \(outcome.expression.yaml), color: \(grouped(unit).yaml), where: \("\(unit.expression) is not null".yaml)"
      ],
      scales: [
        "x: { title: \("\(time)".yaml) }", "y: { title: \("\(outcome)".yaml) }",
        "color: { title: \("\(unit)".yaml) }",
      ],
      caption: "One line for each \(unit.lowered).")
    return true
  }

  /// Years, days of a study, and other times that are numbers.
  private mutating func numbered(_ time: StarterColumn) {
    let aggregate = aggregate
    let color = by.flatMap {
      $0.distinct <= 6 && outcome?.isQuantity == true && !showsTotals ? $0 : nil
    }
    let group = [time, color].compactMap(\.self).map(\.name.yaml).joined(separator: ", ")
    let present = ([time, color].compactMap(\.self)).map { "\($0.expression) is not null" }.joined(
      separator: " and ")
    let value =
      aggregate.map {
        "\n    \(names.value): { value: \($0.expression.yaml), label: \($0.label.yaml)\($0.unit.map { ", unit: \"\($0)\"" } ?? "") }"
      } ?? ""
    tables.append(
      """
      by-time:
        from: data
        where: \(present.yaml)
        group: [\(group)]
        summarise:
          \(names.count): { value: count(), label: Rows }\(value)
      """)
    let y = aggregate == nil ? names.count : names.value
    let label = aggregate?.label ?? "Rows"
    let subject = "The " + (aggregate?.label.withinSentence.markdown ?? "number of rows")
    if !panelFigure(time) {
      let series = color.map { ", color: \(grouped($0).yaml)" } ?? ""
      figure(
        "over-time", table: "by-time",
        title: "\(label) by \(time.lowered)\(color.map { " and \($0.lowered)" } ?? "")",
        layers: [
          "mark: line, x: \(time.expression.yaml), y: \(y)\(series)",
          "mark: point, x: \(time.expression.yaml), y: \(y)\(series)",
        ],
        scales: ["x: { title: \("\(time)".yaml) }", "y: { title: \(label.yaml) }"]
          + (color.map { [scale("color", $0)] } ?? []),
        caption: "One point for each \(time.lowered).")
    }
    var text = "{{figure over-time}}\n\n"
    if color == nil, time.distinct >= 8, !NameWords(time.name).has(RoleWords.month) {
      test(
        "trend", title: "Trend of \(label.withinSentence)", method: "mann-kendall",
        table: "by-time", ["x: \(y)"])
      find(
        "\(subject) by \(time.lowered.markdown) {{trend(trend)}}.", see: "figure-over-time")
      text += "{{test trend}}\n\n"
    }
    sections.append(Section(heading: "Over time", text: text))
  }
}

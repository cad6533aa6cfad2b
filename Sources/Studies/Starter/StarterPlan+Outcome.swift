import Basics
import Tables

extension StarterPlan {
  // MARK: One column

  mutating func addDistribution(_ column: StarterColumn) {
    let text: String
    if column.isQuantity {
      text = quantity(column, id: "distribution")
      addLevel(of: column)
    } else {
      text = bars(column, id: "distribution")
      addMostFrequent(column)
    }
    sections.append(Section(heading: "\(column)", text: text))
  }

  /// A histogram of a quantity; bars for few whole numbers.
  mutating func quantity(_ column: StarterColumn, id: String) -> String {
    let isZeroHeavy = column.zeroShare >= 0.3
    let type = column.isSkewed ? ["type: log"] : []
    let title = "Distribution of \(column.lowered)"
    if column.column.isWhole, column.distinct <= 15,
      column.kind == .count || column.kind == .ordinal
    {
      figure(
        id, table: "data", title: title,
        layers: [
          "mark: bar, x: \("cast(\(column.expression) as text)".yaml), where: \("\(column.expression) is not null".yaml)"
        ],
        scales: [
          "x: { title: \("\(column)".yaml), order: [\(column.levels.map(\.yaml).joined(separator: ", "))] }",
          "y: { title: Rows }",
        ], caption: "How many rows have each value.")
    } else if isZeroHeavy {
      let positive = (column.column.doublesOrNaN ?? []).filter { $0 > 0 }
      let isLong = (positive.max() ?? 1) > 50 * (positive.min() ?? 1)
      figure(
        id, table: "data", title: "\(title), without zeros",
        layers: [
          "mark: histogram, x: \(column.expression.yaml), where: \("\(column.expression) > 0".yaml)"
        ],
        scales: [
          "x: { title: \("\(column)".yaml)\(isLong ? ", type: log" : "") }", "y: { title: Rows }",
        ],
        caption: "The rows in which it is 0 are not drawn.")
    } else {
      figure(
        id, table: "data", title: title, layers: ["mark: histogram, x: \(column.expression.yaml)"],
        scales: [
          "x: { \((["title: \("\(column)".yaml)"] + type).joined(separator: ", ")) }",
          "y: { title: Rows }",
        ],
        caption: column.isSkewed
          ? "Each bar is as wide as its neighbours on a logarithmic axis."
          : "How many rows lie in each interval.")
    }
    return "{{figure \(id)}}\n\n"
  }

  /// How large a quantity is, as a finding and as headline numbers.
  private mutating func addLevel(of column: StarterColumn) {
    let name = column.expression
    value("typical", title: "median of \(column.lowered)", "median(\(name))")
    let words = column.lowered.markdown
    let see = "figure-distribution"
    if showsTotals {
      value("total", title: "total of \(column.lowered)", "sum(\(name))")
      facts.append("total")
      find(
        "The total of \(words) is {{number(total, digits=4)}}"
          + (column.zeroShare < 0.3 ? "; the median of a row is {{number(typical)}}." : "."),
        see: see)
    }
    if column.zeroShare >= 0.3 {
      value(
        "zero-share", title: "rows where \(column.lowered) is 0", "100 * share(\(name) = 0)",
        unit: "%")
      value(
        "typical-positive", title: "median of the others", where: "\(name) > 0", "median(\(name))")
      find(
        "In {{number(zero-share)}} of the rows \(words) is 0; the median of the others is {{number(typical-positive)}}.",
        see: see)
      facts += ["zero-share", "typical-positive"]
    } else {
      value("lower", title: "lower quartile of \(column.lowered)", "quantile(\(name), 0.25)")
      value("upper", title: "upper quartile of \(column.lowered)", "quantile(\(name), 0.75)")
      if !showsTotals {
        find(
          "The median of \(words) is {{number(typical)}}; the middle half of the rows lies between {{number(lower)}} and {{number(upper)}}.",
          see: see)
      }
      facts.append("typical")
    }
  }

  /// Bars of groups.
  mutating func bars(_ column: StarterColumn, id: String) -> String {
    let isOrdered = column.kind == .ordinal
    let limit = column.distinct > 15
    if limit {
      addLevelTable(column, id: "\(id)-groups", limit: 15)
      return "{{table \(id)-groups}}\n\n"
    }
    let order =
      isOrdered && !column.levels.isEmpty
      ? "order: [\(column.levels.map(\.yaml).joined(separator: ", "))]" : nil
    let upright = isOrdered && fits(column)
    let axis = upright ? "x" : "y"
    figure(
      id, table: "data", title: "Rows by \(column.lowered)",
      layers: [
        "mark: bar, \(axis): \(grouped(column).yaml), values: true, where: \("\(column.expression) is not null".yaml)"
          + (isOrdered ? "" : ", sort: descending")
      ],
      scales: [
        "\(axis): { \((["title: \("\(column)".yaml)"] + (order.map { [$0] } ?? [])).joined(separator: ", ")) }",
        "\(upright ? "y" : "x"): { title: Rows }",
      ],
      caption: column.column.missingCount > 0
        ? "Rows without a value are left out." : "How many rows have each value.")
    return "{{figure \(id)}}\n\n"
  }

  /// The groups of a column with their rows and share, the largest first.
  mutating func addLevelTable(_ column: StarterColumn, id: String, limit: Int = 20) {
    tables.append(
      """
      \(id):
        from: data
        where: \("\(column.expression) is not null".yaml)
        group: [\(column.name.yaml)]
        summarise:
          \(names.count): { value: count(), label: Rows }
        derive:
          \(names.share): { value: \("100.0 * share_of_total(\(names.count))".yaml), unit: "%", label: Share }
        sort: [-\(names.count)]
        display:
          caption: \("Rows by \(column.lowered).".yaml)
          limit: \(limit)
          columns:
      \(column.name.yamlMember("\(column)".yaml, indent: 6))
            \(names.count): Rows
            \(names.share): { title: Share, digits: 3 }
      """)
  }

  private mutating func addMostFrequent(_ column: StarterColumn) {
    let words = column.lowered.markdown
    if column.kind == .binary, let event = Self.event(column) {
      value(
        "event-share", title: "rows where \(column.lowered) is \(event.words)",
        "100 * share(\(column.expression) = \(event.literal))", unit: "%")
      facts.append("event-share")
      find(
        "In {{number(event-share)}} of the rows that have a value, \(words) is \(event.words.markdown).",
        see: "figure-distribution")
      return
    }
    addLevelTable(column, id: "levels")
    let answer = column.isQuestion ? "answer to " : ""
    value(
      "most-frequent", title: "most frequent \(answer)\(column.lowered)", table: "levels",
      "first(\(grouped(column)))")
    value("most-frequent-share", title: "its share", table: "levels", "first(\(names.share))")
    find(
      "The most frequent \(answer)\(words) is {{text(most-frequent)}}, in {{number(most-frequent-share)}} of the rows that have a value.",
      see: column.distinct > 15 ? "table-distribution-groups" : "figure-distribution")
  }

  /// The value of a yes/no column that is counted: the answer yes, else the rarer value.
  static func event(_ column: StarterColumn) -> (words: String, literal: String)? {
    if column.column.type == .bool { return ("true", "true") }
    guard column.levels.count == 2 else { return nil }
    let yes: Set<String> = ["yes", "y", "ja", "oui", "si", "sim", "true", "1", "t"]
    let level = column.levels.first { yes.contains(NameWords.folded($0)) } ?? column.levels[1]
    return (level, column.isNumber ? level : StarterColumn.literal(level))
  }
}

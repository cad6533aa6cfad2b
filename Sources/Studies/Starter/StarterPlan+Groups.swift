import Basics
import Tables

extension StarterPlan {
  /// All that can be compared, by the groups: the first table of a paper.
  mutating func addSummary() {
    guard let by, by.distinct <= 8 else { return }
    let shown = columns.filter { column in
      column.name != by.name && column.name != outcome?.name && column.distinct > 1
        && (column.isQuantity || column.isGrouping && column.distinct <= 12 && column.kind != .code)
        && !column.role.evidence.hasPrefix("a coordinate")
    }
    guard shown.count >= 2 else { return }
    let list = shown.prefix(12).map(\.name.yaml).joined(separator: ", ")
    tables.append(
      """
      summary:
        from: data
        summary-table: { variables: [\(list)], by: \(by.name.yaml) }
        display:
          caption: \("The other columns by \(by.lowered).".yaml)
          limit: 80
          notes: ["SMD: standardised mean difference; above 0.1 groups are often called unlike. Shares are of the rows that have a value."]
      """)
    sections.append(
      Section(heading: "The groups of \(by.lowered)", text: "{{table summary}}\n\n"))
  }

  /// The outcome by the groups.
  mutating func addGroups() {
    guard let by else { return }
    guard let outcome else {
      addLevelTable(by, id: "by-group")
      sections.append(Section(heading: "\(by)", text: bars(by, id: "groups-figure") + ""))
      return
    }
    var text = ""
    if outcome.isQuantity {
      text += quantityByGroup(outcome, by)
    } else if outcome.kind == .binary, let event = Self.event(outcome) {
      text += shareByGroup(outcome, event, by)
    } else if outcome.kind == .ordinal, outcome.isNumber, outcome.distinct > Self.colors {
      text += quantityByGroup(outcome, by)
    } else if outcome.isGrouping {
      text += levelsByGroup(outcome, by)
    } else {
      return
    }
    sections.append(Section(heading: "\(outcome) by \(by.lowered)", text: text))
  }

  private mutating func quantityByGroup(_ outcome: StarterColumn, _ by: StarterColumn) -> String {
    let name = outcome.expression
    let (group, value) = channels(by)
    var text = ""
    if showsTotals {
      figure(
        "groups-figure", table: "data", title: "Total \(outcome.lowered) by \(by.lowered)",
        layers: [
          "mark: bar, y: \(grouped(by).yaml), x: \(name.yaml), summary: sum, sort: descending, where: \("\(by.expression) is not null".yaml)"
        ],
        scales: [scale("y", by), "x: { title: \("Total \(outcome.lowered)".yaml) }"],
        caption: "Sums over all rows.")
    } else {
      figure(
        "groups-figure", table: "data", title: "\(outcome) by \(by.lowered)",
        layers: [
          "mark: boxplot, \(axes(grouped(by), name, of: by)), where: \("\(by.expression) is not null".yaml)"
        ],
        scales: [scale(group, by), scale(value, outcome, more: axisType(outcome))],
        caption:
          "Boxes hold the middle half of the rows of a group, the line in them is the median; fewer than eight rows are points without a box."
      )
    }
    text += "{{figure groups-figure}}\n\n"
    let total =
      showsTotals
      ? "\n    \(names.total): { value: \("sum(\(name))".yaml), label: \("Total \(outcome.lowered)".yaml) }"
      : ""
    let isOrdered = by.kind == .ordinal && !by.isNumber && !by.levels.isEmpty
    tables.append(
      """
      by-group:
        from: data
        where: \("\(by.expression) is not null".yaml)
        group: [\(by.name.yaml)]
        summarise:
          \(names.count): { value: \("count(\(name))".yaml), label: Rows }\(total.replacing("\n    ", with: "\n    "))
          \(names.low): { value: \("quantile(\(name), 0.25)".yaml), label: Lower quartile }
          \(names.value): { value: \("median(\(name))".yaml), label: Median }
          \(names.high): { value: \("quantile(\(name), 0.75)".yaml), label: Upper quartile }
      \(isOrdered ? "  derive: { \(names.rank): \(rank(by).yaml) }\n  sort: [\(names.rank)]" : by.isNumber ? "" : "  sort: [-\(showsTotals ? names.total : names.count)]")
        display:
          caption: \("\(outcome) by \(by.lowered).".yaml)
          limit: 20
          columns:
      \(by.name.yamlMember("\(by)".yaml, indent: 6))
            \(names.count): Rows\(showsTotals ? "\n      \(names.total): { digits: 4 }" : "")
            \(names.low): { digits: 3 }
            \(names.value): { digits: 3 }
            \(names.high): { digits: 3 }
      """.replacing("\n\n", with: "\n"))
    text += "{{table by-group}}\n\n"
    return text + testGroups(outcome, by, x: outcome.name)
  }

  /// The test of a quantity or a rank between groups; of several rows a unit, on means of units.
  private mutating func testGroups(_ outcome: StarterColumn, _ by: StarterColumn, x: String)
    -> String
  {
    let method = by.distinct == 2 ? "mann-whitney" : "kruskal-wallis"
    let title = "\(outcome) by \(by.lowered)"
    if choice.isPanel {
      untested.append(
        "\(outcome.label.markdown) by \(by.lowered.markdown): the rows are a series over time for each \(choice.unit.map { $0.lowered.markdown } ?? "unit"), and what follows each other is alike. Tests of independent rows would find differences too easily."
      )
      return ""
    }
    if let unit = choice.unit {
      guard Self.isConstant(by, within: unit) else {
        untested.append(
          "\(outcome.label.markdown) by \(by.lowered.markdown): several rows belong to one \(unit.lowered.markdown), in more than one of the groups. A test of independent rows would not be right; a model with the \(unit.lowered.markdown) as a cluster would."
        )
        return ""
      }
      tables.append(
        """
        units:
          # Several rows of one \(Self.comment(unit.lowered)) go together: each counts once, by its mean.
          from: data
          where: \("\(by.expression) is not null".yaml)
          group: [\(unit.name.yaml), \(by.name.yaml)]
          summarise:
            \(names.value): { value: \("mean(\(outcome.expression))".yaml), label: \("Mean \(outcome.lowered)".yaml) }
        """)
      test(
        "groups", title: title, method: method, table: "units",
        ["x: \(names.value)", "group: \(by.name.yaml)"])
      find("{{sentence(groups)}}", see: "figure-groups-figure")
      return
        "Several rows belong to one \(unit.lowered.markdown), so the test compares the means of each.\n\n{{test groups}}\n\n"
    }
    test("groups", title: title, method: method, ["x: \(x.yaml)", "group: \(by.name.yaml)"])
    find("{{sentence(groups)}}", see: "figure-groups-figure")
    return "{{test groups}}\n\n"
  }

  /// Whether all rows of a unit are in one group.
  private static func isConstant(_ by: StarterColumn, within unit: StarterColumn) -> Bool {
    var groups: [Value: Value] = [:]
    for row in 0..<by.column.count where by.column.isValid(row) && unit.column.isValid(row) {
      let value = by.column.value(at: row)
      if let known = groups.updateValue(value, forKey: unit.column.value(at: row)), known != value {
        return false
      }
    }
    return true
  }

  private mutating func shareByGroup(
    _ outcome: StarterColumn, _ event: (words: String, literal: String), _ by: StarterColumn
  ) -> String {
    let condition = "\(outcome.expression) = \(event.literal)"
    tables.append(
      """
      by-group:
        from: data
        where: \("\(by.expression) is not null and \(outcome.expression) is not null".yaml)
        group: [\(by.name.yaml)]
        summarise:
          \(names.count): { value: count(), label: Rows }
          \(names.value): { value: \("count_if(\(condition))".yaml), label: \("\(outcome): \(event.words)".yaml) }
          \(names.share): { value: \("100 * share(\(condition))".yaml), unit: "%", label: Share }
        display:
          caption: \("\(outcome) by \(by.lowered).".yaml)
          limit: 20
          columns:
      \(by.name.yamlMember("\(by)".yaml, indent: 6))
            \(names.count): Rows
            \(names.value): {}
            \(names.share): { title: Share, digits: 3 }
      """)
    figure(
      "groups-figure", table: "by-group", title: "\(outcome) by \(by.lowered)",
      layers: ["mark: bar, y: \(grouped(by).yaml), x: \(names.share), values: true"],
      scales: [
        scale("y", by), "x: { title: \("Share with \(outcome.lowered) \(event.words)".yaml) }",
      ],
      caption: "Shares of the rows of each group that have a value.")
    return "{{figure groups-figure}}\n\n{{table by-group}}\n\n" + associationTest(outcome, by)
  }

  private mutating func levelsByGroup(_ outcome: StarterColumn, _ by: StarterColumn) -> String {
    stacked("groups-figure", outcome, by)
    crossTable("by-group", by, outcome)
    var text = "{{figure groups-figure}}\n\n{{table by-group}}\n\n"
    if outcome.kind == .ordinal {
      let name = names.outcomeRank
      if !outcome.isNumber {
        derivations.append(
          (name, "{ value: \(rank(outcome).yaml), label: \("Rank of \(outcome.lowered)".yaml) }"))
      }
      text += testGroups(outcome, by, x: outcome.isNumber ? outcome.name : name)
    } else {
      text += associationTest(outcome, by)
    }
    return text
  }

  mutating func crossTable(_ id: String, _ rows: StarterColumn, _ across: StarterColumn) {
    tables.append(
      """
      \(id):
        from: data
        cross-table: { rows: \(rows.name.yaml), columns: \(across.name.yaml), shares: rows }
        display: { caption: \("\(across) by \(rows.lowered): rows, and their share of each \(rows.lowered).".yaml) }
      """)
  }

  /// How many colours a chart tells apart.
  static let colors = 6

  /// Bars of 100 % in each group.
  mutating func stacked(_ id: String, _ column: StarterColumn, _ by: StarterColumn) {
    // So many colours can be told apart.
    let isMany = column.levels.count > Self.colors
    let kept = column.levels.prefix(Self.colors - 1)
    let color =
      isMany
      ? "case when \(grouped(column)) in (\(kept.map(StarterColumn.literal).joined(separator: ", "))) then \(grouped(column)) else 'other' end"
      : grouped(column)
    let type = column.kind == .ordinal && !isMany ? ["type: ordinal"] : []
    figure(
      id, table: "data", title: "\(column) by \(by.lowered)",
      layers: [
        "mark: bar, y: \(grouped(by).yaml), color: \(color.yaml), position: fill, where: \("\(column.expression) is not null and \(by.expression) is not null".yaml)"
      ],
      scales: [
        scale("y", by), "x: { title: Share of rows }",
        isMany ? "color: { title: \("\(column)".yaml) }" : scale("color", column, more: type),
      ],
      caption: "Each bar is all rows of a group that have a value.")
  }

  private mutating func associationTest(_ outcome: StarterColumn, _ by: StarterColumn) -> String {
    guard choice.unit == nil else {
      untested.append(
        "\(outcome.label.markdown) by \(by.lowered.markdown): several rows belong to one \(choice.unit?.lowered.markdown ?? "unit"), so they are not independent."
      )
      return ""
    }
    test(
      "groups", title: "\(outcome) by \(by.lowered)",
      method: Self.isSparse(outcome, by) ? "fisher" : "chi-square",
      ["x: \(outcome.name.yaml)", "y: \(by.name.yaml)"])
    find("{{sentence(groups)}}", see: "figure-groups-figure")
    return "{{test groups}}\n\n"
  }

  /// Whether a table of two by two has an expected count below 5, for which the exact test is there.
  static func isSparse(_ a: StarterColumn, _ b: StarterColumn) -> Bool {
    guard a.distinct == 2, b.distinct == 2 else { return false }
    var first: [Value: Double] = [:]
    var second: [Value: Double] = [:]
    var total = 0.0
    for row in 0..<a.column.count where a.column.isValid(row) && b.column.isValid(row) {
      first[a.column.value(at: row), default: 0] += 1
      second[b.column.value(at: row), default: 0] += 1
      total += 1
    }
    let least = (first.values.min() ?? 0) * (second.values.min() ?? 0)
    return total > 0 && least / total < 5
  }

  /// A name within a comment of YAML.
  static func comment(_ text: String) -> String {
    String(
      text.unicodeScalars.map {
        $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
          || $0.properties.generalCategory == .lineSeparator
          || $0.properties.generalCategory == .paragraphSeparator
          || $0.properties.generalCategory == .privateUse
          || $0.properties.generalCategory == .unassigned ? " " : Character($0)
      })
  }
}

import Basics
import Tables

/// What a first study does with its columns: the parts of the study and the sections of its report.
struct StarterPlan {
  /// A part of the report with its heading.
  struct Section {
    let heading: String
    let text: String
  }

  let columns: [StarterColumn]
  let choice: StarterChoice
  let rows: Int
  /// Names of the columns that the study adds, none of which is one of the file's.
  let names: Names

  /// Parts of the study, as YAML below their headings.
  var tables: [String] = []
  var values: [String] = []
  var figures: [String] = []
  var analyses: [(id: String, lines: [String])] = []
  /// Columns that the table `data` gains.
  var derivations: [(name: String, value: String)] = []

  /// What was found, as a sentence with tags and the part of the report that shows it.
  var findings: [(say: String, see: String)] = []
  var sections: [Section] = []
  var appendix: [Section] = []
  /// What was not tested, and why.
  var untested: [String] = []
  /// Headline numbers.
  var facts = ["row-count"]

  struct Names {
    let count, value, period, share, total, complete, question, answer, rank, outcomeRank, low,
      high: String
    init(taken: [String]) {
      var taken = Set(taken)
      func fresh(_ stem: String) -> String { taken.insertFresh(stem) }
      count = fresh("n_rows")
      value = fresh("value")
      period = fresh("period")
      share = fresh("share")
      total = fresh("total")
      complete = fresh("complete")
      question = fresh("question")
      answer = fresh("answer")
      rank = fresh("rank")
      outcomeRank = fresh("rank_of_outcome")
      low = fresh("lower_quartile")
      high = fresh("upper_quartile")
    }
  }

  init(_ columns: [StarterColumn], _ choice: StarterChoice, rows: Int) {
    self.columns = columns
    self.choice = choice
    self.rows = rows
    names = Names(taken: columns.map(\.name))
    values.append("row-count: { title: rows, table: data, value: count() }")
    if let outcome { addDistribution(outcome) }
    addSummary()
    addGroups()
    addTime()
    addQuestions()
    addAssociations()
    addCrossTable()
    addAppendix()
    addUntested()
  }

  var outcome: StarterColumn? { choice.outcome?.column }
  var by: StarterColumn? { choice.by?.column }
  var time: StarterColumn? { choice.time?.column }

  /// Whether the groups were made by whoever ran the study, so that sums over them mean nothing.
  var isTrial: Bool { by.map { NameWords($0.name).has(RoleWords.treatment) } ?? false }

  /// Whether sums of the outcome are what a reader wants.
  var showsTotals: Bool {
    guard let outcome, outcome.addsUp, !isTrial, outcome.zeroShare < 0.3 || outcome.kind == .amount
    else { return false }
    return outcome.kind == .amount || time?.isMoment ?? false
  }

  // MARK: Building blocks

  mutating func figure(
    _ id: String, table: String, title: String, layers: [String], scales: [String], caption: String,
    size: String? = nil
  ) {
    figures.append(
      """
      \(id):
        table: \(table)
        title: \(title.yaml)
        layers:
      \(layers.map { "    - { \($0) }" }.joined(separator: "\n"))
        \(scales.isEmpty ? "" : "scales: { \(scales.joined(separator: ", ")) }")
        caption: \(caption.yaml)\(size.map { "\n  size: \($0)" } ?? "")
      """)
  }

  mutating func test(
    _ id: String, title: String, method: String, table: String = "data", _ lines: [String]
  ) {
    analyses.append((id, ["title: \(title.yaml)", "method: \(method)", "table: \(table)"] + lines))
  }

  mutating func find(_ say: String, see: String) { findings.append((say, see)) }

  mutating func value(
    _ id: String, title: String, table: String = "data", where condition: String? = nil,
    _ expression: String,
    unit: String? = nil
  ) {
    let filter = condition.map { ", where: \($0.yaml)" } ?? ""
    values.append(
      "\(id): { title: \(title.yaml), table: \(table)\(filter), value: \(expression.yaml)\(unit.map { ", unit: \"\($0)\"" } ?? "") }"
    )
  }

  /// A scale of a column: its title, and the order of its levels.
  func scale(_ channel: String, _ column: StarterColumn, more: [String] = []) -> String {
    var parts = ["title: \("\(column)".yaml)"] + more
    if column.isGrouping, column.kind == .ordinal || column.isNumber, !column.levels.isEmpty {
      parts.append("order: [\(column.levels.map(\.yaml).joined(separator: ", "))]")
    }
    return "\(channel): { \(parts.joined(separator: ", ")) }"
  }

  /// The column as groups: numbers become words.
  func grouped(_ column: StarterColumn) -> String {
    column.isNumber || column.column.type == .bool
      ? "cast(\(column.expression) as text)" : column.expression
  }

  /// The place of each word in its order.
  func rank(_ column: StarterColumn) -> String {
    "case \(column.expression) "
      + column.levels.enumerated().map { "when \(StarterColumn.literal($1)) then \($0 + 1)" }
      .joined(separator: " ") + " end"
  }

  /// Whether words fit side by side below an axis.
  func fits(_ column: StarterColumn) -> Bool { column.levels.reduce(0) { $0 + $1.count } <= 60 }

  /// Axes of a chart of a quantity by groups, upright or lying.
  func axes(_ group: String, _ value: String, of column: StarterColumn) -> String {
    fits(column) ? "x: \(group.yaml), y: \(value.yaml)" : "y: \(group.yaml), x: \(value.yaml)"
  }

  /// The channel of the groups and that of the values.
  func channels(_ column: StarterColumn) -> (group: String, value: String) {
    fits(column) ? ("x", "y") : ("y", "x")
  }

  /// The type of the axis of a quantity.
  func axisType(_ column: StarterColumn) -> [String] {
    if column.isSkewed { return ["type: log"] }
    return column.zeroShare >= 0.3 && column.kind == .count ? ["type: symlog"] : []
  }
}

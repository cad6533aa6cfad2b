import Basics
import Tables

/// `calendar`: a row for each period that has none.
struct CalendarStep: TableStep {
  static let key = "calendar"

  struct Fill: Hashable, Sendable {
    let column: Located<String>
    let value: Value
  }

  let column: Located<String>
  let period: Period
  let fill: [Fill]

  init?(_ written: WrittenStep) {
    guard let reader = written.mapping(["column", "every", "fill"]),
      reader.required("column") != nil, let column = reader.located("column")
    else { return nil }
    self.column = column
    let periods = Period.allCases.filter { !$0.isShorterThanDay }.map(\.rawValue)
    period = reader.choice("every", of: periods).flatMap(Period.init) ?? .month
    fill = reader.entries("fill").map {
      Fill(column: Located($0.key, $0.position), value: Value($0.value.json))
    }
  }

  func columns(_ scope: StepScope) -> KnownColumns? {
    scope.expect([column] + fill.map(\.column))
    return scope.before
  }

  func reads(_ needed: ColumnSet, in study: StudyDefinition) -> ColumnSet {
    needed.union([column.value])
  }

  func run(on table: Table, _ context: inout StepContext) throws -> Table {
    try table.fillingPeriods(
      of: column.value, period,
      values: Dictionary(
        fill.map { ($0.column.value, $0.value) }, uniquingKeysWith: { first, _ in first }))
  }
}

extension Value {
  /// A single value of a study file.
  fileprivate init(_ json: JSON) {
    switch json {
    case .int(let value): self = .int(value)
    case .double(let value): self = .double(value)
    case .string(let text): self = .text(text)
    case .bool(let value): self = .bool(value)
    case .null, .array, .object: self = .missing
    }
  }
}

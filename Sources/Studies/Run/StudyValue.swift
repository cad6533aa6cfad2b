import Basics
import Tables

/// A single value of a study: a number or a text, or an entry a row.
struct StudyValue: Addressable {
  let content: Node
  let unit: String?
  let kind: NumberKind?
  /// What became missing when it was computed, in words.
  let losses: [String]

  /// The words in results and addresses.
  enum Key: String, CodingKey, CaseIterable {
    case value, unit, kind
    case losses = "became_missing"
  }

  var parts: [(key: String, node: Node)] {
    [(Key.value.stringValue, content), (Key.unit.stringValue, .text(unit))]
      + (kind.map { [(Key.kind.stringValue, .text($0.rawValue))] } ?? [])
      + (losses.isEmpty ? [] : [(Key.losses.stringValue, .texts(losses))])
  }

  init(content: Node, unit: String?, kind: NumberKind?, losses: [String]) {
    self.content = content
    self.unit = unit
    self.kind = kind
    self.losses = losses
  }

  /// Reads it back.
  init(json: JSON) throws(PartError) {
    let parts = try KeyedParts<Key>(json, "")
    self.init(
      content: Node(parts[.value] ?? .null), unit: try parts.text(.unit),
      kind: try parts.word(.kind), losses: try parts.texts(.losses) ?? [])
  }

  var principal: Node? { content }

  var words: [String] { parts.map(\.key) + (content.parts ?? []).map(\.key) }

  /// A part of its own, or an entry of what it holds.
  func part(_ word: String) -> Node? {
    parts.first { $0.key == word }?.node ?? content.at([.element(word)])
  }
}

/// A number that a step of the domain gives beside its table.
struct StepValue: Keyed {
  let value: JSON
  let unit: String?

  /// The words in results and addresses.
  enum Key: String, CodingKey, CaseIterable {
    case value, unit
  }

  init(_ value: JSON, unit: String?) {
    self.value = value
    self.unit = unit
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .value: Node(value)
    case .unit: .text(unit)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(parts[.value] ?? .null, unit: try parts.text(.unit))
  }

  var principal: Node? { node(.value) }
}

extension Node {
  /// The unit that a value of a study says it is in.
  var unit: String? {
    switch self {
    case .value(let value as StudyValue): value.unit
    case .value(let value as StepValue): value.unit
    default: nil
    }
  }

  /// What kind of number a value of a study is.
  var kind: NumberKind? {
    if case .value(let value as StudyValue) = self { value.kind } else { nil }
  }
}

/// What is known of a table: its rows, how they came to it, its columns, and what its steps gave beside it.
struct TableSummary: Sendable {
  let rows: Int
  let rowFlow: [RowFlowStep]
  /// Where it is exported; `nil` where an older version did not say.
  let export: Export?
  let columns: [(name: String, value: ColumnSummary)]
  let values: [(name: String, value: StepValue)]

  init(name: String, table: Table, values: [(name: String, value: StepValue)]) {
    rows = table.rowCount
    rowFlow = table.rowFlow
    export = Export(
      file: table.rowCount <= StudyBuilder.exportedRows ? "tables/\(name).csv" : nil)
    columns = zip(table.names, table.columns).map { ($0, ColumnSummary($1)) }
    self.values = values
  }
}

/// Where a table is exported.
struct Export: Hashable, Sendable {
  /// `nil` of a table that is too long for a report.
  let file: String?
}

/// What is known of a column.
struct ColumnSummary: Hashable, Sendable {
  let type: String
  let unit: String?
  let provenance: String
  let missing: Int

  init(_ column: Column) {
    type = column.type.rawValue
    unit = column.metadata.unit?.symbol
    provenance = column.metadata.provenance.rawValue
    missing = column.missingCount
  }
}

extension TableSummary: Addressable {
  /// The words in results and addresses.
  enum Key: String, CodingKey, CaseIterable {
    case rows
    case rowFlow = "row_flow"
    case file, columns, values
  }

  var parts: [(key: String, node: Node)] {
    Key.allCases.compactMap { key in node(key).map { (key.stringValue, $0) } }
  }

  private func node(_ key: Key) -> Node? {
    switch key {
    case .rows: .whole(Int64(rows))
    case .rowFlow: rowFlow.node
    case .file: export.map { .text($0.file) }
    case .columns: .entries(columns)
    case .values: values.isEmpty ? nil : .entries(values)
    }
  }

  /// Reads it back.
  init(json: JSON) throws(PartError) {
    let parts = try KeyedParts<Key>(json, "")
    rows = try parts.required(.rows)
    rowFlow = try parts.values(.rowFlow) ?? []
    export = parts.has(.file) ? Export(file: try parts.text(.file)) : nil
    columns = try parts.entries(.columns, ColumnSummary.init(json:)) ?? []
    values = try parts.entries(.values, StepValue.init(json:)) ?? []
  }
}

extension ColumnSummary: Keyed {
  /// The words in results and addresses.
  enum Key: String, CodingKey, CaseIterable {
    case type, unit, provenance, missing
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .type: .text(type)
    case .unit: .text(unit)
    case .provenance: .text(provenance)
    case .missing: .whole(Int64(missing))
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    type = try parts.required(.type)
    unit = try parts.text(.unit)
    provenance = try parts.required(.provenance)
    missing = try parts.required(.missing)
  }
}

/// A repair and the rows that it touched.
struct RepairOutcome: Keyed {
  let description: String
  let basis: String
  let isEnabled: Bool
  let rows: Int
  let fittedTo: [String]

  /// The words in results and addresses.
  enum Key: String, CodingKey, CaseIterable {
    case description, basis, enabled, rows
    case fittedTo = "fitted_to"
  }

  init(_ repair: RepairDefinition, isEnabled: Bool, rows: Int) {
    description = repair.description
    basis = repair.basis.rawValue
    self.isEnabled = isEnabled
    self.rows = rows
    fittedTo = repair.fittedTo.map(\.value)
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .description: .text(description)
    case .basis: .text(basis)
    case .enabled: .flag(isEnabled)
    case .rows: .whole(Int64(rows))
    case .fittedTo: .texts(fittedTo)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    description = try parts.required(.description)
    basis = try parts.required(.basis)
    isEnabled = try parts.flag(.enabled) ?? false
    rows = try parts.whole(.rows) ?? 0
    fittedTo = try parts.texts(.fittedTo) ?? []
  }
}

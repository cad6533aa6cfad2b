import Basics
import Tables

/// A single value of a study: a number or a text, or an entry a row.
struct StudyValue: Addressable {
  let content: Node
  let unit: String?
  let kind: NumberKind?
  /// What became missing when it was computed.
  let losses: [Loss]

  /// The words in results and addresses.
  enum Key: String, CodingKey, CaseIterable {
    case value, unit, kind
    case losses = "became_missing"
  }

  var parts: [(key: String, node: Node)] {
    [(Key.value.stringValue, content), (Key.unit.stringValue, .text(unit))]
      + (kind.map { [(Key.kind.stringValue, .text($0.rawValue))] } ?? [])
      + (losses.isEmpty ? [] : [(Key.losses.stringValue, .texts(losses.map(\.shortText)))])
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

/// What is known of a table: its rows, how they came to it, its columns.
struct TableSummary: Addressable {
  let name: String
  let table: Table
  let values: [(name: String, value: StepValue)]

  /// The words in results and addresses.
  private enum Key: String, CodingKey {
    case rows, file, columns, values
    case rowFlow = "row_flow"
  }

  private enum ColumnKey: String, CodingKey {
    case type, unit, provenance, missing
  }

  var parts: [(key: String, node: Node)] {
    [
      (Key.rows.stringValue, .whole(Int64(table.rowCount))),
      (Key.rowFlow.stringValue, table.rowFlow.node),
      (
        Key.file.stringValue,
        .text(table.rowCount <= StudyBuilder.exportedRows ? "tables/\(name).csv" : nil)
      ),
      (
        Key.columns.stringValue,
        .value(Entries(zip(table.names, table.columns).map { ($0, Self.column($1)) }))
      ),
    ]
      + (values.isEmpty
        ? [] : [(Key.values.stringValue, .value(Entries(values.map { ($0, .value($1)) })))])
  }

  private static func column(_ column: Column) -> Node {
    .value(
      Entries([
        (ColumnKey.type.stringValue, .text(column.type.rawValue)),
        (ColumnKey.unit.stringValue, .text(column.metadata.unit?.symbol)),
        (ColumnKey.provenance.stringValue, .text(column.metadata.provenance.rawValue)),
        (ColumnKey.missing.stringValue, .whole(Int64(column.missingCount))),
      ]))
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

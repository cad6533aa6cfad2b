public import Basics
public import Tables

/// A method of the domain that a study calls by name: a table and parameters in, tables and values out.
///
/// Every step works on a table without rows, so that the columns it gives can be known before any data
/// is read.
public struct CarbonStep: Sendable {
  /// One named setting of a step.
  public struct Parameter: Hashable, Sendable {
    /// What a parameter holds.
    public enum Kind: Hashable, Sendable {
      case text, number, flag
      case integer(ClosedRange<Int>)
      /// The name of a column of the input.
      case column
      /// One of these words.
      case choice([String])
      /// A list of texts.
      case texts
      /// A list of numbers.
      case numbers
      /// Names of columns by role.
      case columns(roles: [String])

      /// In words, as an error says it.
      public var description: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .column: "the name of a column"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .texts: "a list of texts"
        case .numbers: "a list of numbers"
        case .columns(let roles): "columns by role (\(roles.joined(separator: ", ")))"
        }
      }
    }

    /// The key in the study file.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// What holds where it is not given; `nil`: it must be given or is not used.
    public let defaultValue: JSON?
    /// What it does, in a sentence.
    public let summary: String

    init(_ name: String, _ kind: Kind, default defaultValue: JSON? = nil, _ summary: String) {
      self.name = name
      self.kind = kind
      self.defaultValue = defaultValue
      self.summary = summary
    }
  }

  /// One table that a step gives.
  public struct Output: Hashable, Sendable {
    /// Its name, for the parameter `table`.
    public let name: String
    /// What it holds, in a sentence.
    public let summary: String
  }

  /// The name in the study file.
  public let name: String
  /// What the step does, in a sentence.
  public let summary: String
  /// Its settings, besides `table`.
  public let parameters: [Parameter]
  /// The tables that it gives; the first is the one that a study gets without `table`.
  public let outputs: [Output]
  let body: @Sendable (CarbonStepInput) throws -> CarbonStepResult

  /// All steps in the order of the reference.
  public static let all: [CarbonStep] = [
    .trainingEstimate, .trainingAgreement, .trainingScenarios, .workedExamples, .organisationName,
    .efficiencyLabel, .reportingClass, .parseEmissions, .assignDomain, .harmonise, .hubRecords,
    .listingTotal,
  ]

  /// The step called `name`, or an error with the nearest name.
  public static func named(_ name: String) throws(CarbonError) -> CarbonStep {
    guard let step = all.first(where: { $0.name == name }) else {
      throw CarbonError.unknownStep(name: name, nearest: name.nearest(in: all.map(\.name)))
    }
    return step
  }

  /// Everything that is wrong with parameters, without looking at data. The keys `step` and `table` belong
  /// to the study language and are skipped here, `table` after its value is checked.
  public func problems(in parameters: JSON) -> [CarbonError] {
    guard let members = parameters.members else {
      return parameters == .null
        ? [] : [.invalidParameter(step: name, name: "parameters", expected: "a mapping")]
    }
    var problems: [CarbonError] = []
    for member in members where member.key != "step" {
      if member.key == "table" {
        let names = outputs.map(\.name)
        if !names.contains(member.value.stringValue ?? "") {
          problems.append(
            .invalidParameter(
              step: name, name: "table", expected: "one of \(names.joined(separator: ", "))"))
        }
        continue
      }
      guard let parameter = self.parameters.first(where: { $0.name == member.key }) else {
        problems.append(
          .unknownParameter(
            step: name, name: member.key,
            nearest: member.key.nearest(in: self.parameters.map(\.name))))
        continue
      }
      if !parameter.kind.holds(member.value) {
        problems.append(
          .invalidParameter(
            step: name, name: member.key, expected: parameter.kind.description))
      }
    }
    return problems
  }

  /// Carries the step out.
  ///
  /// - Parameters:
  ///   - parameters: an object; `problems(in:)` tells beforehand what is wrong with it.
  ///   - seed: of everything random; the same seed gives the same answer for any number of threads.
  ///   - draws: Monte Carlo draws, where the step has any and its own `draws` is not given.
  public func run(
    _ table: Table, parameters: JSON, references: ReferenceTables, seed: UInt64 = 1,
    draws: Int = 10_000, threads: Int? = nil
  ) throws -> CarbonStepResult {
    if let problem = problems(in: parameters).first { throw problem }
    return try body(
      CarbonStepInput(
        step: self, table: table, parameters: parameters, references: references, seed: seed,
        draws: draws, threads: threads))
  }
}

extension CarbonStep.Parameter.Kind {
  fileprivate func holds(_ value: JSON) -> Bool {
    switch self {
    case .text, .column: value.stringValue != nil
    case .number: value.doubleValue != nil
    case .integer(let range):
      value.doubleValue.flatMap { Int(exactly: $0) }.map(range.contains) ?? false
    case .flag: if case .bool = value { true } else { false }
    case .choice(let words): words.contains(value.stringValue ?? "")
    case .texts:
      value.arrayValue?.allSatisfy { $0.stringValue != nil } ?? (value.stringValue != nil)
    case .numbers: value.arrayValue?.allSatisfy { $0.doubleValue != nil } ?? false
    case .columns(let roles):
      value.members?.allSatisfy { roles.contains($0.key) && $0.value.stringValue != nil } ?? false
    }
  }
}

/// What a step gives.
public struct CarbonStepResult: Sendable {
  /// One number of a result.
  public struct Value: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// The number, text or null.
    public let value: JSON
    /// Its unit, where it has one.
    public let unit: String?
  }

  /// The tables in the order of the step's outputs.
  public let tables: [(name: String, table: Table)]
  /// Single numbers by name.
  public let values: [Value]

  /// The table called `name`; the first without a name.
  public func table(_ name: String? = nil) -> Table? {
    guard let name else { return tables.first?.table }
    return tables.first { $0.name == name }?.table
  }

  /// The value called `name`.
  public func value(_ name: String) -> JSON? { values.first { $0.name == name }?.value }
}

/// The table and checked parameters of one call of a step.
struct CarbonStepInput: Sendable {
  let step: CarbonStep
  let table: Table
  let parameters: JSON
  let references: ReferenceTables
  let seed: UInt64
  let draws: Int
  let threads: Int?

  private func value(_ name: String) -> JSON? {
    parameters[name] ?? step.parameters.first { $0.name == name }?.defaultValue
  }

  func text(_ name: String) -> String? { value(name)?.stringValue }
  func number(_ name: String) -> Double? { value(name)?.doubleValue }
  func flag(_ name: String) -> Bool { value(name) == .bool(true) }
  func texts(_ name: String) -> [String] {
    if let one = value(name)?.stringValue { return [one] }
    return (value(name)?.arrayValue ?? []).compactMap(\.stringValue)
  }
  func numbers(_ name: String) -> [Double] {
    (value(name)?.arrayValue ?? []).compactMap(\.doubleValue)
  }

  /// The text of a parameter that has no default.
  func required(_ name: String) throws(CarbonError) -> String {
    guard let text = text(name) else {
      let kind = step.parameters.first { $0.name == name }?.kind.description ?? "given"
      throw CarbonError.invalidParameter(step: step.name, name: name, expected: kind)
    }
    return text
  }

  /// The column that a parameter names.
  func column(_ parameter: String) throws(CarbonError) -> Column {
    try column(named: required(parameter))
  }

  func column(named name: String) throws(CarbonError) -> Column {
    guard let column = table[name] else {
      throw CarbonError.missingColumn(
        step: step.name, name: name, nearest: name.nearest(in: table.names))
    }
    return column
  }

  /// Each cell as a number; text is read as one where it is one.
  func numbers(ofColumn name: String) throws(CarbonError) -> [Double?] {
    let column = try column(named: name)
    if let numbers = column.cellNumbers { return numbers }
    return column.cellTexts.map { text in
      text.flatMap { Double($0) }.flatMap { $0.isNaN ? nil : $0 }
    }
  }
}

/// Collects the columns of a table that a step gives.
struct TableBuilder {
  private(set) var columns: [(name: String, column: Column)] = []
  let rows: Int

  init(rows: Int) { self.rows = rows }

  /// Starts with the columns of another table.
  init(_ table: Table) {
    rows = table.rowCount
    columns = Array(zip(table.names, table.columns).map { (name: $0, column: $1) })
  }

  mutating func add(_ name: String, _ column: Column) {
    if let position = columns.firstIndex(where: { $0.name == name }) {
      columns[position].column = column
    } else {
      columns.append((name, column))
    }
  }

  mutating func add(
    _ name: String, doubles: [Double?], unit: String? = nil, label: String,
    provenance: Provenance = .estimated
  ) {
    add(
      name,
      Column(
        doubles: doubles,
        metadata: ColumnMetadata(
          unit: unit.map { Unit(symbol: $0) }, provenance: provenance, label: label)))
  }

  mutating func add(_ name: String, ints: [Int?], label: String) {
    add(
      name,
      Column(
        ints: ints.map { $0.map(Int64.init) },
        metadata: ColumnMetadata(provenance: .derived, label: label)))
  }

  mutating func add(_ name: String, texts: [String?], label: String) {
    add(
      name,
      Column(texts: texts, metadata: ColumnMetadata(provenance: .derived, label: label)))
  }

  mutating func add(_ name: String, flags: [Bool], label: String) {
    add(
      name,
      Column(
        .bool(Bitmap(flags)), metadata: ColumnMetadata(provenance: .derived, label: label)))
  }

  func table(rowFlow: [RowFlowStep] = []) throws -> Table {
    try Table(columns, rowCount: rows, rowFlow: rowFlow)
  }
}

import Basics
import Carbon
import Datasets
import Foundation
import Reports
import Statistics
import Tables

/// Computes what a study defines, each thing once and only when something asks for it.
///
/// Not Sendable: one run belongs to one task; what it answers are values.
final class StudyRun {
  let study: StudyDefinition
  let parameters: ParameterValues
  let sourceLoader: SourceLoader
  let seed: UInt64

  private var sources: [String: LoadedSource] = [:]
  private var tables: [String: Table] = [:]
  private var outcomes: [String: AnalysisOutcome] = [:]
  /// Outcomes that are there already and that nothing has asked for yet.
  private var prepared: [String: AnalysisOutcome] = [:]
  private var profiles: [String: TableProfile] = [:]
  private var values: [String: StudyValue] = [:]
  /// Outcomes with what their families add.
  private var corrected: [String: AnalysisOutcome] = [:]
  private var families: [String: FamilyOutcome] = [:]
  private var carbonResults: [String: CarbonStepResult] = [:]
  private var carbonValues: [String: [CarbonStepResult.Value]] = [:]
  private var loadedReferences: ReferenceTables?
  private(set) var repairRows: [String: Int] = [:]
  /// Names being computed now: what comes up again depends on itself.
  private var underway: Set<String> = []
  private(set) var warnings: [Diagnostic] = []

  let sourceDefinitions: [String: SourceDefinition]
  let tableDefinitions: [String: TableDefinition]
  let analysisDefinitions: [String: AnalysisDefinition]
  let valueDefinitions: [String: ValueDefinition]
  let familyDefinitions: [String: FamilyDefinition]
  let repairDefinitions: [String: RepairDefinition]

  init(study: StudyDefinition, parameters: ParameterValues, sourceLoader: SourceLoader) {
    func index<Element>(_ elements: [Element], _ id: (Element) -> String) -> [String: Element] {
      Dictionary(elements.map { (id($0), $0) }, uniquingKeysWith: { first, _ in first })
    }
    self.study = study
    self.parameters = parameters
    self.sourceLoader = sourceLoader
    seed = study.seed
    sourceDefinitions = index(study.sources, \.id)
    tableDefinitions = index(study.tables, \.id)
    analysisDefinitions = index(study.analyses, \.id)
    valueDefinitions = index(study.values, \.id)
    familyDefinitions = index(study.families, \.id)
    repairDefinitions = index(study.repairs, \.id)
  }

  func warn(at position: SourcePosition, _ message: String) {
    warnings.append(Diagnostic(.warning, at: position, message))
  }

  // MARK: Sources and tables

  func source(_ id: String) throws -> LoadedSource? {
    if let loaded = sources[id] { return loaded }
    guard let definition = sourceDefinitions[id] else { return nil }
    let loaded = try located(definition.position) { try sourceLoader.load(definition) }
    sources[id] = loaded
    for column in loaded.absent {
      let present = loaded.table.names.filter { name in !loaded.absent.contains { $0.name == name }
      }
      let hint = column.name.nearest(in: present).map { "; did you mean '\($0)'?" } ?? ""
      warn(
        at: column.position,
        "\(loaded.file) has no column '\(column.name)', which is optional: it is treated as empty\(hint)"
      )
    }
    return loaded
  }

  /// What the columns of a source hold; `nil` where there is no such source. Afterwards only the
  /// columns that something else reads are kept.
  func profile(of id: String) throws -> TableProfile? {
    if let profile = profiles[id] { return profile }
    guard let loaded = try source(id) else { return nil }
    let profile = TableProfile(loaded.table)
    profiles[id] = profile
    let names = loaded.table.names
    if let kept = sourceLoader.used.names(of: id, among: names, isProfiled: true) {
      sources[id] = try loaded.keeping(kept)
    }
    return profile
  }

  /// The rows of a source or a table.
  func table(_ name: Located<String>) throws -> Table {
    if let table = tables[name.value] { return table }
    if let source = try source(name.value) { return source.table }
    guard let definition = tableDefinitions[name.value] else {
      throw StudyError(at: name.position, "no source or table is called '\(name.value)'")
    }
    return try once("table " + name.value, at: name.position) {
      let table = try TableBuilder(run: self).build(definition)
      tables[name.value] = table
      return table
    }
  }

  /// Whether a source has a column of this name that was left out because nothing reads it.
  func isIdle(_ column: String) -> Bool { sources.values.contains { $0.idle.contains(column) } }

  private func once<Result>(
    _ name: String, at position: SourcePosition, _ body: () throws -> Result
  ) throws -> Result {
    guard underway.insert(name).inserted else {
      throw StudyError(at: position, "\(name) depends on itself")
    }
    defer { underway.remove(name) }
    return try body()
  }

  // MARK: Analyses

  /// The outcome of an analysis: a result, or the reason why there is none.
  func outcome(_ id: String) throws -> AnalysisOutcome {
    if let outcome = outcomes[id] { return outcome }
    guard let definition = analysisDefinitions[id] else {
      throw StudyError(at: nil, "no analysis is called '\(id)'")
    }
    let outcome =
      try prepared.removeValue(forKey: id)
      ?? once("analysis " + id, at: definition.position) {
        try AnalysisRunner(definition, in: self).outcome()
      }
    if case .failed(let code, let message) = outcome.content {
      warn(at: definition.position, "analysis '\(id)' has no result (\(code)): \(message)")
    }
    outcomes[id] = outcome
    return outcome
  }

  /// Runs the analyses that nothing has asked for yet, several at once: each rests on its rows alone.
  func prepareAnalyses() throws {
    let runners = try study.analyses.map { try AnalysisRunner($0, in: self) }
    let open = runners.filter { outcomes[$0.definition.id] == nil }
    let results = try Parallel.map(open, threads: sourceLoader.threads) { try $0.outcome() }
    for (runner, outcome) in zip(open, results) { prepared[runner.definition.id] = outcome }
  }

  /// The family with its adjusted p-values.
  func family(_ id: String) throws -> FamilyOutcome {
    if let family = families[id] { return family }
    guard let definition = familyDefinitions[id] else {
      throw StudyError(at: nil, "no family is called '\(id)'")
    }
    let family = try once("family " + id, at: definition.position) {
      let addresses =
        try definition.members
        ?? study.analyses.filter { $0.family?.value == id }.map {
          (name: $0.id, address: try FamilyMember($0, in: self).address)
        }
      let members = try addresses.map { name, address in
        FamilyOutcome.Member(
          name: name, address: address.value, pValue: try pValue(of: address, in: id))
      }
      return try located(definition.correction.position) {
        try FamilyOutcome(correction: definition.correction.value, members: members)
      }
    }
    families[id] = family
    return family
  }

  /// The p-value of a member; `nil` where the data give none.
  private func pValue(of address: Located<String>, in family: String) throws -> Double? {
    if let found = try lookup(address) { return found.principal.doubleValue }
    if let id = Address(address.value)?.id, analysisDefinitions[id] != nil,
      case .result = try outcome(id).content
    {
      throw StudyError(
        at: address.position,
        "'\(address.value)', a member of family '\(family)', has no p-value; for a model, name the "
          + "term, as in \(id).coefficients[x].p_value")
    }
    return nil
  }

  /// The outcome of an analysis with its place in its family.
  func analysis(_ id: String) throws -> AnalysisOutcome {
    if let outcome = corrected[id] { return outcome }
    var outcome = try outcome(id)
    let familyID =
      analysisDefinitions[id]?.family?.value
      ?? study.families.first { family in
        family.members?.contains { Address($0.address.value)?.id == id } ?? false
      }?.id
    if let familyID {
      let family = try family(familyID)
      let own = family.members.filter { Address($0.address)?.id == id }
      if !own.isEmpty {
        // Of several slopes in one family each has its own.
        let corrected = own.count == 1 ? CorrectedP(own[0].pAdjusted) : nil
        outcome = outcome.adding(
          FamilyPlace(id: familyID, correction: family.correction, corrected: corrected),
          members: own)
      }
    }
    corrected[id] = outcome
    return outcome
  }

  // MARK: Values

  func value(_ id: String) throws -> StudyValue {
    if let value = values[id] { return value }
    guard let definition = valueDefinitions[id] else {
      throw StudyError(at: nil, "no value is called '\(id)'")
    }
    let value = try once("value " + id, at: definition.position) {
      try ValueBuilder(run: self).build(definition)
    }
    values[id] = value
    return value
  }

  // MARK: The domain

  /// The reference tables, read once.
  func references() throws -> ReferenceTables {
    if let loadedReferences { return loadedReferences }
    let references = try ReferenceTables(folder: sourceLoader.referencesFolder)
    loadedReferences = references
    return references
  }

  func carbonResult(_ key: String) -> CarbonStepResult? { carbonResults[key] }

  func remember(_ result: CarbonStepResult, _ key: String) { carbonResults[key] = result }

  /// The numbers that the step of the domain behind a table gave beside it.
  func stepValues(of table: String) -> [(name: String, value: StepValue)] {
    (carbonValues[table] ?? []).map { ($0.name, StepValue($0.value, unit: $0.unit)) }
  }

  func setCarbonValues(_ values: [CarbonStepResult.Value], of table: String) {
    carbonValues[table] = values
  }

  func isEnabled(_ repair: RepairDefinition) -> Bool {
    parameters.repairs[repair.id] ?? repair.enabled
  }

  func noteRepair(_ id: String, rows: Int) {
    repairRows[id, default: 0] += rows
  }
}

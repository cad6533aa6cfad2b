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
  private var values: [String: JSON] = [:]
  /// The JSON of results, alone and with what their families add.
  private var results: [String: JSON] = [:]
  private var corrected: [String: JSON] = [:]
  private var families: [String: FamilyOutcome] = [:]
  private var carbonResults: [String: CarbonStepResult] = [:]
  private var carbonValues: [String: [CarbonStepResult.Value]] = [:]
  private var loadedReferences: ReferenceTables?
  private(set) var repairRows: [String: Int] = [:]
  /// Names being computed now: what comes up again depends on itself.
  private var underway: Set<String> = []
  private(set) var warnings: [Diagnostic] = []

  private let sourceDefinitions: [String: SourceDefinition]
  private let tableDefinitions: [String: TableDefinition]
  private let analysisDefinitions: [String: AnalysisDefinition]
  private let valueDefinitions: [String: ValueDefinition]
  private let familyDefinitions: [String: FamilyDefinition]
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

  /// The JSON of an analysis by itself.
  func resultJSON(_ id: String) throws -> JSON {
    if let json = results[id] { return json }
    let json = try outcome(id).json(title: analysisDefinitions[id]?.title)
    results[id] = json
    return json
  }

  /// The JSON of an analysis, with its family's adjusted p-value.
  func analysisJSON(_ id: String) throws -> JSON {
    if let json = corrected[id] { return json }
    let definition = analysisDefinitions[id]
    var json = try resultJSON(id)
    let familyID =
      definition?.family?.value
      ?? study.families.first { family in
        family.members?.contains { Address($0.address.value)?.id == id } ?? false
      }?.id
    if let familyID {
      let family = try family(familyID)
      let own = family.members.filter { Address($0.address)?.id == id }
      if !own.isEmpty {
        json.set("family", to: .string(familyID))
        // Of several slopes in one family each has its own.
        if own.count == 1 { json.set("p_adjusted", to: .number(own[0].pAdjusted)) }
        json.set("correction", to: .string(family.correction))
        for member in own { json.setAdjusted(member) }
      }
    }
    corrected[id] = json
    return json
  }

  // MARK: Values and addresses

  func value(_ id: String) throws -> JSON {
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

  /// What stands at an address; `nil` where its path leads nowhere.
  func lookup(_ text: Located<String>) throws -> JSON? {
    if text.value.hasPrefix("$") {
      return parameters.values.first { $0.name == text.value.dropFirst() }?.value
    }
    guard let address = Address(text.value) else {
      throw StudyError(at: text.position, "'\(text.value)' is not an address; write id.field")
    }
    // A family's p-value must not wait for the family itself.
    if analysisDefinitions[address.id] != nil {
      let needsFamily =
        address.path.contains(.field("p_adjusted"))
        || [.field("family"), .field("correction")].contains(address.path.first)
      let json =
        try needsFamily || address.path.isEmpty
        ? analysisJSON(address.id) : resultJSON(address.id)
      return json.value(at: address.path)
    }
    if valueDefinitions[address.id] != nil {
      let json = try value(address.id)
      return json.value(at: address.path) ?? json["value"]?.value(at: address.path)
    }
    if familyDefinitions[address.id] != nil {
      return try family(address.id).json.value(at: [.field("members")] + address.path)
    }
    if let repair = repairDefinitions[address.id] {
      return repairJSON(repair).value(at: address.path)
    }
    if sourceDefinitions[address.id] != nil || tableDefinitions[address.id] != nil {
      let json = try tableJSON(Located(address.id, text.position))
      return json.value(at: address.path)
    }
    throw StudyError(at: text.position, "nothing is called '\(address.id)'")
  }

  /// What is wrong with an address at which nothing stands: the part that leads nowhere, with the nearest name.
  /// `nil` where an analysis has no result, and where what the part belongs to is missing.
  func slip(_ text: String, at position: SourcePosition) throws -> StudyError? {
    guard let address = Address(text) else { return nil }
    if analysisDefinitions[address.id] != nil, case .failed = try outcome(address.id).content {
      return nil
    }
    for count in address.path.indices.reversed() {
      let place = Address(id: address.id, path: Array(address.path.prefix(count)))
      guard let found = try lookup(Located(place.description, position)) else { continue }
      guard found != .null else { return nil }
      let name =
        switch address.path[count] {
        case .field(let name), .element(let name): name
        }
      // A name that is no plain word is shown as it has to be written.
      let hint =
        name.nearest(in: found.partNames).map { nearest in
          let written = Address.element(nearest)
          return "; did you mean '\(written == "[\(nearest)]" ? nearest : written)'?"
        } ?? ""
      return StudyError(at: nil, "'\(place)' has no '\(name)'\(hint)")
    }
    return nil
  }

  /// What stands at the addresses of an expected value, in its shape; `nil` where nothing does.
  func lookup(_ recomputed: ExpectedDefinition.Recomputed) throws -> JSON? {
    switch recomputed {
    case .address(let address):
      let found = try lookup(address)?.principal
      return found == .null ? nil : found
    case .list(let elements):
      let values = try elements.map { try lookup($0) }
      return values.contains(nil) ? nil : .array(values.compactMap { $0 })
    case .mapping(let entries):
      let members = try entries.compactMap { key, value in
        try lookup(value).map { JSON.Member(key, $0) }
      }
      return members.count == entries.count ? .object(members) : nil
    }
  }

  // MARK: What results.json holds

  func tableJSON(_ name: Located<String>) throws -> JSON {
    let table = try table(name)
    var json: JSON = [
      "rows": .int(Int64(table.rowCount)), "row_flow": table.rowFlow.json,
      "file": table.rowCount <= StudyBuilder.exportedRows
        ? .string("tables/\(name.value).csv") : .null,
      "columns": .object(
        zip(table.names, table.columns).map { name, column in
          JSON.Member(
            name,
            [
              "type": .string(column.type.rawValue),
              "unit": column.metadata.unit.map { .string($0.symbol) } ?? .null,
              "provenance": .string(column.metadata.provenance.rawValue),
              "missing": .int(Int64(column.missingCount)),
            ])
        }),
    ]
    if let values = carbonValues[name.value], !values.isEmpty {
      json.set(
        "values",
        to: .object(
          values.map { value in
            .init(value.name, ["value": value.value, "unit": value.unit.map(JSON.string) ?? .null])
          }))
    }
    return json
  }

  func repairJSON(_ repair: RepairDefinition) -> JSON {
    [
      "description": .string(repair.description), "basis": .string(repair.basis.rawValue),
      "enabled": .bool(isEnabled(repair)), "rows": .int(Int64(repairRows[repair.id] ?? 0)),
      "fitted_to": .array(repair.fittedTo.map { .string($0.value) }),
    ]
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

extension [RowFlowStep] {
  var json: JSON {
    .array(
      map { step in
        var json: JSON = ["step": .string(step.step), "rows": .int(Int64(step.rows))]
        if let loss = step.loss { json.set("became_missing", to: loss.json) }
        return json
      })
  }
}

extension JSON {
  /// Sets the adjusted p-value of a slope beside its own, where a member of a family is one.
  fileprivate mutating func setAdjusted(_ member: FamilyOutcome.Member) {
    guard let path = Address(member.address)?.path, path.count > 1, path.last == .field("p_value"),
      let wanted = value(at: path.dropLast())?["term"]?.stringValue,
      let coefficients = self["coefficients"]?.arrayValue
    else { return }
    set(
      "coefficients",
      to: .array(
        coefficients.map { coefficient in
          guard coefficient["term"]?.stringValue == wanted else { return coefficient }
          var coefficient = coefficient
          coefficient.set("p_adjusted", to: .number(member.pAdjusted))
          return coefficient
        }))
  }

  /// Sets a member of an object, in its place or at the end.
  mutating func set(_ key: String, to value: JSON) {
    guard case .object(var members) = self else { return }
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index] = Member(key, value)
    } else {
      members.append(Member(key, value))
    }
    self = .object(members)
  }
}

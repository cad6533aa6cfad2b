import Basics
import Carbon
import Datasets
import Foundation
import Reports
import Statistics
import Tables

/// Computes the nodes of a study's graph, each once and only when something asks for it.
///
/// Not Sendable: one run belongs to one task; what it answers are values.
final class StudyRun {
  let graph: StudyGraph
  let parameters: ParameterValues
  let sourceLoader: SourceLoader
  /// Warnings that were there before anything was computed.
  private let noted: [Diagnostic]
  private var answers: [NodeName: any Sendable] = [:]
  /// The nodes being computed now, each for the one before it: what comes up again depends on itself.
  private var underway: [NodeName] = []
  /// What each node has read.
  private(set) var reads: [NodeName: Set<NodeName>] = [:]

  var study: StudyDefinition { graph.study }
  var seed: UInt64 { study.seed }

  init(
    study: StudyDefinition, parameters: ParameterValues, sourceLoader: SourceLoader,
    warnings: [Diagnostic]
  ) {
    graph = StudyGraph(study, parameters)
    self.parameters = parameters
    self.sourceLoader = sourceLoader
    noted = warnings
  }

  // MARK: Nodes

  /// The answer of a node, computed the first time that it is asked for.
  func answer<Answer>(
    _ node: StudyNode<Answer>, at position: SourcePosition? = nil
  ) throws -> Answer {
    if let reader = underway.last { reads[reader, default: []].insert(node.name) }
    if let done = answers[node.name] as? Answer { return done }
    let answer = try within(node.name, at: position) { try node.compute(self) }
    answers[node.name] = answer
    return answer
  }

  private func within<Result>(
    _ name: NodeName, at position: SourcePosition?, _ body: () throws -> Result
  ) throws -> Result {
    guard !underway.contains(name) else {
      throw StudyError(at: position, "\(name) depends on itself")
    }
    underway.append(name)
    defer { underway.removeLast() }
    return try body()
  }

  func isComputed(_ name: NodeName) -> Bool { answers[name] != nil }

  /// What a reader should know of the study and of what has been computed, in the order of the study.
  var warnings: [Diagnostic] {
    noted
      + study.sources.flatMap { definition -> [Diagnostic] in
        (answers[.source(definition.id)] as? LoadedSource).map(Self.absences) ?? []
      }
      + study.analyses.compactMap { definition in
        guard let outcome = answers[.analysis(definition.id)] as? AnalysisOutcome,
          case .failed(let code, let message) = outcome.content
        else { return nil }
        return Diagnostic(
          .warning, at: definition.position,
          "analysis '\(definition.id)' has no result (\(code)): \(message)")
      }
  }

  private static func absences(_ loaded: LoadedSource) -> [Diagnostic] {
    // A column by another name is read by nothing.
    let present =
      loaded.table.names.filter { name in !loaded.absent.contains { $0.name == name } }
      + loaded.idle.sorted()
    return loaded.absent.map { column in
      let hint = column.name.nearest(in: present).map { "; did you mean '\($0)'?" } ?? ""
      return Diagnostic(
        .warning, at: column.position,
        "\(loaded.file) has no column '\(column.name)', which is optional: it is treated as empty\(hint)"
      )
    }
  }

  /// What nodes are made from, and what that is made from.
  func recipes(of names: [NodeName]) throws -> [NodeName: Recipe] {
    try graph.recipes(of: names) { name in
      guard case .file(let id) = name else { return try sourceLoader.referencesChecksum() }
      if let loaded = answers[.source(id)] as? LoadedSource { return loaded.sha256 }
      return try graph.sources[id].map(sourceLoader.checksum) ?? ""
    }
  }

  // MARK: Sources and tables

  func source(_ id: String) throws -> LoadedSource? {
    try graph.sources[id].map { try answer(.source($0), at: $0.position) }
  }

  /// What the columns of a source hold; `nil` where there is no such source. Afterwards only the
  /// columns that something else reads are kept.
  func profile(of id: String) throws -> TableProfile? {
    guard let definition = graph.sources[id] else { return nil }
    let profile = try answer(.profile(definition), at: definition.position)
    _ = try source(id)
    answers[.file(id)] = nil
    return profile
  }

  /// The rows of a source or a table.
  func table(_ name: Located<String>) throws -> Table {
    if let source = try source(name.value) { return source.table }
    return try tableAnswer(name).table
  }

  /// A table with what its steps give beside it.
  func tableAnswer(_ name: Located<String>) throws -> TableAnswer {
    guard let definition = graph.tables[name.value] else {
      throw StudyError(at: name.position, "no source or table is called '\(name.value)'")
    }
    return try answer(.table(definition), at: name.position)
  }

  /// Whether a source that a table is made from has a column of this name that was left out because nothing
  /// reads it.
  func isIdle(_ column: String, in table: String) throws -> Bool {
    var (seen, rest): (Set<NodeName>, [NodeName]) = ([], graph.inputs(of: .table(table)))
    while let name = rest.popLast() {
      guard seen.insert(name).inserted else { continue }
      if case .source = name {
        if let loaded = answers[name] as? LoadedSource, loaded.idle.contains(column) { return true }
      } else {
        rest += graph.inputs(of: name)
      }
    }
    return false
  }

  // MARK: Analyses

  /// The outcome of an analysis: a result, or the reason why there is none.
  func outcome(_ id: String) throws -> AnalysisOutcome {
    guard let definition = graph.analyses[id] else {
      throw StudyError(at: nil, "no analysis is called '\(id)'")
    }
    return try answer(.analysis(definition), at: definition.position)
  }

  /// Runs the analyses that nothing has asked for yet, several at once: each is based on its rows alone.
  func prepareAnalyses() throws {
    let runners = try study.analyses.filter { answers[.analysis($0.id)] == nil }.map { definition in
      try within(.analysis(definition.id), at: definition.position) {
        try AnalysisRunner(definition, in: self)
      }
    }
    // The rows of one may need another.
    let open = runners.filter { answers[.analysis($0.definition.id)] == nil }
    let progress = sourceLoader.counter("analyses", of: open.count)
    let results = try Parallel.map(open, threads: sourceLoader.threads) { runner in
      let outcome = try runner.outcome()
      progress()
      return outcome
    }
    for (runner, outcome) in zip(open, results) {
      answers[.analysis(runner.definition.id)] = outcome
    }
  }

  /// The family with its adjusted p-values.
  func family(_ id: String) throws -> FamilyOutcome {
    guard let definition = graph.families[id] else {
      throw StudyError(at: nil, "no family is called '\(id)'")
    }
    return try answer(.family(definition), at: definition.position)
  }

  /// The p-value of a member; `nil` where the data give none.
  func pValue(of address: Located<String>, in family: String) throws -> Double? {
    if let found = try lookup(address) { return found.principal.doubleValue }
    if let id = Address(address.value)?.id, graph.analyses[id] != nil,
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
  func analysis(_ id: String) throws -> AnalysisOutcome { try answer(.corrected(id)) }

  // MARK: Values and repairs

  func value(_ id: String) throws -> StudyValue {
    guard let definition = graph.values[id] else {
      throw StudyError(at: nil, "no value is called '\(id)'")
    }
    return try answer(.value(definition), at: definition.position)
  }

  /// A repair and the rows that it touched.
  func repair(_ definition: RepairDefinition) throws -> RepairOutcome {
    try answer(.repair(definition), at: definition.position)
  }
}

import Basics
import Carbon
import Datasets
import Reports
import Statistics
import Tables

/// Computes the nodes of a study's graph, each once and only when something asks for it.
///
/// A value: what a node reads through it is noted as read by that node, and the answers are shared.
struct StudyRun: Sendable {
  let graph: StudyGraph
  let sourceLoader: SourceLoader
  private let answers = NodeAnswers()
  private let budget: MemoryBudget
  private let progress: @Sendable (StudyProgress) -> Void
  /// What other runs of this process have computed, and will.
  private var sharing: Sharing?
  /// The nodes being computed, each for the one before it: what comes up again depends on itself.
  private var underway: [NodeName] = []

  var study: StudyDefinition { graph.study }
  var parameters: ParameterValues { graph.parameters }
  var seed: UInt64 { study.seed }

  init(graph: StudyGraph, sourceLoader: SourceLoader, options: StudyOptions) {
    self.graph = graph
    self.sourceLoader = sourceLoader
    budget = MemoryBudget(asked: options.memory)
    progress = options.progress
  }

  // MARK: Nodes

  /// The answer of a node, computed the first time that it is asked for, with what it needs.
  func answer<Answer>(_ node: StudyNode<Answer>) throws -> Answer {
    let name = node.name
    if let reader = underway.last { answers.note(reader, reads: name) }
    if let done = answers[name] as? Answer { return done }
    guard !underway.contains(name) else { throw Self.circle(name) }
    if underway.isEmpty {
      try compute([name])
    } else {
      try make(name)
    }
    guard let answer = answers[name] as? Answer else {
      throw StudyError(at: nil, "\(name) has no answer of its kind")
    }
    return answer
  }

  /// Computes nodes and what they need: several at once, within the memory that may be taken.
  func compute(_ names: [NodeName]) throws {
    let order = try order(of: names)
    let plan = NodePlan(order, needs: graph.needs)
    let threads = min(Parallel.workers(sourceLoader.threads), order.count)
    Parallel.together(threads) {
      while let place = plan.next(fits) {
        let name = order[place]
        let result = Result { try make(name) }
        var error: (any Error)?
        if case .failure(let failure) = result { error = failure }
        let done = plan.finish(place, error)
        if name.isWork { progress(StudyProgress("\(name)", done: done, of: order.count)) }
      }
    }
    try plan.throwFailure()
  }

  /// These nodes and all that they need and that has not been computed, each after what it needs.
  private func order(of names: [NodeName]) throws -> [NodeName] {
    var order: [NodeName] = []
    var seen: Set<NodeName> = []
    var path: Set<NodeName> = []
    func visit(_ name: NodeName) throws {
      guard !path.contains(name) else { throw Self.circle(name) }
      guard !seen.contains(name), answers[name] == nil else { return }
      path.insert(name)
      for need in graph.needs(of: name) where !need.isOutside { try visit(need) }
      path.remove(name)
      seen.insert(name)
      order.append(name)
    }
    for name in names { try visit(name) }
    return order
  }

  private static func circle(_ name: NodeName) -> StudyError {
    StudyError(at: nil, "\(name) depends on itself")
  }

  private func make(_ name: NodeName) throws {
    _ = try answers.answer(name) {
      var run = self
      run.underway.append(name)
      guard let sharing, let key = sharing.keys[name] else { return try run.made(name) }
      let (answer, isNew) = try sharing.answers.answer(key, fits: { fits(name, $0) }) {
        try run.made(name)
      }
      if isNew, case .file = name, try recipes(of: [name], reading: answer)[name]?.key != key {
        throw StudyError(at: nil, "\(name) was written to while it was read; build again")
      }
      return answer
    }
    // A file is kept for no longer than it is read.
    if case .file(let id)? = graph.file(readBy: name) {
      answers.forget(.file(id), readBy: graph.readers(ofFile: id))
    }
  }

  private func made(_ name: NodeName) throws -> any Sendable {
    switch name {
    case .references: try StudyNode.references.compute(self)
    case .file(let id): try StudyNode.file(id).compute(self)
    case .source(let id): try StudyNode.source(id).compute(self)
    case .profile(let id): try StudyNode.profile(id).compute(self)
    case .domain(let call): try StudyNode.domain(call).compute(self)
    case .table(let id): try StudyNode.table(id).compute(self)
    case .analysis(let id): try StudyNode.analysis(id).compute(self)
    case .corrected(let id): try StudyNode.corrected(id).compute(self)
    case .family(let id): try StudyNode.family(id).compute(self)
    case .value(let id): try StudyNode.value(id).compute(self)
    case .repair(let id): try StudyNode.repair(id).compute(self)
    case .expected(let id): try StudyNode.expected(id).compute(self)
    case .figure(let id): try StudyNode.figure(id).compute(self)
    case .results: try StudyNode.results.compute(self)
    case .record: try StudyNode.record.compute(self)
    case .labels: try StudyNode.labels.compute(self)
    case .provenance(let id): try StudyNode.provenance(id).compute(self)
    case .part(let part): try StudyNode.part(part.tag).compute(self)
    case .document: try StudyNode.document.compute(self)
    case .page(let format): try StudyNode.page(format).compute(self)
    case .export(let id): try StudyNode.export(id).compute(self)
    case .fonts, .theme: throw StudyError(at: nil, "\(name) are not computed")
    }
  }

  /// The definition of a node that the study names.
  func definition<Definition>(
    _ id: String, _ list: KeyPath<StudyGraph, [String: Definition]>
  ) throws -> Definition {
    guard let definition = graph[keyPath: list][id] else {
      throw StudyError(at: nil, "nothing in the study is called '\(id)'")
    }
    return definition
  }

  /// Shares the answers of nodes with other runs: of these names, or of all that can be shared.
  mutating func share(_ answers: SharedAnswers, _ names: Set<NodeName>?) throws {
    var keys: [NodeName: ContentKey] = [:]
    for (name, recipe) in try recipes(of: graph.names)
    where name.isShareable && names?.contains(name) != false {
      keys[name] = recipe.key
    }
    sharing = Sharing(answers: answers, keys: keys)
  }

  /// Whether what another run made of a node serves this one: of a file it may have read fewer columns.
  private func fits(_ name: NodeName, _ answer: any Sendable) -> Bool {
    guard case .file(let id) = name, let loaded = answer as? LoadedSource else { return true }
    // A warning of what is absent names the place in the study.
    guard loaded.absent.isEmpty else { return false }
    let known = loaded.table.names + loaded.idle
    let used = sourceLoader.used.names(of: id, among: known) ?? known
    return used.allSatisfy(loaded.table.names.contains)
  }

  func isComputed(_ name: NodeName) -> Bool { answers[name] != nil }

  /// What each node has read.
  var reads: [NodeName: Set<NodeName>] { answers.reads }

  /// What nodes are made from, and what that is made from.
  ///
  /// - Parameter answer: The answer of the only name, where it is a file that has just been read.
  func recipes(
    of names: [NodeName], reading answer: (any Sendable)? = nil
  ) throws -> [NodeName: Recipe] {
    try graph.recipes(of: names) { name in
      switch name {
      case .file(let id):
        if let loaded = answer as? LoadedSource ?? answers[.source(id)] as? LoadedSource {
          return loaded.sha256
        }
        return try graph.sources[id].map(sourceLoader.checksum) ?? ""
      case .fonts: return FigureRunner.fonts
      case .theme: return try sourceLoader.checksum(ofFolder: sourceLoader.themeFolder)
      default:
        let folder = sourceLoader.references.path
        return try sourceLoader.checksum(ofFolder: folder)
          + sourceLoader.checksum(ofFile: ReferenceTables.disclosureFile(of: folder))
      }
    }
  }

  // MARK: Memory

  /// Whether a node may begin beside others that may take so many bytes.
  private func fits(_ name: NodeName, _ promised: Int) -> (fits: Bool, bytes: Int) {
    // Reading a file measures what it takes, so that nothing else may take much meanwhile.
    if case .file = name { return (promised == 0, budget.allowed) }
    let bytes = bytesRead(by: name)
    return (bytes < Self.little || bytes < budget.room - promised, bytes)
  }

  /// What is not counted.
  private static let little = 1 << 20

  /// The bytes of the rows that a node reads: about as many it may take itself.
  private func bytesRead(by name: NodeName) -> Int {
    switch name {
    case .table, .domain, .analysis, .figure, .profile, .value:
      graph.needs(of: name).reduce(0) { sum, need in
        switch answers[need] {
        case let source as LoadedSource: sum + source.table.byteCount
        case let answer as TableAnswer: sum + answer.table.byteCount
        default: sum
        }
      }
    default: 0
    }
  }

  /// Runs a step of a table, and refuses it where it would take, or has taken, more than `--memory` allows.
  func withinMemory(
    _ step: Located<any TableStep>, on table: Table, _ body: () throws -> Table
  ) throws -> Table {
    guard budget.isAsked else { return try body() }
    let key = type(of: step.value).key
    let needed = step.value.bytesAdded(to: table)
    guard needed <= budget.room else {
      throw StudyError(
        at: step.position,
        "step '\(key)' needs about \(Memory.text(needed)) of memory, but of the \(Memory.text(budget.allowed)) that --memory allows, "
          + "only \(Memory.text(budget.room)) is left; \(Memory.advice)")
    }
    let result = try body()
    let taken = budget.taken
    guard taken <= budget.allowed else {
      throw StudyError(
        at: step.position,
        "after step '\(key)', \(Memory.text(taken)) of memory is in use, but \(budget.limit); \(Memory.advice)"
      )
    }
    return result
  }

  // MARK: Sources and tables

  func source(_ id: String) throws -> LoadedSource? {
    try graph.sources[id] == nil ? nil : answer(.source(id))
  }

  /// The rows of a source or a table.
  func table(_ name: Located<String>) throws -> Table {
    if let source = try source(name.value) { return source.table }
    return try tableAnswer(name).table
  }

  /// A table with what its steps give beside it.
  func tableAnswer(_ name: Located<String>) throws -> TableAnswer {
    guard graph.tables[name.value] != nil else {
      throw StudyError(at: name.position, "no source or table is called '\(name.value)'")
    }
    return try answer(.table(name.value))
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
    guard graph.analyses[id] != nil else {
      throw StudyError(at: nil, "no analysis is called '\(id)'")
    }
    return try answer(.analysis(id))
  }

  /// The family with its adjusted p-values.
  func family(_ id: String) throws -> FamilyOutcome {
    guard graph.families[id] != nil else {
      throw StudyError(at: nil, "no family is called '\(id)'")
    }
    return try answer(.family(id))
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

  // MARK: Values

  func value(_ id: String) throws -> StudyValue {
    guard graph.values[id] != nil else {
      throw StudyError(at: nil, "no value is called '\(id)'")
    }
    return try answer(.value(id))
  }
}

extension NodeName {
  /// Whether a person who waits would want to hear of it.
  fileprivate var isWork: Bool {
    switch self {
    case .table, .analysis, .figure: true
    default: false
    }
  }

  /// Whether it is given and not computed.
  fileprivate var isOutside: Bool { self == .fonts || self == .theme }
}

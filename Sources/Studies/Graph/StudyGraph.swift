import Basics
import Carbon
import Reports
import Tables

/// A study as a graph: the parts that are computed by name, and what each is made from. It computes nothing.
struct StudyGraph: Sendable {
  let study: StudyDefinition
  let parameters: ParameterValues
  let report: ReportDefinition
  let sources: [String: SourceDefinition]
  let tables: [String: TableDefinition]
  let analyses: [String: AnalysisDefinition]
  let values: [String: ValueDefinition]
  let families: [String: FamilyDefinition]
  let repairs: [String: RepairDefinition]
  let figures: [String: FigureDefinition]
  let expected: [String: ExpectedDefinition]
  /// The family that lists an analysis among its members, by analysis.
  private let listed: [String: String]

  init(_ study: StudyDefinition, _ parameters: ParameterValues, _ report: ReportDefinition) {
    func index<Definition: WrittenDefinition>(_ list: [Definition]) -> [String: Definition] {
      Dictionary(list.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    self.study = study
    self.parameters = parameters
    self.report = report
    sources = index(study.sources)
    tables = index(study.tables)
    analyses = index(study.analyses)
    values = index(study.values)
    families = index(study.families)
    repairs = index(study.repairs)
    figures = index(study.figures)
    expected = index(study.expected)
    listed = Dictionary(
      study.families.flatMap { family in
        (family.members ?? []).compactMap { Address($0.address.value)?.id }.map { ($0, family.id) }
      }, uniquingKeysWith: { first, _ in first })
  }

  func isEnabled(_ repair: RepairDefinition) -> Bool {
    parameters.repairs[repair.id] ?? repair.enabled
  }

  /// The tables of the study, and before them the profiles that its report tells: so that of a profiled source no more
  /// is kept than the tables read.
  var rows: [NodeName] {
    report.profiled.filter { sources[$0] != nil }.map { .profile($0) }
      + study.tables.map { .table($0.id) }
  }

  /// What `check` tells, in the order of the study.
  var findings: [NodeName] {
    let parts: [[NodeName]] = [
      study.tables.map { .table($0.id) }, study.analyses.map { .corrected($0.id) },
      study.values.map { .value($0.id) }, study.families.map { .family($0.id) },
      study.sources.map { .source($0.id) }, study.repairs.map { .repair($0.id) },
      study.expected.map { .expected($0.id) },
    ]
    return parts.flatMap { $0 }
  }

  /// The files beside the report.
  var files: [NodeName] {
    study.figures.map { .figure($0.id) } + study.tables.map { .export($0.id) }
  }

  /// All that a build asks for.
  var names: [NodeName] {
    rows + [.results] + files + [.record]
      + (report.prose == nil ? [] : [.document] + pages)
  }

  /// What is written of the report, each once.
  var pages: [NodeName] {
    var seen: Set<DocumentFormat> = []
    return report.documents.map(\.written).filter { seen.insert($0).inserted }.map { .page($0) }
  }

  // MARK: Edges

  /// What a node may read, and nothing else.
  func inputs(of name: NodeName) -> [NodeName] {
    var seen: Set<NodeName> = []
    return all(name).filter { seen.insert($0).inserted }
  }

  /// What is computed before a node is. Tags of the prose are not: which of them are asked for, its conditions say.
  func needs(of name: NodeName) -> [NodeName] {
    inputs(of: name).filter { if case .part = $0 { false } else { true } }
  }

  /// The file that a node reads, of those that few nodes read.
  func file(readBy name: NodeName) -> NodeName? {
    switch name {
    case .source(let id), .profile(let id): .file(id)
    default: nil
    }
  }

  /// The nodes that read a file.
  func readers(ofFile id: String) -> [NodeName] {
    [.source(id)] + (report.profiled.contains(id) ? [.profile(id)] : [])
  }

  private func all(_ name: NodeName) -> [NodeName] {
    switch name {
    case .references, .fonts, .theme, .file: return []
    case .profile(let id), .source(let id): return [.file(id)]
    case .domain(let call): return rows(call.input) + [.references]
    case .table(let id): return tables[id].map(inputs) ?? []
    case .analysis(let id): return analyses[id].map { rows($0.table.value) } ?? []
    case .corrected(let id):
      return [.analysis(id)] + (family(of: id).map { [.family($0)] } ?? [])
    case .family(let id): return families[id].map(inputs) ?? []
    case .value(let id):
      switch values[id]?.content {
      case .aggregate(let table, _, _), .rows(let table, _, _, _): return rows(table.value)
      case .formula(let formula): return formula.value.columns.flatMap(nodes)
      case nil: return []
      }
    case .repair(let id): return tablesRepaired(by: id).map { .table($0.id) }
    case .expected(let id):
      guard let expected = expected[id], expected.notComputable == nil else { return [] }
      return expected.recomputed?.addresses.flatMap { nodes($0.value) } ?? []
    case .figure(let id):
      guard let chart = figures[id]?.chart else { return [] }
      let models = chart.modelNames.flatMap { id in
        [.analysis(id), .corrected(id)] + (analyses[id].map { rows($0.table.value) } ?? [])
      }
      return [.fonts] + chart.tableNames.flatMap(rows) + models
    case .results: return findings + study.analyses.map { .analysis($0.id) }
    case .record:
      return [.results] + study.figures.map { .figure($0.id) }
        + report.profiled.filter { sources[$0] != nil }.map { .profile($0) }
    case .labels, .provenance, .part, .document, .page, .export: return inputsOfReport(name)
    }
  }

  /// The node whose rows a name stands for.
  func rows(_ id: String) -> [NodeName] {
    if tables[id] != nil { return [.table(id)] }
    return sources[id] != nil ? [.source(id)] : []
  }

  /// The nodes that an address leads to.
  func nodes(_ address: String) -> [NodeName] {
    guard let address = Address(address) else { return [] }
    if let node = node(of: address) { return [node] }
    return rows(address.id)
  }

  /// The node that an address leads to, where it is none of rows.
  func node(of address: Address) -> NodeName? {
    let (id, path) = (address.id, address.path)
    if analyses[id] != nil {
      // A family's p-value must not wait for the family itself.
      let needsFamily =
        path.isEmpty || path.contains(.field(.pAdjusted))
        || [.field(.family), .field(.correction)].contains(path.first)
      return needsFamily ? .corrected(id) : .analysis(id)
    }
    if values[id] != nil { return .value(id) }
    if families[id] != nil { return .family(id) }
    return repairs[id] != nil ? .repair(id) : nil
  }

  private func inputs(of table: TableDefinition) -> [NodeName] {
    var result: [NodeName]
    switch table.start {
    case .from(let name): result = rows(name.value)
    case .output(let of, _): result = rows(of.value)
    case .union(let names): result = names.flatMap { rows($0.value) }
    case .parts(let id, _): result = [.corrected(id.value)]
    case .results(let names):
      result = names.flatMap { name -> [NodeName] in
        guard let family = families[name.value] else { return [.corrected(name.value)] }
        // The rows of a family have the titles of the analyses of their names.
        return [.family(name.value)]
          + members(of: family).filter { analyses[$0.name] != nil }.map { .analysis($0.name) }
      }
    }
    if let call = table.domainCall { result.append(.domain(call)) }
    for step in table.steps.map(\.value) {
      if step is DomainStep { result.append(.references) }
      for reference in step.references {
        switch reference {
        case .table(let name): result += rows(name.value)
        case .analysis(let name): result.append(.analysis(name.value))
        case .repair: break
        }
      }
    }
    return result
  }

  private func inputs(of family: FamilyDefinition) -> [NodeName] {
    members(of: family).flatMap { member -> [NodeName] in
      guard let address = member.address else { return [.analysis(member.name)] }
      let id = Address(address)?.id ?? ""
      return nodes(address) + (analyses[id] == nil ? [] : [.analysis(id)])
    }
  }

  /// The members of a family by name; with an address where the family gives one.
  func members(of family: FamilyDefinition) -> [(name: String, address: String?)] {
    family.members?.map { ($0.name, $0.address.value) }
      ?? study.analyses.filter { $0.family?.value == family.id }.map { ($0.id, nil) }
  }

  /// The family that an analysis belongs to.
  func family(of analysis: String) -> String? {
    analyses[analysis]?.family?.value ?? listed[analysis]
  }

  /// Where the study calls a step of the domain first.
  func position(of call: DomainCall) -> SourcePosition? {
    study.tables.first { $0.domainCall == call }?.steps.first?.position
  }

  /// The sources that a table is made from, in the order of the study.
  func sources(of table: String) -> [String] {
    var seen: Set<String> = []
    func visit(_ id: String) {
      guard seen.insert(id).inserted else { return }
      tables[id]?.inputs.forEach { visit($0.value) }
      if let analysis = analyses[id] { visit(analysis.table.value) }
    }
    visit(table)
    return study.sources.map(\.id).filter(seen.contains)
  }

  /// The sources that anything of the study is made from, in the order of the study.
  func sources(behind id: String) -> [String] {
    var seen: Set<NodeName> = []
    var rest = nodes(id)
    while let name = rest.popLast() {
      if seen.insert(name).inserted { rest += inputs(of: name) }
    }
    return study.sources.map(\.id).filter { seen.contains(.source($0)) }
  }

  /// The tables that a repair is a step of.
  func tablesRepaired(by repair: String) -> [TableDefinition] {
    study.tables.filter { table in table.repairs.contains(repair) }
  }
}

extension TableDefinition {
  /// The repairs that are steps of the table.
  var repairs: [String] {
    steps.flatMap(\.value.references).compactMap { reference in
      if case .repair(let name) = reference { name.value } else { nil }
    }
  }

  /// The step of the domain that the table begins with.
  var domainCall: DomainCall? {
    guard case .from(let input) = start, let step = steps.first?.value as? DomainStep else {
      return nil
    }
    return step.call(on: input.value)
  }

  /// The names of the tables that its steps of the domain give; none where they give one.
  var outputs: [String] {
    let step = steps.last { $0.value is DomainStep }?.value as? DomainStep
    return step.flatMap { try? CarbonStep.named($0.name.value) }?.outputs.map(\.name) ?? []
  }
}

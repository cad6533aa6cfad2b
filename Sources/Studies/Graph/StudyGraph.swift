import Basics
import Carbon
import Reports
import Tables

/// A study as a graph: the parts that are computed by name, and what each is made from. It computes nothing.
struct StudyGraph: Sendable {
  let study: StudyDefinition
  /// Repairs that are switched on or off.
  private let switches: [String: Bool]
  let sources: [String: SourceDefinition]
  let tables: [String: TableDefinition]
  let analyses: [String: AnalysisDefinition]
  let values: [String: ValueDefinition]
  let families: [String: FamilyDefinition]
  let repairs: [String: RepairDefinition]
  let figures: [String: FigureDefinition]

  init(_ study: StudyDefinition, _ parameters: ParameterValues) {
    func index<Definition: WrittenDefinition>(_ list: [Definition]) -> [String: Definition] {
      Dictionary(list.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    self.study = study
    switches = parameters.repairs
    sources = index(study.sources)
    tables = index(study.tables)
    analyses = index(study.analyses)
    values = index(study.values)
    families = index(study.families)
    repairs = index(study.repairs)
    figures = index(study.figures)
  }

  func isEnabled(_ repair: RepairDefinition) -> Bool { switches[repair.id] ?? repair.enabled }

  /// All nodes that the study names, in its order.
  var names: [NodeName] {
    study.sources.map { .source($0.id) } + study.tables.map { .table($0.id) }
      + study.analyses.map { .corrected($0.id) } + study.families.map { .family($0.id) }
      + study.values.map { .value($0.id) } + study.repairs.map { .repair($0.id) }
      + study.figures.map { .figure($0.id) }
  }

  // MARK: Edges

  /// What a node may read, and nothing else.
  func inputs(of name: NodeName) -> [NodeName] {
    var seen: Set<NodeName> = []
    return all(name).filter { seen.insert($0).inserted }
  }

  private func all(_ name: NodeName) -> [NodeName] {
    switch name {
    case .references, .file: return []
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
    case .figure(let id):
      guard let chart = figures[id]?.chart else { return [] }
      return chart.tableNames.flatMap(rows) + chart.modelNames.map { .corrected($0) }
    }
  }

  /// The node whose rows a name stands for.
  private func rows(_ id: String) -> [NodeName] {
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
  private func members(of family: FamilyDefinition) -> [(name: String, address: String?)] {
    family.members?.map { ($0.name, $0.address.value) }
      ?? study.analyses.filter { $0.family?.value == family.id }.map { ($0.id, nil) }
  }

  /// The family that an analysis belongs to.
  func family(of analysis: String) -> String? {
    analyses[analysis]?.family?.value
      ?? study.families.first { family in
        family.members?.contains { Address($0.address.value)?.id == analysis } ?? false
      }?.id
  }

  /// The tables that a repair is a step of.
  func tablesRepaired(by repair: String) -> [TableDefinition] {
    study.tables.filter { table in table.repairs.contains(repair) }
  }

  // MARK: Content

  /// The recipes of nodes and of all that they are based on.
  ///
  /// - Parameter checksum: That of what comes from outside: a file, or the reference tables.
  func recipes(
    of names: [NodeName], checksum: (NodeName) throws -> String
  ) throws -> [NodeName: Recipe] {
    var recipes: [NodeName: Recipe] = [:]
    func visit(_ name: NodeName, _ path: [NodeName]) throws {
      guard recipes[name] == nil, !path.contains(name) else { return }
      let inputs = inputs(of: name)
      for input in inputs { try visit(input, path + [name]) }
      var ingredients = [Recipe.Ingredient(Recipe.program, shown: almanacVersion)] + own(name)
      switch name {
      case .references, .file: ingredients.append(.init("content", shown: try checksum(name)))
      default: break
      }
      ingredients += inputs.compactMap { input in
        recipes[input].map { Recipe.Ingredient(input.description, $0.key) }
      }
      recipes[name] = Recipe(name, ingredients)
    }
    for name in names { try visit(name, []) }
    return recipes
  }

  /// What a node is made from besides its inputs.
  private func own(_ name: NodeName) -> [Recipe.Ingredient] {
    func definition(_ written: Written?, _ what: String = "") -> [Recipe.Ingredient] {
      guard let written else { return [] }
      return [.init("definition" + what, written.key)]
        + written.parameters.map { .init("parameter \($0.name)", shown: $0.value) }
    }
    let seed = Recipe.Ingredient("seed", shown: "\(study.seed)")
    switch name {
    case .references, .profile, .source, .repair: return []
    case .file(let id): return definition(sources[id]?.written)
    case .domain(let call):
      return [.init("parameters", shown: call.parameters.text(.canonical))]
        + (CarbonRunner.isRandom(call.step) ? [seed] : [])
    case .table(let id):
      guard let table = tables[id] else { return [] }
      let used = table.repairs.compactMap { repairs[$0] }.flatMap { repair in
        definition(repair.written, " of repair \(repair.id)") + [
          .init("repair \(repair.id)", shown: isEnabled(repair) ? "on" : "off")
        ]
      }
      var result = definition(table.written)
      for ingredient in used where !result.contains(ingredient) { result.append(ingredient) }
      return result + (table.steps.contains { $0.value.usesSeed } ? [seed] : [])
    case .analysis(let id): return definition(analyses[id]?.written)
    case .corrected: return []
    case .family(let id): return definition(families[id]?.written)
    case .value(let id): return definition(values[id]?.written)
    case .figure(let id): return definition(figures[id]?.written)
    }
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

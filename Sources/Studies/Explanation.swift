public import Basics
import Reports
internal import Tables

/// How one number came about.
public struct Explanation: Sendable {
  /// The address asked for.
  public let address: String
  /// What is there.
  public let value: JSON
  /// Method, filters, rows, sources.
  let facts: [Entry]
  /// What it depends on.
  let recipe: Recipe?
  /// The same of all that it depends on.
  let book: RecipeBook
  /// What has changed since an earlier explanation; `nil` where none was given.
  private(set) var changes: [String]?
  /// The first rows that it was computed from.
  let rows: Table?

  /// For people.
  public var text: String {
    var lines = ["\(address) = \(value.text())"]
    for fact in facts {
      lines.append("  \(fact.label): \(fact.content.plainText)")
    }
    if let recipe {
      let ingredients = recipe.ingredients.filter { $0.label != Recipe.program }
      lines.append("  Depends on: \(ingredients.map(\.text).joined(separator: ", "))")
      lines.append("  Content key: \(recipe.key.description.prefix(16))")
    }
    if let changes {
      lines.append(
        "  Changed since: " + (changes.isEmpty ? "nothing" : changes.joined(separator: "; ")))
    }
    lines.append("  Computed by: almanac \(almanacVersion)")
    if let rows, rows.rowCount > 0 {
      lines.append("")
      lines.append(rows.names.joined(separator: "\t"))
      for row in 0..<rows.rowCount {
        lines.append(rows.columns.map { $0.value(at: row).description }.joined(separator: "\t"))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// For programs.
  public var json: JSON {
    var members: [JSON.Member] = [
      .init("address", .string(address)), .init("value", value),
      .init(
        "facts",
        .array(
          facts.map { ["label": .string($0.label), "text": .string($0.content.plainText)] })),
      .init("version", .string(almanacVersion)),
    ]
    if let recipe {
      members.append(.init("key", .string(recipe.key.description)))
      members.append(
        .init(
          "depends_on",
          .array(
            recipe.ingredients.map { ingredient in
              [
                "name": .string(ingredient.label),
                "value": ingredient.shown.map(JSON.string) ?? .null,
                "key": .string(ingredient.key.description),
              ]
            })))
      members.append(.init(Self.graph, book.json))
    }
    if let changes { members.append(.init("changes", .array(changes.map(JSON.string)))) }
    if let rows {
      members.append(
        .init(
          "rows",
          .array(
            (0..<rows.rowCount).map { row in
              .object(
                zip(rows.names, rows.columns).map { JSON.Member($0, $1.value(at: row).json) })
            })))
    }
    return .object(members)
  }

  private static let graph = "graph"

  /// The explanation with what has changed since an earlier one, which is JSON as `json` gives it.
  public func comparing(with earlier: JSON) throws -> Explanation {
    guard let recipe, let old = earlier[Self.graph].flatMap({ RecipeBook(json: $0) }) else {
      throw StudyError(
        at: nil,
        "the earlier file is not an explanation; give what 'almanac explain --json' printed")
    }
    let node = recipe.node.description
    guard old.holds(node) else {
      throw StudyError(
        at: nil,
        "the earlier explanation is about something else: it does not mention \(node)")
    }
    var copy = self
    copy.changes = book.changes(of: node, since: old)
    return copy
  }
}

extension StudyBuilder {
  /// How the number at an address came about: everything up to the rows that it was computed from.
  public func explain(_ text: String) throws -> Explanation {
    try explain(text, start().run)
  }

  /// The same of many addresses of one run.
  package func explain(_ texts: [String]) throws -> [Explanation] {
    let run = try start().run
    return try texts.map { try explain($0, run) }
  }

  /// What the engines were asked for the rows that a table, analysis or value is computed from.
  public func questions(_ text: String) throws -> [EngineQuestion] {
    let run = try start().run
    guard let id = Address(text)?.id, !run.graph.nodes(id).isEmpty else {
      throw StudyError(at: nil, "nothing in the study is called '\(text)'")
    }
    let sources = try run.graph.sources(behind: id).compactMap { try run.source($0) }
    let questions = sources.flatMap(\.questions)
    guard !questions.isEmpty else {
      throw StudyError(
        at: nil, "'\(text)' is computed from files, and no engine is asked")
    }
    return questions
  }

  private func explain(_ text: String, _ run: StudyRun) throws -> Explanation {
    let place = StudyFolder.start
    let problems = ProblemCollector()
    StudyChecker(study: run.study, problems: problems).checkAddress(Located(text, place))
    if let problem = problems.sorted.first { throw StudyError(at: nil, problem.message) }
    guard let value = try run.lookup(Located(text, place)), let id = Address(text)?.id else {
      throw try run.slip(text, at: place)
        ?? StudyError(
          at: nil, "'\(text)' has no value; leave out its last part to see what there is")
    }
    let node = run.graph.nodes(text).first
    let recipes = try node.map { try run.recipes(of: [$0]) } ?? [:]
    return Explanation(
      address: text, value: value.json, facts: try run.answer(.provenance(id)),
      recipe: node.flatMap { recipes[$0] }, book: RecipeBook(recipes),
      rows: try firstRows(id, key: Address(text)?.path.first, run))
  }

  private static let shownRows = 5

  /// The first rows behind a result; of a value with keys those of the key, where the address has one.
  private func firstRows(_ id: String, key: Address.Part?, _ run: StudyRun) throws -> Table? {
    let (name, condition): (Located<String>, Located<Expression>?)
    var keys: Located<Expression>?
    if let analysis = run.study.analyses.first(where: { $0.id == id }) {
      (name, condition) = (analysis.table, analysis.condition)
    } else if let value = run.study.values.first(where: { $0.id == id }) {
      switch value.content {
      case .aggregate(let table, let filter, _): (name, condition) = (table, filter)
      case .rows(let table, let filter, let own, _):
        (name, condition) = (table, filter)
        keys = own
      case .formula: return nil
      }
    } else if let table = run.study.tables.first(where: { $0.id == id }) {
      (name, condition) = (Located(id, table.position), nil)
    } else {
      return nil
    }
    var table = try run.table(name)
    if let condition { table = try run.filter(table, condition) }
    if let keys, case .element(let wanted)? = key {
      let names = try keys.value.evaluate(on: table)
      let rows = (0..<table.rowCount).filter { names.value(at: $0).description == wanted }
      table = try table.gathered(rows.map { Int32($0) }, step: nil)
    }
    return try table.limited(to: Self.shownRows)
  }
}

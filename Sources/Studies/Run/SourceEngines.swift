import Basics
import Engines
import Foundation
import Tables

/// Where rows of an engine are.
struct EnginePlace: Sendable {
  /// The name of the engine.
  let engine: String
  let relation: EngineSource.Relation
  /// Who says so.
  let origin: String

  /// As it is given on the command line.
  var text: String { engine + ":" + what }

  /// The table or query.
  var what: String {
    switch relation {
    case .table(let name): name
    case .query(let text): text
    }
  }
}

/// The engines that sources of a study may be of.
struct SourceEngines: Sendable {
  private let pool: EnginePool
  /// Whether they may be asked for what their tables hold.
  let areAsked: Bool
  /// What the command line gives for single sources, by id.
  var given: [String: EnginePlace] = [:]

  init(_ options: StudyOptions) throws {
    pool = EnginePool(
      try EngineRegistry(given: options.engines),
      Engine.Allowance(
        threads: options.threads, memory: options.memory, timeout: options.timeout))
    areAsked = options.asksEngines
  }

  /// `ENGINE:TABLE`, where that is no file and the engine is known; `nil` for anything else.
  func place(_ text: String) throws -> EnginePlace? {
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
    let name = String(text[..<colon])
    let table = String(text[text.index(after: colon)...])
    let files = FileManager.default
    // A file comes first, also one with a table in it.
    guard !files.fileExists(atPath: text), !files.fileExists(atPath: name), !table.hasPrefix("//"),
      !name.contains(where: { "./".contains($0) })
    else { return nil }
    guard pool.registry.knows(name) else {
      throw StudyError(
        at: nil, "--data: there is no file '\(text)', and \(pool.registry.unknown(name))")
    }
    return EnginePlace(engine: name, relation: .table(table), origin: "--data")
  }

  /// Where the rows of a source are; `nil` where no engine has them.
  func place(of definition: SourceDefinition) -> EnginePlace? {
    if let place = given[definition.id] { return place }
    guard case .engine(let name) = definition.location else { return nil }
    let relation: EngineSource.Relation =
      definition.query.map { .query($0) } ?? .table(definition.table ?? "")
    return EnginePlace(engine: name.value, relation: relation, origin: "study")
  }

  func source(_ place: EnginePlace) throws -> EngineSource {
    try EngineSource(pool.engine(place.engine), place.relation)
  }
}

extension SourceLoader {
  /// The rows that an engine has for a source, and what it gives for the first steps of tables.
  func load(_ definition: SourceDefinition, from place: EnginePlace) throws -> LoadedSource {
    progress(StudyProgress("Asking engine \(place.engine)"))
    let source = try engines.source(place)
    var session = try EngineSession(source)
    let names = session.names
    let absent = definition.absent(from: names)
    let options = options(definition, place.text, without: absent)
    var answers: [String: PushedAnswer] = [:]
    var questions: [EngineQuestion] = []
    var hashes: [String] = []
    var reasons: [String] = []
    for asked in pushed(definition.id, names) {
      do {
        let statements = try session.statements(asked.table, options)
        var table = try session.answer(asked.table, statements, options)
        hashes.append(table.checksum)
        if asked.summaries.isEmpty { try table.complete(definition, absent) }
        for summary in asked.summaries { try table.describe(summary.name, as: summary.metadata) }
        answers[asked.id] = PushedAnswer(table: table, steps: asked.steps)
        for (what, sql) in [("row flow", statements.counts), ("rows", statements.rows)] {
          questions.append(
            EngineQuestion(title: "table \(asked.id): \(what)", sql: sql, reason: nil))
        }
      } catch let gap as SQLGap {
        reasons.append("for table \(asked.id) rows are fetched: \(gap)")
      } catch let error as EngineError where error.kind == .query {
        // Such as a number that the engine has no room for; what it began is given up.
        reasons.append("for table \(asked.id) rows are fetched: \(error.problem)")
        session = try EngineSession(source)
      }
    }
    let (own, idle) = narrowed(
      options, to: names,
      used.names(of: definition.id, among: names, answered: Set(answers.keys)))
    var table: Table
    if own.columns?.isEmpty == true {
      let rows = try session.count()
      table = try Table([], rowCount: rows, rowFlow: [RowFlowStep(.read, rows: rows)])
    } else {
      table = try session.read(own) { [progress] rows in
        progress(StudyProgress("\(rows) rows of \(place.engine)"))
      }
      hashes.append(table.checksum)
      questions.append(
        EngineQuestion(
          title: "rows of \(definition.id)", sql: session.statement(own.columns ?? names),
          reason: reasons.isEmpty ? nil : reasons.joined(separator: "\n")))
    }
    try table.complete(definition, absent)
    let origin = try EngineOrigin(place, session.product)
    let hash =
      hashes.count == 1 ? hashes[0] : ContentKey { for one in hashes { $0.add(one) } }.description
    return LoadedSource(
      table: table, name: origin.title, dataset: nil, file: nil, path: place.text,
      origin: place.origin, sha256: hash, bytes: nil, isPinned: nil, engine: origin,
      questions: questions, answers: answers, absent: absent, idle: idle)
  }
}

extension SourceLoader {
  /// The tables that the engine is asked for: where rows of as many columns are needed anyway, all is computed of them.
  fileprivate func pushed(_ source: String, _ names: [String]) -> [PushDown.Asked] {
    let tables = PushDown(used: used).tables(of: source, among: names)
    let answered = Set(tables.map(\.id))
    let rest = used.names(of: source, among: names, answered: answered) ?? names
    let all = used.names(of: source, among: names) ?? names
    return rest.count < all.count ? tables : []
  }
}

extension EngineOrigin {
  fileprivate init(_ place: EnginePlace, _ product: String) {
    switch place.relation {
    case .table(let name):
      self.init(name: place.engine, product: product, table: name, query: nil)
    case .query(let text):
      self.init(name: place.engine, product: product, table: nil, query: text)
    }
  }
}

extension EngineOrigin {
  /// What a report calls the rows.
  fileprivate var title: String {
    "\(table ?? "query") of engine \(name) (\(product))"
  }
}

extension LoadedSource {
  /// The name, with the query where the rows are the answer to one.
  var fullName: String { engine?.query.map { "\(name): \($0)" } ?? name }
}

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
  /// The rows that an engine has for a source.
  func load(_ definition: SourceDefinition, from place: EnginePlace) throws -> LoadedSource {
    progress(StudyProgress("Asking engine \(place.engine)"))
    let source = try engines.source(place)
    var absent: [ColumnDefinition] = []
    var idle: Set<String> = []
    let declared = options(definition, place.text, without: [])
    let answer = try source.read(declared) { [progress] rows in
      progress(StudyProgress("\(rows) rows of \(place.engine)"))
    } choosing: { names in
      absent = definition.absent(from: names)
      let narrowed = narrowed(
        options(definition, place.text, without: absent), to: names, definition.id)
      idle = narrowed.idle
      return (narrowed.options, narrowed.options.columns)
    }
    var table = answer.table
    try table.complete(definition, absent)
    let origin =
      switch place.relation {
      case .table(let name):
        EngineOrigin(name: place.engine, product: answer.product, table: name, query: nil)
      case .query(let text):
        EngineOrigin(name: place.engine, product: answer.product, table: nil, query: text)
      }
    return LoadedSource(
      table: table, name: origin.title, dataset: nil, file: nil, path: place.text,
      origin: place.origin, sha256: answer.checksum, bytes: nil, isPinned: nil, engine: origin,
      absent: absent, idle: idle)
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

internal import Basics
import Datasets
import Engines
import Foundation
import Reports
public import Tables

/// A source as it was read.
public struct LoadedSource: Sendable {
  /// The rows.
  public let table: Table
  /// Data set and file, or the path below the study; never a path of this machine.
  public let name: String
  /// The data set, where it is one.
  public let dataset: String?
  /// The file's own name; `nil` for rows of an engine.
  public let file: String?
  /// The path that was read; for messages, never for output.
  public let path: String
  /// Why this copy was read.
  public let origin: String
  /// The SHA-256 hash of the file; of rows of an engine, that of the rows.
  public let sha256: String
  /// The size of the file in bytes.
  public let bytes: Int?
  /// Whether it is the very file that the registry pins; `nil` where nothing is pinned.
  public let isPinned: Bool?
  /// What was asked of an engine, where the rows are from one.
  var engine: EngineOrigin?
  /// What an engine was asked, and what it gave for the first steps of tables, by their ids.
  var questions: [EngineQuestion] = []
  var answers: [String: PushedAnswer] = [:]
  /// The optional columns that the file does without.
  var absent: [ColumnDefinition] = []
  /// The columns of the file that nothing reads, and that are not in the table.
  var idle: Set<String> = []

  /// The source with these columns alone.
  func keeping(_ names: [String]) throws -> LoadedSource {
    LoadedSource(
      table: try table.selected(names), name: name, dataset: dataset, file: file, path: path,
      origin: origin, sha256: sha256, bytes: bytes, isPinned: isPinned, engine: engine,
      questions: questions, answers: answers, absent: absent,
      idle: idle.union(table.names).subtracting(names))
  }

  /// As `results.json` holds it.
  var record: SourceRecord {
    SourceRecord(
      dataset: dataset, file: file, sha256: sha256, isPinned: isPinned, bytes: bytes,
      rows: table.rowCount, engine: engine)
  }
}

extension SourceDefinition {
  /// Where the study says where the rows are.
  var place: SourcePosition {
    switch location {
    case .dataset(let name, _): name.position
    case .path(let path): path.position
    case .engine(let engine): engine.position
    case .given: position
    }
  }

  /// Whether `--data` must give the rows.
  var mustBeGiven: Bool {
    if case .given = location { true } else { false }
  }

  /// The optional columns that are not among `names`.
  func absent(from names: [String]) -> [ColumnDefinition] {
    columns.filter { $0.isOptional && !names.contains($0.name) }
  }
}

extension Table {
  /// Adds the optional columns that a source does without, and notes what its columns are by their names.
  mutating func complete(_ definition: SourceDefinition, _ absent: [ColumnDefinition]) throws {
    for column in absent {
      let type = definition.types.first { $0.name.value == column.name }?.type ?? .text
      try set(column.name, to: .missing(type, count: rowCount, metadata: column.metadata))
    }
    for (name, column) in zip(names, columns) where column.metadata.kind == nil {
      if let kind = column.kind(named: name) { try describe(name, as: ColumnMetadata(kind: kind)) }
    }
  }
}

/// Finds and reads the sources of a study.
struct SourceLoader: Sendable {
  private let locator: DatasetLocator
  private let folder: StudyFolder
  /// Files given for single sources, by id.
  private let replacements: [String: String]
  /// The engines that sources may be of, and what is given of them for single sources.
  let engines: SourceEngines
  let threads: Int?
  /// The most memory that a source may need, in bytes.
  private let memory: Int?
  /// The most seconds that a query of a source may run.
  private let timeout: Double?
  let used: UsedColumns
  let references: ReferenceFolder
  /// The folder of the page's look.
  let themeFolder: String
  let progress: @Sendable (StudyProgress) -> Void
  private let checksums: FileChecksums

  /// `data` holds folders of data sets, `NAME=FILE`, or, for a study with one source, a file.
  init(
    study: StudyDefinition, prose: Prose?, folder: StudyFolder, bundle: BundledFiles,
    options: StudyOptions, checksums: FileChecksums
  ) throws {
    self.checksums = checksums
    let data = options.data
    var folders: [String] = []
    var replacements: [String: String] = [:]
    var engines = try SourceEngines(options)
    let ids = study.sources.map(\.id)
    func replace(_ source: String, _ file: String) throws {
      if let other = replacements[source] ?? engines.given[source]?.text {
        throw StudyError(
          at: nil, "--data gives source '\(source)' twice, '\(other)' and '\(file)'; leave one out")
      }
      if let place = try engines.place(file) {
        engines.given[source] = place
      } else {
        replacements[source] = file
      }
    }
    for item in data {
      if let equals = item.firstIndex(of: "="), !FileManager.default.fileExists(atPath: item) {
        let name = String(item[..<equals])
        guard ids.contains(name) else {
          let hint = name.nearest(in: ids).map { "; did you mean '\($0)'?" } ?? ""
          throw StudyError(at: nil, "--data: the study has no source '\(name)'\(hint)")
        }
        try replace(name, String(item[item.index(after: equals)...]))
        continue
      }
      var isFolder: ObjCBool = false
      let path = item.split(separator: ":", maxSplits: 1).first.map(String.init) ?? item
      guard
        FileManager.default.fileExists(atPath: item, isDirectory: &isFolder)
          || FileManager.default.fileExists(atPath: path)
      else {
        throw StudyError(at: nil, "--data: there is no file or folder '\(item)'")
      }
      if isFolder.boolValue {
        folders.append(item)
      } else if ids.count == 1 {
        try replace(ids[0], item)
      } else {
        throw StudyError(
          at: nil,
          "--data: the study has \(ids.count) sources; say which one '\(item)' is: NAME=FILE with NAME one of \(ids.joined(separator: ", "))"
        )
      }
    }
    locator = try DatasetLocator(bundle: bundle, given: folders, offline: options.offline)
    self.folder = folder
    references = ReferenceFolder(bundle.datasets + "/reference")
    themeFolder = bundle.templates + "/theme"
    self.replacements = replacements
    self.engines = engines
    threads = options.threads
    memory = options.memory
    timeout = options.timeout
    used = UsedColumns(study: study, prose: prose)
    progress = options.progress
  }

  /// The checksum of the file of a source.
  func checksum(of definition: SourceDefinition) throws -> String {
    if engines.place(of: definition) != nil { return try load(definition).sha256 }
    let path = try located(definition.place) { try find(definition).path }
    return try checksums.fingerprint(ofFile: Self.container(of: path)).sha256
  }

  /// The checksum of a file that comes with the program.
  func checksum(ofFile path: String) throws -> String {
    try checksums.fingerprint(ofFile: path).sha256
  }

  /// The checksum of a folder that comes with the program: of the names and contents of its files.
  func checksum(ofFolder folder: String) throws -> String {
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    return try ContentKey { builder in
      for name in files {
        let path = folder + "/" + name
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
          !isFolder.boolValue
        else { continue }
        builder.add(name)
        builder.add(try checksums.fingerprint(ofFile: path).sha256)
      }
    }.description
  }

  func load(_ definition: SourceDefinition) throws -> LoadedSource {
    if let place = engines.place(of: definition) {
      return try located(definition.place) { try load(definition, from: place) }
    }
    let (path, origin, pin, dataset) = try located(definition.place) { try find(definition) }
    let container = Self.container(of: path)
    let file = URL(fileURLWithPath: container).lastPathComponent
    progress(StudyProgress("Reading \(file)"))
    let part = definition.table ?? definition.query
    let location = part.map { "\(container):\($0)" } ?? path
    let absent =
      definition.columns.contains(where: \.isOptional)
      ? definition.absent(from: try TableFile.columnNames(location, options: dialect(definition)))
      : []
    let (options, idle) = narrowed(
      self.options(definition, file, without: absent), location, definition.id)
    // Hashing reads the file as parsing does: side by side they wait for it once.
    let fingerprint = Background(threads: threads) { try Fingerprint(ofFile: container) }
    var table = try TableFile.read(location, options: options)
    try table.complete(definition, absent)
    let print = try fingerprint.value()
    return LoadedSource(
      table: table, name: dataset.map { "\($0)/\(file)" } ?? file, dataset: dataset, file: file,
      path: path, origin: origin, sha256: print.sha256, bytes: print.bytes,
      isPinned: pin.map { $0 == print }, absent: absent, idle: idle)
  }

  private func dialect(_ definition: SourceDefinition) -> ReadOptions {
    var options = ReadOptions()
    definition.dialect.apply(to: &options)
    return options
  }

  func options(
    _ definition: SourceDefinition, _ file: String, without absent: [ColumnDefinition]
  ) -> ReadOptions {
    var options = ReadOptions(
      types: Dictionary(
        definition.types.map { ($0.name.value, $0.type) }, uniquingKeysWith: { first, _ in first }),
      missing: definition.missing ?? [],
      metadata: Dictionary(
        definition.columns.map { ($0.name, $0.metadata) }, uniquingKeysWith: { first, _ in first }),
      threads: threads)
    (options.memory, options.timeout) = (memory, timeout)
    definition.dialect.apply(to: &options)
    for column in absent {
      options.types[column.name] = nil
      options.metadata[column.name] = nil
    }
    options.progress = { [progress] rows, bytes, total in
      progress(StudyProgress("\(rows) rows of \(file)", done: bytes, of: total))
    }
    return options
  }

  /// The options for the columns that the study reads, and the columns that it does not; a name that
  /// the file does not have stays in them, so that the reader can complain of it.
  private func narrowed(
    _ options: ReadOptions, _ location: String, _ id: String
  ) -> (options: ReadOptions, idle: Set<String>) {
    guard let known = try? TableFile.columnNames(location, options: options) else {
      return (options, [])
    }
    return narrowed(options, to: known, id)
  }

  /// The same where the columns are known.
  func narrowed(
    _ options: ReadOptions, to known: [String], _ id: String
  ) -> (options: ReadOptions, idle: Set<String>) {
    narrowed(options, to: known, used.names(of: id, among: known))
  }

  /// The same for columns that are known to be read.
  func narrowed(
    _ options: ReadOptions, to known: [String], _ names: [String]?
  ) -> (options: ReadOptions, idle: Set<String>) {
    guard let names, names.count < known.count else { return (options, []) }
    let idle = Set(known).subtracting(names)
    var options = options
    options.columns = names
    options.types = options.types.filter { !idle.contains($0.key) }
    options.metadata = options.metadata.filter { !idle.contains($0.key) }
    return (options, idle)
  }

  /// Whether `--data` gives the file of a source.
  func isReplaced(_ id: String) -> Bool { replacements[id] != nil }

  /// The file of `file.db:table`; any other path as it is.
  static func container(of path: String) -> String {
    guard !FileManager.default.fileExists(atPath: path), let colon = path.firstIndex(of: ":")
    else { return path }
    return String(path[..<colon])
  }

  /// Where a source is found, why there, and what is pinned of it.
  func find(
    _ definition: SourceDefinition
  ) throws -> (path: String, origin: String, pin: Fingerprint?, dataset: String?) {
    if let path = replacements[definition.id] {
      if case .dataset(let name, let file) = definition.location {
        let pin = try? locator.registry.dataset(name.value).file(file.value).fingerprint
        return (path, "--data", pin, name.value)
      }
      return (path, "--data", nil, nil)
    }
    switch definition.location {
    case .dataset(let name, let file):
      try expectNoPart(file)
      let found = try locator.locate(dataset: name.value, file: file.value) { state in
        progress(
          StudyProgress("Fetching \(state.file)", done: state.received, of: state.total))
      }
      return (found.path, found.origin.rawValue, found.pin, name.value)
    case .path(let path):
      try expectNoPart(path)
      let file = try folder.boundary(and: locator.folders).file(path.value, in: folder.url.path)
      return (file, "study", nil, nil)
    case .engine(let engine):
      throw StudyError(at: engine.position, "source '\(definition.id)' is of an engine, not a file")
    case .given(let what):
      throw StudyError(
        at: definition.position,
        "source '\(definition.id)' must be given with --data FILE. \(what)")
    }
  }

  /// Refuses `file.db:table`: what is before the colon would be opened, and only the whole name was
  /// followed to where it leads.
  private func expectNoPart(_ name: Located<String>) throws {
    guard name.value.contains(#/\.(db|sqlite3?|xlsx|xlsm|zip):/#.ignoresCase()) else { return }
    throw StudyError(
      at: name.position,
      "'\(name.value)' names a part of a file; write the table under 'table' or 'query'")
  }
}

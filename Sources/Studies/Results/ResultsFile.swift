package import Basics
import Tables

/// What `results.json` holds. The same types write it and read it: a file of another version is read as far as this one
/// knows its words, and refused with the place of the first that it does not.
package struct ResultsFile: Sendable {
  let tool: Tool
  let study: Study
  let sources: [(name: String, value: SourceRecord)]
  let tables: [(name: String, value: TableSummary)]
  let analyses: [(name: String, value: AnalysisOutcome)]
  let families: [(name: String, value: FamilyOutcome)]
  let values: [(name: String, value: StudyValue)]
  let repairs: [(name: String, value: RepairOutcome)]
  let ledger: [LedgerRow]
  /// `nil` where no figures were drawn.
  var figures: [(name: String, value: FigureRecord)]?
  /// The font of the figures.
  var figureFont: String?
  /// What profiled sources hold, as `almanac describe --json` prints it; `nil` where none was profiled.
  var profiles: [(name: String, value: Node)]?

  /// The version of what is written: raised when a word changes its meaning.
  static let schema = 1

  /// The program that wrote the file.
  struct Tool: Hashable, Sendable {
    let name: String
    let version: String
  }

  /// The study, with the values of its parameters.
  struct Study: Hashable, Sendable {
    let id: String
    let title: String
    let parameters: [JSON.Member]
    let seed: Int64
  }
}

/// A source as it was read.
struct SourceRecord: Hashable, Sendable {
  let dataset: String?
  /// The file; `nil` for rows of an engine.
  let file: String?
  let sha256: String
  let isPinned: Bool?
  let bytes: Int?
  let rows: Int
  /// Of which engine the rows are.
  var engine: EngineOrigin?
}

/// What was asked of an engine.
struct EngineOrigin: Hashable, Sendable {
  /// The name that the user's settings know it by.
  let name: String
  /// The product with its version.
  let product: String
  let table: String?
  let query: String?
}

/// A figure, and where its files are.
struct FigureRecord: Hashable, Sendable {
  let files: [String]
  let title: String
  let caption: String
  let alt: String
  let data: String?
}

extension ResultsFile: Addressable {
  /// The sections.
  enum Key: String, CodingKey, CaseIterable {
    case schema, tool, study, sources, tables, analyses, families, values, repairs, ledger, figures
    case figureFont = "figure_font"
    case profiles
  }

  package var parts: [(key: String, node: Node)] {
    Key.allCases.compactMap { key in node(key).map { (key.stringValue, $0) } }
  }

  private func node(_ key: Key) -> Node? {
    switch key {
    case .schema: .whole(Int64(Self.schema))
    case .tool: .value(tool)
    case .study: .value(study)
    case .sources: .entries(sources)
    case .tables: .entries(tables)
    case .analyses: .entries(analyses)
    case .families: .entries(families)
    case .values: .entries(values)
    case .repairs: .entries(repairs)
    case .ledger: .values(ledger)
    case .figures: figures.map { .entries($0) }
    case .figureFont: figureFont.map { .text($0) }
    case .profiles: profiles.map { .value(Entries($0.map { ($0.name, $0.value) })) }
    }
  }

  /// Reads a file that this version or an older one wrote.
  package init(json: JSON) throws(PartError) {
    let parts = try KeyedParts<Key>(json, "")
    guard let schema = try parts.whole(.schema) else { throw parts.error(.schema, "is missing") }
    guard schema == Self.schema else {
      throw parts.error(
        .schema,
        "is \(schema), where this version reads \(Self.schema); use the version that wrote it")
    }
    guard let tool: Tool = try parts.value(.tool) else { throw parts.error(.tool, "is missing") }
    guard let study: Study = try parts.value(.study) else {
      throw parts.error(.study, "is missing")
    }
    self.tool = tool
    self.study = study
    sources = try parts.entries(.sources, SourceRecord.init(json:)) ?? []
    tables = try parts.entries(.tables, TableSummary.init(json:)) ?? []
    analyses = try parts.entries(.analyses, AnalysisOutcome.init(json:)) ?? []
    families = try parts.entries(.families, FamilyOutcome.init(json:)) ?? []
    values = try parts.entries(.values, StudyValue.init(json:)) ?? []
    repairs = try parts.entries(.repairs, RepairOutcome.init(json:)) ?? []
    ledger = try parts.values(.ledger) ?? []
    figures = try parts.entries(.figures, FigureRecord.init(json:))
    figureFont = try parts.text(.figureFont)
    profiles = try parts.entries(.profiles) { json in Node(json) }
  }
}

extension ResultsFile.Tool: Keyed {
  enum Key: String, CodingKey, CaseIterable {
    case name, version
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .name: .text(name)
    case .version: .text(version)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    name = try parts.required(.name)
    version = try parts.required(.version)
  }
}

extension ResultsFile.Study: Keyed {
  enum Key: String, CodingKey, CaseIterable {
    case id, title, parameters, seed
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .id: .text(id)
    case .title: .text(title)
    case .parameters: .value(Entries(parameters.map { ($0.key, Node($0.value)) }))
    case .seed: .whole(seed)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    id = try parts.required(.id)
    title = try parts.required(.title)
    parameters = parts[.parameters]?.members ?? []
    guard case .int(let seed)? = parts[.seed] else {
      throw parts.error(.seed, "is not a whole number")
    }
    self.seed = seed
  }
}

extension SourceRecord: Keyed {
  enum Key: String, CodingKey, CaseIterable {
    case dataset, file, sha256, pinned, bytes, rows, engine, product, table, query
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .dataset: engine == nil ? .text(dataset) : nil
    case .file: file.map { .text($0) }
    case .sha256: .text(sha256)
    case .pinned: engine == nil ? .flag(isPinned) : nil
    case .bytes: bytes.map { .whole(Int64($0)) }
    case .rows: .whole(Int64(rows))
    case .engine: engine.map { .text($0.name) }
    case .product: engine.map { .text($0.product) }
    case .table: engine?.table.map { .text($0) }
    case .query: engine?.query.map { .text($0) }
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    dataset = try parts.text(.dataset)
    file = try parts.text(.file)
    sha256 = try parts.required(.sha256)
    isPinned = try parts.flag(.pinned)
    bytes = try parts.whole(.bytes)
    rows = try parts.required(.rows)
    if let name = try parts.text(.engine) {
      engine = EngineOrigin(
        name: name, product: try parts.text(.product) ?? "", table: try parts.text(.table),
        query: try parts.text(.query))
    }
  }
}

extension FigureRecord: Keyed {
  enum Key: String, CodingKey, CaseIterable {
    case files, title, caption, alt, data
  }

  func node(_ key: Key) -> Node? {
    switch key {
    case .files: .texts(files)
    case .title: .text(title)
    case .caption: .text(caption)
    case .alt: .text(alt)
    case .data: .text(data)
    }
  }

  init(_ parts: KeyedParts<Key>) throws(PartError) {
    files = try parts.texts(.files) ?? []
    title = try parts.required(.title)
    caption = try parts.text(.caption) ?? ""
    alt = try parts.required(.alt)
    data = try parts.text(.data)
  }
}

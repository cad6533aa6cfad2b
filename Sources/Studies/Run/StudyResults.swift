public import Basics
internal import Tables

/// Everything that a study computed: what `results.json` holds.
public struct StudyResults: Sendable {
  /// The study's id.
  public let id: String
  /// The study's title.
  public let title: String
  /// Published against recomputed values, in the order of the study.
  public let ledger: [LedgerRow]
  /// What a reader of the terminal should know.
  public internal(set) var warnings: [Diagnostic]
  /// Whether all pinned sources are the very files that are pinned; `nil` where none is.
  public let isPinned: Bool?
  /// How many analyses ran.
  public let analysisCount: Int
  /// What `results.json` holds.
  var file: ResultsFile
  let sources: [(id: String, source: LoadedSource)]
  /// What the study calls its values, by their names.
  let titles: [String: String]

  init(run: StudyRun) throws {
    let study = run.study
    id = study.id
    title = study.title
    let tables = try study.tables.map { table in
      (name: table.id, value: try run.summary(of: Located(table.id, table.position)))
    }
    let analyses = try study.analyses.map { (name: $0.id, value: try run.analysis($0.id)) }
    let values = try study.values.map { (name: $0.id, value: try run.value($0.id)) }
    let families = try study.families.map { (name: $0.id, value: try run.family($0.id)) }
    sources = try run.sources
    isPinned = try run.isPinned
    titles = Dictionary(
      study.values.compactMap { value in value.title.map { (value.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    analysisCount = analyses.count
    ledger = try study.expected.map { try run.answer(.expected($0.id)) }
    file = ResultsFile(
      tool: .init(name: "almanac", version: almanacVersion),
      study: .init(
        id: study.id, title: study.title,
        parameters: run.parameters.values.map { JSON.Member($0.name, $0.value) },
        seed: Int64(clamping: study.seed)),
      sources: sources.map { ($0.id, $0.source.record) }, tables: tables, analyses: analyses,
      families: families, values: values,
      repairs: try study.repairs.map { ($0.id, try run.answer(.repair($0.id))) }, ledger: ledger)
    warnings = sources.flatMap { $0.source.absences }
    for definition in study.analyses {
      guard case .failed(let code, let message) = try run.outcome(definition.id).content else {
        continue
      }
      warnings.append(
        Diagnostic(
          .warning, at: definition.position,
          "analysis '\(definition.id)' has no result (\(code)): \(message)"))
    }
  }
}

extension StudyRun {
  /// The sources of the study, in its order.
  var sources: [(id: String, source: LoadedSource)] {
    get throws {
      try study.sources.compactMap { definition in
        try source(definition.id).map { (definition.id, $0) }
      }
    }
  }

  /// Whether all pinned sources are the very files that are pinned; `nil` where none is.
  var isPinned: Bool? {
    get throws {
      let pins = try sources.compactMap(\.source.isPinned)
      return pins.isEmpty ? nil : pins.allSatisfy { $0 }
    }
  }
}

extension LoadedSource {
  /// A warning for each optional column that the file does without.
  fileprivate var absences: [Diagnostic] {
    // A column by another name is read by nothing.
    let present =
      table.names.filter { name in !absent.contains { $0.name == name } } + idle.sorted()
    return absent.map { column in
      let hint = column.name.nearest(in: present).map { "; did you mean '\($0)'?" } ?? ""
      return Diagnostic(
        .warning, at: column.position,
        "\(file ?? path) has no column '\(column.name)', which is optional: it is treated as empty\(hint)"
      )
    }
  }
}

extension StudyResults {
  /// The sections of `results.json`.
  package var json: JSON { file.json }

  /// One line on the ledger; `nil` where nothing is expected.
  public var ledgerSummary: String? {
    guard !ledger.isEmpty else { return nil }
    func count(_ verdict: Verdict) -> Int { ledger.count { $0.verdict == verdict } }
    let explained = ledger.count { $0.verdict == .differs && $0.explained }
    let fitted = ledger.count { $0.verdict == .match && $0.basis == .fitted }
    let parts = [
      "\(count(.match)) match" + (fitted > 0 ? " (\(fitted) of them fitted)" : ""),
      "\(count(.differs)) differ" + (explained > 0 ? " (\(explained) explained)" : ""),
      "\(count(.transcribed)) transcribed", "\(count(.notComputable)) not computable",
      "\(count(.unpublished)) unpublished",
    ]
    return "\(ledger.count) expected values: " + parts.joined(separator: ", ")
  }

  /// One line a source: which copy was read.
  public var sourceSummaries: [String] {
    sources.map { id, source in
      "\(id): \(source.path) (\(source.origin)), \(counted(source.table.rowCount, "row"))"
    }
  }

  /// What a build did, for programs.
  public func summaryJSON(folder: String) -> JSON {
    [
      "study": .string(id), "folder": .string(folder),
      "verdicts": .object(
        Verdict.allCases.map { verdict in
          .init(verdict.rawValue, .int(Int64(ledger.count { $0.verdict == verdict })))
        }),
      "unexplained": .int(Int64(ledger.count(where: \.isUnexplained))),
      "warnings": .array(warnings.map { .string("\($0)") }),
    ]
  }
}

/// The version of the program, as it stands in every output.
public let almanacVersion = "0.2.0"

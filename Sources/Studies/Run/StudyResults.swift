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

  init(run: StudyRun, options: StudyOptions) throws {
    let study = run.study
    id = study.id
    title = study.title
    options.progress(StudyProgress("Tables"))
    let tables = try study.tables.map { table in
      (name: table.id, value: try run.summary(of: Located(table.id, table.position)))
    }
    options.progress(StudyProgress("Analyses"))
    try run.prepareAnalyses()
    let analyses = try study.analyses.map { (name: $0.id, value: try run.analysis($0.id)) }
    let values = try study.values.map { (name: $0.id, value: try run.value($0.id)) }
    let families = try study.families.map { (name: $0.id, value: try run.family($0.id)) }
    sources = try study.sources.compactMap { source in
      try run.source(source.id).map { (id: source.id, source: $0) }
    }
    let pins = sources.compactMap(\.source.isPinned)
    isPinned = pins.isEmpty ? nil : pins.allSatisfy { $0 }
    analysisCount = analyses.count
    ledger = try Self.ledger(run)
    file = ResultsFile(
      tool: .init(name: "almanac", version: almanacVersion),
      study: .init(
        id: study.id, title: study.title,
        parameters: run.parameters.values.map { JSON.Member($0.name, $0.value) },
        seed: Int64(clamping: study.seed)),
      sources: sources.map { ($0.id, $0.source.record) }, tables: tables, analyses: analyses,
      families: families, values: values,
      repairs: try study.repairs.map { ($0.id, try run.repair($0)) }, ledger: ledger)
    warnings = run.warnings
  }
}

extension StudyResults {
  /// The sections of `results.json`.
  package var json: JSON { file.json }

  /// Published against recomputed values; computes nothing but what they need.
  static func ledger(_ run: StudyRun) throws -> [LedgerRow] {
    let fitted = Set(
      run.study.repairs.filter(run.graph.isEnabled).flatMap { $0.fittedTo.map(\.value) })
    return try run.study.expected.map { expected in
      let isFitted = fitted.contains(expected.id)
      guard let recomputed = expected.recomputed, expected.notComputable == nil else {
        return LedgerRow(expected, recomputed: nil, failure: nil, isFitted: isFitted)
      }
      let value = try run.lookup(recomputed)
      let names = recomputed.addresses.map { "'\($0.value)'" }.joined(separator: ", ")
      return LedgerRow(
        expected, recomputed: value, failure: "\(names) has no value for these data",
        isFitted: isFitted)
    }
  }

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
      "\(id): \(source.path) (\(source.origin)), \(source.table.rowCount) rows"
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
public let almanacVersion = "0.1.1"

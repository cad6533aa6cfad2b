import Tables

/// Everything that a study computed: what `results.json` holds.
public struct StudyResults: Sendable {
  /// The study's id.
  public let id: String
  /// The study's title.
  public let title: String
  /// Published against recomputed values, in the order of the study.
  public let ledger: [LedgerRow]
  /// What a reader of the terminal should know.
  public let warnings: [Diagnostic]
  /// Whether all pinned sources are the very files that are pinned; `nil` where none is.
  public let isPinned: Bool?
  /// The sections of `results.json` but for figures, sorted by key when written.
  let json: JSON
  let sources: [(id: String, source: LoadedSource)]

  init(run: StudyRun, options: StudyOptions) throws {
    let study = run.study
    id = study.id
    title = study.title
    options.progress("Tables")
    var tables: [JSON.Member] = []
    for table in study.tables {
      tables.append(.init(table.id, try run.tableJSON(Located(table.id, table.position))))
    }
    options.progress("Analyses")
    var analyses: [JSON.Member] = []
    for analysis in study.analyses {
      analyses.append(.init(analysis.id, try run.analysisJSON(analysis.id)))
    }
    var values: [JSON.Member] = []
    for value in study.values { values.append(.init(value.id, try run.value(value.id))) }
    var families: [JSON.Member] = []
    for family in study.families { families.append(.init(family.id, try run.family(family.id).json)) }
    var sources: [(id: String, source: LoadedSource)] = []
    for source in study.sources {
      if let loaded = try run.source(source.id) { sources.append((source.id, loaded)) }
    }
    self.sources = sources
    let pins = sources.compactMap(\.source.isPinned)
    isPinned = pins.isEmpty ? nil : pins.allSatisfy { $0 }

    ledger = try study.expected.map { expected in
      guard let recomputed = expected.recomputed, expected.notComputable == nil else {
        return LedgerRow(expected, recomputed: nil, failure: nil)
      }
      let value = try run.lookup(recomputed)
      let names = recomputed.addresses.map { "'\($0.value)'" }.joined(separator: ", ")
      return LedgerRow(
        expected, recomputed: value, failure: "\(names) has no value for these data")
    }
    json = [
      "schema": 1,
      "tool": ["name": "almanac", "version": .string(almanacVersion)],
      "study": [
        "id": .string(study.id), "title": .string(study.title), "parameters": run.parameters.json,
        "seed": .int(Int64(clamping: study.seed)),
      ],
      "sources": .object(sources.map { JSON.Member($0.id, $0.source.json) }),
      "tables": .object(tables),
      "analyses": .object(analyses),
      "families": .object(families),
      "values": .object(values),
      "repairs": .object(
        study.repairs.map { JSON.Member($0.id, run.repairJSON($0)) }),
      "ledger": .array(ledger.map(\.json)),
    ]
    warnings = run.warnings
  }
}

/// The version of the program, as it stands in every output.
public let almanacVersion = "0.1.0"

import Basics
import Reports
import Tables

/// Says where computed values come from: source, filters, rows, method, version.
struct ResultProvenance {
  let run: StudyRun

  /// One entry for each result that the prose names.
  func entries(for prose: Prose) throws -> [ProvenanceEntry] {
    var seen: Set<String> = []
    var entries: [ProvenanceEntry] = []
    for address in prose.tags.flatMap(addresses) {
      guard let id = Address(address)?.id, seen.insert(id).inserted else { continue }
      entries.append(ProvenanceEntry(address: id, facts: try facts(id)))
    }
    return entries
  }

  private func addresses(_ tag: Tag) -> [String] {
    let direct = ReportTag.values + ReportTag.statements + ["facts", "test", "table"]
    return direct.contains(tag.name) ? tag.arguments : []
  }

  /// What is known of a result, a value, a table or a source.
  func facts(_ id: String) throws -> [Entry] {
    if let analysis = run.study.analyses.first(where: { $0.id == id }) {
      return try facts(analysis)
    }
    if let value = run.study.values.first(where: { $0.id == id }) {
      return try facts(value)
    }
    if run.study.tables.contains(where: { $0.id == id })
      || run.study.sources.contains(where: { $0.id == id })
    {
      return try tableFacts(Located(id, SourcePosition(file: "study.yml", line: 1, column: 1)))
    }
    if let family = run.study.families.first(where: { $0.id == id }) {
      return [Entry("Correction", [.text(family.correction.value)])]
    }
    if let repair = run.study.repairs.first(where: { $0.id == id }) {
      return [Entry("Repair", [.text(repair.description)])]
    }
    return []
  }

  private func facts(_ analysis: AnalysisDefinition) throws -> [Entry] {
    let outcome = try run.outcome(analysis.id)
    let inputs =
      analysis.roles.map { "\($0.role): \($0.texts.map(\.value).joined(separator: ", "))" }
      + (analysis.levels.map { ["levels: \($0.joined(separator: ", "))"] } ?? [])
    var facts = [
      Entry("Method", [.text(outcome.title), .text(" of "), .code(inputs.joined(separator: "; "))])
    ]
    let options = analysis.options.map { "\($0.name) = \(Node($0.value).plainText)" }
    if !options.isEmpty { facts.append(Entry("Options", [.text(options.joined(separator: ", "))])) }
    if let condition = analysis.condition {
      facts.append(Entry("Only where", [.code(condition.value.text)]))
    }
    facts.append(
      Entry("Rows", [.text(RowFlow.sentence(outcome.rowFlow))]))
    return facts + (try sourceFacts(analysis.table))
  }

  private func facts(_ value: ValueDefinition) throws -> [Entry] {
    var facts: [Entry] = []
    switch value.content {
    case .aggregate(let table, let condition, let expression):
      facts.append(Entry("Computed as", [.code(expression.value.text)]))
      if let condition { facts.append(Entry("Only where", [.code(condition.value.text)])) }
      facts += try tableFacts(table)
    case .rows(let table, let condition, _, let columns):
      let texts = columns.map(\.value.value.text).joined(separator: ", ")
      facts.append(Entry("One entry for each row of", [.code(texts)]))
      if let condition { facts.append(Entry("Only where", [.code(condition.value.text)])) }
      facts += try tableFacts(table)
    case .formula(let formula):
      facts.append(Entry("Computed as", [.code(formula.value.text)]))
    }
    let lost = try run.value(value.id).losses
    if !lost.isEmpty {
      facts.append(Entry("Became missing", [.text(lost.joined(separator: "; "))]))
    }
    return facts
  }

  private func tableFacts(_ table: Located<String>) throws -> [Entry] {
    let steps = try run.table(table).rowFlow
    return [
      Entry("Table", [.code(table.value)]),
      Entry("Rows", [.text(RowFlow.sentence(steps))]),
    ] + (try sourceFacts(table))
  }

  private func sourceFacts(_ table: Located<String>) throws -> [Entry] {
    try sources(of: table.value).compactMap { id in
      guard let source = try run.source(id) else { return nil }
      return Entry(
        "Source", [.text("\(source.name), SHA-256 "), .code(String(source.sha256.prefix(16)))])
    }
  }

  /// The sources that a table is made from, in the order of the study.
  func sources(of table: String) -> [String] {
    let tables = Dictionary(
      run.study.tables.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let analyses = Dictionary(
      run.study.analyses.map { ($0.id, $0.table.value) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<String> = []
    func visit(_ id: String) {
      guard seen.insert(id).inserted else { return }
      tables[id]?.inputs.forEach { visit($0.value) }
      if let table = analyses[id] { visit(table) }
    }
    visit(table)
    return run.study.sources.map(\.id).filter(seen.contains)
  }
}

import Basics
import Reports
import Tables

/// Says where computed values come from: source, filters, rows, method, version.
struct ResultProvenance {
  let run: StudyRun

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
      return try tableFacts(Located(id, StudyFolder.start))
    }
    if let family = run.study.families.first(where: { $0.id == id }) {
      return [Entry(English.Fact.correction.rawValue, [.text(family.correction.value)])]
    }
    if let repair = run.study.repairs.first(where: { $0.id == id }) {
      return [Entry(English.Fact.repair.rawValue, [.text(repair.description)])]
    }
    return []
  }

  private func facts(_ analysis: AnalysisDefinition) throws -> [Entry] {
    let outcome = try run.outcome(analysis.id)
    let inputs =
      analysis.roles.map { "\($0.role): \($0.texts.map(\.value).joined(separator: ", "))" }
      + (analysis.levels.map { ["levels: \($0.joined(separator: ", "))"] } ?? [])
    var facts = [
      Entry(
        English.Fact.method.rawValue,
        [.text(outcome.title), .text(" of "), .code(inputs.joined(separator: "; "))])
    ]
    let options = analysis.options.map { "\($0.name) = \(Node($0.value).plainText)" }
    if !options.isEmpty {
      facts.append(Entry(English.Fact.options.rawValue, [.text(options.joined(separator: ", "))]))
    }
    if let condition = analysis.condition {
      facts.append(Entry(English.Fact.condition.rawValue, [.code(condition.value.text)]))
    }
    facts.append(
      Entry(English.Fact.rows.rawValue, [.text(RowFlow.sentence(outcome.rowFlow))]))
    return facts + (try sourceFacts(analysis.table))
  }

  private func facts(_ value: ValueDefinition) throws -> [Entry] {
    var facts: [Entry] = []
    switch value.content {
    case .aggregate(let table, let condition, let expression):
      facts.append(Entry(English.Fact.computed.rawValue, [.code(expression.value.text)]))
      if let condition {
        facts.append(Entry(English.Fact.condition.rawValue, [.code(condition.value.text)]))
      }
      facts += try tableFacts(table)
    case .rows(let table, let condition, _, let columns):
      let texts = columns.map(\.value.value.text).joined(separator: ", ")
      facts.append(Entry(English.Fact.entries.rawValue, [.code(texts)]))
      if let condition {
        facts.append(Entry(English.Fact.condition.rawValue, [.code(condition.value.text)]))
      }
      facts += try tableFacts(table)
    case .formula(let formula):
      facts.append(Entry(English.Fact.computed.rawValue, [.code(formula.value.text)]))
    }
    let lost = try run.value(value.id).losses
    if !lost.isEmpty {
      facts.append(Entry(English.Fact.lost.rawValue, [.text(lost.joined(separator: "; "))]))
    }
    return facts
  }

  private func tableFacts(_ table: Located<String>) throws -> [Entry] {
    let steps = try run.table(table).rowFlow
    return [
      Entry(English.Fact.table.rawValue, [.code(table.value)]),
      Entry(English.Fact.rows.rawValue, [.text(RowFlow.sentence(steps))]),
    ] + (try sourceFacts(table))
  }

  private func sourceFacts(_ table: Located<String>) throws -> [Entry] {
    try run.graph.sources(of: table.value).compactMap { id in
      guard let source = try run.source(id) else { return nil }
      return Entry(
        English.Fact.source.rawValue,
        [.text("\(source.fullName), SHA-256 "), .code(String(source.sha256.prefix(16)))])
    }
  }
}

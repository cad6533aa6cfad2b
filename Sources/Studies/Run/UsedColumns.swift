import Charts
import Foundation
import Reports
import Tables

/// Which columns of a source a study reads, so that the others cost neither time nor memory.
///
/// What takes rows as a whole, such as a profile or a table without `select` or `group`, reads all of
/// them. A name that only looks like a column, as a word of a formula may, is counted as read.
struct UsedColumns {
  let study: StudyDefinition
  let prose: Prose?

  /// The columns of `source` that are read, in their order among `known`; `nil`: all. `isProfiled`: its
  /// profile is made already and counts for nothing.
  func names(
    of source: String, among known: [String], isProfiled: Bool = false
  ) -> [String]? {
    var words: Set<String> = []
    guard !takesWholeRows(of: source, isProfiled, &words) else { return nil }
    let used = known.filter { name in
      // A name that is no plain word cannot be told apart within a formula.
      words.contains(name) || !name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    return used.isEmpty ? Array(known.prefix(1)) : used
  }

  private func takesWholeRows(
    of source: String, _ isProfiled: Bool, _ words: inout Set<String>
  ) -> Bool {
    for tag in prose?.tags ?? [] where tag.arguments.contains(source) {
      if tag.name == "table" || tag.name == "data-quality" && !isProfiled { return true }
    }
    for table in study.tables where takesWholeRows(table, of: source, &words) { return true }
    for figure in study.figures where takesWholeRows(figure.chart, of: source, &words) {
      return true
    }
    for analysis in study.analyses where analysis.table.value == source {
      for text in analysis.roles.flatMap(\.texts) { note(text.value, &words) }
      note(analysis.condition?.value.text, &words)
      note(analysis.leaveOut?.value, &words)
      for option in analysis.options { note(option.value.text(), &words) }
    }
    for value in study.values {
      switch value.content {
      case .aggregate(let table, let condition, let expression) where table.value == source:
        note(condition?.value.text, &words)
        note(expression.value.text, &words)
      case .rows(let table, let condition, let keys, let columns) where table.value == source:
        note(condition?.value.text, &words)
        note(keys?.value.text, &words)
        for column in columns { note(column.value.value.text, &words) }
      default: break
      }
    }
    return false
  }

  private func takesWholeRows(
    _ table: TableDefinition, of source: String, _ words: inout Set<String>
  ) -> Bool {
    switch table.start {
    case .union(let names) where names.contains { $0.value == source }: return true
    case .from(let name) where name.value == source:
      if !narrows(table.steps, &words) { return true }
    default: break
    }
    return table.steps.contains { step in
      switch step.operation {
      case .join(let join): join.table.value == source
      case .union(let names): names.contains { $0.value == source }
      default: false
      }
    }
  }

  /// Whether the steps leave only columns that they name; these are noted.
  private func narrows(_ steps: [TableStep], _ words: inout Set<String>) -> Bool {
    for step in steps {
      switch step.operation {
      case .select(let names):
        names.forEach { words.insert($0.value) }
        return true
      case .summarise(let keys, let summaries):
        keys.forEach { words.insert($0.value) }
        for summary in summaries { note(summary.value.value.text, &words) }
        return true
      case .filter(let condition): note(condition.value.text, &words)
      case .derive(let derivations):
        for derivation in derivations { note(derivation.value.value.text, &words) }
      case .sort(let keys): keys.forEach { words.insert($0.name.value) }
      case .explode(let column): words.insert(column.value)
      case .limit, .describe: break
      default: return false
      }
    }
    return false
  }

  private func takesWholeRows(
    _ chart: Chart, of source: String, _ words: inout Set<String>
  ) -> Bool {
    guard chart.tableNames.contains(source) else { return false }
    let layers = chart.layers + chart.panels.flatMap(\.layers)
    let readsAll = layers.contains {
      $0.mark == .missingMap
        || $0.mark == .correlation && $0.columns == nil && $0.model == nil
    }
    guard !readsAll, let data = try? JSONEncoder().encode(chart) else { return true }
    note(String(decoding: data, as: UTF8.self), &words)
    return false
  }

  /// Counts every word of `text`, whatever it is written in.
  private func note(_ text: String?, _ words: inout Set<String>) {
    guard let text else { return }
    for word in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }) {
      words.insert(String(word))
    }
  }
}

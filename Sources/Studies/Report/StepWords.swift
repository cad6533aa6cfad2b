import Basics
import Tables

/// Steps of row flows in readers' words: labels instead of the names of columns, values instead of
/// parameters, signs instead of operators.
struct StepWords {
  private let labels: [String: String]
  private let values: [String: String]

  /// The labels of the columns of these tables; of two columns of one name the first has its say.
  init(_ tables: [Table], _ parameters: ParameterValues) {
    var labels: [String: String] = [:]
    for table in tables {
      for (name, column) in zip(table.names, table.columns) where labels[name] == nil {
        labels[name] = (column.metadata.label ?? name.replacing("_", with: " ")).withinSentence
      }
    }
    self.labels = labels
    values = Dictionary(
      parameters.values.map { ("$" + $0.name, $0.value.stringValue ?? $0.value.text()) },
      uniquingKeysWith: { first, _ in first })
  }

  func step(_ step: RowFlowStep) -> RowFlowStep {
    let words = step.change.words(
      column: { labels[$0] ?? $0 }, value: { values[$0] ?? $0 })
    return step.worded(words)
  }

  /// What became missing, with the label of its column.
  func words(_ loss: Loss) -> String { loss.words { labels[$0] ?? $0 } }

  /// The rows that a condition keeps.
  func words(_ condition: Expression) -> String {
    condition.words(column: { labels[$0] ?? $0 }, value: { values[$0] ?? $0 })
  }
}

extension String {
  /// "Reported emissions" as it is within a sentence; a name that is all capitals stays, a question is quoted.
  var withinSentence: String {
    if last == "?" { return "“\(self)”" }
    guard dropFirst().first?.isUppercase != true else { return self }
    return prefix(1).lowercased() + dropFirst()
  }
}

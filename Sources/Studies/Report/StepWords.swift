import Basics
import Tables

/// Steps of a row flow in readers' words: labels in place of the names of columns, values in place of
/// parameters, signs in place of operators.
struct StepWords {
  private let labels: [String: String]

  /// The labels of the columns of these tables; of two columns of one name the first has its say.
  init(_ tables: [Table], _ parameters: ParameterValues) {
    var labels: [String: String] = [:]
    for (name, value) in parameters.values {
      labels["$" + name] = value.stringValue ?? value.text()
    }
    for table in tables {
      for (name, column) in zip(table.names, table.columns) where labels[name] == nil {
        labels[name] = (column.metadata.label ?? name.replacing("_", with: " ")).withinSentence
      }
    }
    self.labels = labels
  }

  func step(_ step: RowFlowStep) -> RowFlowStep {
    step.worded(step.loss.map(words) ?? words(step.step))
  }

  /// What became missing, with the label of its column.
  func words(_ loss: Loss) -> String {
    let count = NumberFormat.integer.text(Double(loss.count))
    let total = NumberFormat.integer.text(Double(loss.total))
    return "became missing: \(count) of \(total) \(loss.what), \(loss.reason)"
      + (loss.column.map { " (\(labels[$0] ?? $0))" } ?? "")
  }

  /// Words that are no columns where they stand in a step.
  private static let own: Set<String> = [
    "where", "in", "and", "or", "not", "is", "null", "group", "by", "read", "used", "between",
    "like",
    "on", "left", "inner", "full", "anti", "join", "of", "for", "one", "row", "each", "first",
    "case",
    "when", "then", "else", "end", "true", "false", "date", "cast", "as",
  ]

  func words(_ step: String) -> String {
    var result = ""
    var word = ""
    var quote: Character?
    func flush() {
      defer { word = "" }
      guard !word.isEmpty else { return }
      result += Self.own.contains(word.lowercased()) ? word : labels[word] ?? word
    }
    for character in step {
      if let open = quote {
        if character == open {
          // Names of columns may stand in double quotes.
          result += open == "\"" ? labels[word] ?? word : "‘\(word)’"
          word = ""
          quote = nil
        } else {
          word.append(character)
        }
      } else if character == "'" || character == "\"" {
        flush()
        quote = character
      } else if character.isLetter || character.isNumber || character == "_"
        // A parameter.
        || (character == "$" && word.isEmpty)
        // Names of steps have hyphens; a minus sign has a space before it, or a number.
        || (character == "-" && word.last?.isLetter == true)
      {
        word.append(character)
      } else {
        flush()
        result.append(character)
      }
    }
    flush()
    if result.hasPrefix("group by ") { result = "groups by " + result.dropFirst(9) }
    for (sign, words) in Self.signs { result = result.replacing(sign, with: words) }
    return result
  }

  private static let signs = [
    (" is not null", " is known"), (" is null", " is missing"), ("<>", "≠"), ("!=", "≠"),
    (">=", "≥"), ("<=", "≤"),
  ]
}

extension String {
  /// "Reported emissions" as it stands within a sentence; a name that is all capitals stays.
  var withinSentence: String {
    guard dropFirst().first?.isUppercase != true else { return self }
    return prefix(1).lowercased() + dropFirst()
  }
}

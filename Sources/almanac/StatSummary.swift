internal import Foundation
internal import Reports
internal import Statistics
internal import Tables

/// An analysis in a few lines for a person at a terminal.
struct StatSummary {
  private let result: AnalysisResult

  init(_ result: AnalysisResult) { self.result = result }

  var text: String {
    var parts = [Style().strong(result.title)]
    let test = testLine
    if !test.isEmpty { parts.append(test) }
    if let estimate = result.estimate { parts.append(line(estimate)) }
    if !result.effectSizes.isEmpty {
      let sizes = result.effectSizes.map { size in
        "\(size.name) \(number(size.value))"
          + (size.interval.map { ", 95 % CI \(interval($0))" } ?? "")
      }
      parts.append("effect size: " + sizes.joined(separator: "; "))
    }
    if let coefficients = result.coefficients { parts.append(table(coefficients)) }
    if let comparisons = result.comparisons { parts.append(table(comparisons)) }
    let fields = fieldLines
    if !fields.isEmpty { parts.append(fields) }
    parts.append(counts)
    for assumption in result.assumptions {
      parts.append(
        "assumes \(assumption.name): \(assumption.verdict.rawValue); \(assumption.evidence)")
    }
    if let robust = result.robustAlternative {
      parts.append(
        "rests on less: \(robust.method)"
          + (robust.estimate.map { ", " + line($0) } ?? "")
          + (robust.pValue.map { ", " + p($0) } ?? ""))
    }
    for note in result.notes { parts.append("note: \(note)") }
    return parts.map(\.printable).joined(separator: "\n")
  }

  private var testLine: String {
    var words: [String] = []
    if let statistic = result.statistic {
      let degrees = result.degreesOfFreedom.map { number($0) }.joined(separator: ", ")
      words.append(
        "\(statistic.name)\(degrees.isEmpty ? "" : "(\(degrees))") = \(number(statistic.value))")
    }
    if let pValue = result.pValue {
      words.append(p(pValue) + (result.pMethod.map { " (\($0))" } ?? ""))
    }
    if let alternative = result.alternative { words.append(alternative.rawValue) }
    return words.joined(separator: ", ")
  }

  private var counts: String {
    var words =
      switch result.count {
      case .one(let count): "n = \(count)"
      case .samples(let counts):
        "n = "
          + counts.enumerated().map { index, count in
            result.sampleNames.indices.contains(index)
              ? "\(count) (\(result.sampleNames[index]))" : "\(count)"
          }.joined(separator: " + ")
      }
    if result.missingCount > 0 { words += ", \(result.missingCount) missing dropped" }
    if result.nonFiniteCount > 0 { words += ", \(result.nonFiniteCount) infinite dropped" }
    if !result.rowFlow.isEmpty {
      words += "; rows: " + result.rowFlow.map { "\($0.rows) \($0.step)" }.joined(separator: " -> ")
    }
    return words
  }

  /// The further fields: numbers one a line, objects of numbers on theirs.
  private var fieldLines: String {
    var columns = TextColumns()
    for field in result.fields {
      if let value = field.value.doubleValue {
        columns.add(field.key, number(value))
      } else if let members = field.value.members {
        let inner = members.map { "\($0.key) \(text($0.value))" }
        columns.add(field.key, inner.joined(separator: ", "))
      } else if let values = field.value.arrayValue {
        columns.add(field.key, values.map(text).joined(separator: ", "))
      } else if field.value != .null {
        columns.add(field.key, text(field.value))
      }
    }
    return columns.text
  }

  private func text(_ value: JSON) -> String {
    if let value = value.doubleValue { return number(value) }
    if let members = value.members {
      return members.map { "\($0.key) \(text($0.value))" }.joined(separator: " ")
    }
    return value.stringValue ?? value.text()
  }

  private func table(_ coefficients: [Coefficient]) -> String {
    var columns = TextColumns(rightAligned: [1, 2, 3, 4])
    columns.add("term", "estimate", "std. error", "statistic", "p", "interval")
    for row in coefficients {
      columns.add(
        row.term, number(row.estimate), number(row.standardError), number(row.statistic),
        NumberFormat.p.text(row.pValue), row.interval.map(interval) ?? "")
    }
    return columns.text
  }

  private func table(_ comparisons: [Comparison]) -> String {
    var columns = TextColumns(rightAligned: [1, 2, 3])
    columns.add("groups", "statistic", "p", "p adjusted")
    for row in comparisons {
      columns.add(
        row.groups.joined(separator: " - "), number(row.statistic), NumberFormat.p.text(row.pValue),
        NumberFormat.p.text(row.adjustedPValue))
    }
    return columns.text
  }

  private func line(_ estimate: Estimate) -> String {
    "\(estimate.name) \(number(estimate.value))"
      + (estimate.interval.map {
        ", \(number(estimate.level * 100)) % CI \(interval($0))"
      } ?? "")
  }

  private func p(_ value: Double) -> String { plain(NumberFormat.p.statement("p", value)) }

  private func interval(_ interval: Interval) -> String {
    "\(number(interval.low)) to \(number(interval.high))"
  }

  private func number(_ value: Double?) -> String { plain(NumberFormat.number.text(value)) }

  /// Numbers as a terminal and other programs read them: with the hyphen that is on the keyboard.
  private func plain(_ text: String) -> String {
    text.replacing(NumberFormat.minus, with: "-").replacing(NumberFormat.unitSpace, with: " ")
  }
}

internal import Tables

extension AnalysisResult {
  /// The answer for a person at a terminal, in three blocks: what was asked, what was found, what it
  /// rests on.
  public var summaryLines: [String] {
    var lines = [title]
    lines.append(contentsOf: countLines)
    lines.append("")
    lines.append(contentsOf: findings)
    if !assumptions.isEmpty {
      lines.append("")
      lines.append("Assumptions")
      for assumption in assumptions {
        let p = assumption.pValue.map { ", p \(Self.pText($0))" } ?? ""
        lines.append(
          "  \(assumption.name): \(assumption.verdict.rawValue) (\(assumption.evidence)\(p))")
      }
    }
    if let robustAlternative {
      var text = "Resting on less: \(robustAlternative.method)"
      if let p = robustAlternative.pValue { text += ", p \(Self.pText(p))" }
      if let estimate = robustAlternative.estimate { text += ", " + Self.text(estimate) }
      lines.append(text)
    }
    for note in notes { lines.append("Note: \(note)") }
    return lines
  }

  private var countLines: [String] {
    var text: String
    switch count {
    case .one(let n): text = "n = \(n)"
    case .samples(let counts):
      let names =
        sampleNames.count == counts.count ? sampleNames : counts.indices.map { "\($0 + 1)" }
      text = zip(names, counts).map { "n(\($0)) = \($1)" }.joined(separator: ", ")
    }
    text += ", missing \(missingCount)"
    if nonFiniteCount > 0 { text += ", infinite \(nonFiniteCount)" }
    if let alternative { text += ", alternative \(alternative.rawValue)" }
    var lines = [text]
    if !rowFlow.isEmpty {
      lines.append(
        "rows: " + rowFlow.map { "\($0.step) \($0.rows)" }.joined(separator: " > "))
    }
    return lines
  }

  private var findings: [String] {
    var lines: [String] = []
    if statistic != nil || pValue != nil {
      var parts: [String] = []
      if let statistic { parts.append("\(statistic.name) = \(Self.number(statistic.value))") }
      if !degreesOfFreedom.isEmpty {
        parts.append("df = " + degreesOfFreedom.map { Self.number($0) }.joined(separator: ", "))
      }
      if pMethod != nil {
        parts.append("p " + (pValue.map(Self.pText) ?? "-") + (pMethod.map { " (\($0))" } ?? ""))
      }
      lines.append(parts.joined(separator: ", "))
    }
    if let estimate { lines.append(Self.text(estimate)) }
    for size in effectSizes where size.name != estimate?.name {
      lines.append("\(size.name) = \(Self.number(size.value))" + Self.text(size.interval))
    }
    if let coefficients {
      let header = ["term", "estimate", "std error", "statistic", "p", "interval"]
      let rows = coefficients.map {
        [
          $0.term, Self.number($0.estimate), Self.number($0.standardError),
          Self.number($0.statistic), $0.pValue.map(Self.pText) ?? "-",
          Self.text($0.interval).trimmingPrefix { $0 == " " }.description,
        ]
      }
      lines.append(contentsOf: Self.columns([header] + rows))
    }
    if let comparisons {
      let rows = comparisons.map {
        [
          $0.groups.joined(separator: " - "), Self.number($0.statistic),
          $0.pValue.map(Self.pText) ?? "-", $0.adjustedPValue.map(Self.pText) ?? "-",
        ]
      }
      lines.append(
        contentsOf: Self.columns([["groups", "statistic", "p", "p adjusted"]] + rows))
    }
    for field in fields { Self.append(field.key, field.value, to: &lines) }
    return lines
  }

  private static func append(_ key: String, _ value: JSON, to lines: inout [String]) {
    switch value {
    case .object(let members):
      for member in members { append("\(key).\(member.key)", member.value, to: &lines) }
    case .array(let items):
      lines.append("\(key) = [" + items.map { scalar($0) }.joined(separator: ", ") + "]")
    default: lines.append("\(key) = \(scalar(value))")
    }
  }

  private static func scalar(_ value: JSON) -> String {
    if let text = value.stringValue { return text }
    if case .bool(let flag) = value { return flag ? "yes" : "no" }
    return number(value.doubleValue)
  }

  private static func text(_ estimate: Estimate) -> String {
    var text = "\(estimate.name) = \(number(estimate.value))"
    if estimate.interval != nil {
      text += " (\(number(estimate.level * 100)) % interval\(Self.text(estimate.interval)))"
    }
    return text
  }

  private static func text(_ interval: Interval?) -> String {
    guard let interval else { return "" }
    let low = interval.low.map { number($0) } ?? "unbounded"
    let high = interval.high.map { number($0) } ?? "unbounded"
    return " [\(low), \(high)]"
  }

  private static func number(_ value: Double?) -> String {
    value.map { Rounded.text($0) } ?? "-"
  }

  /// Three significant digits, never 0.
  private static func pText(_ p: Double) -> String {
    if p > 0, p < 0.001 { return p < 1e-99 ? "< 1e-99" : "= \(Rounded.scientific(p))" }
    return "= \(Rounded.text(p, digits: 3))"
  }

  /// Texts in columns, two spaces apart; the first to the left, the others to the right.
  private static func columns(_ rows: [[String]]) -> [String] {
    let width = rows.map(\.count).max() ?? 0
    let widths = (0..<width).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }
  }
}

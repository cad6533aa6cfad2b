internal import Basics
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
          + (size.interval.map { ", \(number(result.level * 100)) % CI \(interval($0))" } ?? "")
      }
      parts.append("effect size: " + sizes.joined(separator: "; "))
    }
    if let coefficients = result.json["coefficients"]?.arrayValue {
      parts.append(table(coefficients))
    }
    if let reduced = result[path: "cr2.coefficients"]?.arrayValue {
      parts.append("with bias-reduced errors (CR2):\n" + table(reduced))
    }
    if let comparisons = result.comparisons { parts.append(table(comparisons)) }
    if let counts = result.json["table"] { parts.append(crossTable(counts)) }
    let fields = fieldLines
    if !fields.isEmpty { parts.append(fields) }
    parts.append(counts)
    for assumption in result.assumptions {
      // A check that finds nothing proves nothing; of few values the evidence says how little it is.
      let verdict =
        switch assumption.verdict {
        case .unopposed: ""
        case .holds where !assumption.name.contains("large enough"): "nothing against it; "
        default: assumption.verdict.rawValue + "; "
        }
      parts.append("assumes \(assumption.name): \(verdict)\(assumption.evidence)")
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
      words +=
        "; rows: "
        + result.rowFlow.map { $0.loss == nil ? "\($0.rows) \($0.step)" : $0.step }
        .joined(separator: " -> ")
    }
    return words
  }

  /// The further fields, one a line; what an object holds, by the names of both.
  private var fieldLines: String {
    var columns = TextColumns()
    func add(_ name: String, _ value: JSON) {
      if let members = value.members, members.contains(where: { $0.value.members != nil }) {
        for member in members { add("\(name) \(member.key)", member.value) }
      } else if value != .null {
        columns.add(name, text(value, of: name))
      }
    }
    for field in result.fields where field.key != "cr2" && field.key != "table" {
      add(field.key, field.value)
    }
    return columns.text
  }

  private func text(_ value: JSON, of name: String) -> String {
    if case .bool(let flag) = value { return flag ? "yes" : "no" }
    if case .int(let whole) = value { return plain(NumberFormat.integer.text(exactly: whole)) }
    if let number = value.doubleValue {
      return name.hasPrefix("p_") ? plain(NumberFormat.p.text(number)) : self.number(number)
    }
    if let members = value.members {
      return members.map { "\($0.key) \(text($0.value, of: $0.key))" }.joined(separator: ", ")
    }
    if let values = value.arrayValue {
      return values.map { text($0, of: name) }.joined(separator: ", ")
    }
    return value.stringValue ?? value.text()
  }

  private func table(_ coefficients: [JSON]) -> String {
    let hasDF = coefficients.contains { $0["df"] != nil }
    let ratio = ["odds_ratio", "rate_ratio"].first { key in coefficients.contains { $0[key] != nil }
    }
    var columns = TextColumns(rightAligned: hasDF ? [1, 2, 3, 4, 5] : [1, 2, 3, 4])
    columns.add(
      ["term", "estimate", "std. error", "statistic"] + (hasDF ? ["df"] : []) + ["p", "interval"]
        + (ratio.map { [$0.replacing("_", with: " "), "interval"] } ?? []))
    for row in coefficients {
      func cell(_ key: String) -> String { number(row[key]?.doubleValue) }
      let ends = row["ci"]?.arrayValue?.map(\.doubleValue)
      columns.add(
        [
          row["term"]?.stringValue ?? "", cell("estimate"), cell("std_error"), cell("statistic"),
        ] + (hasDF ? [cell("df")] : [])
          + [
            NumberFormat.p.text(row["p_value"]?.doubleValue),
            ends.map { interval(Interval($0.first ?? nil, $0.last ?? nil)) } ?? "",
          ]
          + (ratio.map { key in
            let ends = row[key + "_ci"]?.arrayValue?.map(\.doubleValue)
            return [
              row[key] == nil ? "" : cell(key),
              ends.map { interval(Interval($0.first ?? nil, $0.last ?? nil)) } ?? "",
            ]
          } ?? []))
    }
    return columns.text
  }

  private func table(_ comparisons: [Comparison]) -> String {
    let hasInterval = comparisons.contains { $0.estimate?.interval != nil }
    let hasCount = comparisons.contains { $0.count != nil }
    var columns = TextColumns(rightAligned: hasCount ? [1, 2, 3, 4, 5] : [1, 2, 3])
    columns.add(
      ["groups", "statistic", "p", "p adjusted"] + (hasCount ? ["n", "missing"] : [])
        + (hasInterval ? ["interval"] : []))
    for row in comparisons {
      columns.add(
        [
          row.groups.joined(separator: " - "), number(row.statistic),
          NumberFormat.p.text(row.pValue), NumberFormat.p.text(row.adjustedPValue),
        ] + (hasCount ? [row.count, row.missingCount].map { number($0.map { Double($0) }) } : [])
          + (hasInterval ? [row.estimate?.interval.map(interval) ?? ""] : []))
    }
    return columns.text
  }

  /// The counts of each pair of categories, of at most 20 rows and 10 columns.
  private func crossTable(_ table: JSON) -> String {
    let rows = table["rows"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let names = table["columns"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let counts = table["counts"]?.arrayValue ?? []
    guard rows.count <= 20, names.count <= 10 else {
      return "\(rows.count) by \(names.count) categories; the counts are in the JSON"
    }
    var columns = TextColumns(rightAligned: Set(1...max(names.count, 1)))
    columns.add([""] + names)
    for (name, row) in zip(rows, counts) {
      columns.add([name] + (row.arrayValue ?? []).map { text($0, of: "") })
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
    switch (interval.low, interval.high) {
    case (nil, let high?): "at most \(number(high))"
    case (let low?, nil): "at least \(number(low))"
    case (let low, let high): "\(number(low)) to \(number(high))"
    }
  }

  private func number(_ value: Double?) -> String { plain(NumberFormat.number.text(value)) }

  /// Numbers as a terminal and other programs read them: with the hyphen that is on the keyboard.
  private func plain(_ text: String) -> String {
    text.replacing(NumberFormat.minus, with: "-").replacing(NumberFormat.unitSpace, with: " ")
  }
}

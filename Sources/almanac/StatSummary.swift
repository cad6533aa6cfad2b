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
    let others = result.furtherEffectSizes
    if !others.isEmpty {
      let sizes = others.map { size in
        "\(size.quantity.plainText) \(number(size.value))"
          + (size.interval.map { ", \(number(result.level * 100)) % CI \(interval($0))" } ?? "")
      }
      parts.append("effect size: " + sizes.joined(separator: "; "))
    }
    if let coefficients = result.coefficients { parts.append(table(coefficients)) }
    if case .reduced(let fit)? = result[.cr2] {
      parts.append("with bias-reduced errors (CR2):\n" + table(fit.coefficients))
    }
    if let comparisons = result.comparisons { parts.append(table(comparisons)) }
    if let counts = result.crossTable { parts.append(table(counts)) }
    let details = detailLines
    if !details.isEmpty { parts.append(details) }
    parts.append(counts)
    for assumption in result.assumptions {
      let verdict = English.verdict(assumption).map { $0 + "; " } ?? ""
      parts.append("assumes \(assumption.name): \(verdict)\(assumption.evidence)")
    }
    if let robust = result.robustAlternative {
      parts.append(
        "with fewer assumptions: \(Methods[robust.method]?.facts.title ?? robust.method)"
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
        "\(statistic.quantity.plainText)\(degrees.isEmpty ? "" : "(\(degrees))") = \(number(statistic.value))"
      )
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
          + counts.prefix(Self.mostGroups).enumerated().map { index, count in
            result.sampleNames.indices.contains(index)
              ? "\(count) (\(result.sampleNames[index]))" : "\(count)"
          }.joined(separator: " + ")
          + (counts.count > Self.mostGroups
            ? " + \(counts.dropFirst(Self.mostGroups).reduce(0, +)) in \(counts.count - Self.mostGroups) more groups"
            : "")
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

  /// The further parts of the answer, one a line; what has parts of its own, by the names of both.
  private var detailLines: String {
    var columns = TextColumns()
    func add(_ name: String, _ node: Node) {
      if let parts = node.parts, parts.contains(where: { $0.node.parts != nil }) {
        for part in parts { add("\(name) \(part.key)", part.node) }
      } else if !node.isEmpty {
        columns.add(name, text(node, of: name))
      }
    }
    var tables: [String] = []
    var series: [(name: String, values: [Node])] = []
    for (key, node) in result.detailParts where key != .cr2 && key != .table {
      let rows = node.elements?.compactMap(\.parts) ?? []
      if !rows.isEmpty, rows.count == node.elements?.count {
        tables += sections(key.stringValue, rows)
      } else if let values = node.elements, values.count > 2, node.elements?.first?.parts == nil {
        series.append((key.stringValue, values))
      } else {
        add(key.stringValue, node)
      }
    }
    if !series.isEmpty { tables.append(table(side: series)) }
    return (tables + [columns.text]).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// More rows than a person reads.
  private static let mostRows = 30

  /// The rows of a part as one table, or, where they hold lists themselves, as one each.
  private func sections(_ name: String, _ rows: [[(key: String, node: Node)]]) -> [String] {
    let hasLists = rows.joined().contains { part in
      (part.node.elements?.count ?? 0) > 2 || part.node.elements?.first?.elements != nil
    }
    if hasLists {
      return rows.map { row in
        let single = row.filter { $0.node.elements == nil }.map { text($0.node, of: $0.key) }
          .filter { $0 != "null" }
        return ([name] + single).joined(separator: " ") + "\n"
          + table(side: row.compactMap { part in part.node.elements.map { (part.key, $0) } })
      }
    }
    var keys: [String] = []
    for part in rows.joined() where !keys.contains(part.key) { keys.append(part.key) }
    let lines = rows.prefix(Self.mostRows).map { row in
      keys.map { key in row.first { $0.key == key }.map { cell($0.node, of: key) } ?? "" }
    }
    return [table(of: lines, named: keys, from: rows.count, name)]
  }

  /// Lists beside each other.
  private func table(side lists: [(name: String, values: [Node])]) -> String {
    let count = lists.map(\.values.count).max() ?? 0
    let lines = (0..<min(count, Self.mostRows)).map { row in
      lists.map { $0.values.indices.contains(row) ? cell($0.values[row], of: $0.name) : "" }
    }
    return table(of: lines, named: lists.map(\.name), from: count, nil)
  }

  private func table(
    of lines: [[String]], named keys: [String], from count: Int, _ name: String?
  ) -> String {
    var columns = TextColumns(rightAligned: Set(keys.indices.dropFirst(name == nil ? 0 : 1)))
    columns.add(keys)
    for line in lines { columns.add(line) }
    return (name.map { $0 + "\n" } ?? "") + columns.text
      + (count > lines.count ? "\n\(lines.count) of \(count) rows; the others are in the JSON" : "")
  }

  private func cell(_ node: Node, of name: String) -> String {
    if name == "ci" || name.hasSuffix("_ci"), let ends = node.elements, ends.count == 2 {
      let limits = (ends[0].doubleValue, ends[1].doubleValue)
      return limits == (nil, nil) ? "–" : interval(Interval(limits.0, limits.1))
    }
    return node.isEmpty ? "–" : text(node, of: name)
  }

  private func text(_ node: Node, of name: String) -> String {
    switch node {
    case .flag(let flag): return flag.map { $0 ? "yes" : "no" } ?? "null"
    case .whole(let whole): return plain(NumberFormat.integer.text(exactly: whole))
    case .number:
      guard let value = node.doubleValue else { return "null" }
      return AnalysisResult.isPValue(name) ? plain(NumberFormat.p.text(value)) : number(value)
    case .text(let text): return text ?? "null"
    case .list(let elements):
      return elements.map { text($0, of: name) }.joined(separator: ", ")
    case .value(let value):
      return value.parts.map { "\($0.key) \(text($0.node, of: $0.key))" }.joined(separator: ", ")
    }
  }

  private func table(_ coefficients: [Coefficient]) -> String {
    let hasDF = coefficients.contains { $0.degreesOfFreedom != nil }
    let ratio = coefficients.lazy.compactMap(\.ratio).first
    var columns = TextColumns(rightAligned: hasDF ? [1, 2, 3, 4, 5] : [1, 2, 3, 4])
    columns.add(
      ["term", "estimate", "std. error", "statistic"] + (hasDF ? ["df"] : []) + ["p", "interval"]
        + (ratio.map { [$0.words, "interval"] } ?? []))
    for row in coefficients {
      columns.add(
        [row.term, number(row.estimate), number(row.standardError), number(row.statistic)]
          + (hasDF ? [number(row.degreesOfFreedom)] : [])
          + [NumberFormat.p.text(row.pValue), row.interval.map(interval) ?? ""]
          + (ratio == nil
            ? []
            : [
              row.ratio == nil ? "" : number(row.ratioEstimate),
              row.ratioInterval.map(interval) ?? "",
            ]))
    }
    return columns.text
  }

  /// More comparisons than a person reads.
  private static let mostComparisons = 200
  /// More groups than a person reads.
  private static let mostGroups = 30

  /// Those with the smallest p-values, first by p and then as they stand, where there are too many.
  private static func smallest(_ comparisons: [Comparison]) -> [Comparison] {
    guard comparisons.count > mostComparisons else { return comparisons }
    let p = comparisons.map { $0.adjustedPValue ?? 1 }
    let limit = p.sorted()[mostComparisons - 1]
    let places = p.indices.filter { p[$0] <= limit }.sorted { (p[$0], $0) < (p[$1], $1) }
    return places.prefix(mostComparisons).map { comparisons[$0] }
  }

  private func table(_ comparisons: [Comparison]) -> String {
    let hasInterval = comparisons.contains { $0.estimate?.interval != nil }
    let hasCount = comparisons.contains { $0.count != nil }
    var columns = TextColumns(rightAligned: hasCount ? [1, 2, 3, 4, 5] : [1, 2, 3])
    columns.add(
      ["groups", "statistic", "p", "p adjusted"] + (hasCount ? ["n", "missing"] : [])
        + (hasInterval ? ["interval"] : []))
    let shown = Self.smallest(comparisons)
    for row in shown {
      columns.add(
        [
          row.groups.joined(separator: " - "), number(row.statistic),
          NumberFormat.p.text(row.pValue), NumberFormat.p.text(row.adjustedPValue),
        ] + (hasCount ? [row.count, row.missingCount].map { number($0.map { Double($0) }) } : [])
          + (hasInterval ? [row.estimate?.interval.map(interval) ?? ""] : []))
    }
    guard shown.count < comparisons.count else { return columns.text }
    return columns.text
      + "\n\(shown.count) of \(comparisons.count) comparisons, by p; the others are in the JSON"
  }

  /// The counts of each pair of categories, of at most 20 rows and 10 columns.
  private func table(_ counts: CrossTable) -> String {
    guard counts.rows.count <= 20, counts.columns.count <= 10 else {
      return
        "\(counts.rows.count) by \(counts.columns.count) categories; the counts are in the JSON"
    }
    var columns = TextColumns(rightAligned: Set(1...max(counts.columns.count, 1)))
    columns.add([""] + counts.columns)
    for (name, row) in zip(counts.rows, counts.counts) {
      columns.add([name] + row.map { number(Double($0)) })
    }
    return columns.text
  }

  private func line(_ estimate: Estimate) -> String {
    "\(estimate.quantity.plainText) \(number(estimate.value))"
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

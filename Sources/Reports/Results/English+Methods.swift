internal import Basics

/// Sentences of the methods section.
extension English {
  static func analyses(_ count: Int, methods: Int) -> String {
    let noun = count == 1 ? "analysis" : "analyses"
    let kinds = methods == 1 ? "one method" : "\(methods) methods"
    return
      "The report is based on \(NumberFormat.integer.text(Double(count))) \(noun) with \(kinds):"
  }

  /// Behind the name of a method: its analyses, of which eight are named.
  static func members(_ names: [String]) -> String {
    let more = names.count > 8 ? "; and \(names.count - 8) more" : ""
    return " (\(names.count)): \(names.prefix(8).joined(separator: "; "))\(more)."
  }

  static func levels(_ levels: [Double]) -> String {
    let texts = levels.map { NumberFormat.number.text(($0 * 1000).rounded() / 10) + "\u{A0}%" }
    return "Estimates come with intervals at the level of \(listed(texts)); p-values are "
      + "two-sided unless said otherwise."
  }

  static let evidence =
    "A p-value below \(ResultText.significanceText) counts as evidence, whatever the level of the "
    + "intervals."

  static let notCorrected = "P-values were not corrected for multiple testing."
  static let correctedWithin =
    "P-values were corrected within each set of comparisons, and not across analyses."

  static func families(_ families: [(name: String, tests: Int, correction: String)]) -> String {
    let texts = families.map { "“\($0.name)” (\($0.tests) tests, \($0.correction))" }
    return "Tests of one question form a family, within which p-values were corrected: "
      + listed(texts) + "."
  }

  /// That rows were left out, in so many of the analyses.
  static func leftOut(_ count: Int, of analyses: Int) -> String {
    let scope = analyses == 1 ? "" : " (in \(count) of \(analyses) analyses)"
    return "Rows without a value were left out and counted\(scope)."
  }

  /// What of a method is drawn at random.
  static func draws(_ method: String) -> String { method + " draws" }

  static func random(_ draws: [String], seed: Int) -> String {
    "Everything drawn at random (\(draws.joined(separator: "; "))) starts from seed \(seed), so the "
      + "same data give the same report."
  }

  static func software(_ names: [String]) -> String { "Computed by \(listed(names))." }

  static let repairs = "Before any analysis, rows were repaired in named steps:"
  static let losses = "Values without a defined result are missing:"
  static let exclusions = "Rows were kept only where these conditions hold:"

  static func repair(_ description: String, rows: Int) -> String {
    "\(description) (\(count(rows, "row")))"
  }

  static func loss(_ words: String) -> String { words + "." }

  static func exclusion(_ condition: String, rows: Int) -> String {
    "\(condition) (\(count(rows, "row")) left out)"
  }
}

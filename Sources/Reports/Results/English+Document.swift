internal import Basics

/// Words that belong to a report as a whole, whatever its format.
extension English {
  // MARK: Where numbers come from

  /// Before the title of a result.
  static let givenWith = "Method, rows and source are given with "

  static func more(_ count: Int) -> String { " and \(count) more" }

  /// The last line of a report.
  package static func madeBy(_ program: String, from files: [String]) -> String {
    "Made by \(program) from \(files.joined(separator: ", "))."
  }

  /// What stands before a fact on a result.
  package enum Fact: String {
    case method = "Method"
    case options = "Options"
    case condition = "Only where"
    case rows = "Rows"
    case computed = "Computed as"
    case entries = "One entry for each row of"
    case lost = "Became missing"
    case table = "Table"
    case source = "Source"
    case correction = "Correction"
    case repair = "Repair"
  }

  // MARK: Rows

  static let rowsAfterSteps = "Rows after each step"

  /// What became missing in a table, a value or an analysis.
  package static func lost(in name: String, _ words: String) -> String { "\(name): \(words)" }

  /// The same of a value, in the words that its result holds.
  package static func becameMissing(_ words: String) -> String { "became missing: \(words)" }

  // MARK: Tables of a study

  package static let repairsCaption =
    "Repairs: changes to the data, each named, documented and reversible."
  /// `hasEngines`: some of the rows are from databases.
  package static func sources(hasEngines: Bool) -> String {
    "The \(hasEngines ? "files and tables" : "files") that this report was made from."
  }

  package static func pinned(_ isPinned: Bool?) -> String {
    isPinned.map { $0 ? "yes" : "no: another file" } ?? "not pinned"
  }

  package static func family(_ name: String, tests: Int, correctedBy correction: String?) -> String
  {
    let how = correction.map { "corrected together (\($0))" } ?? "not corrected"
    return "The \(tests) tests of family “\(name)”, \(how)."
  }

  package static func columns(of source: String, rows: Int) -> String {
    "The columns of \(source): \(count(rows, "row"))."
  }

  package static let nothingOdd = "Nothing in the columns looks out of place."
  package static let secondLook = "Worth a second look:"

  /// A finding, and in which rows; of more rows than are named, that there are more.
  package static func finding(_ text: String, rows: [Int], of count: Int) -> String {
    guard !rows.isEmpty else { return text + "." }
    let shown = rows.map(String.init).joined(separator: ", ")
    return "\(text) (\(count == 1 ? "row" : "rows") \(shown)\(count > rows.count ? ", …" : ""))."
  }

  // MARK: The ledger

  /// How many published values agree, of those that can be computed, and what came of the others.
  static func ledger(
    matches: Int, of comparable: Int, fitted: Int, others: [(verdict: Verdict, count: Int)]
  ) -> String {
    func number(_ count: Int) -> String { NumberFormat.integer.text(Double(count)) }
    let agreement =
      "\(number(matches)) of \(number(comparable)) published values that can be computed agree within "
      + "their tolerance"
    let repaired =
      fitted > 0 ? ", \(number(fitted)) of them after a repair inferred from the value itself" : ""
    return agreement + repaired
      + others.map { "; \(number($0.count)) \(words($0.verdict, isOne: $0.count == 1))" }.joined()
      + "."
  }

  private static func words(_ verdict: Verdict, isOne: Bool) -> String {
    switch verdict {
    case .differs: isOne ? "differs" : "differ"
    case .explained: (isOne ? "differs" : "differ") + " for a known reason"
    case .transcribed: isOne ? "is transcribed only" : "are transcribed only"
    case .notComputable: "cannot be computed from public data"
    case .match, .unpublished: isOne ? "was not published" : "were not published"
    }
  }

  static func data(arePinned: Bool) -> String {
    arePinned
      ? "The data are the files that the study pins, to the last byte."
      : "The data are not the files that the study pins: a difference may come from them."
  }
}

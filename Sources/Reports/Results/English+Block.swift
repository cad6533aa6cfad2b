internal import Basics
package import Statistics

/// Labels and phrases in the block and the tables of a result.
extension English {
  /// What comes before the parts of a block.
  enum Label: String {
    case result = "Result"
    case values = "Values"
    case estimate = "Estimate"
    case test = "Test"
    case effectSize = "Effect size"
    case fit = "Fit"
    case diagnostics = "Diagnostics"
    case rows = "Rows"
    case assumptions = "Assumptions"
    case robust = "Robust"
    case note = "Note"
    case address = "Address"
    case method = "Method"
  }

  /// The heads of columns.
  enum Head: String {
    case term = "Term"
    case standardError = "SE"
    case interval = "CI"
    case groups = "Groups"
    case variables = "Variables"
    case difference = "Difference"
    case statistic = "Statistic"
    case rows = "Rows"
    case adjusted = ", adjusted"
  }

  /// Instead of a result.
  static func none(because reason: String) -> String { "none: \(reason)" }

  static let onlyRounding = "the values differ only by rounding"

  /// "95 % CI".
  static func interval(_ level: Double) -> String { percent(level) + " " + Head.interval.rawValue }

  /// A level in percent: `95 %`.
  static func percent(_ level: Double) -> String {
    NumberFormat.number.text((level * 1000).rounded() / 10) + NumberFormat.unitSpace + "%"
  }

  /// Behind a number of both sides that is beside a one-sided test, and behind that test.
  static let twoSided = " (two-sided)"
  static let oneSided = " (one-sided)"

  /// "Holm over 14 tests: ", before the p-value of a family.
  static func corrected(_ correction: String?, tests: Int?) -> String {
    (correction ?? "adjusted") + (tests.map { " over \($0) tests" } ?? "") + ": "
  }

  /// How many observations there are in all.
  static func total(_ text: String) -> String { "N = " + text }

  /// Rows that were left out.
  static func missing(_ count: Int) -> String {
    NumberFormat.integer.text(Double(count)) + " missing"
  }

  static func notFinite(_ count: Int) -> String {
    NumberFormat.integer.text(Double(count)) + " not finite"
  }

  /// Whether a method with fewer assumptions says the same; without the correction of a family, where one decides.
  static func robust(agrees: Bool, beforeCorrection: Bool) -> String {
    "; it " + (agrees ? "agrees" : "disagrees") + (beforeCorrection ? " before correction" : "")
  }

  // MARK: Assumptions

  /// What the data say of an assumption; `nil` of few values, of which the evidence says how little they show. A check
  /// that finds nothing proves nothing.
  package static func verdict(_ assumption: Assumption) -> String? {
    switch assumption.verdict {
    case .unopposed: nil
    case .holds where !assumption.isCounted: "nothing against it"
    case .holds, .doubtful, .violated, .notChecked: assumption.verdict.rawValue
    }
  }

  /// An assumption, what the data say of it, and on what evidence.
  static func sentence(_ assumption: Assumption) -> [Inline] {
    let p: [Inline] =
      assumption.pValue.map {
        [.emphasis([.text("p")]), .text(NumberFormat.p.statement("", $0))]
      } ?? []
    var evidence = assumption.evidence
    guard let verdict = verdict(assumption) else {
      guard !p.isEmpty, evidence.popLast() == ")" else {
        return [.text(assumption.name + ": " + assumption.evidence)]
      }
      return [.text(assumption.name + ": " + evidence + ", ")] + p + [.text(")")]
    }
    let head: Inline = .text(assumption.name + ": " + verdict)
    guard !evidence.isEmpty || !p.isEmpty else { return [head] }
    let comma = evidence.isEmpty || p.isEmpty ? "" : ", "
    return [head, .text(" (" + evidence + comma)] + p + [.text(")")]
  }

  // MARK: Trends

  /// What a tag says of a trend; `side` is the one that was asked for.
  static func trend(_ verdict: TrendVerdict, asked side: Claim.Side?) -> String {
    ReportLanguage.english[ReportWord(verdict, asked: side)]
  }
}

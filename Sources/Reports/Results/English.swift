internal import Basics
internal import Statistics

/// What reports say of results, in English. Of claims: one clause for each relation, and one frame for each kind of
/// evidence.
///
/// Clauses are in the past tense, whose verbs agree with "emissions" as with "size": the words of the
/// data are put in without being understood. Another language is another table of the same claims.
package enum English {
  /// What the claim says: that the relation was there, that there was no evidence of it, or that it was
  /// not tested.
  static func sentence(_ claim: Claim) -> String {
    switch claim.evidence {
    case .found: capitalised(clause(claim.relation, claim.direction ?? claim.asked))
    case .notFound:
      claim.asked == nil
        ? "There was no evidence " + denial(claim.relation)
        : "There was no evidence that " + clause(claim.relation, claim.asked)
    case .untested: "Whether \(question(claim)) was not tested"
    }
  }

  /// What there was no evidence of, where no side was asked for.
  private static func denial(_ relation: Claim.Relation) -> String {
    switch relation {
    case .correlation(let a, let b, let given):
      "of a correlation between \(a) and \(b)" + same(given)
    case .trend(let outcome, let along): "of a trend in \(outcome)" + with(along)
    default: "that " + clause(relation, nil)
    }
  }

  /// What was not tested.
  private static func question(_ claim: Claim) -> String {
    switch claim.relation {
    case .trend(let outcome, let along): "\(outcome) rose or fell" + with(along)
    default: clause(claim.relation, claim.asked)
    }
  }

  /// The relation as a clause, with its direction where it has one.
  private static func clause(_ relation: Claim.Relation, _ side: Claim.Side?) -> String {
    switch relation {
    case .groups(let measure, let outcome, let groups, let named):
      guard let side, groups.count == 2 else {
        return "\(subject(measure, outcome)) differed between \(named)"
      }
      let (first, second) = (groups[0], groups[1])
      return measure == .distribution
        ? "\(outcome) reached \(height(side)) values in \(first) than in \(second)"
        : "\(height(measure, outcome, side)) in \(first) than in \(second)"
    case .variables(let measure, let a, let b):
      guard let side else { return both(measure, a, b) + " differed" }
      return "\(height(measure, a, side)) than \(measure == .mean ? "that of " : "")\(b)"
    case .value(let measure, let outcome, let reference):
      guard let side else { return "\(subject(measure, outcome)) differed from \(reference)" }
      return "\(height(measure, outcome, side)) than \(reference)"
    case .correlation(let a, let b, let given):
      let how = side.map { $0 == .less ? "negatively " : "positively " } ?? ""
      return "\(a) and \(b) were \(how)correlated" + same(given)
    case .association(let a, let b):
      guard let side else { return "\(a) and \(b) were associated" }
      return "the odds ratio of \(a) and \(b) was \(side == .less ? "below" : "above") 1"
    case .trend(let outcome, let along): return "\(outcome) \(movement(side))" + with(along)
    case .slope(let response, let predictor):
      return "\(response) \(movement(side)) with \(predictor)"
    case .level(let response, let factor, let level):
      let what = side.map { "tended to be \(height($0))" } ?? "differed"
      return "\(response) \(what) for \(factor) “\(level)”"
    case .normality(let outcome): return "\(outcome) departed from a normal distribution"
    case .order(let outcome):
      guard let side else { return "the order of \(outcome) about its median departed from chance" }
      return "\(outcome) crossed the median \(side == .less ? "less" : "more") often than by chance"
    case .equivalence(let outcome, let groups, let low, let high):
      return "the means of \(outcome) in \(groups) differed by less than the bounds, "
        + "between \(low) and \(high)"
    case .finding(let outcome, let what): return "\(outcome) \(what)"
    case .furtherTerms(let outcome):
      return "the further terms explained more of \(outcome) than chance would"
    }
  }

  // MARK: Names that the data do not give

  /// What stands for a name that the data do not give.
  enum Unnamed: String {
    case values = "the values"
    case response = "the response"
    case rows = "the rows"
    case columns = "the columns"
    case firstVariable = "the first variable"
    case second = "the second"
    case firstGroup = "the first group"
    case conditions = "the conditions"
    case intercept = "Intercept"
  }

  static func groups(_ count: Int) -> String {
    count > 2 ? "the \(count) groups" : "the two groups"
  }

  /// A response as a model sees it: the odds of it, or a quantile.
  static func odds(of outcome: String) -> String { "the odds of \(outcome)" }

  static func values(of outcome: String) -> String { "the values of \(outcome)" }

  static let hazard = "the hazard"

  static func quantile(_ probability: Double?, of outcome: String) -> String {
    guard let probability, probability != 0.5 else { return "the median of \(outcome)" }
    return "the \(NumberFormat.number.text(probability)) quantile of \(outcome)"
  }

  static func difference(_ outcome: String, _ other: String) -> String {
    "\(outcome) minus \(other)"
  }

  /// A term that is the product of others.
  static func interaction(_ terms: [String]) -> String { terms.joined(separator: " × ") }

  static func level(_ level: String, of factor: String) -> String { "\(factor): \(level)" }

  // MARK: Words

  /// "a", "a and b", "a, b and c".
  static func listed(_ texts: [String]) -> String {
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " and " + last
  }

  static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// "1 row", "1,419 rows".
  package static func count(_ count: Int, _ noun: String) -> String {
    NumberFormat.integer.text(Double(count)) + " " + noun + (count == 1 ? "" : "s")
  }

  private static func subject(_ measure: Claim.Measure, _ outcome: String) -> String {
    switch measure {
    case .mean: "the mean of " + outcome
    case .spread: "the spread of " + outcome
    case .share: "the share of " + outcome
    case .distribution: "the distribution of " + outcome
    case .values: outcome
    }
  }

  private static func both(_ measure: Claim.Measure, _ a: String, _ b: String) -> String {
    switch measure {
    case .mean: "the means of \(a) and \(b)"
    case .share: "the shares of \(a) and \(b)"
    case .spread, .values, .distribution: "\(a) and \(b)"
    }
  }

  /// "the mean of cost was higher", "cost tended to be higher".
  private static func height(
    _ measure: Claim.Measure, _ outcome: String, _ side: Claim.Side
  ) -> String {
    subject(measure, outcome) + (measure == .values ? " tended to be " : " was ") + height(side)
  }

  private static func height(_ side: Claim.Side) -> String { side == .less ? "lower" : "higher" }

  private static func movement(_ side: Claim.Side?) -> String {
    switch side {
    case .less: "fell"
    case .greater: "rose"
    case nil: "changed"
    }
  }

  private static func same(_ given: [String]) -> String {
    given.isEmpty ? "" : " at the same \(listed(given))"
  }

  private static func with(_ along: String?) -> String { along.map { " with " + $0 } ?? "" }
}

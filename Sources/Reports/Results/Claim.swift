internal import Statistics

/// What a result lets one say, without the words for it.
struct Claim: Hashable, Sendable {
  /// The side of a direction.
  enum Side: Hashable, Sendable {
    case less, greater
  }

  /// What the data said to what was asked.
  enum Evidence: Hashable, Sendable {
    case found, notFound
    /// The method gave no p-value.
    case untested
  }

  /// What is compared of an outcome.
  typealias Measure = ClaimKind.Aspect

  /// How two things are related, or one departs from what it is compared with.
  enum Relation: Hashable, Sendable {
    /// A measure in groups, or under conditions, that are listed.
    case groups(Measure, of: String, in: [String], named: String)
    /// A measure of two variables.
    case variables(Measure, String, String)
    /// A measure against a value.
    case value(Measure, of: String, String)
    case correlation(String, String, given: [String])
    case association(String, String)
    /// A series over time, or along another variable.
    case trend(String, along: String?)
    /// A response over a variable of a model.
    case slope(String, over: String)
    /// A response at a level of a factor.
    case level(String, factor: String, level: String)
    case normality(String)
    /// The order of a series about its median.
    case order(String)
    /// Means that differ by less than bounds.
    case equivalence(String, in: String, low: String, high: String)
    /// What is said of values or groups, as in "shifted in level".
    case finding(String, String)
    /// Terms beyond those of a smaller model.
    case furtherTerms(String)
  }

  let relation: Relation
  /// Which way the data point; `nil`: nowhere, or the relation has no direction.
  var direction: Side?
  /// The side that a one-sided test asked for.
  var asked: Side?
  let evidence: Evidence
}

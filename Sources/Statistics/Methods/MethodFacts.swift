/// What is to be known of a method before it runs.
public struct MethodFacts: Sendable {
  /// The name in requests, e.g. `mann-whitney`.
  public let name: String
  /// The name in print, as it is within a sentence: "Mann–Whitney test".
  public let title: String
  /// What kind of question it answers.
  public let topic: MethodTopic
  /// What it answers, in a sentence.
  public let purpose: String
  /// The null hypothesis, as in "Null hypothesis: equal means"; `nil` where nothing is tested.
  public let hypothesis: String?
  /// What data it takes.
  public let takes: MethodInput
  /// How many groups it compares, where it compares groups.
  public let groups: ClosedRange<Int>
  /// The fewest complete values, rows or blocks; of samples in each.
  public let least: Int
  /// What it needs to know of the rows.
  public let needs: MethodNeed
  /// Whether rows may have weights.
  public let weights: Weights
  /// Whether rows may belong to clusters.
  public let takesClusters: Bool
  /// The statistic, as results name it.
  public let statistic: String?
  /// The one estimate; `nil` where there is none, or several.
  public let estimate: String?
  /// The unit of the estimate.
  public let unit: AnswerUnit
  /// What a sentence says of the result.
  public let claim: ClaimKind
  /// What the method takes for granted.
  public let assumptions: [String]
  /// Where it comes from.
  public let references: [MethodReference]
  /// The routines of other programs that it agrees with.
  public let agreesWith: [String]

  /// Whether rows may have weights.
  public enum Weights: Hashable, Sendable {
    case none
    /// Yes, and what they mean.
    case taken(String)
    /// No; the method of this name takes them.
    case by(String)
  }

  init(
    _ name: String, _ title: String, _ topic: MethodTopic, _ purpose: String,
    hypothesis: String? = nil, takes: MethodInput, groups: ClosedRange<Int> = 2...Self.manyGroups,
    least: Int = 1, needs: MethodNeed = .rows, weights: Weights = .none,
    takesClusters: Bool = false, statistic: String? = nil, estimate: String? = nil,
    unit: AnswerUnit = .none, claim: ClaimKind, assumptions: [String] = [],
    references: [MethodReference], agreesWith: [String] = []
  ) {
    self.name = name
    self.title = title
    self.topic = topic
    self.purpose = purpose
    self.hypothesis = hypothesis
    self.takes = takes
    self.groups = groups
    self.least = least
    self.needs = needs
    self.weights = weights
    self.takesClusters = takesClusters
    self.statistic = statistic
    self.estimate = estimate
    self.unit = unit
    self.claim = claim
    self.assumptions = assumptions
    self.references = references
    self.agreesWith = agreesWith
  }

  /// As many groups as the limits allow.
  static let manyGroups = AnalysisLimits.groups

  /// Whether rows may have weights.
  var takesWeights: Bool { if case .taken = weights { true } else { false } }
}

/// What kind of question a method answers; the order is that of the documentation.
public enum MethodTopic: String, Hashable, Sendable, CaseIterable {
  case description = "Description"
  case association = "Association of variables"
  case location = "Means and locations"
  case comparisons = "Comparisons of pairs of groups"
  case spread = "Spread and distribution"
  case order = "Order and trend"
  case series = "Time series"
  case survival = "Survival"
  case counts = "Counts and shares"
  case models = "Models"
  case multiplicity = "Multiple testing"
}

/// What a method needs to know of the rows: from less than the rows themselves it could be answered where
/// they are kept.
public enum MethodNeed: String, Hashable, Sendable, CaseIterable {
  case rows = "the rows themselves"
  case ranks = "the ranks of the values"
  case moments = "the moments of each sample"
  case counts = "a table of counts"
  case products = "centred products of the columns"
}

/// The unit of an estimate.
public enum AnswerUnit: Hashable, Sendable {
  /// None, as of a correlation, or not known beforehand, as of a model's coefficients.
  case none
  /// That of the values.
  case values
  /// That of the response for each unit of the predictor.
  case slope
}

/// Where a method comes from.
public struct MethodReference: Hashable, Sendable {
  /// The authors, as they are cited.
  public let authors: String
  /// The year.
  public let year: Int
  /// The DOI, where there is one.
  public let doi: String?
  /// The journal or book, where there is no DOI.
  public let place: String?

  init(_ authors: String, _ year: Int, doi: String) {
    self.authors = authors
    self.year = year
    self.doi = doi
    place = nil
  }

  init(_ authors: String, _ year: Int, in place: String) {
    self.authors = authors
    self.year = year
    doi = nil
    self.place = place
  }

  /// `Welch (1947), doi:10.1093/biomet/34.1-2.28`.
  public var text: String {
    "\(authors) (\(year)), " + (doi.map { "doi:" + $0 } ?? place ?? "")
  }
}

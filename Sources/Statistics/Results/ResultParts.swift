public import Basics
internal import Foundation

/// Which differences speak against the null hypothesis: always first minus second sample, or sample
/// minus null value.
public enum Alternative: String, Hashable, Sendable, CaseIterable {
  case twoSided = "two-sided"
  case less
  case greater
}

/// A named number.
public struct NamedValue: Hashable, Sendable {
  /// What it is, e.g. `U`.
  public let quantity: Quantity
  /// The number; `nil` where there is none, and a note says why.
  public let value: Double?

  /// What it is called.
  public var name: String { quantity.name }

  /// A named number; NaN and infinities become `nil`.
  public init(_ quantity: Quantity, _ value: Double?) {
    self.quantity = quantity
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
  }
}

/// An interval, of which a missing end is unbounded.
public struct Interval: Hashable, Sendable {
  /// The lower end; `nil`: unbounded.
  public let low: Double?
  /// The upper end; `nil`: unbounded.
  public let high: Double?

  /// An interval; infinite ends are unbounded.
  public init(_ low: Double?, _ high: Double?) {
    self.low = low.flatMap { $0.isFinite ? $0 : nil }
    self.high = high.flatMap { $0.isFinite ? $0 : nil }
  }

  /// `[low, high]`.
  public var node: Node { .list([.number(low), .number(high)]) }
}

/// An estimated quantity with its interval.
public struct Estimate: Hashable, Sendable {
  /// What is estimated, e.g. `hodges-lehmann`.
  public let quantity: Quantity
  /// The estimate; `nil` where there is none.
  public let value: Double?
  /// Its interval, where there is one.
  public let interval: Interval?
  /// The level asked for.
  public let level: Double

  /// What it is called.
  public var name: String { quantity.name }

  /// An estimate; NaN and infinities become `nil`.
  public init(
    _ quantity: Quantity, _ value: Double?, _ interval: Interval? = nil, level: Double
  ) {
    self.quantity = quantity
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.interval = interval
    self.level = level
  }
}

/// How large an effect is, free of the sample size.
public struct EffectSize: Hashable, Sendable {
  /// What measures it, e.g. `cliffs-delta`.
  public let quantity: Quantity
  /// The size; `nil` where it is not defined for the data.
  public let value: Double?
  /// Its interval at the level of the analysis, where a method is known.
  public let interval: Interval?

  /// What it is called.
  public var name: String { quantity.name }

  /// An effect size; NaN and infinities become `nil`.
  public init(_ quantity: Quantity, _ value: Double?, _ interval: Interval? = nil) {
    self.quantity = quantity
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.interval = interval
  }
}

/// Something that a method takes for granted, and what the data say of it.
public struct Assumption: Hashable, Sendable {
  /// What the data say.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    case holds
    /// The data say nothing against it, and are too few to say much.
    case unopposed = "nothing against"
    case doubtful
    case violated
    case notChecked = "not checked"
  }

  /// What is taken for granted.
  public let name: String
  /// What the data say of it.
  public let verdict: Verdict
  /// What was looked at, in a sentence.
  public let evidence: String
  /// The p-value of the check, where it is a test.
  public let pValue: Double?

  /// An assumption with its verdict.
  public init(_ name: String, _ verdict: Verdict, _ evidence: String, pValue: Double? = nil) {
    self.name = name
    self.verdict = verdict
    self.evidence = evidence
    self.pValue = pValue.flatMap { $0.isFinite ? $0 : nil }
  }

  /// What follows from how the data were collected, and from nothing in them.
  static func ofDesign(_ name: String) -> Assumption {
    Assumption(name, .notChecked, "follows from how the data were collected")
  }

  /// Whether the verdict was counted, which proves what it says: of what must be large enough. That a check finds
  /// nothing proves nothing.
  public var isCounted: Bool { name.contains("large enough") }

  /// Below so many values a check sees little, so that nothing holds because it passed.
  public static let fewValues = 20

  /// The verdict of a check of `count` values. Few values can speak against what is taken for granted, and
  /// hardly for it.
  ///
  /// - Parameter claim: What is checked, as in "nothing against normality".
  init(
    _ name: String, _ verdict: Verdict, _ evidence: String, count: Int, of claim: String,
    pValue: Double? = nil
  ) {
    guard verdict == .holds, count < Self.fewValues else {
      self.init(name, verdict, evidence, pValue: pValue)
      return
    }
    self.init(
      name, .unopposed,
      "nothing against \(claim); \(count) values can show little (\(evidence))", pValue: pValue)
  }

  /// The same by the p-value of the check: violated below 0.01, doubtful below 0.1.
  init(_ name: String, _ evidence: String, pValue: Double, count: Int, of claim: String) {
    self.init(
      name, pValue < 0.01 ? .violated : (pValue < 0.1 ? .doubtful : .holds), evidence,
      count: count, of: claim, pValue: pValue)
  }
}

/// Another analysis of the same question with fewer assumptions, already computed.
public struct RobustAlternative: Hashable, Sendable {
  /// The method, as in a request.
  public let method: String
  /// Its statistic.
  public let statistic: NamedValue?
  /// Its p-value.
  public let pValue: Double?
  /// Its estimate.
  public let estimate: Estimate?

  init(_ result: AnalysisResult) {
    method = result.method
    statistic = result.statistic
    pValue = result.pValue
    estimate = result.estimate
  }
}

/// A coefficient of a fitted model.
public struct Coefficient: Hashable, Sendable {
  /// The term, `(Intercept)` first.
  public let term: String
  /// The estimate.
  public let estimate: Double?
  /// Its standard error.
  public let standardError: Double?
  /// The estimate over its standard error.
  public let statistic: Double?
  /// The degrees of freedom of that ratio; `nil`: normal.
  public let degreesOfFreedom: Double?
  /// Two-sided p-value for zero.
  public let pValue: Double?
  /// The interval at the level of the analysis.
  public let interval: Interval?
  /// The p-value within the family of tests that the term belongs to.
  public var corrected: CorrectedP?
  /// What the exponential of the estimate is; `nil` where it is nothing of its own.
  public internal(set) var ratio: Ratio?

  /// A ratio of odds, of rates or of hazards, for one unit more of the term.
  public enum Ratio: Hashable, Sendable {
    case odds, rate, hazard

    /// What it is called.
    public var words: String {
      switch self {
      case .odds: "odds ratio"
      case .rate: "rate ratio"
      case .hazard: "hazard ratio"
      }
    }
    /// Its key.
    public var key: Key {
      switch self {
      case .odds: .oddsRatio
      case .rate: .rateRatio
      case .hazard: .hazardRatio
      }
    }
    /// The key of its interval.
    public var intervalKey: Key {
      switch self {
      case .odds: .oddsRatioInterval
      case .rate: .rateRatioInterval
      case .hazard: .hazardRatioInterval
      }
    }
  }

  /// The exponential of the estimate, where it is a ratio.
  public var ratioEstimate: Double? { ratio == nil ? nil : estimate.flatMap { exp($0).finite } }
  /// Its interval.
  public var ratioInterval: Interval? {
    ratio == nil
      ? nil : interval.map { Interval($0.low.map { exp($0) } ?? 0, $0.high.map { exp($0) }) }
  }

  /// What a fit calls its constant.
  public static let intercept = TermName.intercept
  /// Whether it is the constant.
  public var isIntercept: Bool { term == Self.intercept }
}

/// A p-value after the correction of its family; there may be none for these data.
public struct CorrectedP: Hashable, Sendable {
  /// The p-value.
  public let value: Double?

  /// A p-value.
  public init(_ value: Double?) { self.value = value }
}

/// A comparison of two groups, or of two variables, among several.
public struct Comparison: Hashable, Sendable {
  /// The names of the two groups or variables.
  public let groups: [String]
  /// The statistic.
  public let statistic: Double?
  /// Unadjusted p-value; `nil` where only an adjusted one is defined.
  public let pValue: Double?
  /// The p-value adjusted for all comparisons.
  public let adjustedPValue: Double?
  /// The estimated difference, first minus second, where the method has one; of two variables their
  /// correlation.
  public let estimate: Estimate?
  /// The standard error of the estimate, where comparisons have their own.
  public internal(set) var standardError: Double?
  /// The degrees of freedom of the statistic, likewise.
  public internal(set) var degreesOfFreedom: Double?
  /// The rows behind this comparison, where comparisons are based on different rows.
  public internal(set) var count: Int?
  /// The rows that this comparison had to leave out.
  public internal(set) var missingCount: Int?
  /// Whether the two are named apart, as of models, which are no groups.
  var namesSides = false
  /// The levels of other factors within which the two are compared.
  public internal(set) var within: String?
}

/// How many observations an analysis used.
public enum ObservationCount: Hashable, Sendable {
  case one(Int)
  case samples([Int])

  /// The sum over the samples.
  public var total: Int {
    switch self {
    case .one(let count): count
    case .samples(let counts): counts.reduce(0, +)
    }
  }

  /// A number or a list.
  public var node: Node {
    switch self {
    case .one(let count): .whole(Int64(count))
    case .samples(let counts): .list(counts.map { .whole(Int64($0)) })
    }
  }
}

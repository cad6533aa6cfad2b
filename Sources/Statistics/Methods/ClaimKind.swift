/// What the result of a method lets one say: the kind of its sentence.
public enum ClaimKind: Hashable, Sendable {
  /// The values in numbers.
  case description
  /// P-values after correction.
  case adjustment
  /// Which pairs of groups differ.
  case comparisons
  /// Which pairs of variables are correlated.
  case matrix
  /// Which of two samples is higher; where `asProbability`, the estimate is the probability that the
  /// second is.
  case location(Aspect, asProbability: Bool = false)
  /// The same of two measurements of the same things, or of one and a fixed value.
  case pairs(Aspect)
  /// Whether several samples differ.
  case difference(Aspect, among: Samples = .groups)
  /// Whether two samples differ in distribution.
  case distribution
  /// Whether two variables are correlated, the others held constant where it is partial.
  case correlation(isPartial: Bool = false)
  /// Whether values depart from a normal distribution.
  case normality
  /// Whether two categories are associated.
  case association
  /// The same, with a side: that of the odds ratio.
  case oddsRatio
  /// Whether two shares of the same things differ.
  case pairedShares
  /// How large a share is, or whether two differ.
  case share
  /// Whether values rise or fall in their order.
  case trend
  /// Whether y rises or falls with x.
  case slope
  /// Whether a difference lies within bounds.
  case equivalence
  /// Whether further terms of a model explain more.
  case furtherTerms
  /// How concentrated values are.
  case concentration
  /// Whether values come in random order.
  case order
  /// The estimate alone.
  case estimate
  /// Whether what is said of the values holds, as in "shifted in level".
  case finding(String)
  /// Several parts, told one by one.
  case parts
  /// What the terms of a model tell.
  case model(of: Response = .mean, isNormal: Bool = false)
  /// The parameters of a curve.
  case curve

  /// What is compared of samples.
  public enum Aspect: Hashable, Sendable {
    /// The values as a whole, by their ranks.
    case values
    case mean
    case spread
    case share
    /// The distribution, at the place where it differs most.
    case distribution
  }

  /// What says which way a result points, where no side was asked for.
  public enum Direction: Hashable, Sendable {
    /// The sign of the estimate, or of the statistic where there is no estimate.
    case estimate
    /// On which side of one half the estimated probability lies that the second sample is higher.
    case probability
    /// The sign of the statistic: the estimate is compared with a reference.
    case statistic
    /// Nothing: there are only the sides that were asked for.
    case none
  }

  /// What says which way a result points.
  ///
  /// - Parameter samples: How many samples there were.
  public func direction(samples: Int) -> Direction {
    switch self {
    case .location(_, asProbability: true): .probability
    case .distribution, .association, .oddsRatio, .pairedShares, .order, .finding, .parts: .none
    case .share: samples == 2 ? .estimate : .statistic
    default: .estimate
    }
  }

  /// Whether the estimate is stated after the claim; otherwise it is stated with the numbers of the test, or there is
  /// none.
  public var tellsEstimate: Bool {
    switch self {
    case .correlation, .difference, .distribution, .normality, .pairedShares, .furtherTerms, .order:
      false
    default: true
    }
  }

  /// What samples are called.
  public enum Samples: Hashable, Sendable {
    case groups
    case conditions
  }

  /// What a model models.
  public enum Response: Hashable, Sendable {
    case mean
    case odds
    case quantile
    case hazard
  }
}

internal import Basics
internal import Mathematics
internal import Foundation

/// The family of a generalised linear model, with its link: logit of shares, logarithm of counts and positive values, none of
/// values with a normal error.
enum ResponseFamily: String, CaseIterable, Sendable {
  case binomial, poisson
  case negativeBinomial = "negative-binomial"
  case gamma, gaussian

  /// Whether standard errors are scaled by the dispersion, and t stands for z.
  var hasDispersion: Bool { self == .gamma || self == .gaussian }

  var link: FittedModel.Link {
    switch self {
    case .binomial: .logit
    case .gaussian: .identity
    case .poisson, .negativeBinomial, .gamma: .log
    }
  }

  /// The expectation where the predictor is `eta`.
  func mean(_ eta: Double) -> Double {
    switch self {
    case .binomial:
      let e = exp(-abs(eta))
      return eta >= 0 ? 1 / (1 + e) : e / (1 + e)
    case .gaussian: return eta
    case .poisson, .negativeBinomial, .gamma: return exp(min(eta, 700))
    }
  }

  /// The derivative of the expectation by the predictor.
  func slope(_ mean: Double) -> Double {
    switch self {
    case .binomial: mean * (1 - mean)
    case .gaussian: 1
    case .poisson, .negativeBinomial, .gamma: mean
    }
  }

  /// The variance at an expectation, but for the dispersion.
  func variance(_ mean: Double, alpha: Double) -> Double {
    switch self {
    case .binomial: mean * (1 - mean)
    case .gaussian: 1
    case .poisson: mean
    case .negativeBinomial: mean * (1 + alpha * mean)
    case .gamma: mean * mean
    }
  }

  /// How far a value is from its expectation, in the unit of a squared normal deviate.
  func deviance(_ y: Double, _ mean: Double, alpha: Double) -> Double {
    func part(_ y: Double, _ mean: Double) -> Double { y > 0 ? y * log(y / mean) : 0 }
    switch self {
    case .binomial: return 2 * (part(y, mean) + part(1 - y, 1 - mean))
    case .gaussian: return (y - mean) * (y - mean)
    case .poisson: return 2 * (part(y, mean) - (y - mean))
    case .negativeBinomial:
      return 2 * (part(y, mean) - (y + 1 / alpha) * log1p(alpha * (y - mean) / (1 + alpha * mean)))
    case .gamma: return 2 * ((y - mean) / mean - log(y / mean))
    }
  }

  /// Where a fit starts: the predictor of a value moved away from the bounds.
  func start(_ y: Double, among mean: Double) -> Double {
    switch self {
    case .binomial:
      let share = (y + 0.5) / 2
      return log(share / (1 - share))
    case .gaussian: return y
    case .poisson, .negativeBinomial, .gamma: return log(y > 0 ? y : mean / 4)
    }
  }

  /// Refuses values that the family cannot have.
  func check(_ y: [Double], _ method: String) throws(StatisticsError) {
    let (isPossible, words): ((Double) -> Bool, String) =
      switch self {
      case .binomial: ({ $0 >= 0 && $0 <= 1 }, "0 and 1, or shares between them")
      case .poisson, .negativeBinomial:
        (
          { $0 >= 0 && $0 == $0.rounded() && $0 <= AnalysisRequest.largestCount },
          "counts up to 2^53"
        )
      case .gamma: ({ $0 > 0 }, "positive values")
      case .gaussian: ({ _ in true }, "numbers")
      }
    guard y.allSatisfy(isPossible) else {
      throw StatisticsError(
        .domainError, "\(method): the response of \(rawValue) must hold \(words)")
    }
    guard let first = y.first,
      y.contains(where: { $0 != first })
        || !(first == 0 || self == .gaussian || (self == .binomial && first == 1))
    else {
      throw StatisticsError(.constantInput, "\(method): all values of the response are equal")
    }
  }
}

internal import Basics
package import Statistics

/// What a slope, a correlation or a test of trend lets one say of a trend.
public enum TrendVerdict: Hashable, Sendable {
  case rises, falls
  /// Tested, without evidence for what was asked.
  case unclear
  /// The result has neither a p-value nor an interval that decides.
  case untested
}

/// Why a result has no slope that could be meant.
public enum SlopeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The model has several slopes, or none.
  case slopes(id: String, [String])
  case unknownTerm(id: String, term: String, nearest: String?)
  /// The result is not a model.
  case noModel(id: String, method: String)
  /// The method says nothing of a trend.
  case noTrend(id: String, method: String)

  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .slopes(let id, let terms) where terms.isEmpty: "the model '\(id)' has no slope"
    case .slopes(let id, let terms):
      "the model '\(id)' has \(terms.count) slopes; say which with term "
        + "(\(terms.prefix(12).joined(separator: ", "))\(terms.count > 12 ? ", …" : ""))"
    case .unknownTerm(let id, let term, let nearest):
      "the model '\(id)' has no term '\(term)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .noModel(let id, let method): "'\(id)' (\(method)) is not a model and has no terms"
    case .noTrend(let id, let method):
      "'\(id)' (\(method)) does not describe a trend; a slope, a correlation or a trend test does"
    }
  }
}

extension ResultText {
  /// What a trend tag says: "rises", "falls", "shows no clear trend", and whether only the correction of its family leaves none.
  ///
  /// - Parameter term: The slope of a model that has several.
  public func trendWords(
    term: String? = nil, in language: ReportLanguage = .english
  ) throws(SlopeError) -> String {
    guard failure == nil else { return language[.noTrend] }
    let verdict = try trend(of: term)
    let words = language[ReportWord(verdict, asked: side)]
    guard verdict == .unclear, try isLostToCorrection(term) else { return words }
    return "\(words) \(language[.afterCorrection])"
  }

  /// Whether one test alone would show what its family does not.
  private func isLostToCorrection(_ term: String?) throws(SlopeError) -> Bool {
    let (own, corrected): (Double?, Double?)
    if result.coefficients != nil, kind != .curve {
      let slope = try slope(term)
      (own, corrected) = (slope.pValue, adjusted(slope))
    } else {
      (own, corrected) = (pValue, context.pAdjusted)
    }
    guard let own, let corrected else { return false }
    return own < Self.significance && corrected >= Self.significance
  }

  /// What the result lets one say of a trend.
  func trend(of term: String?) throws(SlopeError) -> TrendVerdict {
    guard result.coefficients != nil, kind != .curve else {
      guard let kind = result.estimate?.quantity.kind, kind == .slope || kind.isCorrelation else {
        throw .noTrend(id: context.id, method: method)
      }
      guard term == nil else { throw .noModel(id: context.id, method: method) }
      return trendVerdict
    }
    return verdict(of: try slope(term))
  }

  /// The slope of this term, or the only one.
  package func slope(_ term: String?) throws(SlopeError) -> Coefficient {
    guard result.coefficients != nil else { throw .noModel(id: context.id, method: method) }
    let names = slopes.map(\.term)
    if let term {
      if let slope = slopes.first(where: { $0.term == term }) { return slope }
      throw .unknownTerm(id: context.id, term: term, nearest: term.nearest(in: names))
    }
    guard slopes.count == 1 else { throw .slopes(id: context.id, names) }
    return slopes[0]
  }

  private func verdict(of slope: Coefficient) -> TrendVerdict {
    let value = slope.estimate ?? 0
    guard !isExact else {
      // Next to slopes without an error, what has one is nothing but rounding.
      return Self.isCertain(slope) ? (value > 0 ? .rises : .falls) : .unclear
    }
    return verdict(
      adjusted(slope) ?? slope.pValue, Self.limits(slope.interval),
      value == 0 ? nil : value > 0 ? .greater : .less)
  }

  /// That of a correlation, of a test of trend, or of a slope that is estimated without a test.
  var trendVerdict: TrendVerdict {
    let isSlope = result.estimate?.quantity.kind == .slope
    return verdict(decisive, isSlope ? Self.limits(result.estimate?.interval) : nil, direction)
  }

  private func verdict(
    _ p: Double?, _ limits: (Double?, Double?)?, _ direction: Side?
  ) -> TrendVerdict {
    if let p {
      guard p < Self.significance, let direction else { return .unclear }
      return direction == .greater ? .rises : .falls
    }
    // A slope without a p-value is judged by its interval, as far as its level allows.
    guard let limits else { return .untested }
    let difference = level - (1 - Self.significance)
    if (limits.0 ?? -1) > 0 || (limits.1 ?? 1) < 0 {
      guard difference > -1e-9 else { return .untested }
      return (limits.0 ?? -1) > 0 ? .rises : .falls
    }
    return difference < 1e-9 ? .unclear : .untested
  }
}

import Basics
import Reports
import Statistics

/// What an analysis concludes of one thing: of its samples, of a term of a model, of a pair of groups.
struct Conclusion: Sendable {
  let address: String
  let method: String
  /// The correction and the id of its family, where it belongs to one.
  let family: String?
  let alternative: Alternative?
  let quantity: Quantity?
  let estimate: Double?
  let interval: Interval?
  /// After the study's correction, where there is one.
  let pValue: Double?
  /// Why there is no result.
  let failure: String?

  /// Whether the hypothesis is rejected; `nil` where nothing was tested.
  var isSignificant: Bool? { pValue.map { $0 < ResultText.significance } }

  /// How far the estimate lies from where nothing is found, and on which side.
  var effect: Double? { estimate.map { $0 - neutral } }

  /// The value of the estimate that says nothing.
  private var neutral: Double {
    switch quantity?.name {
    case "odds-ratio", "risk-ratio", "hazard-ratio": 1
    case "P(X<Y)+P(X=Y)/2", "vargha-delaney": 0.5
    default: 0
    }
  }

  /// All numbers of both are the same.
  func equals(_ other: Conclusion) -> Bool {
    estimate == other.estimate && pValue == other.pValue && interval == other.interval
      && failure == other.failure
  }

  /// The conclusions of an analysis; a description, which estimates and tests nothing, has none.
  static func all(of id: String, _ outcome: AnalysisOutcome) -> [Conclusion] {
    let family = outcome.family.map { "\($0.id) (\($0.correction))" }
    guard case .result(let result) = outcome.content else {
      guard case .failed(_, let message) = outcome.content else { return [] }
      return [
        Conclusion(
          address: id, method: outcome.method, family: family, alternative: nil, quantity: nil,
          estimate: nil, interval: nil, pValue: nil, failure: message)
      ]
    }
    let place = Address(id: id, path: [])
    func conclusion(
      _ address: Address, _ quantity: Quantity?, _ estimate: Double?, _ interval: Interval?,
      _ pValue: Double?
    ) -> Conclusion {
      Conclusion(
        address: address.description, method: result.method, family: family,
        alternative: result.alternative, quantity: quantity, estimate: estimate,
        interval: interval, pValue: pValue, failure: nil)
    }
    var all: [Conclusion] = []
    for term in result.coefficients ?? [] where !term.isIntercept {
      let corrected = term.corrected.map(\.value) ?? term.pValue
      all.append(
        conclusion(
          place.field(AnalysisResult.Key.coefficients).element(term.term), nil, term.estimate,
          term.interval, corrected))
    }
    for pair in result.comparisons ?? [] {
      let name = pair.nameInList ?? pair.groups.joined(separator: " - ")
      all.append(
        conclusion(
          place.field(AnalysisResult.Key.comparisons).element(name), pair.estimate?.quantity,
          pair.estimate?.value, pair.estimate?.interval, pair.adjustedPValue ?? pair.pValue))
    }
    if result.coefficients == nil, result.comparisons == nil {
      let corrected = outcome.family?.corrected.map(\.value) ?? result.pValue
      if corrected != nil || result.estimate?.value != nil {
        all.append(
          conclusion(
            place, result.estimate?.quantity, result.estimate?.value, result.estimate?.interval,
            corrected))
      }
    }
    return all
  }
}

/// What became of a conclusion, in the order in which it matters.
package enum ConclusionVerdict: String, Sendable, CaseIterable {
  case reversed
  case notComparable = "not-comparable"
  case weaker, stronger, gone, new, kept

  /// The verdict on two conclusions at one address, and why.
  static func of(_ old: Conclusion, _ new: Conclusion) -> (ConclusionVerdict, String?) {
    if let reason = obstacle(old, new) { return (.notComparable, reason) }
    if let was = old.isSignificant, let is_ = new.isSignificant, was != is_ {
      return (.reversed, is_ ? "significant now, and was not" : "was significant, and is not now")
    }
    if old.isSignificant == true, let before = old.effect, let now = new.effect, before * now < 0 {
      return (.reversed, "significant before and now, in the opposite direction")
    }
    guard let before = old.effect, let now = new.effect, let estimate = new.estimate,
      let interval = old.interval, !interval.holds(estimate)
    else { return (.kept, nil) }
    return (
      abs(now) > abs(before) ? .stronger : .weaker, "the new estimate lies outside the old interval"
    )
  }

  /// Why two conclusions cannot be compared.
  private static func obstacle(_ old: Conclusion, _ new: Conclusion) -> String? {
    if old.method != new.method { return "method \(old.method) before, \(new.method) now" }
    if old.family != new.family {
      return "family \(old.family ?? "none") before, \(new.family ?? "none") now"
    }
    if let failure = new.failure, old.failure == nil { return "no result now: \(failure)" }
    if let failure = old.failure, new.failure == nil { return "no result before: \(failure)" }
    if old.alternative != new.alternative {
      return "alternative \(old.alternative?.rawValue ?? "none") before, "
        + "\(new.alternative?.rawValue ?? "none") now"
    }
    if let before = old.quantity, let now = new.quantity, !before.isSame(as: now) {
      return "estimate \(before.name) before, \(now.name) now"
    }
    if (old.pValue == nil) != (new.pValue == nil) {
      return old.pValue == nil ? "no p-value before" : "no p-value now"
    }
    return nil
  }
}

extension Interval {
  /// Whether a number lies within; an end that is missing is unbounded.
  func holds(_ number: Double) -> Bool {
    (low ?? -.infinity) <= number && number <= (high ?? .infinity)
  }
}

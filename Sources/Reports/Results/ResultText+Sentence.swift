internal import Basics
internal import Statistics

extension ResultText {
  /// The result in one sentence: what the data show first, then the numbers that say so.
  ///
  /// It claims evidence only where p lies below `significance`, on the adjusted p-value where there is a
  /// family; above, it says that there was no evidence for what was asked, not that there is no effect;
  /// without a p-value, that nothing was tested. It names no causes. Every claim is in the past
  /// tense, whose verbs agree with "emissions" as with "size": the words of the data are put in without
  /// being understood.
  public var sentence: [Inline] { English.sentence(statement) }

  private var statement: Statement {
    if let failure { return .failure(of: context.title ?? name, reason: failure) }
    switch kind {
    case .description: return description
    case .adjustment: return adjustment
    case .comparisons: return comparisons
    case .matrix: return matrix
    case .parts: return parts
    default: break
    }
    if result.coefficients != nil { return fit }
    let numbers = [
      statistics.isEmpty ? nil : statisticsWithInterval,
      effectTexts.isEmpty ? nil : Self.joined(effectTexts), countText,
    ].compactMap { $0 }
    let start = opening
    return .test(
      start.words, estimate: start.tellsEstimate ? namedEstimate : nil, numbers: numbers)
  }

  /// How the sentence begins, and whether the estimate follows.
  private var opening: (words: Statement.Opening, tellsEstimate: Bool) {
    guard !isRounding else { return (.rounding, true) }
    func estimated(_ what: Statement.Estimated) -> (words: Statement.Opening, tellsEstimate: Bool) {
      (.estimated(what, of: outcome, estimateText(result.estimate, at: address(.estimate))), false)
    }
    switch kind {
    case .concentration: return estimated(.concentration)
    case .estimate:
      return estimated(.quantity(result.estimate?.quantity.plainText))
    default: break
    }
    guard let relation else { return (.hypothesis(of: name, found: found), true) }
    return (.claim(claimed(relation), fewValues: fewValues(relation)), kind?.tellsEstimate ?? true)
  }

  /// The relation that the method asks about; `nil` where it asks about none.
  private var relation: Claim.Relation? {
    switch kind {
    case .location(let measure, _): groups(measure)
    case .difference(let measure, let samples):
      .groups(
        measure, of: outcome, in: [], named: samples == .groups ? groupsText : conditionsText)
    case .distribution:
      .groups(.distribution, of: outcome, in: [pair.first, pair.second], named: groupsText)
    case .pairs(let measure): paired(measure)
    case .correlation:
      .correlation(
        context.predictor ?? English.Unnamed.firstVariable.rawValue,
        context.outcome ?? English.Unnamed.second.rawValue, given: context.controls)
    case .normality: .normality(outcome)
    case .association, .oddsRatio: .association(first, second)
    case .pairedShares:
      context.predictor == nil && groupNames.count == 2
        ? groups(.share) : .variables(.share, first, second)
    case .share:
      sampleCount == 2
        ? groups(.share)
        : .value(.share, of: outcome, referenceText(otherwise: 0.5, unit: nil))
    case .trend, .slope: .trend(outcome, along: context.predictor)
    case .equivalence: equivalence
    case .furtherTerms: .furtherTerms(outcome)
    case .order: .order(outcome)
    case .finding(let what): .finding(subject, what)
    case .description, .adjustment, .comparisons, .matrix, .concentration, .estimate, .model,
      .parts, .curve, nil:
      nil
    }
  }

  /// The claim of the result about a relation.
  private func claimed(_ relation: Claim.Relation) -> Claim {
    var evidence: Claim.Evidence = found.map { $0 ? Claim.Evidence.found : .notFound } ?? .untested
    var direction: Side?
    switch relation {
    case .trend:
      switch trendVerdict {
      case .rises: (evidence, direction) = (.found, .greater)
      case .falls: (evidence, direction) = (.found, .less)
      case .unclear: evidence = .notFound
      case .untested: evidence = .untested
      }
    default: direction = self.direction
    }
    return Claim(relation: relation, direction: direction, asked: side, evidence: evidence)
  }

  /// What tempers a claim: a test of normality with few values hardly ever finds a departure.
  private func fewValues(_ relation: Claim.Relation) -> Int? {
    guard case .normality = relation, found == false, let n = total,
      n < Double(Assumption.fewValues)
    else { return nil }
    return Int(n)
  }

  // MARK: Words of the data

  var outcome: String { context.outcome ?? English.Unnamed.values.rawValue }
  private var first: String { context.predictor ?? English.Unnamed.rows.rawValue }
  private var second: String { context.outcome ?? English.Unnamed.columns.rawValue }

  /// What a finding is about: the values of the outcome, or the groups.
  private var subject: String {
    if let outcome = context.outcome { return English.values(of: outcome) }
    return groupNames.isEmpty ? English.Unnamed.values.rawValue : groupsText
  }

  private var groupNames: [String] {
    if !context.groups.isEmpty { return context.groups }
    return result.sampleNames
  }

  /// The two groups that are compared.
  var pair: (first: String, second: String) {
    let names = groupNames
    return names.count == 2
      ? (names[0], names[1])
      : (English.Unnamed.firstGroup.rawValue, English.Unnamed.second.rawValue)
  }

  var groupsText: String {
    let names = groupNames
    if names.count > 1, names.count <= 6 { return English.listed(names) }
    return English.groups(sampleCount ?? names.count)
  }

  private var conditionsText: String {
    let names = groupNames
    return names.count > 1 && names.count <= 6
      ? English.listed(names) : English.Unnamed.conditions.rawValue
  }

  /// The value that the sample was compared with: `5 g`.
  private func referenceText(otherwise value: Double, unit: String?) -> String {
    NumberFormat(.number, unit: unit).value(context.reference ?? value).printed
  }

  // MARK: Claims

  private var namedEstimate: Statement.Named? {
    guard let estimate = result.estimate,
      let numbers = estimateText(estimate, at: address(.estimate))
    else { return nil }
    return Statement.Named(
      name: [Inline](estimate.quantity), isSymbol: estimate.quantity.isSymbol, numbers: numbers)
  }

  /// Which way the result points: that of the question where it was one-sided, else that of the
  /// estimate; `nil` where it points nowhere. Where the estimate is 0, Cliff's delta may still lean.
  var direction: Side? {
    if let side { return side }
    let estimate = result.estimate?.value ?? result.statistic?.value
    var value: Double
    switch kind?.direction(samples: sampleCount ?? 1) ?? .estimate {
    case .estimate: value = estimate ?? 0
    case .probability: value = estimate.map { 0.5 - $0 } ?? 0
    case .statistic: value = result.statistic?.value ?? 0
    case .none: return nil
    }
    if value == 0 {
      value = result.effectSizes.first { $0.quantity == .cliffsDelta }?.value ?? 0
    }
    return value == 0 ? nil : value > 0 ? .greater : .less
  }

  private func groups(_ measure: Claim.Measure) -> Claim.Relation {
    let (first, second) = pair
    return .groups(
      measure, of: outcome, in: [first, second], named: English.listed([first, second]))
  }

  /// Pairs, or one sample: against another variable, between two groups, or against a value.
  private func paired(_ measure: Claim.Measure) -> Claim.Relation {
    let isMean = measure == .mean
    let reference = referenceText(otherwise: 0, unit: context.unit)
    if let other = context.predictor {
      return isMean && context.reference ?? 0 != 0
        ? .value(.mean, of: English.difference(outcome, other), reference)
        : .variables(measure, outcome, other)
    }
    return context.groups.count == 2 ? groups(measure) : .value(measure, of: outcome, reference)
  }

  /// Whether the means lie within bounds set beforehand; the bounds belong to the claim.
  private var equivalence: Claim.Relation {
    let names = groupNames
    let bounds = [result.number(.boundLow), result.number(.boundHigh)]
      .map { NumberFormat(.number, unit: context.unit).value($0).printed }
    return .equivalence(
      outcome, in: names.count == 2 ? English.listed(names) : English.groups(2), low: bounds[0],
      high: bounds[1])
  }
}

internal import Basics
internal import Statistics

extension ResultText {
  /// The result in one sentence: what the data show first, then the numbers that say so.
  ///
  /// It claims evidence only where p lies below `significance`, on the adjusted p-value where there is a
  /// family; above, it says that there was no evidence for what was asked, not that there is no effect;
  /// without a p-value, that nothing was tested. It names no causes. Every claim stands in the past
  /// tense, whose verbs agree with "emissions" as with "size": the words of the data are put in without
  /// being understood.
  public var sentence: [Inline] {
    if let failure { return [.text("\(context.title ?? name): no result (\(failure)).")] }
    switch kind {
    case .description: return description
    case .adjustment: return adjustment
    case .comparisons: return comparisons
    case .matrix: return matrix
    case .parts: return parts
    default: break
    }
    if result.coefficients != nil { return fit }
    let numbers = Self.joined(
      [
        statistics.isEmpty ? nil : statisticsWithInterval,
        effectTexts.isEmpty ? nil : Self.joined(effectTexts),
        countText,
      ].compactMap { $0 }, by: "; ")
    let tail: [Inline] = numbers.isEmpty ? [.text(".")] : [.text(" (")] + numbers + [.text(").")]
    return claim + tail
  }

  /// What the data show, without the closing numbers.
  private var claim: [Inline] {
    if isRounding {
      return withEstimate([
        .text("The values differed only by rounding, so there was nothing to test")
      ])
    }
    switch kind {
    case .concentration:
      return stated("The Gini coefficient of \(outcome)", "The concentration of \(outcome)")
    case .estimate:
      let name = result.estimate?.name ?? "estimate"
      return stated("The \(ResultNames.quantity(name).plainText) of \(outcome)")
    default: break
    }
    guard let relation else {
      let text =
        found.map { "found \($0 ? "" : "no ")evidence against its null hypothesis" }
        ?? "gave no p-value"
      return withEstimate([.text("\(Self.capitalised(name)) \(text)")])
    }
    let text: [Inline] = [.text(English.sentence(claimed(relation)))]
    return kind?.tellsEstimate ?? true ? withEstimate(text) : text + remark
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
        context.predictor ?? "the first variable", context.outcome ?? "the second",
        given: context.controls)
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

  /// What tempers the claim: a test of normality with few values hardly ever finds a departure.
  private var remark: [Inline] {
    guard case .normality? = relation, found == false, let n = total,
      n < Double(Self.fewValues)
    else { return [] }
    return [.text(", but \(NumberFormat.integer.text(n)) values can show little")]
  }

  // MARK: Words of the data

  var outcome: String { context.outcome ?? "the values" }
  private var first: String { context.predictor ?? "the rows" }
  private var second: String { context.outcome ?? "the columns" }

  /// What a finding is about: the outcome, or the groups.
  private var subject: String {
    context.outcome ?? (sampleCount == nil ? "the values" : groupsText)
  }

  private var groupNames: [String] {
    if !context.groups.isEmpty { return context.groups }
    return result.sampleNames
  }

  /// The two groups that are compared.
  var pair: (first: String, second: String) {
    let names = groupNames
    return names.count == 2 ? (names[0], names[1]) : ("the first group", "the second")
  }

  var groupsText: String {
    let names = groupNames
    if names.count > 1, names.count <= 6 { return Self.listed(names) }
    let count = sampleCount ?? names.count
    return count > 2 ? "the \(count) groups" : "the two groups"
  }

  private var conditionsText: String {
    let names = groupNames
    return names.count > 1 && names.count <= 6 ? Self.listed(names) : "the conditions"
  }

  /// The value that the sample was compared with: `5 g`.
  private func referenceText(otherwise value: Double, unit: String?) -> String {
    NumberFormat(.number, unit: unit).value(context.reference ?? value).printed
  }

  // MARK: Claims

  private func withEstimate(_ claim: [Inline]) -> [Inline] {
    guard let estimate = estimateText(result.estimate, at: address(.estimate)),
      let name = result.estimate?.name
    else { return claim }
    let equals: [Inline] = ResultNames.isSymbol(name) ? [.text(" = ")] : [.text(" ")]
    return claim + [.text(": ")] + ResultNames.quantity(name) + equals + estimate
  }

  /// "The median of X was 5 g", of what is estimated and not tested.
  private func stated(_ what: String, _ missing: String? = nil) -> [Inline] {
    guard let estimate = estimateText(result.estimate, at: address(.estimate))
    else { return [.text("\(missing ?? what) was not estimated")] }
    return [.text("\(what) was ")] + estimate
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
      value = result.effectSizes.first { $0.name == "cliffs-delta" }?.value ?? 0
    }
    return value == 0 ? nil : value > 0 ? .greater : .less
  }

  private func groups(_ measure: Claim.Measure) -> Claim.Relation {
    let (first, second) = pair
    return .groups(measure, of: outcome, in: [first, second], named: "\(first) and \(second)")
  }

  /// Pairs, or one sample: against another variable, between two groups, or against a value.
  private func paired(_ measure: Claim.Measure) -> Claim.Relation {
    let isMean = measure == .mean
    let reference = referenceText(otherwise: 0, unit: context.unit)
    if let other = context.predictor {
      return isMean && context.reference ?? 0 != 0
        ? .value(.mean, of: "\(outcome) minus \(other)", reference)
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
      outcome, in: names.count == 2 ? Self.listed(names) : "the two groups", low: bounds[0],
      high: bounds[1])
  }

  /// Below this many values a test of normality has little power.
  static let fewValues = 20
}

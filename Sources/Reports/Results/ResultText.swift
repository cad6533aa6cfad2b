internal import Basics
public import Statistics

/// A result in words: the numbers of a test in the style of the American Psychological Association, its
/// sentence, and its block.
///
/// Everything is read from the result; where a part is absent its part of the text is left out.
public struct ResultText: Sendable {
  let result: AnalysisResult
  let context: ResultContext
  /// Why these data give no result.
  let failure: String?

  /// The words for a result.
  public init(_ result: AnalysisResult, context: ResultContext) {
    self.result = result
    self.context = context
    failure = nil
  }

  /// The words for an analysis that these data give no result of, and why.
  public init(method: String, failure: String, context: ResultContext) {
    result = AnalysisResult(method: method, title: "")
    self.context = context
    self.failure = failure
  }

  var method: String { result.method }
  /// The method in full; a title that the study gave the analysis is not its method.
  var name: String {
    result.title.isEmpty || result.title == context.title
      ? English.capitalised(ResultNames.method(method)) : result.title
  }
  var level: Double {
    result.estimate?.level ?? result.number(.level) ?? context.level ?? result.level
  }
  /// The level of every test: evidence is a p-value below it, whatever the level of the intervals.
  public static let significance = 0.05
  /// The same as it is printed.
  static let significanceText = NumberFormat(.number, digits: 1).text(significance)
  var pValue: Double? { result.pValue }
  /// The p-value that conclusions are based on: the adjusted one where there is a family.
  var decisive: Double? { context.pAdjusted ?? pValue }
  /// Whether there was evidence for what was asked; `nil` where nothing was tested.
  var found: Bool? { decisive.map { $0 < Self.significance } }
  var isOneSided: Bool { kind == .equivalence || side != nil }

  /// The side that a one-sided test asked for.
  typealias Side = Claim.Side

  /// What a one-sided test asked for; `nil` where it asked for both sides. Equivalence is shown by two
  /// one-sided tests, and its p is the larger of theirs.
  var side: Side? {
    guard kind != .equivalence else { return nil }
    switch result.alternative {
    case .less: return .less
    case .greater: return .greater
    case .twoSided, nil: return nil
    }
  }

  // MARK: Numbers

  /// Whether what varies within the samples is rounding alone: a test would test rounding errors.
  var isRounding: Bool {
    guard let statistic = result.statistic, let value = statistic.value else { return false }
    switch statistic.quantity.kind {
    case .ratio: return abs(value) >= Self.certainty
    case .varianceRatio: return value >= Self.certainty * Self.certainty
    default: return false
    }
  }

  /// A ratio of estimate and error from which on the error is that of the arithmetic.
  static let certainty = 1e7

  /// `t(15) = −4.06, p = 0.001`, with what belongs to the family.
  public var statistics: [Inline] {
    guard !isRounding else { return [] }
    var parts: [[Inline]] = []
    if let statistic = statisticText { parts.append(statistic) }
    if let p = pText(pValue, at: address(.pValue)) {
      parts.append(p + oneSided)
    }
    return Self.joined(parts) + familyText
  }

  /// The same, where the statistic is the estimate itself with its interval:
  /// `ρ(60) = 0.763, 95 % CI [0.61, 0.86], p < 0.001`.
  var statisticsWithInterval: [Inline] {
    guard let statistic = statisticText, let p = pText(pValue, at: address(.pValue)),
      result.statistic?.quantity == result.estimate?.quantity,
      let limits = Self.limits(result.estimate?.interval)
    else { return statistics }
    let place = address(.estimate).field(Estimate.Key.ci)
    return statistic + intervalText(limits, .fixed(2), at: place, numbers: limits)
      + sidedness(limits) + [.text(", ")] + p + oneSided + familyText
  }

  private var oneSided: [Inline] { isOneSided ? [.text(English.oneSided)] : [] }

  /// "; Holm over 14 tests: p = 0.011".
  var familyText: [Inline] {
    familyText(context.pAdjusted, at: address.field(Coefficient.Key.pAdjusted))
  }

  func familyText(_ adjusted: Double?, at place: Address) -> [Inline] {
    let correction = context.correction
    // One test alone is corrected for nothing.
    guard context.familySize != 1, correction.map(ResultNames.corrects) != false,
      let p = pText(adjusted, at: place)
    else { return [] }
    let name = correction.map(ResultNames.correction)
    return [.text("; " + English.corrected(name, tests: context.familySize))] + p
  }

  var statisticText: [Inline]? {
    guard let statistic = result.statistic, let value = statistic.value,
      // A statistic that is the estimate itself is said with it.
      statistic.quantity != result.estimate?.quantity || statistic.quantity.isSymbol
    else { return nil }
    var text = [Inline](statistic.quantity)
    // Degrees of freedom say from which distribution p is; an exact p comes from none of these.
    if let df = degreesOfFreedom(of: statistic.quantity) { text.append(.text("(\(df))")) }
    text.append(.text(Self.equals))
    text.append(cited(value, statistic.quantity.format(value), at: address(.statistic)))
    return text
  }

  private func degreesOfFreedom(of quantity: Quantity) -> String? {
    var parts = result.degreesOfFreedom.map(Self.degrees)
    if parts.isEmpty, quantity.kind == .correlation, !result.isExact,
      let n = total, n > 2, kind != .correlation(isPartial: true)
    {
      parts = [Self.degrees(n - 2)]
    }
    if quantity.kind == .chiSquare, parts.count == 1, let n = total {
      parts.append(English.total(NumberFormat.integer.text(n)))
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// Degrees of freedom: whole, or with one decimal.
  static func degrees(_ value: Double) -> String {
    NumberFormat(.number, decimals: value.rounded() == value ? 0 : 1).text(value)
  }

  /// The observations of an analysis that does not count them by samples.
  var total: Double? {
    if case .one(let count) = result.count { Double(count) } else { nil }
  }

  /// How many samples the observations are counted by; `nil` where they are not.
  var sampleCount: Int? {
    if case .samples(let counts) = result.count { counts.count } else { nil }
  }

  /// A number as it is printed, with the address of all its digits.
  func cited(_ value: Double?, _ format: NumberFormat, at place: Address) -> Inline {
    .value(format.value(value, address: place.description))
  }

  /// An equals sign that stays on the line of its symbol and its number.
  static let equals = NumberFormat.unitSpace + "=" + NumberFormat.unitSpace

  /// `p = 0.029`.
  func pText(_ value: Double?, at place: Address) -> [Inline]? {
    value.map { [Inline].p($0, address: place.description) }
  }

  /// `−0.69 g, 95 % CI [−1.05, −0.33]`.
  func estimateText(_ estimate: Estimate?, at place: Address) -> [Inline]? {
    guard let estimate, let value = estimate.value else { return nil }
    let ends = Self.limits(estimate.interval)
    var limits = ends
    // Ratios, correlations and probabilities have no unit.
    var (shown, unit) = (value, estimate.quantity.kind == .values ? context.unit : nil)
    if let own = unit {
      // −390,128,040 byte is −390 MB, and its interval with it.
      (shown, unit) = UnitPrefix.best(value, unit: own)
      if value != 0, unit != own {
        limits = limits.map { ($0.0.map { $0 * shown / value }, $0.1.map { $0 * shown / value }) }
      }
    }
    if isRounding { limits = nil }
    let format =
      limits == nil && estimate.quantity.kind == .count
      ? estimate.quantity.format(shown) : Self.format(for: limits)
    var text: [Inline] = [
      .value(
        Value(format.text(shown), unit: unit, address: place.description, numbers: [value]))
    ]
    if let limits, let ends {
      let interval = place.field(Estimate.Key.ci)
      text += intervalText(limits, format, at: interval, numbers: ends)
      text += sidedness(ends)
    }
    return text
  }

  /// `, 95 % CI [−1.05, −0.33]`; `numbers` are the ends before they were brought to a prefix.
  func intervalText(
    _ limits: (Double?, Double?), _ format: NumberFormat, at place: Address,
    numbers: (Double?, Double?)
  ) -> [Inline] {
    [
      .text(", \(English.interval(level)) "),
      .value(
        Value(
          Self.interval(limits, format), address: place.description,
          numbers: [numbers.0, numbers.1])),
    ]
  }

  /// Both ends with one rounding; a missing one is unbounded.
  static func interval(_ limits: (Double?, Double?), _ format: NumberFormat) -> String {
    let low = limits.0.map { format.text($0) } ?? NumberFormat.minus + "∞"
    let high = limits.1.map { format.text($0) } ?? "∞"
    return "[\(low), \(high)]"
  }

  /// " (two-sided)" behind an interval of both sides that is beside a one-sided p-value.
  func sidedness(_ limits: (Double?, Double?)) -> [Inline] {
    // An end at the bound of what is possible bounds nothing; which end is that of the side depends on what is measured.
    func isOpen(_ limit: Double?) -> Bool { limit.map { [-1, 0, 1].contains($0) } ?? true }
    let isTwoSided = side != nil && !isOpen(limits.0) && !isOpen(limits.1)
    return isTwoSided ? [.text(English.twoSided)] : []
  }

  /// Both ends of `[low, high]`; `nil` where there is no interval.
  static func limits(_ interval: Interval?) -> (Double?, Double?)? {
    guard let interval, interval.low != nil || interval.high != nil else { return nil }
    return (interval.low, interval.high)
  }

  static func format(for limits: (Double?, Double?)?) -> NumberFormat {
    guard let low = limits?.0, let high = limits?.1 else { return NumberFormat(.number, digits: 3) }
    return NumberFormat.number.matching(uncertainty: (high - low) / 2)
  }

  /// The effect sizes that are not the estimate itself: `Cohen’s d = −0.42 [−0.61, −0.23]`.
  var effectTexts: [[Inline]] {
    guard !isRounding else { return [] }
    return result.furtherEffectSizes.compactMap { size in
      guard let value = size.value else { return nil }
      let limits = Self.limits(size.interval)
      let format = limits == nil ? NumberFormat.fixed(2) : Self.format(for: limits)
      let place = address(.effectSizes).element(size.name)
      var text = [Inline](size.quantity)
      text += [.text(" = "), cited(value, format, at: place)]
      if let limits {
        text.append(.text(" " + Self.interval(limits, format)))
        // The interval of an equivalence test is the one that its two tests ask for; those of its effect
        // sizes are not.
        text += kind == .equivalence ? [.text(English.twoSided)] : sidedness(limits)
      }
      return text
    }
  }

  /// "n = 171", "n = 87 and 84".
  var countText: [Inline]? {
    let symbol: Inline = .emphasis([.text("n")])
    switch result.count {
    case .one(let count):
      return [symbol, .text(Self.equals), cited(Double(count), .integer, at: address(.n))]
    case .samples(let counts):
      guard !counts.isEmpty else { return nil }
      let texts = counts.map { NumberFormat.integer.text(Double($0)) }
      return [symbol, .text(Self.equals + English.listed(texts))]
    }
  }

  /// The address of the result.
  var address: Address { Address(id: context.id, path: []) }

  func address(_ key: AnalysisResult.Key) -> Address { address.field(key) }

  func address(_ key: Detail.Key) -> Address { address.field(key) }

  // MARK: Joining

  static func joined(_ parts: [[Inline]], by separator: String = ", ") -> [Inline] {
    Array(parts.joined(separator: [.text(separator)]))
  }
}

extension [Inline] {
  /// A p-value with its symbol and its relation: `p = 0.029`, `p < 0.001`.
  public static func p(_ value: Double?, address: String?) -> [Inline] {
    let text = NumberFormat.p.text(value)
    let relation =
      text.hasPrefix("<") || text.hasPrefix(">") ? NumberFormat.unitSpace : ResultText.equals
    return [
      .emphasis([.text("p")]), .text(relation),
      .value(Value(text, address: address, numbers: [value])),
    ]
  }
}

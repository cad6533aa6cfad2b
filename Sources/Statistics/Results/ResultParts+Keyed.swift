public import Basics

extension NamedValue: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case name, value
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .name: .text(name)
    case .value: .number(value)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(Quantity(named: try parts.required(.name)), try parts.number(.value))
  }

  /// The number.
  public var principal: Node? { node(.value) }
}

extension Estimate: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case name, value, ci, level
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .name: .text(name)
    case .value: .number(value)
    case .ci: interval?.node ?? .text(nil)
    case .level: .number(level)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(
      Quantity(named: try parts.required(.name)), try parts.number(.value),
      try parts.interval(.ci),
      level: try parts.number(.level) ?? AnalysisResult.usualLevel)
  }

  /// The estimate.
  public var principal: Node? { node(.value) }
}

extension EffectSize: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case name, value, ci
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .name: .text(name)
    case .value: .number(value)
    case .ci: interval?.node ?? .text(nil)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(
      Quantity(named: try parts.required(.name)), try parts.number(.value),
      try parts.interval(.ci))
  }

  /// What measures it.
  public var nameInList: String? { name }
  /// The size.
  public var principal: Node? { node(.value) }
}

extension Assumption: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case name, verdict, evidence
    case pValue = "p_value"
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .name: .text(name)
    case .verdict: .text(verdict.rawValue)
    case .evidence: .text(evidence)
    case .pValue: .number(pValue)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(
      try parts.required(.name), try parts.word(.verdict) ?? .notChecked,
      try parts.text(.evidence) ?? "", pValue: try parts.number(.pValue))
  }

  /// What is taken for granted.
  public var nameInList: String? { name }
}

extension RobustAlternative: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case method, statistic
    case pValue = "p_value"
    case estimate
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .method: .text(method)
    case .statistic: .optional(statistic)
    case .pValue: .number(pValue)
    case .estimate: .optional(estimate)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    method = try parts.required(.method)
    statistic = try parts.value(.statistic)
    pValue = try parts.number(.pValue)
    estimate = try parts.value(.estimate)
  }

  /// The estimate.
  public var principal: Node? { .number(estimate?.value) }
}

extension Coefficient: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case term, estimate
    case standardError = "std_error"
    case statistic
    case pValue = "p_value"
    case ci, df
    case pAdjusted = "p_adjusted"
    case oddsRatio = "odds_ratio"
    case oddsRatioInterval = "odds_ratio_ci"
    case rateRatio = "rate_ratio"
    case rateRatioInterval = "rate_ratio_ci"
    case hazardRatio = "hazard_ratio"
    case hazardRatioInterval = "hazard_ratio_ci"
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .term: .text(term)
    case .estimate: .number(estimate)
    case .standardError: .number(standardError)
    case .statistic: .number(statistic)
    case .pValue: .number(pValue)
    case .ci: interval?.node ?? .text(nil)
    case .df: degreesOfFreedom.map { .number($0) }
    case .pAdjusted: corrected.map { .number($0.value) }
    case .oddsRatio, .rateRatio, .hazardRatio: ratio?.key == key ? .number(ratioEstimate) : nil
    case .oddsRatioInterval, .rateRatioInterval, .hazardRatioInterval:
      ratio?.intervalKey == key ? ratioInterval?.node ?? .text(nil) : nil
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    term = try parts.required(.term)
    estimate = try parts.number(.estimate)
    standardError = try parts.number(.standardError)
    statistic = try parts.number(.statistic)
    degreesOfFreedom = try parts.number(.df)
    pValue = try parts.number(.pValue)
    interval = try parts.interval(.ci)
    corrected = parts.has(.pAdjusted) ? CorrectedP(try parts.number(.pAdjusted)) : nil
    ratio =
      parts.has(.oddsRatio)
      ? .odds : parts.has(.rateRatio) ? .rate : parts.has(.hazardRatio) ? .hazard : nil
  }

  /// The term.
  public var nameInList: String? { term }
  /// The estimate.
  public var principal: Node? { node(.estimate) }
}

extension Comparison: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case groups, within, first, second, statistic
    case pValue = "p_value"
    case pAdjusted = "p_adjusted"
    case estimate
    case standardError = "std_error"
    case df, ci, n
    case missingCount = "n_missing"
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .groups: .texts(groups)
    case .within: within.map { .text($0) }
    case .first: namesSides ? .text(groups.first) : nil
    case .second: namesSides ? .text(groups.last) : nil
    case .statistic: .number(statistic)
    case .pValue: .number(pValue)
    case .pAdjusted: .number(adjustedPValue)
    case .estimate: .optional(estimate)
    case .standardError: standardError.map { .number($0) }
    case .df: standardError.map { _ in .number(degreesOfFreedom) }
    case .ci: standardError.map { _ in estimate?.interval?.node ?? .text(nil) }
    case .n: count.map { .whole(Int64($0)) }
    case .missingCount: missingCount.map { .whole(Int64($0)) }
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    groups = try parts.texts(.groups) ?? []
    statistic = try parts.number(.statistic)
    pValue = try parts.number(.pValue)
    adjustedPValue = try parts.number(.pAdjusted)
    estimate = try parts.value(.estimate)
    standardError = try parts.number(.standardError)
    degreesOfFreedom = try parts.number(.df)
    count = try parts.whole(.n)
    missingCount = try parts.whole(.missingCount)
    namesSides = parts.has(.first)
    within = try parts.text(.within)
  }

  /// Both names.
  public var nameInList: String? { groups.joined(separator: " - ") }
  /// The estimate.
  public var principal: Node? { .number(estimate?.value) }
}

extension ObservationCount {
  /// Reads it back: a number or a list.
  init(_ parts: KeyedParts<AnalysisResult.Key>) throws(PartError) {
    if parts[.n]?.arrayValue != nil {
      self = .samples(try parts.numbers(.n)?.map { $0.flatMap(Int.init(exactly:)) ?? 0 } ?? [])
    } else {
      self = .one(try parts.whole(.n) ?? 0)
    }
  }
}

public import Basics
internal import Tables

extension AnalysisResult: Addressable {
  /// The words in results and addresses that all methods share; those of `Detail.Key` are among them.
  public enum Key: String, CodingKey, CaseIterable, Hashable, Sendable {
    case method, statistic, df, alternative, estimate, coefficients, comparisons, n, samples
    case assumptions, title, notes
    case pValue = "p_value"
    case pMethod = "p_method"
    case effectSizes = "effect_sizes"
    case missingCount = "n_missing"
    case nonFiniteCount = "n_non_finite"
    case rowFlow = "row_flow"
    case robustAlternative = "robust_alternative"

    /// Whether what is there may be in the unit of the data: no count, ratio or probability is.
    public var mayHaveUnit: Bool {
      switch self {
      case .n, .missingCount, .statistic, .df, .effectSizes, .pValue: false
      default: true
      }
    }
  }

  /// Whether a p-value, or several, stand under a word of results, families and addresses.
  public static func isPValue(_ word: String) -> Bool { pValueWords.contains(word) }

  private static let pValueWords: Set<String> = [
    Key.pValue.stringValue, Coefficient.Key.pAdjusted.stringValue,
    Detail.Key.pLow.stringValue, Detail.Key.pHigh.stringValue, Detail.Key.pValues.stringValue,
  ]

  /// The parts in the order in which they are written.
  public var parts: [(key: String, node: Node)] {
    var keys: [Key] = [.method]
    if coefficients == nil && comparisons == nil && !isPlainList {
      keys += [.statistic, .df, .pValue, .pMethod, .alternative, .estimate, .effectSizes]
    } else if statistic != nil {
      keys += [.statistic, .df, .pValue]
      if comparisons != nil, pMethod != nil { keys.append(.pMethod) }
    }
    keys.append(.coefficients)
    var parts = nodes(keys)
    parts += details.map { ($0.key.stringValue, $0.detail.node) }
    if writesLevel { parts.append((Detail.Key.level.stringValue, .number(level))) }
    var last: [Key] = [.comparisons]
    if (coefficients != nil || comparisons != nil) && !effectSizes.isEmpty {
      last.append(.effectSizes)
    }
    return parts
      + nodes(
        last + [
          .n, .missingCount, .nonFiniteCount, .samples, .rowFlow, .assumptions, .robustAlternative,
          .title, .notes,
        ])
  }

  /// The values under the keys of further parts.
  package var detailParts: [(key: Detail.Key, node: Node)] {
    details.map { ($0.key, $0.detail.node) }
  }

  private func nodes(_ keys: [Key]) -> [(key: String, node: Node)] {
    keys.compactMap { key in node(key).map { (key.stringValue, $0) } }
  }

  /// Methods that answer with parts of their own and have no test: `describe`, `adjust`.
  private var isPlainList: Bool {
    statistic == nil && estimate == nil && !details.isEmpty && pMethod == nil
  }

  /// Whether the level of the intervals is not the usual one, and no other part says it.
  private var writesLevel: Bool {
    level != Self.usualLevel && estimate == nil && self[.level] == nil && comparedLevel == nil
  }

  /// The level that the estimates of pairs say.
  private var comparedLevel: Double? {
    comparisons?.lazy.compactMap { $0.estimate?.level }.first
  }

  /// The value under a word; `nil` where nothing is written.
  private func node(_ key: Key) -> Node? {
    switch key {
    case .method: .text(method)
    case .statistic: .optional(statistic)
    case .df: degreesOfFreedomNode
    case .pValue: .number(pValue)
    case .pMethod: .text(pMethod)
    case .alternative: .text(alternative?.rawValue)
    case .estimate: .optional(estimate)
    case .effectSizes: .values(effectSizes)
    case .coefficients: coefficients.map { .values($0) }
    case .comparisons: comparisons.map { .values($0) }
    case .n: count.node
    case .missingCount: .whole(Int64(missingCount))
    case .nonFiniteCount: nonFiniteCount > 0 ? .whole(Int64(nonFiniteCount)) : nil
    case .samples: sampleNames.isEmpty ? nil : .texts(sampleNames)
    case .rowFlow: rowFlow.isEmpty ? nil : rowFlow.node
    case .assumptions: .values(assumptions)
    case .robustAlternative: robustAlternative.map { .value($0) }
    case .title: .text(title)
    case .notes: .texts(notes)
    }
  }

  private var degreesOfFreedomNode: Node {
    switch degreesOfFreedom.count {
    case 0: .text(nil)
    case 1: .number(degreesOfFreedom[0])
    default: .list(degreesOfFreedom.map { .number($0) })
    }
  }

  /// The estimate, where the method has one.
  public var principal: Node? {
    coefficients == nil && comparisons == nil && !isPlainList
      ? .number(estimate?.value) : nil
  }

  /// The part of that name; of a fit the words `slope` and `intercept` mean its only one.
  public func part(_ word: String) -> Node? {
    if let found = parts.first(where: { $0.key == word }) { return found.node }
    switch word {
    case "slope": return onlySlope.map { .value($0) }
    case "intercept":
      return coefficients?.first { $0.isIntercept }.map { .value($0) }
    default: return nil
    }
  }

  /// The one coefficient that is not the intercept: of several, none is the slope.
  public var onlySlope: Coefficient? {
    let slopes = coefficients?.filter { !$0.isIntercept } ?? []
    return slopes.count == 1 ? slopes[0] : nil
  }

  /// The result that JSON holds, as `json` writes it; what is not written is the model. Results of 0.1.0
  /// and 0.1.1 are read too.
  public init(json: JSON) throws(PartError) {
    let parts = try KeyedParts<Key>(json, "", others: Detail.Key.allCases.map(\.stringValue))
    self.init(method: try parts.required(.method), title: try parts.text(.title) ?? "")
    statistic = try parts.value(.statistic)
    degreesOfFreedom = try parts.oneOrMore(.df)
    pValue = try parts.number(.pValue)
    pMethod = try parts.text(.pMethod)
    alternative = try parts.word(.alternative)
    estimate = try parts.value(.estimate)
    effectSizes = try parts.values(.effectSizes) ?? []
    coefficients = try parts.values(.coefficients)
    comparisons = try parts.values(.comparisons)
    count = try ObservationCount(parts)
    missingCount = try parts.whole(.missingCount) ?? 0
    nonFiniteCount = try parts.whole(.nonFiniteCount) ?? 0
    sampleNames = try parts.texts(.samples) ?? []
    rowFlow = try parts.values(.rowFlow, RowFlowStep.self) ?? []
    assumptions = try parts.values(.assumptions) ?? []
    robustAlternative = try parts.value(.robustAlternative)
    notes = try parts.texts(.notes) ?? []
    for member in json.members ?? [] {
      guard let key = Detail.Key(stringValue: member.key) else { continue }
      details.append(DetailPart(key: key, detail: try Detail(key, in: parts.by(Detail.Key.self))))
    }
    level = estimate?.level ?? number(.level) ?? comparedLevel ?? Self.usualLevel
    // Beside a fit or a test the level is that of its intervals; a description answers with it.
    if parts.has(.pMethod) || coefficients != nil || comparisons != nil
      || Methods[method]?.facts.claim == .parts
    {
      details.removeAll { $0.key == .level }
    }
  }

  /// The value at a dotted path, where a list of named things is entered by name: `p_value`,
  /// `estimate.ci.0`, `coefficients.size.std_error`, `effect_sizes.cliffs-delta.value`,
  /// `comparisons.likes - downloads.p_adjusted`.
  ///
  /// A named value stands for its number, so that `statistic` is `statistic.value`. Names that hold
  /// dots are tried whole first.
  public subscript(path path: String) -> JSON? {
    func walk(_ node: Node, _ words: ArraySlice<String>) -> Node? {
      if words.isEmpty { return node }
      for length in stride(from: words.count, to: 0, by: -1) {
        let word = words.prefix(length).joined(separator: ".")
        if let next = node.at([.element(word)]), let found = walk(next, words.dropFirst(length)) {
          return found
        }
      }
      return nil
    }
    let words = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let found = walk(.value(self), words[...]) else { return nil }
    return (found.at([.field("value")]) ?? found).json
  }
}

extension KeyedParts {
  /// Both ends of an interval; `nil` where there is none.
  func interval(_ key: Key) throws(PartError) -> Interval? {
    guard let ends = try numbers(key) else { return nil }
    guard ends.count == 2 else { throw error(key, "is not an interval with two ends") }
    return Interval(ends[0], ends[1])
  }

  /// One number or a list of numbers.
  func oneOrMore(_ key: Key) throws(PartError) -> [Double] {
    if let list = self[key]?.arrayValue { return list.compactMap(\.doubleValue) }
    return try number(key).map { [$0] } ?? []
  }
}

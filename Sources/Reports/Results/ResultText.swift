public import Basics
internal import Tables

/// A result (the JSON of `almanac stat`) in words: the numbers of a test in the style of the American
/// Psychological Association, its sentence, and its block.
///
/// Everything is read from the result; where a field is absent its part of the text is left out.
public struct ResultText: Sendable {
  let json: JSON
  let context: ResultContext

  /// The words for a result.
  public init(_ json: JSON, context: ResultContext) {
    self.json = json
    self.context = context
  }

  var method: String { json["method"]?.stringValue ?? "" }
  /// The method in full; a title that the study gave the analysis is not its method.
  var name: String {
    guard let title = json["title"]?.stringValue, title != context.title else {
      return ResultText.capitalised(ResultNames.method(method))
    }
    return title
  }
  var level: Double {
    json["estimate"]?["level"]?.doubleValue ?? json["level"]?.doubleValue
      ?? context.level ?? 0.95
  }
  /// The level of every test: evidence is a p-value below it, whatever the level of the intervals.
  public static let significance = 0.05
  /// The same as it is printed.
  static let significanceText = NumberFormat(.number, digits: 1).text(significance)
  /// Why these data give no result.
  var failure: String? { json["error"]?["message"]?.stringValue }
  var pValue: Double? { json["p_value"]?.doubleValue }
  /// The p-value that conclusions rest on: the adjusted one where there is a family.
  var decisive: Double? { context.pAdjusted ?? json["p_adjusted"]?.doubleValue ?? pValue }
  /// Whether there was evidence for what was asked; `nil` where nothing was tested.
  var found: Bool? { decisive.map { $0 < Self.significance } }
  var isOneSided: Bool { method == "equivalence" || side != nil }

  /// The side that a one-sided test asked for.
  enum Side {
    case less, greater
  }

  /// What a one-sided test asked for; `nil` where it asked for both sides. Equivalence is shown by two
  /// one-sided tests, and its p is the larger of theirs.
  var side: Side? {
    guard method != "equivalence" else { return nil }
    switch json["alternative"]?.stringValue {
    case "less": return .less
    case "greater": return .greater
    default: return nil
    }
  }

  // MARK: Numbers

  /// Whether what varies within the samples is rounding alone: a test would test rounding errors.
  var isRounding: Bool {
    guard let value = json["statistic"]?["value"]?.doubleValue else { return false }
    switch json["statistic"]?["name"]?.stringValue {
    case "t": return abs(value) >= Self.certainty
    case "F": return value >= Self.certainty * Self.certainty
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
    if let p = pText(pValue, address: "p_value") {
      parts.append(isOneSided ? p + [.text(" (one-sided)")] : p)
    }
    return Self.joined(parts) + familyText
  }

  /// The same, where the statistic is the estimate itself with its interval:
  /// `ρ(60) = 0.763, 95 % CI [0.61, 0.86], p < 0.001`.
  var statisticsWithInterval: [Inline] {
    guard let statistic = statisticText, let p = pText(pValue, address: "p_value"),
      let name = json["statistic"]?["name"]?.stringValue, ResultNames.isSymbol(name),
      let limits = Self.limits(json["estimate"]?["ci"])
    else { return statistics }
    return statistic + intervalText(limits, .fixed(2), field: "estimate.ci", numbers: limits)
      + sidedness(limits) + [.text(", ")] + p
      + (isOneSided ? [.text(" (one-sided)")] : []) + familyText
  }

  /// "; Holm over 14 tests: p = 0.011".
  var familyText: [Inline] {
    familyText(context.pAdjusted ?? json["p_adjusted"]?.doubleValue, address: "p_adjusted")
  }

  func familyText(_ adjusted: Double?, address field: String) -> [Inline] {
    let correction = context.correction ?? json["correction"]?.stringValue
    // One test alone is corrected for nothing.
    guard context.familySize != 1, correction != "none", let p = pText(adjusted, address: field)
    else { return [] }
    let count = context.familySize.map { " over \($0) tests" } ?? ""
    let name = correction.map(ResultNames.correction) ?? "adjusted"
    return [.text("; " + name + count + ": ")] + p
  }

  var statisticText: [Inline]? {
    guard let name = json["statistic"]?["name"]?.stringValue,
      let value = json["statistic"]?["value"]?.doubleValue,
      // A statistic that is the estimate itself is said with it.
      name != json["estimate"]?["name"]?.stringValue || ResultNames.isSymbol(name)
    else { return nil }
    var result = ResultNames.symbol(name)
    // Degrees of freedom say from which distribution p is; an exact p comes from none of these.
    if let df = degreesOfFreedom(of: name) { result.append(.text("(\(df))")) }
    result.append(.text(Self.equals))
    result.append(.value(Self.statistic(value, name).value(value, address: address("statistic"))))
    return result
  }

  private func degreesOfFreedom(of name: String) -> String? {
    func text(_ value: Double) -> String {
      NumberFormat(.number, decimals: value.rounded() == value ? 0 : 1).text(value)
    }
    var parts: [String] = []
    if let df = json["df"]?.doubleValue {
      parts = [text(df)]
    } else if let list = json["df"]?.arrayValue {
      parts = list.compactMap { $0.doubleValue.map(text) }
    } else if ["r", "rho"].contains(name), json["p_method"]?.stringValue != "exact",
      let n = json["n"]?.doubleValue, n > 2, method != "partial-correlation"
    {
      parts = [text(n - 2)]
    }
    if name == "chi-square", parts.count == 1, let n = json["n"]?.doubleValue {
      parts.append("N = " + NumberFormat.integer.text(n))
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// Two decimals; three for what lies between −1 and 1; counts as counts; a power of ten where the
  /// digits would tell nothing more.
  static func statistic(_ value: Double, _ name: String = "") -> NumberFormat {
    if ["U", "b", "W+", "min(W+, W-)", "V", "S"].contains(name) || name == "W" && value > 1 {
      return NumberFormat(
        .number, decimals: value.rounded() == value ? 0 : (value * 2).rounded() == value * 2 ? 1 : 2
      )
    }
    if ["r", "rho", "tau", "tau-b", "W", "D"].contains(name), abs(value) <= 1 { return .fixed(3) }
    return abs(value) < 1e7 ? .fixed(2) : .scientific
  }

  /// An equals sign that stays on the line of its symbol and its number.
  static let equals = NumberFormat.unitSpace + "=" + NumberFormat.unitSpace

  /// `p = 0.029`.
  func pText(_ value: Double?, address field: String) -> [Inline]? {
    value.map { [Inline].p($0, address: address(field)) }
  }

  /// `−0.69 g, 95 % CI [−1.05, −0.33]`.
  func estimateText(_ estimate: JSON?, field: String, unit: String?) -> [Inline]? {
    guard let estimate, let value = estimate["value"]?.doubleValue else { return nil }
    let ends = Self.limits(estimate["ci"])
    var limits = ends
    // Ratios, correlations and probabilities have no unit.
    let hasUnit = (estimate["name"]?.stringValue).map(Self.inUnits.contains) ?? false
    var (shown, unit) = (value, hasUnit ? unit : nil)
    if let own = unit {
      // −390,128,040 byte is −390 MB, and its interval with it.
      (shown, unit) = UnitPrefix.best(value, unit: own)
      if value != 0, unit != own {
        limits = limits.map { ($0.0.map { $0 * shown / value }, $0.1.map { $0 * shown / value }) }
      }
    }
    if isRounding { limits = nil }
    let format = Self.format(for: limits)
    var result: [Inline] = [
      .value(Value(format.text(shown), unit: unit, address: address(field), numbers: [value]))
    ]
    if let limits, let ends {
      result += intervalText(limits, format, field: field + ".ci", numbers: ends)
      result += sidedness(ends)
    }
    return result
  }

  /// The estimates that are on the scale of the data.
  private static let inUnits: Set<String> = [
    "difference of means", "mean difference", "mean", "median", "sd", "hodges-lehmann",
    "pseudo-median", "difference of medians",
  ]

  /// `, 95 % CI [−1.05, −0.33]`; `numbers` are the ends before they were brought to a prefix.
  func intervalText(
    _ limits: (Double?, Double?), _ format: NumberFormat, field: String,
    numbers: (Double?, Double?)
  ) -> [Inline] {
    [
      .text(", \(percent) CI "),
      .value(
        Value(
          Self.interval(limits, format), address: address(field), numbers: [numbers.0, numbers.1])),
    ]
  }

  /// The level of the intervals: `95 %`.
  var percent: String {
    NumberFormat.number.text((level * 1000).rounded() / 10) + NumberFormat.unitSpace + "%"
  }

  /// Both ends with one rounding; a missing one is unbounded.
  static func interval(_ limits: (Double?, Double?), _ format: NumberFormat) -> String {
    let low = limits.0.map { format.text($0) } ?? NumberFormat.minus + "∞"
    let high = limits.1.map { format.text($0) } ?? "∞"
    return "[\(low), \(high)]"
  }

  /// " (two-sided)" behind an interval of both sides that stands beside a one-sided p-value.
  func sidedness(_ limits: (Double?, Double?)) -> [Inline] {
    // An end at the bound of what is possible bounds nothing; which end is that of the side depends on what is measured.
    func isOpen(_ limit: Double?) -> Bool { limit.map { [-1, 0, 1].contains($0) } ?? true }
    let isTwoSided = side != nil && !isOpen(limits.0) && !isOpen(limits.1)
    return isTwoSided ? [.text(" (two-sided)")] : []
  }

  /// Both ends of `[low, high]`; `nil` where there is no interval.
  static func limits(_ json: JSON?) -> (Double?, Double?)? {
    guard let list = json?.arrayValue, list.count == 2 else { return nil }
    let limits = (list[0].doubleValue, list[1].doubleValue)
    return limits.0 == nil && limits.1 == nil ? nil : limits
  }

  static func format(for limits: (Double?, Double?)?) -> NumberFormat {
    guard let low = limits?.0, let high = limits?.1 else { return NumberFormat(.number, digits: 3) }
    return NumberFormat.number.matching(uncertainty: (high - low) / 2)
  }

  /// The effect sizes that are not the estimate itself: `Cohen’s d = −0.42 [−0.61, −0.23]`.
  var effectTexts: [[Inline]] {
    guard !isRounding else { return [] }
    let estimate = json["estimate"]?["name"]?.stringValue
    var seen: Set<String> = estimate.map { [$0] } ?? []
    // What is one number is said once, by its better known name.
    if estimate == "tau" { seen.insert("tau-b") }
    if json["statistic"]?["name"]?.stringValue == "D" { seen.insert("ks-distance") }
    if json["effect_sizes"]?.arrayValue?.contains(where: {
      $0["name"]?.stringValue == "cliffs-delta"
    })
      == true
    {
      seen.insert("rank-biserial")
    }
    return (json["effect_sizes"]?.arrayValue ?? []).compactMap { size in
      guard let name = size["name"]?.stringValue, seen.insert(name).inserted,
        let value = size["value"]?.doubleValue
      else { return nil }
      let limits = Self.limits(size["ci"])
      let format = limits == nil ? NumberFormat.fixed(2) : Self.format(for: limits)
      var result =
        ResultNames.quantity(name) + [
          .text(" = "),
          .value(
            format.value(value, address: address("effect_sizes" + Address.element(name)))),
        ]
      if let limits {
        result.append(.text(" " + Self.interval(limits, format)))
        // The interval of an equivalence test is the one that its two tests ask for; those of its effect
        // sizes are not.
        result += method == "equivalence" ? [.text(" (two-sided)")] : sidedness(limits)
      }
      return result
    }
  }

  /// "n = 171", "n = 87 and 84".
  var countText: [Inline]? {
    let symbol: Inline = .emphasis([.text("n")])
    if let n = json["n"]?.doubleValue {
      return [
        symbol, .text(Self.equals),
        .value(NumberFormat.integer.value(n, address: address("n"))),
      ]
    }
    guard let list = json["n"]?.arrayValue?.compactMap(\.doubleValue), !list.isEmpty else {
      return nil
    }
    let texts = list.map { NumberFormat.integer.text($0) }
    return [symbol, .text(Self.equals + Self.listed(texts))]
  }

  func address(_ field: String) -> String { context.id + "." + field }

  // MARK: Joining

  static func joined(_ parts: [[Inline]], by separator: String = ", ") -> [Inline] {
    Array(parts.joined(separator: [.text(separator)]))
  }

  /// "a", "a and b", "a, b and c".
  static func listed(_ texts: [String]) -> String {
    guard let last = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return texts.dropLast().joined(separator: ", ") + " and " + last
  }

  static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}

extension [Inline] {
  /// A p-value with its symbol and its relation: `p = 0.029`, `p < 0.001`.
  public static func p(_ value: Double?, address: String) -> [Inline] {
    let text = NumberFormat.p.text(value)
    let relation =
      text.hasPrefix("<") || text.hasPrefix(">") ? NumberFormat.unitSpace : ResultText.equals
    return [
      .emphasis([.text("p")]), .text(relation),
      .value(Value(text, address: address, numbers: [value])),
    ]
  }
}

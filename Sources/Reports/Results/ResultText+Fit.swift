package import Basics
internal import Tables

extension ResultText {
  /// The coefficients that are not the intercept.
  var slopes: [JSON] {
    (json["coefficients"]?.arrayValue ?? []).filter { $0["term"]?.stringValue != "(Intercept)" }
  }

  /// Whether the model leaves nothing but rounding: tests of it would be tests of rounding errors.
  package var isExact: Bool { slopes.contains(where: Self.isCertain) }

  /// Whether a coefficient has no error to speak of.
  static func isCertain(_ slope: JSON) -> Bool {
    if let statistic = slope["statistic"]?.doubleValue { return abs(statistic) >= certainty }
    return slope["std_error"]?.doubleValue == 0 && slope["estimate"]?.doubleValue ?? 0 != 0
  }

  /// The p-value of a slope after correction for its family.
  func adjusted(_ slope: JSON) -> Double? {
    slope["p_adjusted"]?.doubleValue ?? (slopes.count == 1 ? context.pAdjusted : nil)
  }

  /// "; Holm over 14 tests: p = 0.011", of one slope.
  func familyText(of slope: JSON) -> [Inline] {
    guard slope["p_adjusted"]?.doubleValue != nil else {
      return slopes.count == 1 ? familyText : []
    }
    return familyText(adjusted(slope), address: Self.field(of: slope) + ".p_adjusted")
  }

  package static func field(of coefficient: JSON) -> String {
    "coefficients" + Address.element(coefficient["term"]?.stringValue ?? "")
  }

  /// What a reader calls a term: of an interaction its parts, of a level of a factor the factor and
  /// the level.
  func label(_ term: String) -> String {
    if let label = context.termLabels[term] { return label }
    if term == "(Intercept)" { return "Intercept" }
    let parts = term.split(separator: ":").map(String.init)
    if parts.count > 1, parts.allSatisfy({ !$0.contains("(") || $0.hasSuffix(")") }) {
      return parts.map(label).joined(separator: " × ")
    }
    guard let (variable, level) = Self.level(term) else { return term }
    return "\(label(variable)): \(level)"
  }

  /// The label of a term where it stands alone; a formula stays as it is written.
  func title(_ term: String) -> String {
    let label = label(term)
    return label == term ? term : Self.capitalised(label)
  }

  /// `domain[NLP]` as variable and level.
  private static func level(_ term: String) -> (variable: String, level: String)? {
    guard term.hasSuffix("]"), let open = term.firstIndex(of: "["), open > term.startIndex else {
      return nil
    }
    return (String(term[..<open]), String(term[term.index(after: open)...].dropLast()))
  }

  /// How well the model fits: `R² = 0.52, F(1, 15) = 16.5, p = 0.001`.
  var fitStatistics: [Inline] {
    var parts: [[Inline]] = []
    for (field, prefix) in [("r_squared", ""), ("pseudo_r_squared", "pseudo-")] {
      guard let r = json[field]?.doubleValue else { continue }
      parts.append([
        .text(prefix), .emphasis([.text("R")]), .text("²" + Self.equals),
        .value(NumberFormat.fixed(2).value(r, address: address(field))),
      ])
    }
    if !isExact, !isOtherTest, let f = json["f"], let value = f["value"]?.doubleValue,
      let first = f["df1"]?.doubleValue,
      let second = f["df2"]?.doubleValue
    {
      let df =
        NumberFormat.integer.text(first) + ", "
        + NumberFormat(.number, decimals: second.rounded() == second ? 0 : 1).text(second)
      parts.append([
        .emphasis([.text("F")]), .text("(\(df))" + Self.equals),
        .value(Self.statistic(value).value(value, address: address("f.value"))),
      ])
      if let p = pText(f["p_value"]?.doubleValue, address: "f.p_value") { parts.append(p) }
    }
    return Self.joined(parts)
  }

  /// Whether F tests the only slope in another way than its own statistic does, as a ratio of likelihoods: one slope has
  /// one p-value.
  private var isOtherTest: Bool {
    guard slopes.count == 1, let t = slopes[0]["statistic"]?.doubleValue,
      let f = json["f"]?["value"]?.doubleValue
    else { return false }
    return abs(f - t * t) > 1e-6 * f
  }

  /// The slope of a simple fit, or the fit as a whole and each slope.
  var fit: [Inline] {
    if method == "nonlinear" { return curve }
    if isExact { return exactFit }
    if slopes.count == 1, let slope = slopes.first { return simpleFit(slope) }
    let subject = context.outcome.map { " of " + $0 } ?? ""
    guard !slopes.isEmpty else { return interceptOnly(subject) }
    var result: [Inline] = [.text("The model\(subject) with \(slopes.count) terms")]
    if !fitStatistics.isEmpty { result += [.text(" (")] + fitStatistics + [.text(")")] }
    let decided = slopes.map { (slope: $0, p: adjusted($0) ?? $0["p_value"]?.doubleValue) }
    guard decided.contains(where: { $0.p != nil }) else {
      return result + [.text(" makes no tests of its terms.")]
    }
    let found = decided.filter { ($0.p ?? 1) < Self.significance }.map(\.slope)
    let together = json["f"]?["p_value"]?.doubleValue.map { $0 < Self.significance }
    guard !found.isEmpty else {
      let text =
        together == true
        ? " gave evidence that its terms together were related to \(outcome), but no single term stands out."
        : " gave no evidence that any of its terms was related to \(outcome)."
      return result + [.text(text)]
    }
    result.append(.text(" gave evidence for "))
    if found.count <= 6 {
      result += Self.joined(
        found.map { slope in
          [.text(label(slope["term"]?.stringValue ?? "") + " (")] + slopeNumbers(slope)
            + familyText(of: slope) + [.text(")")]
        }, by: ", ")
    } else {
      result.append(.text("\(found.count) of them"))
    }
    return result + [.text(together == false ? "; its terms together gave none." : ".")]
  }

  private func interceptOnly(_ subject: String) -> [Inline] {
    guard let intercept = json["coefficients"]?.arrayValue?.first else {
      return [.text("The model\(subject) has no terms.")]
    }
    return [.text("The model\(subject) has its intercept alone: ")] + slopeNumbers(intercept)
      + [.text(".")]
  }

  /// A fit without an error, of which nothing can be tested.
  private var exactFit: [Inline] {
    let certain = slopes.filter(Self.isCertain)
    let subject = context.outcome.map { " of " + $0 } ?? ""
    let shown = certain.prefix(6).map { slope -> [Inline] in
      let name = slopes.count == 1 ? "" : label(slope["term"]?.stringValue ?? "") + " "
      return [.text(name)] + slopeNumbers(slope)
    }
    let count = countText.map { [.text(" (")] + $0 + [.text(")")] } ?? []
    return [
      .text(
        "The model\(subject) fitted exactly, but for rounding, so that there was nothing to test: ")
    ]
      + Self.joined(Array(shown), by: "; ") + count + [.text(".")]
  }

  /// What rises or falls: of a logistic model the odds, of a quantile regression the quantile.
  private var response: String {
    let outcome = context.outcome ?? "the response"
    switch method {
    case "logistic", "quasi-binomial": return "the odds of \(outcome)"
    case "quantile-regression":
      let tau = json["tau"]?.doubleValue
      return tau == nil || tau == 0.5
        ? "the median of \(outcome)"
        : "the \(NumberFormat.number.text(tau)) quantile of \(outcome)"
    default: return outcome
    }
  }

  private func simpleFit(_ slope: JSON) -> [Inline] {
    let term = slope["term"]?.stringValue ?? ""
    let isRising = (slope["estimate"]?.doubleValue ?? 0) > 0
    let p = adjusted(slope) ?? slope["p_value"]?.doubleValue
    let found = p.map { $0 < Self.significance }
    let claim: String
    if let (variable, level) = Self.level(term) {
      claim =
        switch found {
        case nil: "The estimated coefficient of \(label(variable)) “\(level)” for \(response)"
        case true?:
          "\(isRising ? "Higher" : "Lower") \(response) went with \(label(variable)) “\(level)”"
        case false?:
          "There was no evidence that \(response) differed for \(label(variable)) “\(level)”"
        }
    } else {
      let predictor = context.predictor ?? label(term)
      claim =
        switch found {
        case nil: "The estimated slope of \(response) on \(predictor)"
        case true?: "\(Self.capitalised(response)) \(isRising ? "rose" : "fell") with \(predictor)"
        case false?: "There was no evidence that \(response) changed with \(predictor)"
        }
    }
    var result: [Inline] = [.text(claim + ": ")]
    result += slopeNumbers(slope) + familyText(of: slope)
    if !fitStatistics.isEmpty { result += [.text(" (")] + fitStatistics }
    if let count = countText {
      result += (fitStatistics.isEmpty ? [.text(" (")] : [.text("; ")]) + count + [.text(")")]
    } else if !fitStatistics.isEmpty {
      result.append(.text(")"))
    }
    return result + [.text(".")]
  }

  /// A curve: its parameters, each with its interval.
  private var curve: [Inline] {
    let parameters = json["coefficients"]?.arrayValue ?? []
    let values = parameters.compactMap { parameter -> [Inline]? in
      guard let name = parameter["term"]?.stringValue,
        let value = parameter["estimate"]?.doubleValue
      else { return nil }
      let limits = Self.limits(parameter["ci"])
      let format = Self.format(for: limits)
      let field = Self.field(of: parameter)
      return [.emphasis([.text(name)]), .text(Self.equals)]
        + [.value(format.value(value, address: address(field + ".estimate")))]
        + (limits.map { intervalText($0, format, field: field + ".ci", numbers: $0) } ?? [])
    }
    let subject = context.outcome.map { " fitted to " + $0 } ?? ""
    return [.text("The curve\(subject) has ")] + Self.joined(values, by: "; ")
      + (countText.map { [.text(" (")] + $0 + [.text(")")] } ?? []) + [.text(".")]
  }

  /// `b = −0.69, 95 % CI [−1.05, −0.33], t(15) = −4.06, p = 0.001`.
  func slopeNumbers(_ slope: JSON) -> [Inline] {
    let field = Self.field(of: slope)
    var parts: [[Inline]] = []
    let limits = Self.limits(slope["ci"])
    if let value = slope["estimate"]?.doubleValue {
      var format = isExact ? NumberFormat.number : Self.format(for: limits)
      format.unit = context.unit
      var estimate: [Inline] = [
        .emphasis([.text("b")]), .text(Self.equals),
        .value(format.value(value, address: address(field + ".estimate"))),
      ]
      if let limits, !isExact {
        estimate += intervalText(limits, format, field: field + ".ci", numbers: limits)
      }
      parts.append(estimate)
    }
    if let (key, words) = Self.ratio(of: slope), let value = slope[key]?.doubleValue, !isExact {
      let limits = Self.limits(slope[key + "_ci"])
      let format = Self.format(for: limits)
      var text: [Inline] = [
        .text(words + Self.equals),
        .value(format.value(value, address: address(field + "." + key))),
      ]
      if let limits {
        text.append(.text(" "))
        text.append(
          .value(
            Value(
              Self.interval(limits, format), address: address(field + "." + key + "_ci"),
              numbers: [limits.0, limits.1])))
      }
      parts.append(text)
    }
    guard !isExact else { return Self.joined(parts) }
    if let statistic = slope["statistic"]?.doubleValue {
      let df = slope["df"]?.doubleValue ?? (usesNormal ? nil : json["df_residual"]?.doubleValue)
      let degrees = df.map {
        "(" + NumberFormat(.number, decimals: $0.rounded() == $0 ? 0 : 1).text($0) + ")"
      }
      parts.append([
        .emphasis([.text(df == nil ? "z" : "t")]), .text((degrees ?? "") + Self.equals),
        .value(Self.statistic(statistic).value(statistic, address: address(field + ".statistic"))),
      ])
    }
    if let p = pText(slope["p_value"]?.doubleValue, address: field + ".p_value") { parts.append(p) }
    return Self.joined(parts)
  }

  /// The field of a coefficient that holds its exponential, and what that is.
  static func ratio(of coefficient: JSON) -> (key: String, words: String)? {
    [("odds_ratio", "odds ratio"), ("rate_ratio", "rate ratio")]
      .first { coefficient[$0.0]?.doubleValue != nil }
  }

  /// Whether the coefficients are compared with the normal distribution.
  var usesNormal: Bool {
    if case .model(_, isNormal: true) = kind { true } else { false }
  }

  /// The coefficients as a table; for post-hoc tests the comparisons; `nil` for other results.
  public func table(id: String? = nil, caption: [Inline] = []) -> ReportTable? {
    if let comparisons = json["comparisons"]?.arrayValue {
      return comparisonTable(comparisons, id: id, caption: caption)
    }
    if let counts = json["table"] { return crossTable(counts, id: id, caption: caption) }
    guard let coefficients = json["coefficients"]?.arrayValue, !coefficients.isEmpty else {
      return nil
    }
    let ratio = coefficients.lazy.compactMap(Self.ratio).first
    let hasNormal = usesNormal && coefficients.allSatisfy { $0["df"]?.doubleValue == nil }
    let rows = coefficients.map { coefficient -> [ReportTable.Cell] in
      let limits = Self.limits(coefficient["ci"])
      let error = coefficient["std_error"]?.doubleValue
      let format = NumberFormat.number.matching(uncertainty: error)
      func number(_ key: String, _ format: NumberFormat) -> ReportTable.Cell {
        coefficient[key]?.doubleValue.map { .formatted($0, format) } ?? .missing
      }
      guard !isExact else {
        return [
          .text(title(coefficient["term"]?.stringValue ?? "")),
          Self.isCertain(coefficient) ? number("estimate", .number) : .missing,
        ] + Array(repeating: .missing, count: ratio == nil ? 4 : 6)
      }
      let ends = ratio.flatMap { Self.limits(coefficient[$0.key + "_ci"]) }
      let ratios: [ReportTable.Cell] =
        ratio.map { ratio in
          [
            number(ratio.key, Self.format(for: ends)),
            ends.map { .text(Self.format(for: $0).interval($0.0, $0.1)) } ?? .missing,
          ]
        } ?? []
      return [
        .text(title(coefficient["term"]?.stringValue ?? "")),
        number("estimate", format),
        number("std_error", format),
        limits.map { .text(format.interval($0.0, $0.1)) } ?? .missing,
        number("statistic", Self.statistic(coefficient["statistic"]?.doubleValue ?? 0)),
        number("p_value", .p),
      ] + ratios
    }
    var notes: [[Inline]] = []
    if !fitStatistics.isEmpty {
      notes.append(fitStatistics + (countText.map { [.text("; ")] + $0 } ?? []) + [.text(".")])
    }
    return ReportTable(
      id: id, caption: caption,
      columns: [
        .init("Term"), .init([.emphasis([.text("b")])]), .init("SE"),
        .init("\(percent) CI", alignment: .trailing),
        .init([.emphasis([.text(hasNormal ? "z" : "t")])]), .init([.emphasis([.text("p")])]),
      ]
        + (ratio.map {
          [.init(Self.capitalised($0.words)), .init("\(percent) CI", alignment: .trailing)]
        } ?? []), rows: rows, notes: notes)
  }

  private func comparisonTable(
    _ comparisons: [JSON], id: String?, caption: [Inline]
  ) -> ReportTable {
    let hasEstimate = comparisons.contains { $0["estimate"]?["value"]?.doubleValue != nil }
    let hasRaw = comparisons.contains { $0["p_value"]?.doubleValue != nil }
    // Pairs of variables, whose estimate is the statistic, each over its own rows.
    let isMatrix = comparisons.contains { $0["n"]?.doubleValue != nil }
    var columns: [ReportTable.Column] = [.init(isMatrix ? "Variables" : "Groups")]
    if hasEstimate {
      let name = comparisons.compactMap { $0["estimate"]?["name"]?.stringValue }.first
      columns += [
        isMatrix ? .init(name.map(ResultNames.quantity) ?? []) : .init("Difference"),
        .init("CI", alignment: .trailing),
      ]
    }
    if !isMatrix { columns.append(.init("Statistic")) }
    if hasRaw { columns.append(.init([.emphasis([.text("p")])])) }
    columns.append(.init([.emphasis([.text("p")]), .text(", adjusted")]))
    if isMatrix { columns.append(.init("Rows")) }
    let rows = comparisons.map { comparison -> [ReportTable.Cell] in
      let names = comparison["groups"]?.arrayValue?.compactMap(\.stringValue) ?? []
      var cells: [ReportTable.Cell] = [
        .text((isMatrix ? names.map(title) : names).joined(separator: " – "))
      ]
      if hasEstimate {
        let limits = Self.limits(comparison["estimate"]?["ci"])
        let format = Self.format(for: limits)
        cells += [
          comparison["estimate"]?["value"]?.doubleValue.map { .formatted($0, format) } ?? .missing,
          limits.map { .text(format.interval($0.0, $0.1)) } ?? .missing,
        ]
      }
      if !isMatrix {
        cells.append(
          comparison["statistic"]?.doubleValue.map { .formatted($0, Self.statistic($0)) }
            ?? .missing)
      }
      if hasRaw {
        cells.append(comparison["p_value"]?.doubleValue.map { .formatted($0, .p) } ?? .missing)
      }
      cells.append(comparison["p_adjusted"]?.doubleValue.map { .formatted($0, .p) } ?? .missing)
      if isMatrix { cells.append(comparison["n"]?.doubleValue.map { .number($0) } ?? .missing) }
      return cells
    }
    return ReportTable(id: id, caption: caption, columns: columns, rows: rows)
  }
}

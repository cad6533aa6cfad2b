package import Basics
package import Statistics

extension ResultText {
  /// The coefficients that are not the intercept.
  var slopes: [Coefficient] { (result.coefficients ?? []).filter { !$0.isIntercept } }

  /// Whether the model leaves nothing but rounding: tests of it would be tests of rounding errors.
  package var isExact: Bool { slopes.contains(where: Self.isCertain) }

  /// Whether a coefficient has no error to speak of.
  static func isCertain(_ slope: Coefficient) -> Bool {
    if let statistic = slope.statistic { return abs(statistic) >= certainty }
    return slope.standardError == 0 && slope.estimate ?? 0 != 0
  }

  /// The p-value of a slope after correction for its family.
  func adjusted(_ slope: Coefficient) -> Double? {
    slope.corrected?.value ?? (slopes.count == 1 ? context.pAdjusted : nil)
  }

  /// "; Holm over 14 tests: p = 0.011", of one slope.
  func familyText(of slope: Coefficient) -> [Inline] {
    guard slope.corrected?.value != nil else { return slopes.count == 1 ? familyText : [] }
    return familyText(adjusted(slope), at: address(of: slope, .pAdjusted))
  }

  /// The address of a number of a coefficient.
  package func address(of coefficient: Coefficient, _ key: Coefficient.Key) -> Address {
    address(.coefficients).element(coefficient.term).field(key)
  }

  /// What a reader calls a term: of an interaction its parts, of a level of a factor the factor and
  /// the level.
  func label(_ term: String) -> String {
    if let label = context.termLabels[term] { return label }
    if term == Coefficient.intercept { return "Intercept" }
    let parts = TermName.factors(of: term)
    if parts.count > 1 { return parts.map(label).joined(separator: " × ") }
    guard let (variable, level) = TermName.level(of: term) else { return term }
    return "\(label(variable)): \(level)"
  }

  /// The label of a term where it stands alone; a formula stays as it is written.
  func title(_ term: String) -> String {
    let label = label(term)
    return label == term ? term : Self.capitalised(label)
  }

  /// How well the model fits: `R² = 0.52, F(1, 15) = 16.5, p = 0.001`.
  var fitStatistics: [Inline] {
    var parts: [[Inline]] = []
    for (key, prefix) in [(Detail.Key.rSquared, ""), (.pseudoRSquared, "pseudo-")] {
      guard let r = result.number(key) else { continue }
      parts.append([
        .text(prefix), .emphasis([.text("R")]), .text("²" + Self.equals),
        cited(r, .fixed(2), at: address(key)),
      ])
    }
    if !isExact, !isOtherTest, let f = result.test(.f), let value = f.value,
      f.degreesOfFreedom.count == 2
    {
      let (first, second) = (f.degreesOfFreedom[0], f.degreesOfFreedom[1])
      let place = address(.f)
      let df =
        NumberFormat.integer.text(first) + ", "
        + NumberFormat(.number, decimals: second.rounded() == second ? 0 : 1).text(second)
      parts.append([
        .emphasis([.text("F")]), .text("(\(df))" + Self.equals),
        cited(value, Self.statistic(value), at: place.field(JointTest.Key.value)),
      ])
      if let p = pText(f.pValue, at: place.field(JointTest.Key.pValue)) { parts.append(p) }
    }
    return Self.joined(parts)
  }

  /// Whether F tests the only slope in another way than its own statistic does, as a ratio of likelihoods: one slope has
  /// one p-value.
  private var isOtherTest: Bool {
    guard slopes.count == 1, let t = slopes[0].statistic, let f = result.test(.f)?.value else {
      return false
    }
    return abs(f - t * t) > 1e-6 * f
  }

  /// The slope of a simple fit, or the fit as a whole and each slope.
  var fit: [Inline] {
    if kind == .curve { return curve }
    if isExact { return exactFit }
    if slopes.count == 1, let slope = slopes.first { return simpleFit(slope) }
    let subject = context.outcome.map { " of " + $0 } ?? ""
    guard !slopes.isEmpty else { return interceptOnly(subject) }
    var words: [Inline] = [.text("The model\(subject) with \(slopes.count) terms")]
    if !fitStatistics.isEmpty { words += [.text(" (")] + fitStatistics + [.text(")")] }
    let decided = slopes.map { (slope: $0, p: adjusted($0) ?? $0.pValue) }
    guard decided.contains(where: { $0.p != nil }) else {
      return words + [.text(" does not test its terms.")]
    }
    let found = decided.filter { ($0.p ?? 1) < Self.significance }.map(\.slope)
    let together = result.test(.f)?.pValue.map { $0 < Self.significance }
    guard !found.isEmpty else {
      let text =
        together == true
        ? " gave evidence that its terms together were related to \(outcome), but not for any single term."
        : " gave no evidence that any of its terms was related to \(outcome)."
      return words + [.text(text)]
    }
    words.append(.text(" gave evidence for "))
    if found.count <= 6 {
      words += Self.joined(
        found.map { slope in
          [.text(label(slope.term) + " (")] + slopeNumbers(slope)
            + familyText(of: slope) + [.text(")")]
        }, by: ", ")
    } else {
      words.append(.text("\(found.count) of them"))
    }
    return words + [.text(together == false ? "; its terms together gave none." : ".")]
  }

  private func interceptOnly(_ subject: String) -> [Inline] {
    guard let intercept = result.coefficients?.first else {
      return [.text("The model\(subject) has no terms.")]
    }
    return [.text("The model\(subject) has only an intercept: ")] + slopeNumbers(intercept)
      + [.text(".")]
  }

  /// A fit without an error, of which nothing can be tested.
  private var exactFit: [Inline] {
    let certain = slopes.filter(Self.isCertain)
    let subject = context.outcome.map { " of " + $0 } ?? ""
    let shown = certain.prefix(6).map { slope -> [Inline] in
      let name = slopes.count == 1 ? "" : label(slope.term) + " "
      return [.text(name)] + slopeNumbers(slope)
    }
    let count = countText.map { [.text(" (")] + $0 + [.text(")")] } ?? []
    return [
      .text(
        "The model\(subject) fitted exactly apart from rounding, so there was nothing to test: ")
    ]
      + Self.joined(Array(shown), by: "; ") + count + [.text(".")]
  }

  /// What rises or falls: of a logistic model the odds, of a quantile regression the quantile.
  private var response: String {
    let outcome = context.outcome ?? "the response"
    switch kind {
    case .model(of: .odds, isNormal: _): return "the odds of \(outcome)"
    case .model(of: .hazard, isNormal: _): return "the hazard"
    case .model(of: .quantile, isNormal: _):
      let tau = result.number(.tau)
      return tau == nil || tau == 0.5
        ? "the median of \(outcome)"
        : "the \(NumberFormat.number.text(tau)) quantile of \(outcome)"
    default: return outcome
    }
  }

  private func simpleFit(_ slope: Coefficient) -> [Inline] {
    let term = slope.term
    let p = adjusted(slope) ?? slope.pValue
    let relation: Claim.Relation
    let estimated: String
    if let (variable, level) = TermName.level(of: term) {
      relation = .level(response, factor: label(variable), level: level)
      estimated = "The estimated coefficient of \(label(variable)) “\(level)” for \(response)"
    } else {
      let predictor = context.predictor ?? label(term)
      relation = .slope(response, over: predictor)
      estimated = "The estimated slope of \(response) on \(predictor)"
    }
    let claim =
      p.map { p in
        English.sentence(
          Claim(
            relation: relation, direction: slope.estimate ?? 0 > 0 ? .greater : .less,
            evidence: p < Self.significance ? .found : .notFound))
      } ?? estimated
    var words: [Inline] = [.text(claim + ": ")]
    words += slopeNumbers(slope) + familyText(of: slope)
    if !fitStatistics.isEmpty { words += [.text(" (")] + fitStatistics }
    if let count = countText {
      words += (fitStatistics.isEmpty ? [.text(" (")] : [.text("; ")]) + count + [.text(")")]
    } else if !fitStatistics.isEmpty {
      words.append(.text(")"))
    }
    return words + [.text(".")]
  }

  /// A curve: its parameters, each with its interval.
  private var curve: [Inline] {
    let values = (result.coefficients ?? []).compactMap { parameter -> [Inline]? in
      guard let value = parameter.estimate else { return nil }
      let limits = Self.limits(parameter.interval)
      let format = Self.format(for: limits)
      let place = address(of: parameter, .ci)
      return [.emphasis([.text(parameter.term)]), .text(Self.equals)]
        + [cited(value, format, at: address(of: parameter, .estimate))]
        + (limits.map { intervalText($0, format, at: place, numbers: $0) } ?? [])
    }
    let subject = context.outcome.map { " fitted to " + $0 } ?? ""
    return [.text("The curve\(subject) has ")] + Self.joined(values, by: "; ")
      + (countText.map { [.text(" (")] + $0 + [.text(")")] } ?? []) + [.text(".")]
  }

  /// `b = −0.69, 95 % CI [−1.05, −0.33], t(15) = −4.06, p = 0.001`.
  func slopeNumbers(_ slope: Coefficient) -> [Inline] {
    var parts: [[Inline]] = []
    let limits = Self.limits(slope.interval)
    if let value = slope.estimate {
      var format = isExact ? NumberFormat.number : Self.format(for: limits)
      format.unit = context.unit
      var estimate: [Inline] = [
        .emphasis([.text("b")]), .text(Self.equals),
        cited(value, format, at: address(of: slope, .estimate)),
      ]
      if let limits, !isExact {
        estimate += intervalText(limits, format, at: address(of: slope, .ci), numbers: limits)
      }
      parts.append(estimate)
    }
    guard !isExact else { return Self.joined(parts) }
    if let ratio = slope.ratio, let value = slope.ratioEstimate {
      let limits = Self.limits(slope.ratioInterval)
      let format = Self.format(for: limits)
      var text: [Inline] = [
        .text(ratio.words + Self.equals), cited(value, format, at: address(of: slope, ratio.key)),
      ]
      if let limits {
        text.append(.text(" "))
        text.append(
          .value(
            Value(
              Self.interval(limits, format),
              address: address(of: slope, ratio.intervalKey).description,
              numbers: [limits.0, limits.1])))
      }
      parts.append(text)
    }
    if let statistic = slope.statistic {
      let df = slope.degreesOfFreedom ?? (usesNormal ? nil : result.number(.dfResidual))
      let degrees = df.map {
        "(" + NumberFormat(.number, decimals: $0.rounded() == $0 ? 0 : 1).text($0) + ")"
      }
      parts.append([
        .emphasis([.text(df == nil ? "z" : "t")]), .text((degrees ?? "") + Self.equals),
        cited(statistic, Self.statistic(statistic), at: address(of: slope, .statistic)),
      ])
    }
    if let p = pText(slope.pValue, at: address(of: slope, .pValue)) { parts.append(p) }
    return Self.joined(parts)
  }

  /// Whether the coefficients are compared with the normal distribution.
  var usesNormal: Bool {
    if case .model(_, isNormal: true) = kind { true } else { false }
  }

  /// The coefficients as a table; for post-hoc tests the comparisons; `nil` for other results.
  public func table(id: String? = nil, caption: [Inline] = []) -> ReportTable? {
    if let comparisons = result.comparisons {
      return comparisonTable(comparisons, id: id, caption: caption)
    }
    if let counts = result.crossTable { return table(of: counts, id: id, caption: caption) }
    guard let coefficients = result.coefficients, !coefficients.isEmpty else { return nil }
    let ratio = coefficients.lazy.compactMap(\.ratio).first
    let hasNormal = usesNormal && coefficients.allSatisfy { $0.degreesOfFreedom == nil }
    let rows = coefficients.map { coefficient -> [ReportTable.Cell] in
      let limits = Self.limits(coefficient.interval)
      let format = NumberFormat.number.matching(uncertainty: coefficient.standardError)
      func number(_ value: Double?, _ format: NumberFormat) -> ReportTable.Cell {
        value.map { .formatted($0, format) } ?? .missing
      }
      guard !isExact else {
        return [
          .text(title(coefficient.term)),
          Self.isCertain(coefficient) ? number(coefficient.estimate, .number) : .missing,
        ] + Array(repeating: .missing, count: ratio == nil ? 4 : 6)
      }
      let ends = Self.limits(coefficient.ratioInterval)
      let ratios: [ReportTable.Cell] =
        ratio == nil
        ? []
        : [
          number(coefficient.ratioEstimate, Self.format(for: ends)),
          ends.map { .text(Self.format(for: $0).interval($0.0, $0.1)) } ?? .missing,
        ]
      return [
        .text(title(coefficient.term)),
        number(coefficient.estimate, format),
        number(coefficient.standardError, format),
        limits.map { .text(format.interval($0.0, $0.1)) } ?? .missing,
        number(coefficient.statistic, Self.statistic(coefficient.statistic ?? 0)),
        number(coefficient.pValue, .p),
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
    _ comparisons: [Comparison], id: String?, caption: [Inline]
  ) -> ReportTable {
    let hasEstimate = comparisons.contains { $0.estimate?.value != nil }
    let hasRaw = comparisons.contains { $0.pValue != nil }
    // Pairs of variables, whose estimate is the statistic, each over its own rows.
    let isMatrix = comparisons.contains { $0.count != nil }
    var columns: [ReportTable.Column] = [.init(isMatrix ? "Variables" : "Groups")]
    if hasEstimate {
      let name = comparisons.compactMap { $0.estimate?.name }.first
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
      let names =
        isMatrix ? comparison.groups.map { Self.capitalised(label($0)) } : comparison.groups
      var cells: [ReportTable.Cell] = [.text(names.joined(separator: " – "))]
      if hasEstimate {
        let limits = Self.limits(comparison.estimate?.interval)
        let format = Self.format(for: limits)
        cells += [
          comparison.estimate?.value.map { .formatted($0, format) } ?? .missing,
          limits.map { .text(format.interval($0.0, $0.1)) } ?? .missing,
        ]
      }
      if !isMatrix {
        cells.append(
          comparison.statistic.map { .formatted($0, Self.statistic($0)) } ?? .missing)
      }
      if hasRaw {
        cells.append(comparison.pValue.map { .formatted($0, .p) } ?? .missing)
      }
      cells.append(comparison.adjustedPValue.map { .formatted($0, .p) } ?? .missing)
      if isMatrix { cells.append(comparison.count.map { .number(Double($0)) } ?? .missing) }
      return cells
    }
    return ReportTable(id: id, caption: caption, columns: columns, rows: rows)
  }
}

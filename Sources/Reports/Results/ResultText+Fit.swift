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
    if term == Coefficient.intercept { return English.Unnamed.intercept.rawValue }
    let parts = TermName.factors(of: term)
    if parts.count > 1 { return English.interaction(parts.map(label)) }
    guard let (variable, level) = TermName.level(of: term) else { return term }
    return English.level(level, of: label(variable))
  }

  /// The label of a term where it is alone; a formula stays as it is written.
  func title(_ term: String) -> String {
    let label = label(term)
    return label == term ? term : English.capitalised(label)
  }

  /// How well the model fits: `R² = 0.52, F(1, 15) = 16.5, p = 0.001`.
  var fitStatistics: [Inline] {
    var parts: [[Inline]] = []
    for (key, quantity) in [
      (Detail.Key.rSquared, Quantity.rSquared), (.pseudoRSquared, .pseudoRSquared),
    ] {
      guard let r = result.number(key) else { continue }
      parts.append(
        [Inline](quantity) + [.text(Self.equals), cited(r, .fixed(2), at: address(key))])
    }
    if !isExact, !isOtherTest, let f = result.test(.f), let value = f.value,
      f.degreesOfFreedom.count == 2
    {
      let (first, second) = (f.degreesOfFreedom[0], f.degreesOfFreedom[1])
      let place = address(.f)
      let df = NumberFormat.integer.text(first) + ", " + Self.degrees(second)
      parts.append([
        .emphasis([.text("F")]), .text("(\(df))" + Self.equals),
        cited(value, Quantity.format(value), at: place.field(JointTest.Key.value)),
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

  /// The slope of a simple fit, or the fit as a whole and each slope; up to six are named.
  var fit: Statement {
    if kind == .curve { return curve }
    if isExact { return exactFit }
    if slopes.count == 1, let slope = slopes.first { return simpleFit(slope) }
    guard !slopes.isEmpty else {
      return .intercept(of: context.outcome, result.coefficients?.first.map(slopeNumbers))
    }
    return .model(of: context.outcome, terms: slopes.count, fit: fitStatistics, foundTerms)
  }

  private var foundTerms: Statement.Terms {
    let decided = slopes.map { (slope: $0, p: adjusted($0) ?? $0.pValue) }
    guard decided.contains(where: { $0.p != nil }) else { return .untested }
    let found = decided.filter { ($0.p ?? 1) < Self.significance }.map(\.slope)
    let together = result.test(.f)?.pValue.map { $0 < Self.significance }
    guard !found.isEmpty else { return .notFound(together: together, outcome: related) }
    guard found.count <= 6 else { return .foundMany(found.count, together: together) }
    return .found(
      found.map { (label($0.term), slopeNumbers($0) + familyText(of: $0)) }, together: together)
  }

  /// A fit without an error, of which nothing can be tested.
  private var exactFit: Statement {
    .exactModel(
      of: context.outcome,
      slopes.filter(Self.isCertain).prefix(6).map { slope in
        (slopes.count == 1 ? nil : label(slope.term), slopeNumbers(slope))
      }, count: countText)
  }

  /// What the terms of a model may be related to.
  private var related: String {
    if case .model(of: .hazard, isNormal: _) = kind { return English.hazard }
    return outcome
  }

  /// What rises or falls: of a logistic model the odds, of a quantile regression the quantile.
  private var response: String {
    let outcome = context.outcome ?? English.Unnamed.response.rawValue
    switch kind {
    case .model(of: .odds, isNormal: _): return English.odds(of: outcome)
    case .model(of: .hazard, isNormal: _): return English.hazard
    case .model(of: .quantile, isNormal: _):
      return English.quantile(result.number(.tau), of: outcome)
    default: return outcome
    }
  }

  private func simpleFit(_ slope: Coefficient) -> Statement {
    .slope(
      statement(slope), slopeNumbers(slope) + familyText(of: slope), fit: fitStatistics,
      count: countText)
  }

  private func statement(_ slope: Coefficient) -> Statement.Slope {
    func tested(_ relation: Claim.Relation, _ p: Double) -> Statement.Slope {
      .tested(
        Claim(
          relation: relation, direction: slope.estimate ?? 0 > 0 ? .greater : .less,
          evidence: p < Self.significance ? .found : .notFound))
    }
    let p = adjusted(slope) ?? slope.pValue
    if let (variable, level) = TermName.level(of: slope.term) {
      let factor = label(variable)
      return p.map { tested(.level(response, factor: factor, level: level), $0) }
        ?? .untestedLevel(response, factor: factor, level: level)
    }
    let predictor = context.predictor ?? label(slope.term)
    return p.map { tested(.slope(response, over: predictor), $0) }
      ?? .untested(response, over: predictor)
  }

  /// A curve: its parameters, each with its interval.
  private var curve: Statement {
    let values = (result.coefficients ?? []).compactMap { parameter -> [Inline]? in
      guard let value = parameter.estimate else { return nil }
      let limits = Self.limits(parameter.interval)
      let format = Self.format(for: limits)
      let place = address(of: parameter, .ci)
      return [.emphasis([.text(parameter.term)]), .text(Self.equals)]
        + [cited(value, format, at: address(of: parameter, .estimate))]
        + (limits.map { intervalText($0, format, at: place, numbers: $0) } ?? [])
    }
    return .curve(of: context.outcome, values, count: countText)
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
      let degrees = df.map { "(" + Self.degrees($0) + ")" }
      parts.append([
        .emphasis([.text(df == nil ? "z" : "t")]), .text((degrees ?? "") + Self.equals),
        cited(statistic, Quantity.format(statistic), at: address(of: slope, .statistic)),
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
        number(coefficient.statistic, Quantity.format(coefficient.statistic ?? 0)),
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
        .init(English.Head.term.rawValue), .init([.emphasis([.text("b")])]),
        .init(English.Head.standardError.rawValue),
        .init(English.interval(level), alignment: .trailing),
        .init([.emphasis([.text(hasNormal ? "z" : "t")])]), .init([.emphasis([.text("p")])]),
      ]
        + (ratio.map {
          [
            .init(English.capitalised($0.words)),
            .init(English.interval(level), alignment: .trailing),
          ]
        } ?? []), rows: rows, notes: notes)
  }

  private func comparisonTable(
    _ comparisons: [Comparison], id: String?, caption: [Inline]
  ) -> ReportTable {
    let hasEstimate = comparisons.contains { $0.estimate?.value != nil }
    let hasRaw = comparisons.contains { $0.pValue != nil }
    // Pairs of variables, whose estimate is the statistic, each over its own rows.
    let isMatrix = comparisons.contains { $0.count != nil }
    func head(_ head: English.Head) -> ReportTable.Column { .init(head.rawValue) }
    let p: Inline = .emphasis([.text("p")])
    var columns = [head(isMatrix ? .variables : .groups)]
    if hasEstimate {
      let quantity = comparisons.lazy.compactMap(\.estimate).first?.quantity
      columns += [
        isMatrix ? .init(quantity.map { [Inline]($0) } ?? []) : head(.difference),
        .init(English.Head.interval.rawValue, alignment: .trailing),
      ]
    }
    if !isMatrix { columns.append(head(.statistic)) }
    if hasRaw { columns.append(.init([p])) }
    columns.append(.init([p, .text(English.Head.adjusted.rawValue)]))
    if isMatrix { columns.append(head(.rows)) }
    let rows = comparisons.map { comparison -> [ReportTable.Cell] in
      let names =
        isMatrix ? comparison.groups.map { English.capitalised(label($0)) } : comparison.groups
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
          comparison.statistic.map { .formatted($0, Quantity.format($0)) } ?? .missing)
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

internal import Basics
internal import Statistics

/// Results that answer with many numbers: comparisons of pairs, descriptions, adjusted p-values.
extension ResultText {
  /// The p-value that decides on a comparison.
  private static func p(_ pair: Comparison) -> Double? { pair.adjustedPValue ?? pair.pValue }

  /// Whether the p-values of the pairs were corrected: one alone, or each left as it was, was not.
  static func isCorrected(_ pairs: [Comparison]) -> Bool {
    pairs.count > 1
      && pairs.contains { $0.adjustedPValue != nil && $0.adjustedPValue != $0.pValue }
  }

  /// The pairs of groups that differ, after correction for their number; up to six are named.
  var comparisons: Statement {
    let pairs = result.comparisons ?? []
    let found = pairs.indices.filter { (Self.p(pairs[$0]) ?? 1) < Self.significance }
    let shown = found.isEmpty && pairs.count == 1 ? [0] : found.count <= 6 ? found : []
    return .comparisons(
      of: outcome,
      Statement.Pairs(
        count: pairs.count, tested: pairs.count { Self.p($0) != nil }, found: found.count,
        isCorrected: Self.isCorrected(pairs),
        named: shown.map { index in
          let pair = pairs[index]
          let key: Comparison.Key = pair.adjustedPValue == nil ? .pValue : .pAdjusted
          let place = address(.comparisons).element("\(index)").field(key)
          return (pair.groups, pText(Self.p(pair), at: place) ?? [])
        }))
  }

  /// The pairs of a matrix that are correlated, after correction for their number.
  var matrix: Statement {
    let pairs = (result.comparisons ?? []).filter { Self.p($0) != nil }
    return .correlations(
      Statement.Pairs(
        count: pairs.count, tested: pairs.count,
        found: pairs.count { (Self.p($0) ?? 1) < Self.significance },
        isCorrected: Self.isCorrected(pairs), named: []))
  }

  /// The counts of each pair of categories; `nil` of more than fit a page.
  func table(of counts: CrossTable, id: String?, caption: [Inline]) -> ReportTable? {
    guard !counts.columns.isEmpty, counts.rows.count <= 30, counts.columns.count <= 12 else {
      return nil
    }
    return ReportTable(
      id: id, caption: caption,
      columns: [.init(English.capitalised(context.predictor == nil ? "" : outcome))]
        + counts.columns.map { .init($0, format: .integer) },
      rows: zip(counts.rows, counts.counts).map { name, row in
        [.text(name)] + row.map { .number(Double($0)) }
      })
  }

  var description: Statement {
    func number(_ key: Detail.Key) -> [Inline]? {
      guard let value = result.number(key) else { return nil }
      return [cited(value, NumberFormat(.number, unit: context.unit), at: address(key))]
    }
    var parts: [Statement.Description] = []
    if let median = number(.median), let q1 = number(.q1), let q3 = number(.q3) {
      parts.append(.median(median, q1: q1, q3: q3))
    }
    if let mean = number(.mean) { parts.append(.mean(mean, sd: number(.sd))) }
    if let low = number(.min), let high = number(.max) { parts.append(.range(low, high)) }
    return .description(of: outcome, count: countText, parts)
  }

  var adjustment: Statement {
    var values: [Double] = []
    if case .numbers(let adjusted)? = result[.adjusted] { values = adjusted.compactMap { $0 } }
    var correction = context.correction
    if correction == nil, case .text(let own)? = result[.correction] { correction = own }
    return .adjustment(
      below: values.count { $0 < Self.significance }, of: values.count,
      correction.map(ResultNames.corrects) == false
        ? .nothing : .correction(correction.map(ResultNames.correction)))
  }
}

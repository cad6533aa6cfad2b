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

  /// The pairs of groups that differ, after correction for their number.
  var comparisons: [Inline] {
    let pairs = result.comparisons ?? []
    let found = pairs.enumerated().filter { (Self.p($0.element) ?? 1) < Self.significance }
    let all = NumberFormat.integer.text(Double(pairs.count))
    let noun = pairs.count == 1 ? "pair" : "pairs"
    guard !found.isEmpty else {
      let tested = pairs.count { Self.p($0) != nil }
      guard tested > 0 else {
        return [.text("Whether \(outcome) differed within pairs of groups was not tested.")]
      }
      return [
        .text(
          "There was no evidence that \(outcome) differed "
            + (pairs.count == 1
              ? "between \(Self.listed(pairs[0].groups))."
              : "within any of the \(all) pairs of groups.")
        )
      ]
    }
    let count = NumberFormat.integer.text(Double(found.count))
    var text: [Inline] = [
      .text("\(Self.capitalised(outcome)) differed within \(count) of \(all) \(noun) of groups")
    ]
    let isCorrected = Self.isCorrected(pairs)
    if found.count <= 6 {
      text.append(.text(": "))
      text += Self.joined(
        found.map { index, pair in
          let key: Comparison.Key = pair.adjustedPValue == nil ? .pValue : .pAdjusted
          let place = address(.comparisons).element("\(index)").field(key)
          let p = pText(Self.p(pair), at: place) ?? []
          let word = isCorrected ? "adjusted " : ""
          return [.text(Self.listed(pair.groups) + " (\(word)")] + p + [.text(")")]
        }, by: "; ")
    }
    return text + [.text(".")]
  }

  /// The pairs of a matrix that are correlated, after correction for their number.
  var matrix: [Inline] {
    let pairs = (result.comparisons ?? []).filter { Self.p($0) != nil }
    let found = pairs.count { (Self.p($0) ?? 1) < Self.significance }
    let all = NumberFormat.integer.text(Double(pairs.count))
    let noun = pairs.count == 1 ? "pair" : "pairs"
    guard !pairs.isEmpty else { return [.text("No pair was tested for correlation.")] }
    guard found > 0 else {
      return [
        .text(
          pairs.count == 1
            ? "There was no evidence of a correlation within the pair."
            : "There was no evidence of a correlation within any of the \(all) pairs.")
      ]
    }
    let count = NumberFormat.integer.text(Double(found))
    let correction = Self.isCorrected(pairs) ? " after correction" : ""
    return [
      .text("\(count) of \(all) \(noun) \(found == 1 ? "was" : "were") correlated\(correction).")
    ]
  }

  /// The counts of each pair of categories; `nil` of more than fit a page.
  func table(of counts: CrossTable, id: String?, caption: [Inline]) -> ReportTable? {
    guard !counts.columns.isEmpty, counts.rows.count <= 30, counts.columns.count <= 12 else {
      return nil
    }
    return ReportTable(
      id: id, caption: caption,
      columns: [.init(Self.capitalised(context.predictor == nil ? "" : outcome))]
        + counts.columns.map { .init($0, format: .integer) },
      rows: zip(counts.rows, counts.counts).map { name, row in
        [.text(name)] + row.map { .number(Double($0)) }
      })
  }

  var description: [Inline] {
    func number(_ key: Detail.Key) -> [Inline]? {
      guard let value = result.number(key) else { return nil }
      return [cited(value, NumberFormat(.number, unit: context.unit), at: address(key))]
    }
    var parts: [[Inline]] = []
    if let median = number(.median), let q1 = number(.q1), let q3 = number(.q3) {
      parts.append(
        [.text("median ")] + median + [.text(" (middle half ")] + q1 + [.text(" to ")] + q3 + [
          .text(")")
        ])
    }
    if let mean = number(.mean) {
      parts.append(
        [.text("mean ")] + mean + (number(.sd).map { [.text(" (SD ")] + $0 + [.text(")")] } ?? []))
    }
    if let low = number(.min), let high = number(.max) {
      parts.append([.text("from ")] + low + [.text(" to ")] + high)
    }
    let subject = Self.capitalised(outcome)
    let count = countText.map { [.text(" (")] + $0 + [.text(")")] } ?? []
    return [.text(subject)] + count + [.text(": ")] + Self.joined(parts, by: "; ") + [.text(".")]
  }

  var adjustment: [Inline] {
    var values: [Double] = []
    if case .numbers(let adjusted)? = result[.adjusted] { values = adjusted.compactMap { $0 } }
    let below = values.count { $0 < Self.significance }
    var correction = context.correction
    if correction == nil, case .text(let own)? = result[.correction] { correction = own }
    let noun = values.count == 1 ? "p-value" : "p-values"
    let share = "\(below) of \(values.count) \(noun) lay below \(Self.significanceText)"
    guard correction != "none" else { return [.text("Without correction, \(share).")] }
    let name = correction.map(ResultNames.correction) ?? "correction"
    let tests = values.count == 1 ? "test" : "tests"
    return [.text("After correction for \(values.count) \(tests) (\(name)), \(share).")]
  }
}

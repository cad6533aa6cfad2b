internal import Basics
internal import Tables

/// Results that answer with many numbers: comparisons of pairs, descriptions, adjusted p-values.
extension ResultText {
  /// The p-value that decides on a comparison.
  private static func p(_ pair: JSON) -> Double? {
    pair["p_adjusted"]?.doubleValue ?? pair["p_value"]?.doubleValue
  }

  /// Whether the p-values of the pairs were corrected: one alone, or each left as it was, was not.
  static func isCorrected(_ pairs: [JSON]) -> Bool {
    pairs.count > 1
      && pairs.contains {
        $0["p_adjusted"]?.doubleValue != nil
          && $0["p_adjusted"]?.doubleValue != $0["p_value"]?.doubleValue
      }
  }

  /// The pairs of groups that differ, after correction for their number.
  var comparisons: [Inline] {
    let pairs = json["comparisons"]?.arrayValue ?? []
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
              ? "between \(Self.listed(Self.names(pairs[0])))."
              : "within any of the \(all) pairs of groups.")
        )
      ]
    }
    let count = NumberFormat.integer.text(Double(found.count))
    var result: [Inline] = [
      .text("\(Self.capitalised(outcome)) differed within \(count) of \(all) \(noun) of groups")
    ]
    let isCorrected = Self.isCorrected(pairs)
    if found.count <= 6 {
      result.append(.text(": "))
      result += Self.joined(
        found.map { index, pair in
          let field = pair["p_adjusted"]?.doubleValue == nil ? "p_value" : "p_adjusted"
          let p = pText(Self.p(pair), address: "comparisons[\(index)].\(field)") ?? []
          let word = isCorrected ? "adjusted " : ""
          return [.text(Self.listed(Self.names(pair)) + " (\(word)")] + p + [.text(")")]
        }, by: "; ")
    }
    return result + [.text(".")]
  }

  private static func names(_ pair: JSON) -> [String] {
    pair["groups"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// The pairs of a matrix that are correlated, after correction for their number.
  var matrix: [Inline] {
    let pairs = (json["comparisons"]?.arrayValue ?? []).filter { Self.p($0) != nil }
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
  func crossTable(_ table: JSON, id: String?, caption: [Inline]) -> ReportTable? {
    let rows = table["rows"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let names = table["columns"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let counts = table["counts"]?.arrayValue?.map { $0.arrayValue ?? [] } ?? []
    guard !names.isEmpty, rows.count <= 30, names.count <= 12, rows.count == counts.count else {
      return nil
    }
    return ReportTable(
      id: id, caption: caption,
      columns: [.init(Self.capitalised(context.predictor == nil ? "" : outcome))]
        + names.map { .init($0, format: .integer) },
      rows: zip(rows, counts).map { name, row in
        [.text(name)] + row.map { $0.doubleValue.map { .number($0) } ?? .missing }
      })
  }

  var description: [Inline] {
    func number(_ field: String) -> [Inline]? {
      guard let value = json[field], value.doubleValue != nil else { return nil }
      let format = NumberFormat(.number, unit: context.unit)
      return [.value(format.value(value, address: address(field)))]
    }
    var parts: [[Inline]] = []
    if let median = number("median"), let q1 = number("q1"), let q3 = number("q3") {
      parts.append(
        [.text("median ")] + median + [.text(" (middle half ")] + q1 + [.text(" to ")] + q3 + [
          .text(")")
        ])
    }
    if let mean = number("mean") {
      parts.append(
        [.text("mean ")] + mean + (number("sd").map { [.text(" (SD ")] + $0 + [.text(")")] } ?? []))
    }
    if let low = number("min"), let high = number("max") {
      parts.append([.text("from ")] + low + [.text(" to ")] + high)
    }
    let subject = Self.capitalised(outcome)
    let count = countText.map { [.text(" (")] + $0 + [.text(")")] } ?? []
    return [.text(subject)] + count + [.text(": ")] + Self.joined(parts, by: "; ") + [.text(".")]
  }

  var adjustment: [Inline] {
    let values = json["adjusted"]?.arrayValue?.compactMap(\.doubleValue) ?? []
    let below = values.count { $0 < Self.significance }
    let correction = context.correction ?? json["correction"]?.stringValue
    let noun = values.count == 1 ? "p-value" : "p-values"
    let share = "\(below) of \(values.count) \(noun) lay below \(Self.significanceText)"
    guard correction != "none" else { return [.text("Without correction, \(share).")] }
    let name = correction.map(ResultNames.correction) ?? "correction"
    let tests = values.count == 1 ? "test" : "tests"
    return [.text("After correction for \(values.count) \(tests) (\(name)), \(share).")]
  }
}

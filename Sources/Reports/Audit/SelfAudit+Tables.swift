internal import Basics

extension SelfAudit {
  /// What a row of a table says about itself: the statistic is the estimate over its error, the
  /// interval lies about the estimate and is as wide as the error has it, a corrected p-value is not
  /// below the raw one.
  func checkRow(_ cells: [String], _ header: [String], _ note: (String, String?) -> Void) {
    guard cells.count == header.count else { return }
    func number(_ name: String) -> PrintedNumber? {
      header.firstIndex(of: name).flatMap { PrintedNumber(cells[$0]) }
    }
    if let raw = number("p"), let adjusted = number("p, adjusted") {
      note(
        "p = \(cells[0]): \(raw.value), adjusted \(adjusted.value)",
        adjusted.high >= raw.low ? nil : "correction cannot lower a p-value")
    }
    guard let estimate = number("b"), let error = number("SE"), error.low > 0 else { return }
    let statistic = header.first { $0 == "t" || $0 == "z" }
    if let statistic, let printed = number(statistic) {
      let ends = [estimate.low, estimate.high].flatMap { [$0 / error.low, $0 / error.high] }
      if let least = ends.min(), let most = ends.max() {
        note(
          "\(statistic) = \(printed.value) of \(cells[0])",
          printed.meets(least...most) ? nil : "b over SE lies elsewhere")
      }
    }
    checkInterval(cells, header, estimate, error, isNormal: statistic == "z", note)
    guard statistic == "z", let z = header.firstIndex(of: "z"),
      let column = header.firstIndex(of: "p")
    else { return }
    let p =
      cells[column].hasPrefix("<") || cells[column].hasPrefix(">")
      ? cells[column] : "= " + cells[column]
    checkTests("z = \(cells[z]), p \(p)", note)
  }

  private func checkInterval(
    _ cells: [String], _ header: [String], _ estimate: PrintedNumber, _ error: PrintedNumber,
    isNormal: Bool, _ note: (String, String?) -> Void
  ) {
    guard let column = header.firstIndex(where: { $0.hasSuffix("% CI") }),
      let level = PrintedNumber(header[column].prefix { $0 != "%" }),
      cells[column].hasPrefix("["), cells[column].hasSuffix("]")
    else { return }
    let ends = cells[column].dropFirst().dropLast().split(separator: ", ")
    guard ends.count == 2, let low = PrintedNumber(ends[0]), let high = PrintedNumber(ends[1])
    else { return }
    let middle = (low.low + high.low) / 2...(low.high + high.high) / 2
    let text = "\(cells[column]) of \(cells[0])"
    guard estimate.meets(middle) else {
      note(text, "the interval does not lie about its estimate")
      return
    }
    let width = max((high.low - low.high) / 2, 0)...(high.high - low.low) / 2
    let alpha = 1 - level.value / 100
    guard let most = distributions.normal(width.lowerBound / error.high),
      let least = distributions.normal(width.upperBound / error.low)
    else { return }
    // Student's t has wider intervals than the normal distribution, never narrower ones.
    let isRight = least <= alpha * 1.000001 && (!isNormal || alpha <= most * 1.000001)
    note(text, isRight ? nil : "the error gives an interval of another width")
  }
}

/// The rows that each analysis is said to use, in its own block and in the flow of all rows.
struct AuditedFlows {
  private var title = ""
  private var used: [String: Double] = [:]

  /// Reads a line; where both are known, they must agree.
  mutating func read(_ raw: Substring, _ line: String, _ note: (String, String?) -> Void) {
    if raw.hasPrefix("**"), raw.hasSuffix("**"), !raw.dropFirst(2).dropLast(2).contains("**") {
      title = line
    } else if raw.hasPrefix("- **Rows**: "), let last = Self.lastCount(line) {
      used[title] = last
    } else if line.drop(while: { $0 == " " }).hasPrefix("- "), line.contains(": "),
      let end = line.range(of: ": "), let last = Self.lastCount(String(line[..<end.lowerBound]))
    {
      for name in line[end.upperBound...].split(separator: "; ") {
        guard let own = used[String(name)] else { continue }
        note(
          String(name),
          own == last
            ? nil
            : "its block uses \(NumberFormat.integer.text(own)) rows, the flow ends with others")
      }
    }
  }

  // Kept, because a literal is parsed anew each time it is met. Regex is not Sendable, although
  // matching on any thread leaves a pattern as it is.
  nonisolated(unsafe) private static let step = #/→ ([0-9][0-9,]*)/#
  nonisolated(unsafe) private static let start = #/^ *- ([0-9][0-9,]*) /#

  /// The rows after the last step of `220 read → 62 used; n = 62`.
  private static func lastCount(_ text: String) -> Double? {
    let flow = text.split(separator: ";").first ?? ""
    return (flow.matches(of: step).last ?? flow.firstMatch(of: start))
      .flatMap { PrintedNumber($0.1)?.value }
  }
}

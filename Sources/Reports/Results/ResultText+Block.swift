internal import Basics
internal import Statistics
internal import Tables

extension TestBlock {
  /// The block of a result: estimate first, then test, rows, assumptions, the same with fewer
  /// assumptions, and where it comes from.
  public init(_ text: ResultText) { self = text.block }
}

extension ResultText {
  var block: TestBlock {
    var entries: [Entry] = []
    func add(_ label: String, _ content: [Inline]?) {
      if let content, !content.isEmpty { entries.append(Entry(label, content)) }
    }
    let coefficients = result.coefficients
    if let failure {
      add("Result", [.text("none: \(failure)")])
    } else if kind == .description {
      add("Values", sentence)
    } else if coefficients != nil {
      addFit(add)
    } else {
      if let estimate = estimateText(result.estimate, at: address(.estimate)) {
        let name = result.estimate?.name ?? ""
        let words = ResultNames.quantity(name)
        // A symbol comes before its number as in a formula, words explain it afterwards.
        add(
          "Estimate",
          ResultNames.isSymbol(name)
            ? words + [.text(" = ")] + estimate : estimate + [.text(" (")] + words + [.text(")")])
      }
      add("Test", isRounding ? [.text("none: the values differ only by rounding")] : nil)
      add("Test", statistics.isEmpty ? nil : statistics + [.text("; \(name)")])
      add("Effect size", effectTexts.isEmpty ? nil : Self.joined(effectTexts, by: "; "))
    }
    add("Rows", rows)
    add("Assumptions", assumptions)
    add("Robust", robust)
    for note in result.notes { add("Note", [.text(note)]) }
    let title = context.title ?? Self.capitalised(name)
    return TestBlock(
      id: context.id, title: [.text(title)], entries: entries,
      table: (coefficients?.count ?? 0) > 2 || result.comparisons != nil
        || result.crossTable != nil ? table() : nil,
      provenance: context.provenance.isEmpty
        ? [Entry("Address", [.code(context.id)]), Entry("Method", [.text(name)])]
        : context.provenance)
  }

  private func addFit(_ add: (String, [Inline]?) -> Void) {
    if slopes.count == 1, let slope = slopes.first {
      add(
        "Estimate",
        [.text(title(slope.term) + ": ")] + slopeNumbers(slope)
          + familyText(of: slope))
    }
    add("Fit", fitStatistics.isEmpty ? [.text(name)] : fitStatistics + [.text("; \(name)")])
    var checks: [[Inline]] = []
    // The residuals of an exact fit are rounding errors.
    if let diagnostics = result.diagnostics, !isExact {
      if let value = diagnostics.durbinWatson {
        checks.append([.text("Durbin–Watson " + NumberFormat.fixed(2).text(value))])
      }
      for (check, words) in [
        (diagnostics.jarqueBera, "Jarque–Bera"), (diagnostics.breuschPagan, "Breusch–Pagan"),
      ] {
        guard let p = check?.pValue else { continue }
        checks.append([
          .text(words + " "), .emphasis([.text("p")]),
          .text(" " + NumberFormat.p.statement("", p).trimmingWhitespace()),
        ])
      }
      if let value = diagnostics.conditionNumber {
        checks.append([.text("condition number " + NumberFormat(.number, digits: 3).text(value))])
      }
    }
    add("Diagnostics", checks.isEmpty ? nil : Self.joined(checks, by: "; "))
  }

  /// The row flow, and what was dropped at its end.
  private var rows: [Inline]? {
    let steps = context.rowFlow.isEmpty ? result.rowFlow : context.rowFlow
    var parts: [[Inline]] = []
    if !steps.isEmpty { parts.append([.text(RowFlow.sentence(steps))]) }
    if failure == nil, let count = countText { parts.append(count) }
    for (dropped, words) in [
      (result.missingCount, "missing"), (result.nonFiniteCount, "not finite"),
    ] where dropped > 0 {
      parts.append([.text(NumberFormat.integer.text(Double(dropped)) + " " + words)])
    }
    return parts.isEmpty ? nil : Self.joined(parts, by: "; ")
  }

  private var assumptions: [Inline]? {
    let parts = result.assumptions.map { assumption -> [Inline] in
      let name = assumption.name
      // Checks of rounding errors say nothing.
      let isIdle = (isExact || isRounding) && assumption.verdict != .notChecked
      let p = isIdle ? nil : assumption.pValue
      let given = isIdle ? Assumption.Verdict.notChecked : assumption.verdict
      let evidence = isIdle ? "the values differ only by rounding" : assumption.evidence
      // Few values: the evidence says how little they show, which no verdict of one word does.
      if given == .unopposed {
        guard let p, evidence.hasSuffix(")") else { return [.text(name + ": " + evidence)] }
        return [
          .text(name + ": " + evidence.dropLast() + ", "), .emphasis([.text("p")]),
          .text(NumberFormat.p.statement("", p) + ")"),
        ]
      }
      // A check that finds nothing proves nothing; that samples are large enough is counted.
      var verdict = given.rawValue
      if given == .holds, !name.contains("large enough") {
        verdict = name.hasSuffix("normal") ? "nothing against normality" : "nothing against it"
      }
      var text: [Inline] = [.text(name + ": " + verdict)]
      if !evidence.isEmpty || p != nil {
        text.append(.text(" (" + evidence))
        if let p {
          text.append(.text(evidence.isEmpty ? "" : ", "))
          text += [.emphasis([.text("p")])]
          text.append(.text(NumberFormat.p.statement("", p)))
        }
        text.append(.text(")"))
      }
      return text
    }
    return parts.isEmpty ? nil : Self.joined(parts, by: "; ")
  }

  /// The same question by a method with fewer assumptions, and whether it says the same.
  private var robust: [Inline]? {
    guard let other = result.robustAlternative else { return nil }
    var text: [Inline] = [.text(Self.capitalised(ResultNames.method(other.method)))]
    let place = address(.robustAlternative)
    if let estimate = estimateText(
      other.estimate, at: place.field(RobustAlternative.Key.estimate))
    {
      text += [.text(": ")] + estimate
    }
    if let p = pText(other.pValue, at: place.field(RobustAlternative.Key.pValue)) {
      text += [.text(", ")] + p
    }
    if !isRounding, let own = pValue, let theirs = other.pValue {
      let agrees = (own < Self.significance) == (theirs < Self.significance)
      // Where the p-value of a family decides, only those before correction can be compared.
      let scope = decisive == own ? "" : " before correction"
      text.append(
        .text(agrees ? "; it agrees\(scope)" : "; it disagrees\(scope)"))
    }
    return text
  }
}

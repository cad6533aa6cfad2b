public import Basics
internal import Tables

extension TestBlock {
  /// The block of a result: estimate first, then test, rows, assumptions, what rests on less, and
  /// where it comes from.
  public init(_ json: JSON, context: ResultContext) {
    self = ResultText(json, context: context).block
  }
}

extension ResultText {
  var block: TestBlock {
    var entries: [Entry] = []
    func add(_ label: String, _ content: [Inline]?) {
      if let content, !content.isEmpty { entries.append(Entry(label, content)) }
    }
    let coefficients = json["coefficients"]?.arrayValue
    if let failure {
      add("Result", [.text("none: \(failure)")])
    } else if kind == .description {
      add("Values", sentence)
    } else if coefficients != nil {
      addFit(add)
    } else {
      if let estimate = estimateText(json["estimate"], field: "estimate", unit: context.unit) {
        let name = json["estimate"]?["name"]?.stringValue ?? ""
        let words = ResultNames.quantity(name)
        // A symbol stands before its number as in a formula, words explain it afterwards.
        add(
          "Estimate",
          ResultNames.isSymbol(name)
            ? words + [.text(" = ")] + estimate : estimate + [.text(" (")] + words + [.text(")")])
      }
      add("Test", isRounding ? [.text("none: nothing varies but rounding")] : nil)
      add("Test", statistics.isEmpty ? nil : statistics + [.text("; \(name)")])
      add("Effect size", effectTexts.isEmpty ? nil : Self.joined(effectTexts, by: "; "))
    }
    add("Rows", rows)
    add("Assumptions", assumptions)
    add("Robust", robust)
    for note in json["notes"]?.arrayValue?.compactMap(\.stringValue) ?? [] {
      add("Note", [.text(note)])
    }
    let title = context.title ?? Self.capitalised(name)
    return TestBlock(
      id: context.id, title: [.text(title)], entries: entries,
      table: (coefficients?.count ?? 0) > 2 || json["comparisons"] != nil || json["table"] != nil
        ? table() : nil,
      provenance: context.provenance.isEmpty
        ? [Entry("Address", [.code(context.id)]), Entry("Method", [.text(name)])]
        : context.provenance)
  }

  private func addFit(_ add: (String, [Inline]?) -> Void) {
    if slopes.count == 1, let slope = slopes.first {
      add(
        "Estimate",
        [.text(title(slope["term"]?.stringValue ?? "") + ": ")] + slopeNumbers(slope)
          + familyText(of: slope))
    }
    add("Fit", fitStatistics.isEmpty ? [.text(name)] : fitStatistics + [.text("; \(name)")])
    var checks: [[Inline]] = []
    // The residuals of an exact fit are rounding errors.
    if let diagnostics = json["diagnostics"], !isExact {
      if let value = diagnostics["durbin_watson"]?.doubleValue
        ?? diagnostics["durbin_watson"]?["value"]?.doubleValue
      {
        checks.append([.text("Durbin–Watson " + NumberFormat.fixed(2).text(value))])
      }
      for (key, words) in [("jarque_bera", "Jarque–Bera"), ("breusch_pagan", "Breusch–Pagan")] {
        guard let p = diagnostics[key]?["p_value"]?.doubleValue else { continue }
        checks.append([
          .text(words + " "), .emphasis([.text("p")]),
          .text(" " + NumberFormat.p.statement("", p).trimmingWhitespace()),
        ])
      }
      if let value = diagnostics["condition_number"]?.doubleValue {
        checks.append([.text("condition number " + NumberFormat(.number, digits: 3).text(value))])
      }
    }
    add("Diagnostics", checks.isEmpty ? nil : Self.joined(checks, by: "; "))
  }

  /// The row flow, and what was dropped at its end.
  private var rows: [Inline]? {
    var steps = context.rowFlow
    if steps.isEmpty {
      steps = (json["row_flow"]?.arrayValue ?? []).compactMap { step in
        guard let name = step["step"]?.stringValue, let rows = step["rows"]?.doubleValue else {
          return nil
        }
        return RowFlowStep(step: name, rows: Int(exactly: rows) ?? 0)
      }
    }
    var parts: [[Inline]] = []
    if !steps.isEmpty { parts.append([.text(RowFlow.sentence(steps))]) }
    if let count = countText { parts.append(count) }
    for (field, words) in [("n_missing", "missing"), ("n_non_finite", "not finite")] {
      if let dropped = json[field]?.doubleValue, dropped > 0 {
        parts.append([.text(NumberFormat.integer.text(dropped) + " " + words)])
      }
    }
    return parts.isEmpty ? nil : Self.joined(parts, by: "; ")
  }

  private var assumptions: [Inline]? {
    let parts = (json["assumptions"]?.arrayValue ?? []).compactMap { assumption -> [Inline]? in
      guard let name = assumption["name"]?.stringValue else { return nil }
      let given = assumption["verdict"]?.stringValue ?? "not checked"
      // Checks of rounding errors say nothing.
      let isIdle = (isExact || isRounding) && given != "not checked"
      let p = isIdle ? nil : assumption["p_value"]?.doubleValue
      var verdict = isIdle ? "not checked" : given
      let evidence =
        isIdle ? "nothing varies but rounding" : assumption["evidence"]?.stringValue ?? ""
      // Few values: the evidence says how little they show, which no verdict of one word does.
      if verdict == "nothing against" {
        guard let p, evidence.hasSuffix(")") else { return [.text(name + ": " + evidence)] }
        return [
          .text(name + ": " + evidence.dropLast() + ", "), .emphasis([.text("p")]),
          .text(NumberFormat.p.statement("", p) + ")"),
        ]
      }
      // A check that finds nothing proves nothing; that samples are large enough is counted.
      if verdict == "holds", !name.contains("large enough") {
        verdict = name.hasSuffix("normal") ? "nothing against normality" : "nothing against it"
      }
      var result: [Inline] = [.text(name + ": " + verdict)]
      if !evidence.isEmpty || p != nil {
        result.append(.text(" (" + evidence))
        if let p {
          result.append(.text(evidence.isEmpty ? "" : ", "))
          result += [.emphasis([.text("p")])]
          result.append(.text(NumberFormat.p.statement("", p)))
        }
        result.append(.text(")"))
      }
      return result
    }
    return parts.isEmpty ? nil : Self.joined(parts, by: "; ")
  }

  /// The same question by a method that rests on less, and whether it says the same.
  private var robust: [Inline]? {
    guard let other = json["robust_alternative"], let method = other["method"]?.stringValue else {
      return nil
    }
    var result: [Inline] = [.text(Self.capitalised(ResultNames.method(method)))]
    if let estimate = other["estimate"],
      let text = estimateText(estimate, field: "robust_alternative.estimate", unit: context.unit)
    {
      result += [.text(": ")] + text
    }
    if let p = pText(other["p_value"]?.doubleValue, address: "robust_alternative.p_value") {
      result += [.text(", ")] + p
    }
    if !isRounding, let own = pValue, let theirs = other["p_value"]?.doubleValue {
      let agrees = (own < Self.significance) == (theirs < Self.significance)
      // Where the p-value of a family decides, only those before correction can be compared.
      let scope = decisive == own ? "" : " before correction"
      result.append(
        .text(agrees ? "; it says the same\(scope)" : "; it does not say the same\(scope)"))
    }
    return result
  }
}

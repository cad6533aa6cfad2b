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
    func add(_ label: English.Label, _ content: [Inline]?) {
      if let content, !content.isEmpty { entries.append(Entry(label.rawValue, content)) }
    }
    let coefficients = result.coefficients
    if let failure {
      add(.result, [.text(English.none(because: failure))])
    } else if kind == .description {
      add(.values, sentence)
    } else if coefficients != nil {
      addFit(add)
    } else {
      if let estimate = result.estimate,
        let numbers = estimateText(estimate, at: address(.estimate))
      {
        let words = [Inline](estimate.quantity)
        // A symbol comes before its number as in a formula, words explain it afterwards.
        add(
          .estimate,
          estimate.quantity.isSymbol
            ? words + [.text(" = ")] + numbers : numbers + [.text(" (")] + words + [.text(")")])
      }
      add(.test, isRounding ? [.text(English.none(because: English.onlyRounding))] : nil)
      add(.test, statistics.isEmpty ? nil : statistics + [.text("; \(name)")])
      add(.effectSize, effectTexts.isEmpty ? nil : Self.joined(effectTexts, by: "; "))
    }
    add(.rows, rows)
    add(.assumptions, assumptions)
    add(.robust, robust)
    for note in result.notes { add(.note, [.text(note)]) }
    let title = context.title ?? English.capitalised(name)
    return TestBlock(
      id: context.id, title: [.text(title)], entries: entries,
      table: (coefficients?.count ?? 0) > 2 || slopes.count > 1 || result.comparisons != nil
        || result.crossTable != nil ? table() : nil,
      provenance: context.provenance.isEmpty
        ? [
          Entry(English.Label.address.rawValue, [.code(context.id)]),
          Entry(English.Label.method.rawValue, [.text(name)]),
        ]
        : context.provenance)
  }

  private func addFit(_ add: (English.Label, [Inline]?) -> Void) {
    if slopes.count == 1, let slope = slopes.first {
      add(
        .estimate,
        [.text(title(slope.term) + ": ")] + slopeNumbers(slope)
          + familyText(of: slope))
    }
    add(.fit, fitStatistics.isEmpty ? [.text(name)] : fitStatistics + [.text("; \(name)")])
    add(.diagnostics, checks.isEmpty ? nil : Self.joined(checks, by: "; "))
  }

  /// What the residuals say; those of an exact fit are rounding errors.
  private var checks: [[Inline]] {
    guard let diagnostics = result.diagnostics, !isExact else { return [] }
    return [ResidualDiagnostics.Key.durbinWatson, .jarqueBera, .breuschPagan, .conditionNumber]
      .compactMap { key in
        let words = key.words + " "
        switch diagnostics.node(key) {
        case .value(let check as ResidualDiagnostics.Check)?:
          return check.pValue.map { p in
            [
              .text(words), .emphasis([.text("p")]),
              .text(" " + NumberFormat.p.statement("", p).trimmingWhitespace()),
            ]
          }
        case .number(let value?)?: return [.text(words + key.format.text(value))]
        default: return nil
        }
      }
  }

  /// The row flow, and what was dropped at its end.
  private var rows: [Inline]? {
    let steps = context.rowFlow.isEmpty ? result.rowFlow : context.rowFlow
    var parts: [[Inline]] = []
    if !steps.isEmpty { parts.append([.text(RowFlow.sentence(steps))]) }
    if failure == nil, let count = countText { parts.append(count) }
    if result.missingCount > 0 { parts.append([.text(English.missing(result.missingCount))]) }
    if result.nonFiniteCount > 0 {
      parts.append([.text(English.notFinite(result.nonFiniteCount))])
    }
    return parts.isEmpty ? nil : Self.joined(parts, by: "; ")
  }

  private var assumptions: [Inline]? {
    let parts = result.assumptions.map { assumption -> [Inline] in
      // Checks of rounding errors say nothing.
      let isIdle = (isExact || isRounding) && assumption.verdict != .notChecked
      return English.sentence(
        isIdle ? Assumption(assumption.name, .notChecked, English.onlyRounding) : assumption)
    }
    return parts.isEmpty ? nil : Self.joined(parts, by: "; ")
  }

  /// The same question by a method with fewer assumptions, and whether it says the same.
  private var robust: [Inline]? {
    guard let other = result.robustAlternative else { return nil }
    var text: [Inline] = [.text(English.capitalised(ResultNames.method(other.method)))]
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
      text.append(.text(English.robust(agrees: agrees, beforeCorrection: decisive != own)))
    }
    return text
  }
}

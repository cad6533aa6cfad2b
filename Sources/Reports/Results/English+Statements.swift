internal import Basics

/// Sentences on results.
extension English {
  static func sentence(_ statement: Statement) -> [Inline] {
    switch statement {
    case .failure(let title, let reason): [.text("\(title): no result (\(reason)).")]
    case .test(let opening, let estimate, let numbers):
      words(opening) + (estimate.map { [.text(": ")] + words($0) } ?? []) + closing(numbers)
    case .description(let outcome, let count, let parts):
      [.text(capitalised(outcome))] + bracketed(count) + [.text(": ")]
        + joined(parts.map(words), by: "; ") + [.text(".")]
    case .adjustment(let below, let count, let adjustment):
      [.text(words(below, of: count, adjustment))]
    case .comparisons(let outcome, let pairs): words(outcome, pairs)
    case .correlations(let pairs): [.text(words(pairs))]
    case .model(let outcome, let count, let fit, let terms):
      [.text("The model\(of(outcome)) with \(count) terms")] + bracketed(fit) + words(terms)
    case .intercept(let outcome, let numbers):
      numbers.map {
        [.text("The model\(of(outcome)) has only an intercept: ")] + $0 + [.text(".")]
      } ?? [.text("The model\(of(outcome)) has no terms.")]
    case .exactModel(let outcome, let terms, let count):
      [
        .text(
          "The model\(of(outcome)) fitted exactly apart from rounding, so there was nothing to test: "
        )
      ] + joined(terms.map { [.text($0.term.map { $0 + " " } ?? "")] + $0.numbers }, by: "; ")
        + bracketed(count) + [.text(".")]
    case .slope(let slope, let numbers, let fit, let count):
      [.text(words(slope) + ": ")] + numbers
        + closing([fit, count ?? []].filter { !$0.isEmpty })
    case .curve(let outcome, let parameters, let count):
      [.text("The curve" + (outcome.map { " fitted to " + $0 } ?? "") + " has ")]
        + joined(parameters, by: "; ") + bracketed(count) + [.text(".")]
    case .parts(let outcome, let words, let method, let count):
      (words ?? [.text("\(capitalised(method)) gave no result for \(outcome)")])
        + bracketed(count) + [.text(".")]
    }
  }

  // MARK: Tests

  private static func words(_ opening: Statement.Opening) -> [Inline] {
    switch opening {
    case .rounding:
      return [.text("The values differed only by rounding, so there was nothing to test")]
    case .claim(let claim, let count):
      let remark = count.map { ", but " + few($0) } ?? ""
      return [.text(sentence(claim) + remark)]
    case .hypothesis(let name, let found):
      let text =
        found.map { "found \($0 ? "" : "no ")evidence against its null hypothesis" }
        ?? "gave no p-value"
      return [.text("\(capitalised(name)) \(text)")]
    case .estimated(let estimated, let outcome, let numbers):
      let known =
        switch estimated {
        case .concentration: "Gini coefficient"
        case .quantity(let name): name ?? "estimate"
        }
      if let numbers { return [.text("The \(known) of \(outcome) was ")] + numbers }
      if case .concentration = estimated {
        return [.text("The concentration of \(outcome) was not estimated")]
      }
      return [.text("The \(known) of \(outcome) was not estimated")]
    }
  }

  /// "r = 0.5", "median 5".
  private static func words(_ named: Statement.Named) -> [Inline] {
    named.name + [.text(named.isSymbol ? " = " : " ")] + named.numbers
  }

  private static func few(_ count: Int) -> String {
    NumberFormat.integer.text(Double(count)) + " values can show little"
  }

  // MARK: Lists

  private static func words(_ part: Statement.Description) -> [Inline] {
    switch part {
    case .median(let median, let q1, let q3):
      [.text("median ")] + median + [.text(" (middle half ")] + q1 + [.text(" to ")] + q3
        + [.text(")")]
    case .mean(let mean, let sd):
      [.text("mean ")] + mean + (sd.map { [.text(" (SD ")] + $0 + [.text(")")] } ?? [])
    case .range(let low, let high): [.text("from ")] + low + [.text(" to ")] + high
    }
  }

  private static func words(
    _ below: Int, of count: Int, _ adjustment: Statement.AdjustedBy
  ) -> String {
    let share =
      "\(below) of \(count) \(count == 1 ? "p-value" : "p-values") lay below "
      + ResultText.significanceText
    switch adjustment {
    case .nothing: return "Without correction, \(share)."
    case .correction(let name):
      let tests = count == 1 ? "test" : "tests"
      return "After correction for \(count) \(tests) (\(name ?? "correction")), \(share)."
    }
  }

  private static func words(_ outcome: String, _ pairs: Statement.Pairs) -> [Inline] {
    let all = NumberFormat.integer.text(Double(pairs.count))
    guard pairs.tested > 0 else {
      return [.text("Whether \(outcome) differed within pairs of groups was not tested.")]
    }
    guard pairs.found > 0 else {
      let only = pairs.count == 1 ? pairs.named.first : nil
      return [
        .text(
          "There was no evidence that \(outcome) differed "
            + (only.map { "between \(listed($0.groups))." }
              ?? "within any of the \(all) pairs of groups."))
      ]
    }
    let found = NumberFormat.integer.text(Double(pairs.found))
    let noun = pairs.count == 1 ? "pair" : "pairs"
    let adjusted = pairs.isCorrected ? "adjusted " : ""
    let named = pairs.named.map { pair -> [Inline] in
      [.text(listed(pair.groups) + " (\(adjusted)")] + pair.p + [.text(")")]
    }
    return [.text("\(capitalised(outcome)) differed within \(found) of \(all) \(noun) of groups")]
      + (named.isEmpty ? [] : [.text(": ")] + joined(named, by: "; ")) + [.text(".")]
  }

  private static func words(_ pairs: Statement.Pairs) -> String {
    let all = NumberFormat.integer.text(Double(pairs.count))
    guard pairs.count > 0 else { return "No pair was tested for correlation." }
    guard pairs.found > 0 else {
      return pairs.count == 1
        ? "There was no evidence of a correlation within the pair."
        : "There was no evidence of a correlation within any of the \(all) pairs."
    }
    let found = NumberFormat.integer.text(Double(pairs.found))
    let noun = pairs.count == 1 ? "pair" : "pairs"
    let correction = pairs.isCorrected ? " after correction" : ""
    return
      "\(found) of \(all) \(noun) \(pairs.found == 1 ? "was" : "were") correlated\(correction)."
  }

  // MARK: Models

  private static func of(_ outcome: String?) -> String { outcome.map { " of " + $0 } ?? "" }

  private static func words(_ terms: Statement.Terms) -> [Inline] {
    func end(_ together: Bool?) -> [Inline] {
      [.text(together == false ? "; its terms together gave none." : ".")]
    }
    switch terms {
    case .untested: return [.text(" does not test its terms.")]
    case .notFound(true, let outcome):
      return [
        .text(
          " gave evidence that its terms together were related to \(outcome), but not for any single term."
        )
      ]
    case .notFound(_, let outcome):
      return [.text(" gave no evidence that any of its terms was related to \(outcome).")]
    case .found(let found, let together):
      let texts = found.map { term -> [Inline] in
        [.text(term.term + " (")] + term.numbers + [.text(")")]
      }
      return [.text(" gave evidence for ")] + joined(texts) + end(together)
    case .foundMany(let count, let together):
      return [.text(" gave evidence for "), .text("\(count) of them")] + end(together)
    }
  }

  private static func words(_ slope: Statement.Slope) -> String {
    switch slope {
    case .tested(let claim): return sentence(claim)
    case .untested(let response, let predictor):
      return "The estimated slope of \(response) on \(predictor)"
    case .untestedLevel(let response, let factor, let level):
      return "The estimated coefficient of \(factor) “\(level)” for \(response)"
    }
  }

  // MARK: Punctuation

  private static func bracketed(_ numbers: [Inline]?) -> [Inline] {
    guard let numbers, !numbers.isEmpty else { return [] }
    return [.text(" (")] + numbers + [.text(")")]
  }

  /// The numbers in brackets, and the end of the sentence.
  private static func closing(_ numbers: [[Inline]]) -> [Inline] {
    numbers.isEmpty
      ? [.text(".")] : [.text(" (")] + joined(numbers, by: "; ") + [.text(").")]
  }

  private static func joined(_ parts: [[Inline]], by separator: String = ", ") -> [Inline] {
    ResultText.joined(parts, by: separator)
  }
}

internal import Tables

extension ResultText {
  /// The result in one sentence: what the data show first, then the numbers that say so.
  ///
  /// It claims evidence only below one minus the level of the interval, on the adjusted p-value where
  /// there is a family; above, it says that there was no evidence, not that there is no effect. It
  /// names no causes. Every claim stands in the past tense, whose verbs agree with "emissions" as with
  /// "size": the words of the data are put in without being understood.
  public var sentence: [Inline] {
    if let failure { return [.text("\(context.title ?? name): no result (\(failure)).")] }
    switch method {
    case "describe": return description
    case "adjust": return adjustment
    case "dunn", "tukey-hsd": return comparisons
    case "correlation-matrix": return matrix
    default: break
    }
    if json["coefficients"] != nil { return fit }
    let numbers = Self.joined(
      [
        statistics.isEmpty ? nil : statisticsWithInterval,
        effectTexts.isEmpty ? nil : Self.joined(effectTexts),
        countText,
      ].compactMap { $0 }, by: "; ")
    let tail: [Inline] = numbers.isEmpty ? [.text(".")] : [.text(" (")] + numbers + [.text(").")]
    return claim + tail
  }

  /// What the data show, without the closing numbers.
  private var claim: [Inline] {
    switch method {
    case "t-test", "permutation", "mann-whitney", "brunner-munzel": return location
    case "t-test-paired", "wilcoxon", "t-test-1samp": return paired
    case "pearson", "spearman", "kendall", "partial-correlation": return correlation
    case "kruskal-wallis": return evidence("\(outcome) differed between \(groupsText)")
    case "anova", "welch-anova":
      return evidence("the mean of \(outcome) differed between \(groupsText)")
    case "friedman": return evidence("\(outcome) differed between \(conditionsText)")
    case "levene", "bartlett", "fligner":
      return evidence("the spread of \(outcome) differed between \(groupsText)")
    case "ks": return evidence("the distribution of \(outcome) differed between \(groupsText)")
    case "shapiro-wilk", "anderson-darling", "jarque-bera", "dagostino":
      return evidence("\(outcome) departed from a normal distribution")
    case "chi-square", "g-test", "fisher":
      return withEstimate(evidence("\(first) and \(second) were associated"))
    case "mcnemar": return evidence("the shares of \(first) and \(second) differed")
    case "proportion": return proportion
    case "mann-kendall", "theil-sen": return trend
    case "equivalence": return equivalence
    case "nested-f", "likelihood-ratio":
      return [
        .text(
          isEvidence
            ? "The further terms explained more of \(outcome) than chance would"
            : "There was no evidence that the further terms explained more of \(outcome)")
      ]
    case "gini":
      guard let estimate = estimateText(json["estimate"], field: "estimate", unit: nil) else {
        return [.text("The concentration of \(outcome) was not estimated")]
      }
      return [.text("The Gini coefficient of \(outcome) was ")] + estimate
    case "runs":
      return evidence("the order of \(outcome) departed from chance, judged about the median")
    case "bootstrap":
      let name = json["estimate"]?["name"]?.stringValue ?? "estimate"
      let words = name == "sd" ? "standard deviation" : name
      guard let estimate = estimateText(json["estimate"], field: "estimate", unit: context.unit)
      else { return [.text("The \(words) of \(outcome) was not estimated")] }
      return [.text("The \(words) of \(outcome) was ")] + estimate
    default:
      return withEstimate(
        [
          .text(
            "\(Self.capitalised(name)) found \(isEvidence ? "" : "no ")evidence against its null hypothesis"
          )
        ])
    }
  }

  // MARK: Words of the data

  private var outcome: String { context.outcome ?? "the values" }
  private var first: String { context.predictor ?? "the rows" }
  private var second: String { context.outcome ?? "the columns" }

  private var groupNames: [String] {
    if !context.groups.isEmpty { return context.groups }
    return json["samples"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  private var groupsText: String {
    let names = groupNames
    if names.count > 1, names.count <= 6 { return Self.listed(names) }
    let count = json["n"]?.arrayValue?.count ?? names.count
    return count > 2 ? "the \(count) groups" : "the two groups"
  }

  private var conditionsText: String {
    let names = groupNames
    return names.count > 1 && names.count <= 6 ? Self.listed(names) : "the conditions"
  }

  // MARK: Claims

  /// "X differed", or "There was no evidence that X differed".
  private func evidence(_ claim: String) -> [Inline] {
    [.text(isEvidence ? Self.capitalised(claim) : "There was no evidence that \(claim)")]
  }

  private func withEstimate(_ claim: [Inline]) -> [Inline] {
    guard let estimate = estimateText(json["estimate"], field: "estimate", unit: context.unit),
      let name = json["estimate"]?["name"]?.stringValue
    else { return claim }
    let equals: [Inline] = ResultNames.isSymbol(name) ? [.text(" = ")] : [.text(" ")]
    return claim + [.text(": ")] + ResultNames.quantity(name) + equals + estimate
  }

  private var location: [Inline] {
    let names = groupNames
    let (first, second) =
      names.count == 2 ? (names[0], names[1]) : ("the first group", "the second")
    let isMean = method == "t-test" || method == "permutation"
    let value = json["estimate"]?["value"]?.doubleValue
    let sign = value.map { method == "brunner-munzel" ? 0.5 - $0 : $0 } ?? 0
    let word = sign > 0 ? "higher" : "lower"
    let claim =
      if !isEvidence || sign == 0 {
        "\(isMean ? "the mean of " : "")\(outcome) differed between \(first) and \(second)"
      } else if isMean {
        "the mean of \(outcome) was \(word) in \(first) than in \(second)"
      } else {
        "\(outcome) tended to be \(word) in \(first) than in \(second)"
      }
    return withEstimate(evidence(claim))
  }

  /// Whether the means lie within bounds set beforehand; the bounds belong to the claim.
  private var equivalence: [Inline] {
    let names = groupNames
    let pair = names.count == 2 ? Self.listed(names) : "the two groups"
    let bounds = [json["bound_low"]?.doubleValue, json["bound_high"]?.doubleValue]
      .map { NumberFormat(.number, unit: context.unit).value($0).printed }
    let within = "between \(bounds[0]) and \(bounds[1])"
    return withEstimate([
      .text(
        isEvidence
          ? "The means of \(outcome) in \(pair) differed by less than the bounds, \(within)"
          : "There was no evidence that the means of \(outcome) in \(pair) differed by less than the "
            + "bounds, \(within)")
    ])
  }

  private var paired: [Inline] {
    let value = json["estimate"]?["value"]?.doubleValue ?? 0
    let word = value > 0 ? "higher" : "lower"
    let isMean = method != "wilcoxon"
    let claim: String
    if let other = context.predictor {
      claim =
        switch (isEvidence, isMean) {
        case (true, true): "the mean of \(outcome) was \(word) than that of \(other)"
        case (true, false): "\(outcome) tended to be \(word) than \(other)"
        case (false, true): "the means of \(outcome) and \(other) differed"
        case (false, false): "\(outcome) and \(other) differed"
        }
    } else if context.groups.count == 2 {
      claim =
        isEvidence
        ? "\(outcome) tended to be \(word) in \(context.groups[0]) than in \(context.groups[1])"
        : "\(outcome) differed between \(Self.listed(context.groups))"
    } else {
      claim = "\(isMean ? "the mean of " : "")\(outcome) differed from the reference value"
    }
    return withEstimate(evidence(claim))
  }

  private var correlation: [Inline] {
    let one = context.predictor ?? "the first variable"
    let other = context.outcome ?? "the second"
    let value = json["estimate"]?["value"]?.doubleValue ?? json["statistic"]?["value"]?.doubleValue
    let direction = (value ?? 0) > 0 ? "positively" : "negatively"
    let given =
      context.controls.isEmpty ? "" : " at the same \(Self.listed(context.controls))"
    return [
      .text(
        isEvidence
          ? "\(Self.capitalised(one)) and \(other) were \(direction) correlated\(given)"
          : "There was no evidence of a correlation between \(one) and \(other)\(given)")
    ]
  }

  private var proportion: [Inline] {
    if json["n"]?.arrayValue?.count == 2 || groupNames.count == 2 {
      return withEstimate(evidence("the share of \(outcome) differed between \(groupsText)"))
    }
    guard let estimate = estimateText(json["estimate"], field: "estimate", unit: nil) else {
      return evidence("the share of \(outcome) differed from the reference value")
    }
    return [.text("The share of \(outcome) was ")] + estimate
  }

  private var trend: [Inline] {
    let value = json["estimate"]?["value"]?.doubleValue ?? 0
    // A slope without a p-value is judged by its interval.
    let limits = Self.limits(json["estimate"]?["ci"])
    let excludesZero = (limits?.0 ?? -1) > 0 || (limits?.1 ?? 1) < 0
    let found = decisive == nil ? excludesZero : isEvidence
    let along = context.predictor.map { " with " + $0 } ?? ""
    return withEstimate([
      .text(
        found
          ? "\(Self.capitalised(outcome)) \(value > 0 ? "rose" : "fell")\(along)"
          : "There was no evidence of a trend in \(outcome)\(along)")
    ])
  }

  // MARK: Lists

  /// The pairs of groups that differ, after correction for their number.
  private var comparisons: [Inline] {
    let pairs = json["comparisons"]?.arrayValue ?? []
    func p(_ pair: JSON) -> Double? {
      pair["p_adjusted"]?.doubleValue ?? pair["p_value"]?.doubleValue
    }
    let found = pairs.enumerated().filter { (p($0.element) ?? 1) < 1 - level }
    let all = NumberFormat.integer.text(Double(pairs.count))
    let noun = pairs.count == 1 ? "pair" : "pairs"
    guard !found.isEmpty else {
      return [
        .text(
          "There was no evidence that \(outcome) differed within any of the \(all) \(noun) of groups."
        )
      ]
    }
    let count = NumberFormat.integer.text(Double(found.count))
    var result: [Inline] = [
      .text("\(Self.capitalised(outcome)) differed within \(count) of \(all) \(noun) of groups")
    ]
    if found.count <= 6 {
      result.append(.text(": "))
      result += Self.joined(
        found.map { index, pair in
          let names = pair["groups"]?.arrayValue?.compactMap(\.stringValue) ?? []
          let p = pText(p(pair), address: "comparisons[\(index)].p_adjusted") ?? []
          return [.text(Self.listed(names) + " (adjusted ")] + p + [.text(")")]
        }, by: "; ")
    }
    return result + [.text(".")]
  }

  /// The pairs of a matrix that are correlated, after correction for their number.
  private var matrix: [Inline] {
    let pairs = json["comparisons"]?.arrayValue ?? []
    let found = pairs.count {
      ($0["p_adjusted"]?.doubleValue ?? $0["p_value"]?.doubleValue ?? 1) < 1 - level
    }
    let all = NumberFormat.integer.text(Double(pairs.count))
    let noun = pairs.count == 1 ? "pair" : "pairs"
    return [
      .text(
        found == 0
          ? "There was no evidence of a correlation within any of the \(all) \(noun)."
          : "\(NumberFormat.integer.text(Double(found))) of \(all) \(noun) were correlated after correction."
      )
    ]
  }

  private var description: [Inline] {
    func number(_ field: String) -> [Inline]? {
      guard let value = json[field]?.doubleValue else { return nil }
      return [
        .value(Value(NumberFormat.number.text(value), unit: context.unit, address: address(field)))
      ]
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

  private var adjustment: [Inline] {
    let values = json["adjusted"]?.arrayValue?.compactMap(\.doubleValue) ?? []
    let below = values.count { $0 < 0.05 }
    let correction = (json["correction"]?.stringValue).map(ResultNames.correction) ?? "correction"
    return [
      .text(
        "After correction for \(values.count) tests (\(correction)), "
          + "\(below) of \(values.count) p-values lay below 0.05.")
    ]
  }
}

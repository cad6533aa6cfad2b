internal import Tables

extension ResultText {
  /// The result in one sentence: what the data show first, then the numbers that say so.
  ///
  /// It claims evidence only below one minus the level of the interval, on the adjusted p-value where
  /// there is a family; above, it says that there was no evidence, not that there is no effect. It
  /// names no causes.
  public var sentence: [Inline] {
    switch method {
    case "describe": return description
    case "adjust": return adjustment
    default: break
    }
    if json["coefficients"] != nil { return fit }
    let numbers = Self.joined(
      [
        statistics.isEmpty ? nil : statistics, effectTexts.isEmpty ? nil : Self.joined(effectTexts),
        countText,
      ].compactMap { $0 }, by: "; ")
    let tail: [Inline] = numbers.isEmpty ? [.text(".")] : [.text(" (")] + numbers + [.text(").")]
    return claim + tail
  }

  /// What the data show, without the closing numbers.
  private var claim: [Inline] {
    let outcome = context.outcome ?? "the values"
    switch method {
    case "t-test", "mann-whitney", "brunner-munzel", "permutation":
      return location(outcome)
    case "t-test-paired", "wilcoxon", "t-test-1samp":
      return paired(outcome)
    case "pearson", "spearman", "kendall", "partial-correlation":
      return correlation
    case "kruskal-wallis", "anova", "welch-anova", "friedman":
      let groups = groupsText
      return evidence(
        "\(Self.capitalised(outcome)) differed between \(groups)",
        "There was no evidence that \(outcome) differs between \(groups)")
    case "levene", "bartlett", "fligner":
      return evidence(
        "The spread of \(outcome) differed between \(groupsText)",
        "There was no evidence that the spread of \(outcome) differs between \(groupsText)")
    case "ks":
      return evidence(
        "The distribution of \(outcome) differed between \(groupsText)",
        "There was no evidence that the distribution of \(outcome) differs between \(groupsText)")
    case "shapiro-wilk", "anderson-darling", "jarque-bera", "dagostino":
      return evidence(
        "\(Self.capitalised(outcome)) departed from a normal distribution",
        "There was no evidence that \(outcome) departs from a normal distribution")
    case "chi-square", "g-test", "fisher", "mcnemar":
      return association
    case "proportion":
      return withEstimate(
        evidence("The proportions differ", "There was no evidence that the proportions differ"),
        lead: "proportion")
    case "mann-kendall", "theil-sen":
      return trend(outcome)
    case "runs":
      return evidence(
        "\(Self.capitalised(outcome)) did not vary at random about its median",
        "There was no evidence that \(outcome) varies other than at random about its median")
    case "bootstrap":
      return withEstimate([.text("The estimate for \(outcome)")], lead: "")
    default:
      return withEstimate(
        evidence(
          "\(Self.capitalised(name)) found evidence against its null hypothesis",
          "\(Self.capitalised(name)) found no evidence against its null hypothesis"),
        lead: "estimate")
    }
  }

  private func evidence(_ found: String, _ none: String) -> [Inline] {
    [.text(isEvidence ? found : none)]
  }

  private func withEstimate(_ claim: [Inline], lead: String) -> [Inline] {
    guard let estimate = estimateText(json["estimate"], field: "estimate", unit: context.unit)
    else {
      return claim
    }
    let name = json["estimate"]?["name"]?.stringValue.map(ResultNames.quantity) ?? [.text(lead)]
    return claim + [.text(": ")] + name + [.text(" ")] + estimate
  }

  private var groupsText: String {
    if !context.groups.isEmpty { return Self.listed(context.groups) }
    let names = json["samples"]?.arrayValue?.compactMap(\.stringValue) ?? []
    if names.count > 1, names.count <= 6 { return Self.listed(names) }
    let count = json["n"]?.arrayValue?.count ?? 0
    return count > 2 ? "the \(count) groups" : "the two groups"
  }

  private func location(_ outcome: String) -> [Inline] {
    let names =
      context.groups.count == 2
      ? context.groups : json["samples"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let (first, second) =
      names.count == 2 ? (names[0], names[1]) : ("the first group", "the second")
    let value = json["estimate"]?["value"]?.doubleValue
    let isProbability = method == "brunner-munzel"
    let sign = value.map { isProbability ? 0.5 - $0 : $0 } ?? 0
    guard isEvidence, sign != 0 else {
      return withEstimate(
        evidence(
          "\(Self.capitalised(outcome)) differed between \(first) and \(second)",
          "There was no evidence that \(outcome) differs between \(first) and \(second)"),
        lead: "difference")
    }
    return withEstimate(
      [
        .text(
          "\(Self.capitalised(outcome)) was \(sign > 0 ? "higher" : "lower") in \(first) than in \(second)"
        )
      ], lead: "difference")
  }

  private func paired(_ outcome: String) -> [Inline] {
    let value = json["estimate"]?["value"]?.doubleValue ?? 0
    let claim: [Inline]
    if context.groups.count == 2 {
      claim = evidence(
        "\(Self.capitalised(outcome)) was \(value > 0 ? "higher" : "lower") in \(context.groups[0])"
          + " than in \(context.groups[1])",
        "There was no evidence that \(outcome) differs between \(Self.listed(context.groups))")
    } else {
      claim = evidence(
        "\(Self.capitalised(outcome)) differed from the reference value",
        "There was no evidence that \(outcome) differs from the reference value")
    }
    return withEstimate(claim, lead: "difference")
  }

  private var correlation: [Inline] {
    let first = context.predictor ?? "the first variable"
    let second = context.outcome ?? "the second"
    let value = json["estimate"]?["value"]?.doubleValue ?? json["statistic"]?["value"]?.doubleValue
    let direction = (value ?? 0) > 0 ? "positively" : "negatively"
    var claim = evidence(
      "\(Self.capitalised(first)) and \(second) were \(direction) correlated",
      "There was no evidence that \(first) and \(second) are correlated")
    if let limits = Self.limits(json["estimate"]?["ci"]) {
      let interval = intervalText(limits, .fixed(2), field: "estimate.ci")
      claim += interval
    }
    return claim
  }

  private var association: [Inline] {
    let first = context.predictor ?? "the rows"
    let second = context.outcome ?? "the columns"
    return withEstimate(
      evidence(
        "\(Self.capitalised(first)) and \(second) were associated",
        "There was no evidence that \(first) and \(second) are associated"), lead: "")
  }

  private func trend(_ outcome: String) -> [Inline] {
    let value = json["estimate"]?["value"]?.doubleValue ?? 0
    // A slope without a p-value is judged by its interval.
    let limits = Self.limits(json["estimate"]?["ci"])
    let excludesZero = (limits?.0 ?? -1) > 0 || (limits?.1 ?? 1) < 0
    let found = decisive == nil ? excludesZero : isEvidence
    let text =
      found
      ? "\(Self.capitalised(outcome)) \(value > 0 ? "rose" : "fell")"
      : "There was no evidence of a trend in \(outcome)"
    return withEstimate([.text(text)], lead: "slope")
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
    let subject = Self.capitalised(context.outcome ?? "the values")
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
          + "\(below) of \(values.count) p-values lie below 0.05.")
    ]
  }
}

internal import Basics
internal import Tables

extension ResultText {
  /// The result in one sentence: what the data show first, then the numbers that say so.
  ///
  /// It claims evidence only where p lies below `significance`, on the adjusted p-value where there is a
  /// family; above, it says that there was no evidence for what was asked, not that there is no effect;
  /// without a p-value, that nothing was tested. It names no causes. Every claim stands in the past
  /// tense, whose verbs agree with "emissions" as with "size": the words of the data are put in without
  /// being understood.
  public var sentence: [Inline] {
    if let failure { return [.text("\(context.title ?? name): no result (\(failure)).")] }
    switch kind {
    case .description: return description
    case .adjustment: return adjustment
    case .comparisons: return comparisons
    case .matrix: return matrix
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
    if isRounding {
      return withEstimate([
        .text("What varied within the values was rounding, so that there was nothing to test")
      ])
    }
    switch method {
    case "t-test", "permutation", "mann-whitney", "brunner-munzel": return location
    case "t-test-paired", "wilcoxon", "t-test-1samp": return paired
    case "pearson", "spearman", "kendall", "partial-correlation": return correlation
    case "kruskal-wallis": return told("\(outcome) differed between \(groupsText)")
    case "anova", "welch-anova":
      return told("the mean of \(outcome) differed between \(groupsText)")
    case "friedman": return told("\(outcome) differed between \(conditionsText)")
    case "levene", "bartlett", "fligner":
      return told("the spread of \(outcome) differed between \(groupsText)")
    case "ks": return distribution
    case "shapiro-wilk", "anderson-darling", "jarque-bera", "dagostino": return normality
    case "chi-square", "g-test": return withEstimate(told("\(first) and \(second) were associated"))
    case "fisher": return withEstimate(association)
    case "mcnemar":
      let (one, other) = pair
      return told(
        context.predictor == nil && groupNames.count == 2
          ? "the shares of \(outcome) differed between \(one) and \(other)"
          : "the shares of \(first) and \(second) differed")
    case "proportion": return proportion
    case "mann-kendall", "theil-sen": return trendClaim
    case "equivalence": return equivalence
    case "nested-f", "likelihood-ratio":
      return told("the further terms explained more of \(outcome) than chance would")
    case "gini":
      return stated("The Gini coefficient of \(outcome)", "The concentration of \(outcome)")
    case "runs": return order
    case "bootstrap":
      let name = json["estimate"]?["name"]?.stringValue ?? "estimate"
      return stated("The \(ResultNames.quantity(name).plainText) of \(outcome)")
    default:
      let text =
        found.map { "found \($0 ? "" : "no ")evidence against its null hypothesis" }
        ?? "gave no p-value"
      return withEstimate([.text("\(Self.capitalised(name)) \(text)")])
    }
  }

  // MARK: Words of the data

  var outcome: String { context.outcome ?? "the values" }
  private var first: String { context.predictor ?? "the rows" }
  private var second: String { context.outcome ?? "the columns" }

  private var groupNames: [String] {
    if !context.groups.isEmpty { return context.groups }
    return json["samples"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// The two groups that are compared.
  var pair: (first: String, second: String) {
    let names = groupNames
    return names.count == 2 ? (names[0], names[1]) : ("the first group", "the second")
  }

  var groupsText: String {
    let names = groupNames
    if names.count > 1, names.count <= 6 { return Self.listed(names) }
    let count = json["n"]?.arrayValue?.count ?? names.count
    return count > 2 ? "the \(count) groups" : "the two groups"
  }

  private var conditionsText: String {
    let names = groupNames
    return names.count > 1 && names.count <= 6 ? Self.listed(names) : "the conditions"
  }

  /// The value that the sample was compared with: `5 g`.
  private func referenceText(otherwise value: Double, unit: String?) -> String {
    NumberFormat(.number, unit: unit).value(context.reference ?? value).printed
  }

  // MARK: Claims

  /// The claim where there was evidence for it, that there was none for what was asked, or that nothing
  /// was tested.
  func told(_ claim: String, asked: String? = nil) -> [Inline] {
    let asked = asked ?? claim
    return switch found {
    case true?: [.text(Self.capitalised(claim))]
    case false?: [.text("There was no evidence that \(asked)")]
    case nil: [.text("Whether \(asked) was not tested")]
    }
  }

  private func withEstimate(_ claim: [Inline]) -> [Inline] {
    guard let estimate = estimateText(json["estimate"], field: "estimate", unit: context.unit),
      let name = json["estimate"]?["name"]?.stringValue
    else { return claim }
    let equals: [Inline] = ResultNames.isSymbol(name) ? [.text(" = ")] : [.text(" ")]
    return claim + [.text(": ")] + ResultNames.quantity(name) + equals + estimate
  }

  /// "The median of X was 5 g", of what is estimated and not tested.
  private func stated(_ what: String, _ missing: String? = nil) -> [Inline] {
    guard let estimate = estimateText(json["estimate"], field: "estimate", unit: context.unit)
    else { return [.text("\(missing ?? what) was not estimated")] }
    return [.text("\(what) was ")] + estimate
  }

  /// Which way the result points: that of the question where it was one-sided, else that of the
  /// estimate; `nil` where it points nowhere. Where the estimate is 0, Cliff's delta may still lean.
  var direction: Side? {
    if let side { return side }
    let estimate =
      json["estimate"]?["value"]?.doubleValue ?? json["statistic"]?["value"]?.doubleValue
    var value = estimate.map { method == "brunner-munzel" ? 0.5 - $0 : $0 } ?? 0
    if value == 0 {
      let sizes = json["effect_sizes"]?.arrayValue ?? []
      value =
        sizes.first { $0["name"]?.stringValue == "cliffs-delta" }?["value"]?.doubleValue ?? 0
    }
    return value == 0 ? nil : value > 0 ? .greater : .less
  }

  /// The claim of a test with two sides: `word` of the direction, and what was asked.
  private func sided(
    _ differed: String, _ text: (_ word: String) -> String, _ words: (less: String, greater: String)
  ) -> [Inline] {
    func claim(_ side: Side) -> String { text(side == .less ? words.less : words.greater) }
    return told(direction.map(claim) ?? differed, asked: side.map(claim) ?? differed)
  }

  private static let heights = (less: "lower", greater: "higher")

  private var location: [Inline] {
    let (first, second) = pair
    let isMean = method == "t-test" || method == "permutation"
    let subject = isMean ? "the mean of \(outcome) was" : "\(outcome) tended to be"
    return withEstimate(
      sided(
        "\(isMean ? "the mean of " : "")\(outcome) differed between \(first) and \(second)",
        { "\(subject) \($0) in \(first) than in \(second)" }, Self.heights))
  }

  private var paired: [Inline] {
    let isMean = method != "wilcoxon"
    let subject = isMean ? "the mean of \(outcome) was" : "\(outcome) tended to be"
    let reference = referenceText(otherwise: 0, unit: context.unit)
    let claim: [Inline]
    if let other = context.predictor, isMean, let value = context.reference, value != 0 {
      let difference = "the mean of \(outcome) minus \(other)"
      claim = sided(
        "\(difference) differed from \(reference)", { "\(difference) was \($0) than \(reference)" },
        Self.heights)
    } else if let other = context.predictor {
      claim = sided(
        isMean
          ? "the means of \(outcome) and \(other) differed" : "\(outcome) and \(other) differed",
        { "\(subject) \($0) than \(isMean ? "that of " : "")\(other)" }, Self.heights)
    } else if context.groups.count == 2 {
      let (first, second) = pair
      claim = sided(
        "\(outcome) differed between \(first) and \(second)",
        { "\(subject) \($0) in \(first) than in \(second)" }, Self.heights)
    } else {
      claim = sided(
        "\(isMean ? "the mean of " : "")\(outcome) differed from \(reference)",
        { "\(subject) \($0) than \(reference)" }, Self.heights)
    }
    return withEstimate(claim)
  }

  /// Whether the means lie within bounds set beforehand; the bounds belong to the claim.
  private var equivalence: [Inline] {
    let names = groupNames
    let groups = names.count == 2 ? Self.listed(names) : "the two groups"
    let bounds = [json["bound_low"]?.doubleValue, json["bound_high"]?.doubleValue]
      .map { NumberFormat(.number, unit: context.unit).value($0).printed }
    return withEstimate(
      told(
        "the means of \(outcome) in \(groups) differed by less than the bounds, "
          + "between \(bounds[0]) and \(bounds[1])"))
  }

  private var correlation: [Inline] {
    let one = context.predictor ?? "the first variable"
    let other = context.outcome ?? "the second"
    let given =
      context.controls.isEmpty ? "" : " at the same \(Self.listed(context.controls))"
    if found == false, side == nil {
      return [
        .text("There was no evidence of a correlation between \(one) and \(other)\(given)")
      ]
    }
    return sided(
      "\(one) and \(other) were correlated\(given)",
      { "\(one) and \(other) were \($0) correlated\(given)" },
      (less: "negatively", greater: "positively"))
  }

  private var distribution: [Inline] {
    let differed = "the distribution of \(outcome) differed between \(groupsText)"
    // D has no direction of its own.
    guard side != nil else { return told(differed) }
    let (first, second) = pair
    return sided(
      differed, { "\(outcome) reached \($0) values in \(first) than in \(second)" }, Self.heights)
  }

  /// A test of few values hardly ever finds a departure.
  private var normality: [Inline] {
    let claim = told("\(outcome) departed from a normal distribution")
    guard found == false, let n = json["n"]?.doubleValue, n < Double(Self.fewValues) else {
      return claim
    }
    return claim + [.text(", but \(NumberFormat.integer.text(n)) values can show little")]
  }

  /// Below this many values a test of normality has little power.
  static let fewValues = 20

  private var association: [Inline] {
    let associated = "\(first) and \(second) were associated"
    guard side != nil else { return told(associated) }
    return sided(
      associated, { "the odds ratio of \(first) and \(second) lay \($0) 1" },
      (less: "below", greater: "above"))
  }

  private var proportion: [Inline] {
    let share = "the share of \(outcome)"
    if json["n"]?.arrayValue?.count == 2 {
      let (first, second) = pair
      return withEstimate(
        sided(
          "\(share) differed between \(first) and \(second)",
          { "\(share) was \($0) in \(first) than in \(second)" }, Self.heights))
    }
    let reference = referenceText(otherwise: 0.5, unit: nil)
    // The estimate is the share itself; the statistic says on which side of the reference it lies.
    let statistic = json["statistic"]?["value"]?.doubleValue ?? 0
    let leaning: Side? = side ?? (statistic == 0 ? nil : statistic > 0 ? .greater : .less)
    func claim(_ side: Side) -> String {
      "\(share) was \(side == .less ? "lower" : "higher") than \(reference)"
    }
    let differed = "\(share) differed from \(reference)"
    return withEstimate(told(leaning.map(claim) ?? differed, asked: side.map(claim) ?? differed))
  }

  private var order: [Inline] {
    guard let side else {
      return told("the order of \(outcome) departed from chance, judged about the median")
    }
    return told(
      "\(outcome) crossed the median \(side == .less ? "less" : "more") often than by chance")
  }

  private var trendClaim: [Inline] {
    let along = context.predictor.map { " with " + $0 } ?? ""
    let verdict = trendVerdict
    if verdict == .unclear, side == nil {
      return withEstimate([.text("There was no evidence of a trend in \(outcome)\(along)")])
    }
    let claim =
      switch verdict {
      case .rises: "\(Self.capitalised(outcome)) rose\(along)"
      case .falls: "\(Self.capitalised(outcome)) fell\(along)"
      case .unclear:
        "There was no evidence that \(outcome) \(side == .less ? "fell" : "rose")\(along)"
      case .untested: "Whether \(outcome) rose or fell\(along) was not tested"
      }
    return withEstimate([.text(claim)])
  }
}

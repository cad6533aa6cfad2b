import Basics
import Foundation
import Mathematics

/// Recomputes what a sentence of prose allows: p-values from statistics and degrees of freedom, intervals about
/// estimates, effect sizes, percentages from counts, and means of whole numbers.
///
/// Every printed number stands for all values that round to it; only what no such value explains is a problem.
/// After Nuijten et al. (2016), doi:10.3758/s13428-015-0664-2 (statcheck), and Brown and Heathers (2017),
/// doi:10.1177/1948550616673876 (GRIM).
struct ProseStatistics {
  /// A statistic, and what is wrong with it.
  struct Finding: Sendable {
    let line: Int
    let text: String
    /// `nil`: it agrees with itself.
    let problem: String?
    /// Whether printed and recomputed p lie on different sides of 0.05.
    let isDecisionError: Bool
  }

  /// A number in text, and half a unit of its last digit.
  private struct Printed {
    let value: Double
    let half: Double
    var low: Double { value - half }
    var high: Double { value + half }

    init(_ value: Double, half: Double) {
      self.value = value
      self.half = half
    }

    init?(_ text: Substring?) {
      guard let text else { return nil }
      let plain = text.replacing(",", with: "").replacing("–", with: "-")
      let digits = plain.hasPrefix(".") ? "0" + plain : plain.replacing("-.", with: "-0.")
      guard let value = Double(digits), value.isFinite else { return nil }
      self.value = value
      let decimals =
        digits.firstIndex(of: ".").map { digits[digits.index(after: $0)...].count } ?? 0
      half = 0.5 * pow(10, Double(-decimals))
    }
  }

  private static let limit = 0.05

  // Kept, and matched with on any thread.
  nonisolated(unsafe) private static let test =
    #/\b(?<symbol>t|F|χ2|[Cc]hi-?squared?|[Zz]|r|H|Q)\s?(?:\(\s?(?<first>[\d.,]+?)(?:\s?,\s*(?:[nN]\s?=\s?)?(?<second>[\d.,]+?))?\s?\))?\s?=\s?(?<value>[-–]?[\d,]*\.?\d+)(?:\s?,?\s?df\s?=\s?(?<df>[\d.]+))?(?<between>[^=<>≤≥]{0,6}?(?:(?:[^\d\s=<>]{1,14}\s?=\s?-?[\d.]+|\d+\s?%\s?CI\s?[=:]?\s?\[[^\]]*\])[,;]?\s?){0,4}?)[,;(]?\s?\(?[pP](?:-value)?\s?(?<relation>[=<>≤≥])\s?(?<p>\d*\.?\d+(?:\s?×\s?10\^?-?\d+|[eE]-?\d+)?)/#
  nonisolated(unsafe) private static let interval =
    #/(?:(?<name>[\p{L}\p{M}²_]+(?:\s(?:ratio|difference))?)\s?(?:=|was|of|is|:)\s?)?(?<estimate>[-–]?\d*\.?\d+)\s?%?\s?[\p{L}]{0,6}\s?[,;(\[]{0,2}\s?(?<level>\d+(?:\.\d+)?)\s?%\s?(?:CI|CrI|confidence interval)\s?[=:,]?\s?[\[(]?\s?(?<low>[-–]?\d*\.?\d+)\s?%?\s?(?:,|to|;|–)\s?(?<high>[-–]?\d*\.?\d+)\s?%?\s?[\])]?(?:\)?[,;]?\s?[pP]\s?(?<relation>[=<>])\s?(?<p>\d*\.\d+))?/#
  nonisolated(unsafe) private static let countsFirst =
    #/(?<part>\d[\d,]*)\s?(?:of|out of|\/)\s?(?:the\s|all\s)?(?<whole>\d[\d,]*)(?<words>[^.;()\d]{0,40})[(\[,]\s?(?<percent>\d+(?:\.\d+)?)\s?(?:%|per ?cent)/#
  nonisolated(unsafe) private static let percentFirst =
    #/(?<percent>\d+(?:\.\d+)?)\s?(?:%|per ?cent)\s?[\p{L}\s]{0,30}[(\[]\s?(?:[nN]\s?=\s?)?(?<part>\d[\d,]*)\s?(?:of|out of|\/)\s?(?:the\s|all\s)?(?<whole>\d[\d,]*)/#
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let mean =
    #/(?:\bM|\b[Mm]eans?\b|\b[Aa]verage\b)(?<words>[^.;\d=]{0,40})\s?[=:]?\s?(?<mean>\d+\.\d+)(?<between>[^;]{0,60}?)\b[nN]\s?=\s?(?<n>\d[\d,]*)/#
  nonisolated(unsafe) private static let whole =
    #/\b(?:ratings?|rated|Likert|scales?|scores?|counts?|number of|whole numbers?|integers?|items?|points?|[Cc]hildren|errors?|times|correct|answers?|questions?|visits?|siblings)\b/#
  nonisolated(unsafe) private static let items = #/\b(?<items>\d+)[\s\-]items?\b/#
  nonisolated(unsafe) private static let variance =
    #/\bF\s?\(\s?(?<first>[\d.]+)\s?,\s*(?<second>[\d.,]+?)\s?\)\s?=\s?(?<value>\d*\.?\d+)[^;]{0,40}?(?:partial\s|p)?\s?(?:η2|eta2|eta-squared|eta squared)\s?(?:p|_p|\(p\)|partial)?\s?=\s?(?<eta>\d*\.\d+)/#
  nonisolated(unsafe) private static let cohen =
    #/\bt\s?\(\s?(?<df>[\d.,]+)\s?\)\s?=\s?(?<value>[-–]?\d*\.?\d+)[^;]{0,40}?\b(?:d|Cohen's d|Cohen’s d)\s?=\s?(?<d>[-–]?\d*\.\d+)/#
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let oneSided = #/one[\s\-]?(?:tailed|sided)|directional/#

  /// What is found in a sentence, whose parts have places in it.
  static func findings(in sentence: String) -> [(
    offset: Int, text: String, problem: String?, isDecisionError: Bool
  )] {
    guard sentence.contains(where: \.isNumber) else { return [] }
    var found: [(offset: Int, text: String, problem: String?, isDecisionError: Bool)] = []
    func note(
      _ range: Range<String.Index>, _ text: Substring, _ problem: String?,
      _ isDecision: Bool = false
    ) {
      let words = text.trimmingCharacters(in: CharacterSet(charactersIn: " (["))
      let offset = sentence.utf8.distance(from: sentence.startIndex, to: range.lowerBound)
      // The bracket that closes what the pattern opens.
      let rest = sentence[range.upperBound...]
      let isOpen = words.count { $0 == "(" } > words.count { $0 == ")" } && rest.first == ")"
      found.append((offset, words + (isOpen ? ")" : ""), problem, isDecision))
    }
    if sentence.contains("p") || sentence.contains("P") { tests(sentence, note) }
    if sentence.contains("%") || sentence.contains("cent") {
      intervals(sentence, note)
      percentages(sentence, note)
    }
    effects(sentence, note)
    means(sentence, note)
    return found.sorted { $0.offset < $1.offset }
  }

  private typealias Note = (Range<String.Index>, Substring, String?, Bool) -> Void

  // MARK: p-values

  private static func tests(_ sentence: String, _ note: Note) {
    let isOneSided = sentence.contains(oneSided)
    for match in sentence.matches(of: test) {
      guard let statistic = Printed(match.value), let p = probability(match.p) else { continue }
      let symbol = String(match.symbol)
      let df = [match.first ?? match.df, match.second].map { Printed($0) }
      guard let tails = tails(symbol, statistic, df[0], df[1]) else { continue }
      var ranges = [tails]
      if isOneSided, ["t", "z", "Z", "r"].contains(symbol) {
        ranges.append(tails.lowerBound / 2...tails.upperBound / 2)
        ranges.append(1 - tails.upperBound / 2...1 - tails.lowerBound / 2)
      }
      let slack = 1e-9
      func holds(_ range: ClosedRange<Double>) -> Bool {
        switch match.relation {
        case "<", "≤": range.lowerBound <= p.value + slack
        case ">", "≥": range.upperBound >= p.value - slack
        default: p.low <= range.upperBound + slack && p.high >= range.lowerBound - slack
        }
      }
      if ranges.contains(where: holds) {
        note(match.range, match.output.0, nil, false)
        continue
      }
      let middle =
        self.tails(symbol, statistic, df[0], df[1], atMiddle: true)?.lowerBound ?? tails.upperBound
      let place = match.output.0.prefix { $0 != "=" }.trimmingCharacters(in: .whitespaces)
      let name = "\(place) = \(match.value)"
      note(
        match.range, match.output.0, "p of \(name) is \(Self.probability(middle))",
        isDecision(p, match.relation, ranges))
    }
  }

  /// Whether all recomputed p lie on the other side of the limit than the printed one.
  private static func isDecision(
    _ p: Printed, _ relation: Substring, _ ranges: [ClosedRange<Double>]
  ) -> Bool {
    let claims: Bool? =
      switch relation {
      case "<", "≤": p.value <= limit ? true : nil
      case ">", "≥": p.value >= limit ? false : nil
      default: p.value < limit
      }
    guard let claims else { return false }
    return ranges.allSatisfy { claims ? $0.lowerBound >= limit : $0.upperBound < limit }
  }

  private static func probability(_ text: Substring) -> Printed? {
    let parts = text.replacing(" ", with: "").split { "×eE".contains($0) }
    guard parts.count == 2 else { return Printed(text) }
    let power = parts[1].hasPrefix("10") ? parts[1].dropFirst(2).drop { $0 == "^" } : parts[1]
    guard let mantissa = Printed(parts[0][...]), let raised = Int(power), abs(raised) < 300 else {
      return nil
    }
    let scale = pow(10, Double(raised))
    return Printed(mantissa.value * scale, half: mantissa.half * scale)
  }

  /// The p-values of all statistics that round to the printed one; two-sided where there are two.
  private static func tails(
    _ symbol: String, _ statistic: Printed, _ first: Printed?, _ second: Printed?,
    atMiddle: Bool = false
  ) -> ClosedRange<Double>? {
    func ends(_ printed: Printed) -> [Double] {
      if atMiddle || printed.value.rounded() == printed.value { return [printed.value] }
      return [printed.low, printed.high]
    }
    let values = atMiddle ? [statistic.value] : [statistic.low, statistic.value, statistic.high]
    var found: [Double] = []
    for value in values {
      for df1 in first.map(ends) ?? [0] {
        for df2 in second.map(ends) ?? [0] {
          guard let p = tail(symbol, value, first == nil ? nil : df1, second == nil ? nil : df2)
          else { return nil }
          found.append(p)
        }
      }
    }
    if !atMiddle, statistic.low <= 0, statistic.high >= 0 { found.append(1) }
    guard let least = found.min(), let most = found.max(), least.isFinite, most.isFinite else {
      return nil
    }
    return least...most
  }

  private static func tail(_ symbol: String, _ value: Double, _ first: Double?, _ second: Double?)
    -> Double?
  {
    if let first, first <= 0 { return nil }
    switch (symbol, first, second) {
    case ("t", let df?, nil): return StudentT(df: df).twoSided(value)
    case ("F", let df1?, let df2?) where df2 > 0:
      return FDistribution(df1: df1, df2: df2).survival(max(value, 0))
    case ("z", nil, nil), ("Z", nil, nil): return 2 * StandardNormal().survival(abs(value))
    case ("r", let df?, nil):
      guard abs(value) < 1 else { return 0 }
      return StudentT(df: df).twoSided(value * (df / (1 - value * value)).squareRoot())
    case ("H", let df?, _), ("Q", let df?, _): return ChiSquared(df: df).survival(max(value, 0))
    case (_, let df?, _) where symbol.hasPrefix("χ") || symbol.lowercased().hasPrefix("chi"):
      return ChiSquared(df: df).survival(max(value, 0))
    default: return nil
    }
  }

  // MARK: Intervals

  private static func intervals(_ sentence: String, _ note: Note) {
    for match in sentence.matches(of: interval) {
      guard let estimate = Printed(match.estimate), let low = Printed(match.low),
        let high = Printed(match.high)
      else { continue }
      var problem: String?
      var isDecision = false
      if low.low > high.high {
        problem = "the lower end of the interval is above the upper end"
      } else if estimate.high < low.low || estimate.low > high.high {
        problem = "the estimate lies outside its interval"
      } else if match.level == "95", let p = Printed(match.p) {
        let name = (match.name ?? "").lowercased()
        let isRatio = name.contains("ratio") || ["or", "hr", "rr", "aor", "irr"].contains(name)
        let isDifference = [
          "b", "β", "d", "g", "diff", "difference", "mean difference", "md", "r", "δ",
        ].contains(name)
        let neutral = isRatio ? 1.0 : 0
        if isRatio || isDifference {
          let excludes = low.low > neutral || high.high < neutral
          let includes = low.high < neutral && high.low > neutral
          let isSmall =
            match.relation == ">"
            ? false : p.high <= limit || match.relation == "<" && p.value <= limit
          let isLarge = match.relation == "<" ? false : p.low >= limit
          if excludes && isLarge {
            problem = "the interval excludes \(Self.text(neutral)), and p is above 0.05"
          } else if includes && isSmall {
            problem = "the interval holds \(Self.text(neutral)), and p is below 0.05"
          }
          isDecision = problem != nil
        }
      }
      note(match.range, match.output.0, problem, isDecision)
    }
  }

  // MARK: Effect sizes

  private static func effects(_ sentence: String, _ note: Note) {
    for match in sentence.matches(of: variance) {
      guard let f = Printed(match.value), let df1 = Printed(match.first)?.value,
        let df2 = Printed(match.second)?.value, let eta = Printed(match.eta), df1 > 0, df2 > 0
      else { continue }
      func share(_ f: Double) -> Double { f * df1 / (f * df1 + df2) }
      // Not the partial one is smaller.
      let isPartial =
        match.output.0.contains("partial") || match.output.0.contains("p2") || df1 == 1
      let isOver = eta.low > share(f.high) + 1e-9
      let isUnder = isPartial && eta.high < share(max(f.low, 0)) - 1e-9
      note(
        match.range, match.output.0,
        isOver || isUnder ? "F and df give a partial η² of \(text(share(f.value)))" : nil, false)
    }
    for match in sentence.matches(of: cohen) {
      guard let t = Printed(match.value), let df = Printed(match.df)?.value,
        let d = Printed(match.d), df > 0
      else { continue }
      // Within one sample and between two of a size; unequal sizes make it larger.
      let paired = abs(t.value) / (df + 1).squareRoot()
      let between = 2 * abs(t.value) / (df + 2).squareRoot()
      let size = abs(d.value)
      let isOdd =
        size + d.half < 0.9 * min(paired, between) - 0.01
        || size - d.half > 2 * max(paired, between) + 0.01
      note(
        match.range, match.output.0,
        isOdd
          ? "t and df give d of about \(text(between)) between two samples, \(text(paired)) within one"
          : nil, false)
    }
  }

  // MARK: Counts

  private static func percentages(_ sentence: String, _ note: Note) {
    func check(
      _ range: Range<String.Index>, _ all: Substring, _ part: Substring, _ whole: Substring,
      _ percent: Substring
    ) {
      guard let part = Printed(part)?.value, let whole = Printed(whole)?.value,
        let percent = Printed(percent),
        whole > 0, part <= whole
      else { return }
      let share = part / whole * 100
      let slack = 1e-9 * share
      let isRight = percent.low <= share + slack && share - slack <= percent.high
      note(range, all, isRight ? nil : "\(text(part)) of \(text(whole)) is \(text(share)) %", false)
    }
    for match in sentence.matches(of: countsFirst) {
      check(match.range, match.output.0, match.part, match.whole, match.percent)
    }
    for match in sentence.matches(of: percentFirst) {
      check(match.range, match.output.0, match.part, match.whole, match.percent)
    }
  }

  private static func means(_ sentence: String, _ note: Note) {
    guard sentence.contains("="), sentence.contains(whole) else { return }
    let perPerson = sentence.firstMatch(of: items).flatMap { Double($0.items) } ?? 1
    for match in sentence.matches(of: mean) {
      guard let mean = Printed(match.mean), let n = Printed(match.n)?.value, n >= 1 else {
        continue
      }
      let units = n * perPerson
      let slack = 1e-9 * max(mean.value, 1)
      // A whole number of units within what rounds to the mean.
      let isPossible = ((mean.low - slack) * units).rounded(.up) <= (mean.high + slack) * units
      note(
        match.range, match.output.0,
        isPossible ? nil : "no \(text(n)) whole numbers have the mean \(match.mean)", false)
    }
  }

  private static func probability(_ p: Double) -> String {
    p < 1e-3 ? NumberFormat.scientific.text(p) : NumberFormat(.number, digits: 2).text(p)
  }

  private static func text(_ number: Double) -> String {
    number.rounded() == number
      ? NumberFormat.integer.text(number) : NumberFormat(.number, digits: 3).text(number)
  }
}

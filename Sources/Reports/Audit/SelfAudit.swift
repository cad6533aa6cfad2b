internal import Basics

/// Reads a written report as a stranger would and recomputes what the page itself allows: p-values
/// from statistics and degrees of freedom, intervals from estimates, percentages from counts, numbers
/// of observations from row flows.
///
/// Every printed number stands for all values that round to it; only a number that no such value can
/// explain is a mismatch.
public struct SelfAudit: Sendable {
  /// The distributions that p-values come from; this module knows none.
  public struct Distributions: Sendable {
    /// The two-sided p-value of t with these degrees of freedom.
    public let t: @Sendable (_ t: Double, _ df: Double) -> Double?
    /// The upper tail of F.
    public let f: @Sendable (_ f: Double, _ df1: Double, _ df2: Double) -> Double?
    /// The upper tail of chi-squared.
    public let chiSquared: @Sendable (_ x: Double, _ df: Double) -> Double?
    /// The two-sided p-value of a standard normal.
    public let normal: @Sendable (_ z: Double) -> Double?

    /// Four tail functions; `nil` if a tail cannot be computed.
    public init(
      t: @escaping @Sendable (Double, Double) -> Double?,
      f: @escaping @Sendable (Double, Double, Double) -> Double?,
      chiSquared: @escaping @Sendable (Double, Double) -> Double?,
      normal: @escaping @Sendable (Double) -> Double?
    ) {
      self.t = t
      self.f = f
      self.chiSquared = chiSquared
      self.normal = normal
    }
  }

  /// What cannot be right as it is printed.
  public struct Mismatch: Hashable, Sendable, CustomStringConvertible {
    /// The line of the Markdown, from 1.
    public let line: Int
    /// The words at fault.
    public let text: String
    /// What follows from the rest of the page.
    public let message: String

    /// One line.
    public var description: String { "line \(line): \(text): \(message)" }
  }

  /// What an audit found.
  public struct Report: Hashable, Sendable {
    /// How many statements could be recomputed.
    public fileprivate(set) var checked = 0
    /// Those that cannot be right.
    public fileprivate(set) var mismatches: [Mismatch] = []

    /// Nothing found in nothing.
    public init() {}
  }

  let distributions: Distributions

  // A literal is parsed anew each time it is met, which takes longer than the audit. Regex is
  // not Sendable, although matching on any thread leaves a pattern as it is.
  nonisolated(unsafe) private static let testPattern =
    #/(?<symbol>t|F|χ²|z|Z|r|ρ|H|Q|G|W)(?:\((?<df>[^)]*)\))? = (?<value>-?[0-9.,]+)(?:, [0-9.]+ % CI \[[^\]]*\])?, p (?<relation>[=<>]) (?<p>[0-9.]+)(?<side> \(one-sided\))?/#
  nonisolated(unsafe) private static let intervalPattern =
    #/(?<estimate>-?[0-9][0-9.,]*(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)[^\[\];:=,0-9]{0,24}, (?<level>[0-9.]+) % CI \[(?<low>-?[0-9][^\]]*?), (?<high>[^\]]+)\](?:, t\((?<df>[0-9.,]+)\) = (?<t>-?[0-9.,]+))?/#
  nonisolated(unsafe) private static let boundedPattern =
    #/(?<symbol>\br|ρ|τ|\bp|R²|η²|ε²)(?:\([^)]*\))? = (?<value>-?[0-9.,]*[0-9](?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)/#
  // As above: kept, and matched with on any thread.
  nonisolated(unsafe) private static let countPattern =
    #/→ (?<last>[0-9][0-9,]*)[^→;]*; n = (?<n>[0-9][0-9, and]*)(?:; (?<missing>[0-9,]+) missing)?(?:; (?<infinite>[0-9,]+) not finite)?/#
  nonisolated(unsafe) private static let shareAfterCounts =
    #/([0-9][0-9,]*) of ([0-9][0-9,]*)[^.;()0-9]{0,40}\(([0-9.]+) %\)/#
  nonisolated(unsafe) private static let shareBeforeCounts =
    #/([0-9.]+) % \(([0-9][0-9,]*) of ([0-9][0-9,]*)\)/#

  /// An audit.
  public init(_ distributions: Distributions) {
    self.distributions = distributions
  }

  /// Audits a report.
  public func check(markdown: String) -> Report {
    var report = Report()
    var isCode = false
    var header: [String] = []
    var flows = AuditedFlows()
    for (index, raw) in markdown.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if raw.hasPrefix("```") { isCode.toggle() }
      guard !isCode else { continue }
      let line = AuditText.plain(String(raw))
      func note(_ text: String, _ message: String?) {
        report.checked += 1
        if let message {
          report.mismatches.append(Mismatch(line: index + 1, text: text, message: message))
        }
      }
      if raw.hasPrefix("|") {
        let cells = AuditText.cells(String(raw))
        if header.isEmpty {
          header = cells
        } else {
          checkRow(cells, header, note)
        }
      } else {
        header = []
      }
      // Patterns are slow to try; most lines hold no sign of any.
      if line.contains(", p ") { checkTests(line, note) }
      if line.contains("% CI [") { checkIntervals(line, note) }
      if line.contains("% (") || line.contains(" %)") { checkPercentages(line, note) }
      if line.contains("→") { checkCounts(line, note) }
      if line.contains(" = ") { checkBounds(line, note) }
      flows.read(raw, line, note)
    }
    return report
  }

  // MARK: p-values

  func checkTests(_ line: String, _ note: (String, String?) -> Void) {
    for match in line.matches(of: Self.testPattern) {
      guard let statistic = PrintedNumber(match.value), let p = PrintedNumber(match.p) else {
        continue
      }
      let df = (match.df.map(String.init) ?? "").split(separator: ", ").compactMap {
        $0.contains("=") ? nil : PrintedNumber($0)?.value
      }
      // Degrees of freedom are printed to one decimal; the ends of what rounds to it are looked at.
      let spread = df.map { $0.rounded() == $0 ? [$0] : [$0 - 0.05, $0 + 0.05] }
      let values = [statistic.low, statistic.high, statistic.value]
      var tails: [Double] = []
      for value in values {
        for first in spread.first ?? [0] {
          for second in spread.dropFirst().first ?? [0] {
            if let tail = tail(String(match.symbol), value, df.count, first, second) {
              tails.append(tail)
            }
          }
        }
      }
      // A statistic that may be zero may have the largest p there is.
      if !tails.isEmpty, statistic.low <= 0, statistic.high >= 0 { tails.append(1) }
      guard let least = tails.min(), let most = tails.max() else { continue }
      var ranges = [least...most]
      if match.side != nil { ranges = [least / 2...most / 2, 1 - most / 2...1 - least / 2] }
      let holds = ranges.contains { range in
        switch match.relation {
        case "<": range.lowerBound < p.value
        case ">": range.upperBound > p.value
        default: p.meets(range)
        }
      }
      let expected = NumberFormat(.number, digits: 3).text(match.side == nil ? most : most / 2)
      note(String(match.output.0), holds ? nil : "statistic and df give p of about \(expected)")
    }
  }

  private func tail(
    _ symbol: String, _ value: Double, _ count: Int, _ first: Double, _ second: Double
  ) -> Double? {
    switch (symbol, count) {
    case ("t", 1): return distributions.t(value, first)
    case ("W", 1): return distributions.t(value, first)
    case ("F", 2), ("W", 2): return distributions.f(max(value, 0), first, second)
    case ("χ²", 1), ("H", 1), ("Q", 1), ("G", 1):
      return distributions.chiSquared(max(value, 0), first)
    case ("z", 0), ("Z", 0): return distributions.normal(value)
    case ("r", 1), ("ρ", 1):
      guard abs(value) < 1 else { return 0 }
      return distributions.t(value * (first / (1 - value * value)).squareRoot(), first)
    default: return nil
    }
  }

  // MARK: Intervals

  private func checkIntervals(_ line: String, _ note: (String, String?) -> Void) {
    for match in line.matches(of: Self.intervalPattern) {
      guard let estimate = PrintedNumber(match.estimate), let low = PrintedNumber(match.low),
        let high = PrintedNumber(match.high), let level = PrintedNumber(match.level)
      else { continue }
      let isInside = low.low <= estimate.high && estimate.low <= high.high
      note(String(match.output.0), isInside ? nil : "the estimate lies outside its interval")
      guard let df = match.df.flatMap({ PrintedNumber($0) }),
        let t = match.t.flatMap({ PrintedNumber($0) })
      else { continue }
      // Half the width is the quantile of t times the standard error, which is estimate over t.
      let width = max((high.low - low.high) / 2, 0)...(high.high - low.low) / 2
      let sizes = [abs(estimate.low), abs(estimate.high)]
      let ts = [abs(t.low), abs(t.high)]
      guard let smallT = ts.min(), let largeT = ts.max(), smallT > 0,
        estimate.low * estimate.high > 0,
        let smallSize = sizes.min(), let largeSize = sizes.max(),
        let most = distributions.t(width.lowerBound * smallT / largeSize, df.value),
        let least = distributions.t(width.upperBound * largeT / smallSize, df.value)
      else { continue }
      let alpha = 1 - level.value / 100
      let isRight = least <= alpha * 1.000001 && alpha <= most * 1.000001
      note(
        String(match.output.0),
        isRight ? nil : "estimate, t and df give an interval of another width")
    }
  }

  // MARK: Bounds

  /// Correlations lie between −1 and 1, shares of variance and p-values between 0 and 1.
  private func checkBounds(_ line: String, _ note: (String, String?) -> Void) {
    for match in line.matches(of: Self.boundedPattern) {
      guard let value = PrintedNumber(match.value) else { continue }
      let least = ["r", "ρ", "τ", "ε²"].contains(match.symbol) ? -1.0 : 0
      guard value.low > 1 || value.high < least else { continue }
      note(String(match.output.0), "\(match.symbol) lies between \(least == 0 ? "0" : "−1") and 1")
    }
  }

  // MARK: Counts

  private func checkPercentages(_ line: String, _ note: (String, String?) -> Void) {
    func check(_ text: Substring, _ part: Substring, _ whole: Substring, _ percent: Substring) {
      guard let part = PrintedNumber(part)?.value, let whole = PrintedNumber(whole)?.value,
        let percent = PrintedNumber(percent), whole > 0
      else { return }
      let share = part / whole * 100
      let expected = NumberFormat.percent.text(part / whole)
      note(String(text), percent.meets(share...share) ? nil : "the counts give \(expected) %")
    }
    for match in line.matches(of: Self.shareAfterCounts) {
      check(match.output.0, match.output.1, match.output.2, match.output.3)
    }
    for match in line.matches(of: Self.shareBeforeCounts) {
      check(match.output.0, match.output.2, match.output.3, match.output.1)
    }
  }

  /// `1,419 read → 1,368 dated; n = 1,304; 64 missing`.
  private func checkCounts(_ line: String, _ note: (String, String?) -> Void) {
    for match in line.matches(of: Self.countPattern) {
      guard let last = PrintedNumber(match.last)?.value else { continue }
      let counts = match.n.replacing(" and ", with: ", ").split(separator: ", ")
        .compactMap { PrintedNumber($0)?.value }
      let used = counts.reduce(0, +)
      let dropped = [match.missing, match.infinite].compactMap { $0 }
        .compactMap { PrintedNumber($0)?.value }.reduce(0, +)
      let isRight = used == last || used + dropped == last
      note(
        String(match.output.0),
        isRight ? nil : "the last step has \(NumberFormat.integer.text(last)) rows")
    }
  }
}

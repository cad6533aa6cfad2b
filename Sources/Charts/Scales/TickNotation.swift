internal import Basics
internal import Foundation

/// How the numbers of one axis, colour bar or size key are written: the digits of a label follow the
/// step between the ticks, and what all labels share (an offset, a power of ten) is reported once, in the
/// title. A label is at most eight signs long.
struct TickNotation: Hashable {
  /// Signs of a label, unless `format: plain` asks for all digits.
  static let signs = 8

  private enum Style: Hashable {
    /// All digits.
    case plain
    /// An SI prefix of its own for each label.
    case prefixed
    /// Powers of the base.
    case powers
  }

  private let format: ScaleSpecification.Format?
  /// The values are percentages already, and never multiplied.
  private let isPercentage: Bool
  /// The base of powers.
  private let base: Double
  /// Whether each label has the digits that it needs itself, as on a log axis.
  private let isOwn: Bool
  /// Whether the values are years, which have no commas.
  private let isYears: Bool
  private var style = Style.plain
  /// What is taken off each value, …
  private var offset = 0.0
  private var offsetText = ""
  /// … and the power of ten that the rest is divided by.
  private var exponent = 0

  /// The notation of an axis with about the ticks `values`.
  ///
  /// `base` and `isOwn`: of a log axis. `isPercentage`: the unit of the values is %.
  init(
    _ values: [Double], format: ScaleSpecification.Format?, isPercentage: Bool = false,
    base: Double? = nil, isOwn: Bool = false, isYears: Bool = false
  ) {
    self.format = format
    self.isPercentage = isPercentage
    self.base = base ?? 10
    self.isOwn = isOwn
    self.isYears = isYears
    let shown = numbers(values)
    let largest = shown.map { abs($0) }.max() ?? 0
    let smallest = shown.map { abs($0) }.filter { $0 > 0 }.min() ?? 1
    if wantsPowers(shown, largest: largest, smallest: smallest, isLog: base != nil) {
      style = .powers
      return
    }
    if choose(values) { return }
    // A power of ten suffices where the numbers themselves are short.
    setExponent(shown)
    if fits(values), labels(values).allSatisfy({ $0.count <= 6 }) { return }
    exponent = 0
    setOffset(shown)
    if offset != 0, choose(values) { return }
    setExponent(shown.map { $0 - offset })
    guard offset != 0, !fits(values) else { return }
    offset = 0
    setExponent(shown)
  }

  /// Whether the labels are powers.
  var hasPowers: Bool { style == .powers }

  /// What goes into the title: "× 10⁻⁹", "+ 1,000,000", or both.
  var shared: String? {
    let factor = exponent == 0 ? nil : "× " + NumberText.power(10, exponent)
    let parts = [factor, offset == 0 ? nil : offsetText + offsetUnit].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private var offsetUnit: String {
    switch format {
    case .percent: " %"
    case .bytes: "\u{202F}B"
    default: ""
    }
  }

  /// The labels of ascending ticks.
  func labels(_ values: [Double]) -> [String] {
    let rest = numbers(values).map { ($0 - offset) / pow(10, Double(exponent)) }
    // What the subtraction of the offset leaves of the digits of a double.
    let noise = (numbers(values).map { abs($0) }.max() ?? 0) * 0x1p-50 / pow(10, Double(exponent))
    let gaps = Self.gaps(rest)
    switch style {
    case .powers: return rest.map(power)
    case .prefixed: return zip(rest, gaps).map { prefixed($0, gap: $1, noise: noise) }
    case .plain: break
    }
    let own = zip(rest, gaps).map { Self.decimals($0, gap: $1, noise: noise) }
    let most = own.max() ?? 0
    return zip(rest, own).map { value, decimals in
      NumberText.fixed(value, isOwn ? decimals : most, isYears: isYears) + suffix
    }
  }

  /// Whether the labels of these ticks differ and are short enough.
  func fits(_ values: [Double]) -> Bool {
    let texts = labels(values)
    let limit = format == .plain ? 13 : Self.signs
    return Set(texts).count == texts.count && texts.allSatisfy { $0.count <= limit }
  }

  // MARK: Choices

  /// The values as they are written: shares as percentages.
  private func numbers(_ values: [Double]) -> [Double] {
    format == .percent && !isPercentage ? values.map { $0 * 100 } : values
  }

  private var suffix: String {
    switch format {
    case .percent: " %"
    case .bytes: "\u{202F}B"
    default: ""
    }
  }

  private func wantsPowers(
    _ values: [Double], largest: Double, smallest: Double, isLog: Bool
  ) -> Bool {
    guard format == nil || format == .power, !values.isEmpty,
      values.allSatisfy({ $0 == 0 || whole(logarithm(abs($0))) != nil })
    else { return false }
    if format == .power { return true }
    guard isOwn || isLog else { return false }
    if base == 10 { return largest >= 1e6 || smallest < 1e-4 }
    return isLog && (base != 2 || largest > 1024 || smallest < 1 / 1024.0)
  }

  /// Takes all digits, or a prefix each, where either fits.
  private mutating func choose(_ values: [Double]) -> Bool {
    let rest = numbers(values).map { $0 - offset }
    let largest = rest.map { abs($0) }.max() ?? 0
    let isSmall = largest < 1e5 || isOwn || largest < 1e6 && values.count <= 2
    if format == .plain || format == .percent || format == nil && isSmall || format == .power {
      style = .plain
      let decimals = zip(rest, Self.gaps(rest)).map { Self.decimals($0, gap: $1, noise: 0) }.max()
      if fits(values), decimals ?? 0 <= 5 { return true }
    }
    let range = format == nil ? 1e5..<1e15 : 1e-9..<1e21
    if format == nil || format == .si || format == .bytes, range.contains(largest) || largest == 0 {
      style = .prefixed
      if fits(values) { return true }
    }
    style = .plain
    return false
  }

  /// The power of ten, a multiple of three, that leaves at most three digits before the point.
  private mutating func setExponent(_ values: [Double]) {
    style = .plain
    let largest = values.map { abs($0) }.max() ?? 0
    guard largest > 0, largest.isFinite else { return }
    exponent = max(-306, Int(floor(log10(largest) / 3)) * 3)
  }

  /// The round number below (for negative values, above) all values, of no more digits than it takes.
  private mutating func setOffset(_ values: [Double]) {
    guard let low = values.min(), let high = values.max(), high > low, low >= 0 || high <= 0,
      (high - low).isFinite
    else { return }
    let power = Int(ceil(log10(high - low)))
    let count =
      low >= 0 ? floor(Ticks.scaled(low, -power)) : ceil(Ticks.scaled(high, -power))
    guard count != 0, abs(count) < 1e15, let exact = Double("\(Int(count))e\(power)") else {
      return
    }
    offset = exact
    let size = abs(exact)
    offsetText = exact < 0 ? "− " : "+ "
    if size < 1e15, power >= -6 {
      offsetText += NumberText.fixed(size, max(0, -power))
    } else {
      let digits = "\(Int(abs(count)))"
      let mantissa = NumberText.trimmed(
        digits.prefix(1) + (digits.count > 1 ? "." + digits.dropFirst() : ""))
      offsetText += NumberText.product(mantissa, 10, power + digits.count - 1)
    }
  }

  // MARK: One label

  private func logarithm(_ value: Double) -> Double {
    base == 10 ? log10(value) : log(value) / log(base)
  }

  private func whole(_ exponent: Double) -> Int? {
    guard exponent.isFinite, abs(exponent) < 1e6 else { return nil }
    return abs(exponent - exponent.rounded()) < 1e-9 ? Int(exponent.rounded()) : nil
  }

  private func power(_ value: Double) -> String {
    guard value != 0, let exponent = whole(logarithm(abs(value))) else {
      return NumberText.significant(value, 6)
    }
    return (value < 0 ? "−" : "") + NumberText.power(base, exponent)
  }

  private func prefixed(_ value: Double, gap: Double, noise: Double) -> String {
    let unit = format == .bytes ? "B" : ""
    let space = format == .bytes ? "\u{202F}" : ""
    let size = abs(value) * (1 + 1e-12)
    let prefix =
      value == 0
      ? nil
      : NumberText.prefixes.first {
        // Counts have no thousandths, nor have bytes.
        size >= pow(10, Double($0.power)) && (format == .si || $0.power >= 0)
      }
    let scale = pow(10, Double(prefix?.power ?? 0))
    let decimals = Self.decimals(value / scale, gap: gap / scale, noise: noise / scale)
    return NumberText.fixed(value / scale, decimals) + space + (prefix?.symbol ?? "") + unit
  }

  /// The distance of each value to the nearest of its neighbours.
  private static func gaps(_ values: [Double]) -> [Double] {
    let steps = zip(values.dropFirst(), values).map { abs($0 - $1) }
    return values.indices.map { index in
      let near = [
        index > 0 ? steps[index - 1] : .infinity, index < steps.count ? steps[index] : .infinity,
      ].min()
      return near.map { $0.isFinite ? $0 : abs(values[index]) } ?? 0
    }
  }

  /// How many decimals a label needs: those that the value has, or enough to be right to a hundredth
  /// of the step.
  private static func decimals(_ value: Double, gap: Double, noise: Double) -> Int {
    guard gap > 0 else { return value == value.rounded() ? 0 : 3 }
    let tolerance = max(gap * 1e-6, noise)
    for decimals in 0..<20 {
      let unit = pow(10, Double(decimals))
      let scaled = value * unit
      // A double this large has no decimals left.
      if abs(scaled) >= 0x1p52 || abs(scaled - scaled.rounded()) <= tolerance * unit
        || 0.5 / unit <= gap * 0.01
      {
        return decimals
      }
    }
    return 20
  }
}

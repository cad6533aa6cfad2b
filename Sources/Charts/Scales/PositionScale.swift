internal import Basics
internal import Foundation

/// Where data values lie along an axis, as a share 0 ... 1 of its length.
struct PositionScale {
  /// How numbers are bent before they are laid out.
  enum Transform: Hashable {
    case linear, sqrt
    case log(base: Double)
    case symlog(threshold: Double)

    func callAsFunction(_ value: Double) -> Double {
      switch self {
      case .linear: value
      case .sqrt: value < 0 ? -(-value).squareRoot() : value.squareRoot()
      case .log: value > 0 ? log10(value) : -.infinity
      case .symlog(let threshold):
        abs(value) <= threshold
          ? value / threshold
          : (value < 0 ? -1 : 1) * (1 + log10(abs(value)) - log10(threshold))
      }
    }

    /// The value at a place of the axis, kept within the range of doubles.
    func inverse(_ value: Double) -> Double {
      let result =
        switch self {
        case .linear: value
        case .sqrt: value * abs(value)
        case .log: max(pow(10, value), .leastNonzeroMagnitude)
        case .symlog(let threshold):
          abs(value) <= 1
            ? value * threshold : (value < 0 ? -1 : 1) * threshold * pow(10, abs(value) - 1)
        }
      let reach = Double.greatestFiniteMagnitude
      return result.isNaN ? result : min(max(result, -reach), reach)
    }

    /// Whether the value has a place of its own on the axis.
    func holds(_ value: Double) -> Bool {
      if case .log = self { value > 0 } else { true }
    }
  }

  var transform: Transform = .linear
  /// The categories, where the scale has some; their values are 0, 1, 2, ...
  var categories: [String]?
  /// The places of the categories that there are, where a panel has an axis of its own; `nil`: all have theirs.
  private var slots: [Int: Int]?
  var isTime = false
  /// The ends of the axis, transformed and with padding.
  var low = 0.0
  var high = 1.0
  /// The ends of the data, in data units.
  var dataLow = 0.0
  var dataHigh = 1.0
  var specification = ScaleSpecification()
  /// What is at the axis: the name with its unit, and what its labels share.
  var title = ""
  /// The title without unit and without what the labels share.
  var name = ""
  /// What the labels share, where the panels do not share it, and each tells its own.
  var ownNote: String?
  /// Whether the values are whole numbers (on a time axis whole days), and the ticks as well.
  var isWhole = false
  /// How its numbers are written; a time axis and one of categories have none.
  private(set) var notation: TickNotation?

  /// How many categories have a place.
  var slotCount: Int { slots?.count ?? categories?.count ?? 0 }

  /// Leaves only the given categories on the axis, in their order.
  mutating func keep(_ used: Set<Int>) {
    guard let categories, !used.isEmpty, used.count < categories.count else { return }
    slots = Dictionary(
      used.sorted().enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
    (high, dataHigh) = (Double(used.count) - 0.4, Double(used.count - 1))
  }

  /// The place of a category, or of what is beside it, among those that there are; NaN if it has none.
  private func slot(_ value: Double) -> Double {
    guard let slots else { return value }
    guard let whole = Int(exactly: value.rounded()), let slot = slots[whole] else { return .nan }
    return Double(slot) + value - value.rounded()
  }

  /// The share of the axis before `value`.
  func share(_ value: Double) -> Double {
    let value = slot(value)
    // Halves, since the range itself may leave the range of doubles.
    let range = high / 2 - low / 2
    return range > 0 ? (transform(value) / 2 - low / 2) / range : 0.5
  }

  /// Whether values at or below zero are in a strip of their own.
  var isLog: Bool { if case .log = transform { true } else { false } }

  /// A scale over `values` (data units), which it covers with a little room around.
  ///
  /// `includesZero`: bars and areas begin there, and nothing lies beyond it. `bound`: what is drawn below it, such as the
  /// band of a fit, is cut there.
  init(
    _ specification: ScaleSpecification, categories: [String]?, isTime: Bool,
    range: (low: Double, high: Double)?, includesZero: Bool, fillsEdge: Bool = false,
    isWhole: Bool = false, bound: Double? = nil
  ) {
    self.specification = specification
    self.isTime = isTime && categories == nil
    self.isWhole = isWhole
    if let categories {
      self.categories = categories
      (low, high) = (-0.6, Double(max(categories.count, 1)) - 0.4)
      (dataLow, dataHigh) = (0, Double(max(categories.count, 1) - 1))
      return
    }
    transform = Transform(specification)
    setRange(range, includesZero: includesZero, padding: fillsEdge ? 0 : 0.045, bound: bound)
    guard !self.isTime else { return }
    let isBent = if case .symlog = transform { true } else { isLog }
    notation = TickNotation(
      specification.ticks ?? places(Self.nominal), format: specification.format,
      isPercentage: specification.isPercentage, base: isLog ? specification.base ?? 10 : nil,
      isOwn: isBent, isYears: isYears)
  }

  /// The ticks for which the notation is chosen, before the length of the axis is known.
  private static let nominal = 8

  /// Chooses the ends of the axis.
  private mutating func setRange(
    _ range: (low: Double, high: Double)?, includesZero: Bool, padding share: Double,
    bound: Double?
  ) {
    var (low, high) = range ?? (isLog ? (1, 10) : (0, 1))
    let bound = isLog ? nil : bound
    let isCut = bound.map { low < $0 && high > $0 } ?? false
    if isCut, let bound { low = bound }
    let wantsZero = (includesZero || specification.zero == true) && !isLog && !isTime
    if wantsZero { (low, high) = (min(low, 0), max(high, 0)) }
    if let fixed = specification.min { low = fixed }
    if let fixed = specification.max { high = fixed }
    // A fixed end beyond all data stays; the other one follows it.
    if low > high {
      if specification.min != nil { high = low } else { low = high }
    }
    (dataLow, dataHigh) = (low, high)
    var (a, b) = (transform(low), transform(high))
    if a == b {
      // One value: it is in the middle, or at the end that is fixed.
      let room = self.room(around: a)
      if specification.min == nil || specification.max != nil { a -= room }
      if specification.max == nil || specification.min != nil { b += room }
      if wantsZero { (a, b) = (min(a, 0), max(b, 0)) }
      if let bound, low >= bound, specification.min == nil { a = max(a, transform(bound)) }
    }
    let padding = b * share - a * share
    if specification.min == nil, !isCut, !(wantsZero && low == 0) { a -= padding }
    if specification.max == nil, !(wantsZero && high == 0) { b += padding }
    let reach = Double.greatestFiniteMagnitude
    (self.low, self.high) = (max(a, -reach), min(b, reach))
  }

  /// Whether the labels are powers of ten.
  var hasPowers: Bool { isLog && specification.base ?? 10 == 10 && notation?.hasPowers == true }

  /// Writes a log axis of plain numbers in powers of ten, as the axis beside it is.
  mutating func usePowers() {
    guard isLog, specification.base ?? 10 == 10, specification.format == nil,
      specification.ticks == nil
    else { return }
    let values = places(Self.nominal)
    let powers = TickNotation(values, format: .power, base: 10, isOwn: true)
    // Where 2 and 5 are ticks too, powers would not be all of the labels.
    if powers.hasPowers { notation = powers }
  }

  /// Whether the axis holds years.
  var isYears: Bool { specification.holdsYears }

  /// The margin on both sides of an only value.
  private func room(around value: Double) -> Double {
    if isLog { return 0.5 }
    if isTime { return 86_400 * 15 }
    // Whole numbers that look like years.
    if isWhole, (1000...2999).contains(value) { return 1 }
    return value == 0 ? 1 : max(abs(value) * 0.1, isWhole ? 1 : 0)
  }

  /// The ends of the axis in data units.
  var visible: (low: Double, high: Double) { (transform.inverse(low), transform.inverse(high)) }

  // MARK: Ticks

  /// About `count` ticks with their labels: fewer where labels would be longer than eight signs.
  func ticks(_ count: Int) -> [Tick] {
    if let categories { return categoryTicks(categories) }
    let (low, high) = visible
    guard let notation else {
      let ticks = TimeTicks.of(low, high, count: count, isWhole: isWhole)
      guard specification.hidesYears else { return ticks }
      // The year in the middle is any year, and no other begins.
      let year = CalendarDate(seconds: low / 2 + high / 2).year
      return ticks.filter { CalendarDate(seconds: $0.value).year == year }
        .map { Tick(value: $0.value, label: $0.label) }
    }
    if let fixed = specification.ticks {
      return labelled(fixed.filter { $0 >= low && $0 <= high }.sorted(), notation)
    }
    var values = places(count)
    var wanted = count
    while wanted > 2, !notation.fits(values) {
      wanted -= 1
      values = places(wanted)
    }
    // The notation was made for these.
    if !notation.fits(values) { values = places(Self.nominal) }
    guard case .log(let base) = transform else { return labelled(values, notation) }
    let minor = Ticks.logarithmic(low, high, base: base, count: count).minor
    return labelled(values, notation) + minor.map { Tick(value: $0, label: nil) }
  }

  private func labelled(_ values: [Double], _ notation: TickNotation) -> [Tick] {
    zip(values, notation.labels(values)).map { Tick(value: $0, label: $1) }
  }

  /// About `count` round numbers on the axis, ascending.
  private func places(_ count: Int) -> [Double] {
    let (low, high) = visible
    switch transform {
    case .linear: return Ticks.extended(low, high, count: count, isWhole: isWhole)
    case .log(let base): return Ticks.logarithmic(low, high, base: base, count: count).major
    case .sqrt: return roots(count, low, high)
    case .symlog(let threshold):
      // Zero, and the powers of ten outside of the linear part.
      var values: [Double] = [0]
      let decades = max(1, Int(ceil((self.high - self.low) / Double(max(count, 2)))))
      let first = Int(ceil(log10(threshold) - 1e-9))
      for exponent in stride(from: first, through: 308, by: decades) {
        let value = Double("1e\(exponent)") ?? 0
        values += [value, -value]
      }
      let shown = values.filter { $0 >= low && $0 <= high }.sorted()
      return shown.count > 2 ? shown : Ticks.extended(low, high, count: count, isWhole: isWhole)
    }
  }

  /// Round numbers near equal steps of the root.
  private func roots(_ count: Int, _ low: Double, _ high: Double) -> [Double] {
    let even = Ticks.extended(low, high, count: count, isWhole: isWhole)
    guard low >= 0, low < high / 4, even.count > 2, count > 2, let top = even.last else {
      return even
    }
    var result: [Double] = [0]
    for index in 1..<count {
      let wanted = top * pow(Double(index) / Double(count - 1), 2)
      let unit = pow(10, floor(log10(wanted)))
      let round = [1, 2, 2.5, 5, 10].map { $0 * unit }
        .min { abs($0 - wanted) < abs($1 - wanted) }
      guard let round, round <= high, round > result.last ?? 0 else { continue }
      if isWhole, round != round.rounded() { continue }
      result.append(round)
    }
    result.removeAll { $0 < low }
    return result.count > 2 ? result : even
  }

  private func categoryTicks(_ categories: [String]) -> [Tick] {
    let names = categories.map { specification.labels?[$0] ?? $0 }
    // "2021 Q4", "2021Q4", "2021-Q4" or "2021-11": the year once, below its first quarter or month.
    let parts = names.map { name -> (String, String)? in
      guard (6...7).contains(name.count), Int(name.prefix(4)) != nil else { return nil }
      let (between, part) = (name.dropFirst(4).dropLast(2), String(name.suffix(2)))
      if ["Q1", "Q2", "Q3", "Q4"].contains(part), ["", " ", "-"].contains(between) {
        return (part, String(name.prefix(4)))
      }
      guard between == "-", let month = Int(part), (1...12).contains(month) else { return nil }
      return (CalendarDate.shortMonths[month - 1], String(name.prefix(4)))
    }
    var lastYear: String?
    let shown = names.enumerated().filter { slots == nil || slots?[$0.offset] != nil }
    return shown.map { index, name in
      guard parts.allSatisfy({ $0 != nil }), let part = parts[index] else {
        return Tick(value: Double(index), label: name)
      }
      defer { lastYear = part.1 }
      return Tick(
        value: Double(index), label: part.0, second: part.1 == lastYear ? nil : part.1)
    }
  }

  /// A value as prose shows it: a category's name, a date, or a number as the report's text has it,
  /// with more digits where the axis is narrow.
  func describe(_ value: Double) -> String {
    if let categories {
      guard value.isFinite, let index = Int(exactly: value.rounded()),
        categories.indices.contains(index)
      else { return "" }
      return Self.short(specification.labels?[categories[index]] ?? categories[index])
    }
    if isTime {
      let date = CalendarDate(seconds: value)
      return tellsMonths ? date.monthAndYear : date.long
    }
    let digits = digits(of: value)
    switch specification.format {
    case .percent where specification.isPercentage: return NumberText.spoken(value, digits) + " %"
    case .percent:
      let format = NumberFormat(.percent, digits: digits > 3 ? digits : nil)
      return format.text(value) + " %"
    case .bytes where digits == 3: return NumberText.bytes(value)
    case .bytes: return NumberText.spoken(value, digits) + "\u{202F}B"
    default:
      if isYears { return NumberFormat.year(isWhole: value == value.rounded()).text(value) }
      let unit = specification.unit.map { $0 == "%" ? " %" : " " + $0 } ?? ""
      return NumberText.spoken(value, digits) + (unit == " " ? "" : unit)
    }
  }

  /// Whether dates are reported as months: where the data span more than seventy days.
  var tellsMonths: Bool { dataHigh - dataLow > 86_400 * 70 }

  /// A name that a sentence can hold.
  static func short(_ name: String) -> String {
    let limit = ChartLimits.nameLength
    guard name.utf8.count > limit, name.unicodeScalars.dropFirst(limit).first != nil else {
      return name
    }
    return String(name.unicodeScalars.prefix(limit)) + "…"
  }

  /// Enough digits to tell a hundredth of the data's range, at least three.
  private func digits(of value: Double) -> Int {
    let span = dataHigh - dataLow
    guard value.isFinite, value != 0, span > 0, span.isFinite else { return 3 }
    return min(max(3, Int(ceil(log10(abs(value)) - log10(span))) + 2), 15)
  }
}

extension PositionScale.Transform {
  /// What a specification asks for.
  init(_ specification: ScaleSpecification) {
    switch specification.type {
    case .log: self = .log(base: specification.base ?? 10)
    case .sqrt: self = .sqrt
    case .symlog: self = .symlog(threshold: specification.threshold ?? 1)
    default: self = .linear
    }
  }
}

extension ScaleSpecification {
  /// Whether values are percentages already, which no format multiplies again.
  var isPercentage: Bool { unit.map { ["%", "percent", "per cent"].contains($0) } ?? false }
}

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
          : (value < 0 ? -1 : 1) * (1 + log10(abs(value) / threshold))
      }
    }

    func inverse(_ value: Double) -> Double {
      switch self {
      case .linear: value
      case .sqrt: value * abs(value)
      case .log: pow(10, value)
      case .symlog(let threshold):
        abs(value) <= 1
          ? value * threshold : (value < 0 ? -1 : 1) * threshold * pow(10, abs(value) - 1)
      }
    }

    /// Whether the value has a place of its own on the axis.
    func holds(_ value: Double) -> Bool {
      if case .log = self { value > 0 } else { true }
    }
  }

  var transform: Transform = .linear
  /// The categories, where the scale has some; their values are 0, 1, 2, ...
  var categories: [String]?
  var isTime = false
  /// The ends of the axis, transformed and with padding.
  var low = 0.0
  var high = 1.0
  /// The ends of the data, in data units.
  var dataLow = 0.0
  var dataHigh = 1.0
  var specification = ScaleSpecification()
  var title = ""

  /// The share of the axis before `value`.
  func share(_ value: Double) -> Double {
    high > low ? (transform(value) - low) / (high - low) : 0.5
  }

  /// Whether values at or below zero stand in a strip of their own.
  var isLog: Bool { if case .log = transform { true } else { false } }

  /// A scale over `values` (data units), which it covers with a little room around.
  ///
  /// `includesZero`: bars and areas begin there, and nothing lies beyond it.
  init(
    _ specification: ScaleSpecification, categories: [String]?, isTime: Bool,
    range: (low: Double, high: Double)?, includesZero: Bool, fillsEdge: Bool = false
  ) {
    self.specification = specification
    self.isTime = isTime && categories == nil
    if let categories {
      self.categories = categories
      (low, high) = (-0.6, Double(max(categories.count, 1)) - 0.4)
      (dataLow, dataHigh) = (0, Double(max(categories.count, 1) - 1))
      return
    }
    switch specification.type {
    case .log: transform = .log(base: specification.base ?? 10)
    case .sqrt: transform = .sqrt
    case .symlog: transform = .symlog(threshold: specification.threshold ?? 1)
    default: transform = .linear
    }
    var (low, high) = range ?? (isLog ? (1, 10) : (0, 1))
    let wantsZero = (includesZero || specification.zero == true) && !isLog && !self.isTime
    if wantsZero { (low, high) = (min(low, 0), max(high, 0)) }
    if let fixed = specification.min { low = fixed }
    if let fixed = specification.max { high = fixed }
    if low > high { (low, high) = (high, low) }
    (dataLow, dataHigh) = (low, high)
    var (a, b) = (transform(low), transform(high))
    if a == b {
      // One value: it stands in the middle.
      let room = isLog ? 0.5 : self.isTime ? 86_400 * 15 : a == 0 ? 1 : abs(a) * 0.1
      (a, b) = (a - room, b + room)
      if wantsZero { (a, b) = (min(a, 0), max(b, 0)) }
    }
    let padding = (b - a) * (fillsEdge ? 0 : 0.045)
    if specification.min == nil, !(wantsZero && low == 0) { a -= padding }
    if specification.max == nil, !(wantsZero && high == 0) { b += padding }
    (self.low, self.high) = (a, b)
  }

  /// The ends of the axis in data units.
  var visible: (low: Double, high: Double) { (transform.inverse(low), transform.inverse(high)) }

  // MARK: Ticks

  /// About `count` ticks with their labels.
  func ticks(_ count: Int) -> [Tick] {
    if let categories {
      return categoryTicks(categories)
    }
    let (low, high) = visible
    if let fixed = specification.ticks {
      return labelled(fixed.filter { $0 >= low && $0 <= high })
    }
    if isTime { return Ticks.time(low, high, count: count) }
    switch transform {
    case .linear: return labelled(Ticks.extended(low, high, count: count))
    case .log(let base):
      let ticks = Ticks.logarithmic(low, high, base: base, count: count)
      return labelled(ticks.major) + ticks.minor.map { Tick(value: $0, label: nil) }
    case .sqrt:
      let even = Ticks.extended(low, high, count: count)
      guard low >= 0, even.count > 2, let top = even.last else { return labelled(even) }
      // Round numbers near equal steps of the root.
      var result: [Double] = [0]
      for index in 1..<count {
        let wanted = pow(Double(index) / Double(count - 1) * top.squareRoot(), 2)
        let unit = pow(10, floor(log10(wanted)))
        let round = [1, 2, 2.5, 5, 10].map { $0 * unit }
          .min { abs($0 - wanted) < abs($1 - wanted) }
        if let round, round <= high, round > result.last ?? 0 { result.append(round) }
      }
      return labelled(result.filter { $0 >= low })
    case .symlog(let threshold):
      var values: [Double] = [0]
      let decades = max(1, Int(ceil((self.high - self.low) / Double(max(count, 2)))))
      for exponent in stride(from: 0, to: 308, by: decades) {
        let value = threshold * pow(10, Double(exponent))
        values += [value, -value]
      }
      return labelled(values.filter { $0 >= low && $0 <= high }.sorted())
    }
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
      return (CivilDate.monthNames[month - 1], String(name.prefix(4)))
    }
    var lastYear: String?
    return names.enumerated().map { index, name in
      guard parts.allSatisfy({ $0 != nil }), let part = parts[index] else {
        return Tick(value: Double(index), label: name)
      }
      defer { lastYear = part.1 }
      return Tick(
        value: Double(index), label: part.0, second: part.1 == lastYear ? nil : part.1)
    }
  }

  private func labelled(_ values: [Double]) -> [Tick] {
    let write = writer(values)
    return values.map { Tick(value: $0, label: write($0)) }
  }

  /// How the values of an axis are written: alike for all.
  private func writer(_ values: [Double]) -> (Double) -> String {
    let largest = values.map { abs($0) }.max() ?? 0
    switch specification.format {
    case .percent:
      let decimals = Ticks.decimals(values.map { $0 * 100 })
      return { NumberText.fixed($0 * 100, decimals) + " %" }
    case .bytes: return NumberText.bytes
    case .si: return { NumberText.si($0) }
    case .power:
      return { [base = logBase] value in
        let exponent = log(value) / log(base)
        let isPower = value > 0 && abs(exponent - exponent.rounded()) < 1e-9
        return isPower
          ? NumberText.power(base, Int(exponent.rounded())) : NumberText.significant(value)
      }
    case .plain, nil: break
    }
    switch transform {
    case .log(let base):
      let positive = values.filter { $0 > 0 }
      let isPower = positive.allSatisfy {
        let exponent = log($0) / log(base)
        return abs(exponent - exponent.rounded()) < 1e-9
      }
      if isPower, base != 10 && largest > 1024 || base != 10 && base != 2 {
        return { NumberText.power(base, Int((log($0) / log(base)).rounded())) }
      }
      if isPower, base == 10, largest >= 1e6 || (positive.min() ?? 1) < 1e-4 {
        if specification.format == .plain { return { NumberText.si($0) } }
        return { NumberText.power(10, Int(log10($0).rounded())) }
      }
      return { NumberText.significant($0, 6, groupsFour: largest >= 10_000) }
    case .symlog: return { NumberText.significant($0, groupsFour: largest >= 10_000) }
    default:
      if specification.format == nil, largest >= 1e6 || (largest >= 1e5 && values.count > 2) {
        return { NumberText.si($0) }
      }
      let decimals = Ticks.decimals(values)
      if decimals > 5 { return { NumberText.significant($0) } }
      return { NumberText.fixed($0, decimals, groupsFour: largest >= 10_000) }
    }
  }

  private var logBase: Double { if case .log(let base) = transform { base } else { 10 } }

  /// A value as prose shows it: a category's name, a date, or three significant digits with prefix.
  func describe(_ value: Double) -> String {
    if let categories {
      let index = Int(value.rounded())
      guard categories.indices.contains(index) else { return "" }
      return specification.labels?[categories[index]] ?? categories[index]
    }
    if isTime {
      let date = CivilDate(seconds: value)
      let span = dataHigh - dataLow
      return span > 86_400 * 70 ? date.isoMonth : date.iso
    }
    switch specification.format {
    case .percent: return NumberText.significant(value * 100) + " %"
    case .bytes: return NumberText.bytes(value)
    default:
      let unit = specification.unit.map { $0 == "%" ? " %" : " " + $0 } ?? ""
      return NumberText.significant(value) + unit
    }
  }
}

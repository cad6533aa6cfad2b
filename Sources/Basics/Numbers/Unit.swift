/// A unit of measurement by the symbol that people write: g, kg, t, kWh, byte, PFLOP, %, g/kWh.
///
/// A symbol that is not known is a dimension of its own: it converts to nothing else. What is
/// measured may follow a mass (`gCO2e`, `kg CO2e/kWh`); it is kept in the symbol and does not
/// change the dimension.
public struct Unit: Hashable, Sendable {
  /// The symbol as it stands on an axis.
  public let symbol: String

  /// The unit written `symbol`.
  public init(symbol: String) {
    self.symbol = symbol
  }

  /// The unit of counts and ratios.
  public static let one = Unit(symbol: "1")

  /// The unit whose logarithm this is: `g` for `ln(g)`.
  public var logarithmOf: Unit? {
    for name in ["ln", "log10", "log2"] where symbol.hasPrefix(name + "(") && symbol.hasSuffix(")")
    {
      return Unit(symbol: String(symbol.dropFirst(name.count + 1).dropLast()))
    }
    return nil
  }

  /// The unit of `function` (`ln`, `log10`, `log2`) of values in this unit: dimensionless, and it
  /// remembers where it came from.
  public func logarithm(_ function: String) -> Unit {
    isPlainNumber ? .one : Unit(symbol: "\(function)(\(symbol))")
  }

  /// Whether values in this unit are bare numbers.
  public var isPlainNumber: Bool { symbol == "1" || symbol.isEmpty }

  /// What is beside a number; nothing beside a bare one.
  public var printed: String? { isPlainNumber ? nil : symbol }

  /// Whether two units measure the same thing, so that one can be converted to the other.
  public func isCompatible(with other: Unit) -> Bool {
    self == other || dimension == other.dimension
  }

  /// What a value in this unit is multiplied by to be in `other`; `nil` between dimensions.
  public func factor(to other: Unit) -> Double? {
    if self == other { return 1 }
    let own = UnitTerms(self)
    let theirs = UnitTerms(other)
    guard own.dimension == theirs.dimension else { return nil }
    return own.factor / theirs.factor
  }

  /// The product of two units, and the factor that the product of the numbers takes with it.
  ///
  /// Parts of one dimension are brought to the unit of the first, and percent is resolved: `kg/kWh`
  /// times `Wh` is `kg` at a factor of 1/1000.
  public func multiplied(by other: Unit) -> (unit: Unit, factor: Double) {
    UnitTerms(self).combined(UnitTerms(other), sign: 1)
  }

  /// The quotient of two units, and the factor that the quotient of the numbers takes with it.
  public func divided(by other: Unit) -> (unit: Unit, factor: Double) {
    UnitTerms(self).combined(UnitTerms(other), sign: -1)
  }

  /// The unit of values raised to a whole power.
  public func raised(to power: Int) -> Unit {
    var terms = UnitTerms(self)
    terms.parts = terms.parts.map {
      UnitTerms.Part(
        symbol: $0.symbol,
        exponent: min(max($0.exponent * min(max(power, -1000), 1000), -1000), 1000))
    }
    .filter { $0.exponent != 0 }
    return terms.unit
  }

  private var dimension: [String: Int] { UnitTerms(self).dimension }
}

/// A unit as a product of powers of simple units.
struct UnitTerms {
  struct Part {
    var symbol: String
    var exponent: Int
  }

  var parts: [Part] = []

  init(_ unit: Unit) {
    guard unit.logarithmOf == nil else { return }
    // A text of this length is not a product of units.
    guard unit.symbol.utf8.count <= 200 else {
      parts = [Part(symbol: unit.symbol, exponent: 1)]
      return
    }
    var exponent = 1
    var symbol = ""
    func flush(_ parts: inout [Part]) {
      var name = symbol.trimmingBlanks
      var power = 1
      if let caret = name.lastIndex(of: "^"), let value = Int(name[name.index(after: caret)...]),
        (-100...100).contains(value)
      {
        power = value
        name = String(name[..<caret])
      }
      if !name.isEmpty, name != "1" { parts.append(Part(symbol: name, exponent: exponent * power)) }
    }
    for character in unit.symbol {
      switch character {
      case "*", "·":
        flush(&parts)
        (symbol, exponent) = ("", 1)
      case "/":
        flush(&parts)
        (symbol, exponent) = ("", -1)
      default: symbol.append(character)
      }
    }
    flush(&parts)
  }

  /// Base dimension to power; percent has none.
  var dimension: [String: Int] {
    var result: [String: Int] = [:]
    for part in parts {
      for (base, power) in SimpleUnit(part.symbol).dimension {
        result[base, default: 0] += power * part.exponent
      }
    }
    return result.filter { $0.value != 0 }
  }

  /// What a value is multiplied by to be in base units.
  var factor: Double {
    parts.reduce(1) { $0 * raise(SimpleUnit($1.symbol).factor, $1.exponent) }
  }

  var unit: Unit {
    let above = parts.filter { $0.exponent > 0 }.map { power($0.symbol, $0.exponent) }
    let below = parts.filter { $0.exponent < 0 }.map { power($0.symbol, -$0.exponent) }
    if above.isEmpty, below.isEmpty { return .one }
    let numerator = above.isEmpty ? "1" : above.joined(separator: "*")
    return Unit(symbol: ([numerator] + below).joined(separator: "/"))
  }

  /// This times `other` to the power `sign`.
  func combined(_ other: UnitTerms, sign: Int) -> (unit: Unit, factor: Double) {
    var result = UnitTerms(.one)
    var factor = 1.0
    let theirs = other.parts.map { Part(symbol: $0.symbol, exponent: $0.exponent * sign) }
    // A percentage of a percentage stays a ratio; otherwise percent becomes part of the number.
    for part in parts + theirs {
      let unit = SimpleUnit(part.symbol)
      if unit.dimension.isEmpty {
        factor *= raise(unit.factor, part.exponent)
        continue
      }
      let same = result.parts.firstIndex { SimpleUnit($0.symbol).dimension == unit.dimension }
      if let same {
        factor *= raise(unit.factor / SimpleUnit(result.parts[same].symbol).factor, part.exponent)
        result.parts[same].exponent += part.exponent
      } else {
        result.parts.append(part)
      }
    }
    result.parts.removeAll { $0.exponent == 0 }
    return (result.unit, factor)
  }

  private func power(_ symbol: String, _ exponent: Int) -> String {
    exponent == 1 ? symbol : "\(symbol)^\(exponent)"
  }

  private func raise(_ value: Double, _ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<abs(exponent) { result *= value }
    return exponent < 0 ? 1 / result : result
  }
}

/// A unit without `*` and `/`.
private struct SimpleUnit {
  let dimension: [String: Int]
  let factor: Double

  init(_ symbol: String) {
    let name = SimpleUnit.withoutSubstance(symbol)
    if let known = SimpleUnit.named[name] {
      (dimension, factor) = known
      return
    }
    for (prefix, scale) in SimpleUnit.prefixes where name.hasPrefix(prefix) {
      if let known = SimpleUnit.prefixable[String(name.dropFirst(prefix.count))] {
        (dimension, factor) = (known.0, known.1 * scale)
        return
      }
    }
    (dimension, factor) = ([name: 1], 1)
  }

  /// The mass without what it is a mass of.
  private static func withoutSubstance(_ symbol: String) -> String {
    for substance in ["CO2eq", "CO₂eq", "CO2e", "CO₂e", "CO2", "CO₂"]
    where symbol.hasSuffix(substance) {
      let rest = String(symbol.dropLast(substance.count)).trimmingBlanks
      return rest.isEmpty ? symbol : rest.hasSuffix("-") ? String(rest.dropLast()) : rest
    }
    return symbol
  }

  private static let prefixes: [(String, Double)] = [
    ("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18),
    ("Z", 1e21), ("Y", 1e24), ("m", 1e-3), ("µ", 1e-6), ("u", 1e-6), ("n", 1e-9),
  ]

  /// Units that take a prefix; mass in g, energy in J, time in s, data in byte.
  private static let prefixable: [String: ([String: Int], Double)] = [
    "g": (["mass": 1], 1), "t": (["mass": 1], 1e6),
    "J": (["energy": 1], 1), "Wh": (["energy": 1], 3600),
    "W": (["energy": 1, "time": -1], 1),
    "s": (["time": 1], 1), "Hz": (["time": -1], 1),
    "B": (["data": 1], 1), "byte": (["data": 1], 1), "bit": (["data": 1], 0.125),
    "FLOP": (["operations": 1], 1), "FLOPs": (["operations": 1], 1),
    "FLOPS": (["operations": 1, "time": -1], 1),
  ]

  private static let named: [String: ([String: Int], Double)] = {
    var units = prefixable
    units["kg"] = (["mass": 1], 1e3)
    units["lb"] = (["mass": 1], 453.592_37)
    units["bytes"] = (["data": 1], 1)
    for (index, name) in ["KiB", "MiB", "GiB", "TiB", "PiB"].enumerated() {
      units[name] = (["data": 1], Double(1 << (10 * (index + 1))))
    }
    for name in ["sec", "second", "seconds"] { units[name] = (["time": 1], 1) }
    for name in ["min", "minute", "minutes"] { units[name] = (["time": 1], 60) }
    for name in ["h", "hour", "hours"] { units[name] = (["time": 1], 3600) }
    for name in ["d", "day", "days"] { units[name] = (["time": 1], 86_400) }
    for name in ["a", "year", "years"] { units[name] = (["time": 1], 31_557_600) }
    units["%"] = ([:], 0.01)
    units["1"] = ([:], 1)
    return units
  }()
}

extension String {
  package var trimmingBlanks: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

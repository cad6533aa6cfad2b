/// Emissions as people write them on model cards, in grams of CO2e.
public struct EmissionText: Hashable, Sendable {
  /// Grams.
  public let grams: Double
  /// The unit as written; `nil`: none, and grams are taken, as the Hub's rule says.
  public let unit: String?
  /// Whether a single comma before three digits was read as a thousands separator.
  public let isAmbiguous: Bool

  /// The first number anywhere in `text`, with its separators and its unit; `nil` where there is none.
  ///
  /// Knows mg, g, kg, t (tonnes, metric tons), short tons by name, Mt, lb and the words for them, with
  /// `CO2`, `CO2e`, `CO2eq` after them; `1,234.5`, `1.234,5`, `1 234` and `1.2e3`.
  public init?(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    guard let start = Self.numberStart(scalars) else { return nil }
    let (value, end, isAmbiguous) = Self.number(scalars, from: start)
    guard let value else { return nil }
    var rest = scalars[end...].drop { $0.properties.isWhitespace || $0 == "_" }
    let word = rest.prefix { $0.properties.isAlphabetic }
    rest = rest.dropFirst(word.count)
    let tail = rest.drop { $0.properties.isWhitespace }.prefix { $0.properties.isAlphabetic }
    let unit = Self.string(word)
    let next = Self.string(tail)
    let factor = Self.grams(unit: unit, next: next)
    grams = value * (factor ?? 1)
    self.unit = factor == nil ? nil : unit
    self.isAmbiguous = isAmbiguous
  }

  /// As Castaño et al. coded it: the number at the very start of the text, its unit and separators
  /// ignored (`1,234` is 1, `2.5 kg` is 2.5 g); `nil` where the text starts with anything else.
  public static func asPublished(_ text: String) -> Double? {
    let digits: (Character) -> Bool = { $0.isASCII && $0.isNumber }
    let whole = text.prefix(while: digits)
    guard !whole.isEmpty else { return nil }
    let rest = text.dropFirst(whole.count)
    if rest.first == "." {
      let fraction = rest.dropFirst().prefix(while: digits)
      if !fraction.isEmpty { return Double("\(whole).\(fraction)") }
    }
    return Double(whole)
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// The first digit that is not part of a word such as `CO2` or `v100`.
  private static func numberStart(_ scalars: [Unicode.Scalar]) -> Int? {
    scalars.indices.first { index in
      guard isDigit(scalars[index]) else { return false }
      guard index > 0 else { return true }
      let before = scalars[index - 1]
      return !before.properties.isAlphabetic && !isDigit(before) && before != "."
        && before != "," && before != "_"
    }
  }

  private static func number(
    _ scalars: [Unicode.Scalar], from start: Int
  ) -> (value: Double?, end: Int, isAmbiguous: Bool) {
    var end = start
    while end < scalars.count {
      let isSeparator =
        (scalars[end] == "." || scalars[end] == ",") && end + 1 < scalars.count
        && isDigit(scalars[end + 1])
      let isSpaced =
        scalars[end] == " " && end + 3 < scalars.count
        && scalars[(end + 1)...(end + 3)].allSatisfy(isDigit)
        && (end + 4 == scalars.count || !isDigit(scalars[end + 4]))
      guard isDigit(scalars[end]) || isSeparator || isSpaced else { break }
      end += 1
    }
    var digits = Self.string(scalars[start..<end].filter { $0 != " " })
    let commas = digits.count { $0 == "," }
    let points = digits.count { $0 == "." }
    var isAmbiguous = false
    if commas > 0, points > 0 {
      let decimalIsComma =
        digits.lastIndex(of: ",") ?? digits.startIndex
        > digits.lastIndex(of: ".") ?? digits.startIndex
      digits = digits.filter { $0 != (decimalIsComma ? "." : ",") }
      if decimalIsComma { digits = String(digits.map { $0 == "," ? "." : $0 }) }
    } else if commas == 1, let comma = digits.firstIndex(of: ",") {
      let after = digits[digits.index(after: comma)...].count
      let before = digits[..<comma]
      if after == 3, before != "0" {
        isAmbiguous = true
        digits = digits.filter { $0 != "," }
      } else {
        digits = String(digits.map { $0 == "," ? "." : $0 })
      }
    } else if commas > 1 {
      digits = digits.filter { $0 != "," }
    } else if points > 1 {
      digits = digits.filter { $0 != "." }
    }
    if end < scalars.count, scalars[end] == "e" || scalars[end] == "E" {
      var exponent = end + 1
      if exponent < scalars.count, scalars[exponent] == "-" || scalars[exponent] == "+" {
        exponent += 1
      }
      var last = exponent
      while last < scalars.count, isDigit(scalars[last]) { last += 1 }
      if last > exponent {
        digits += Self.string(scalars[end..<last])
        end = last
      }
    }
    let value = Double(digits).flatMap { $0.isFinite ? $0 : nil }
    return (value, end, isAmbiguous)
  }

  /// Grams in one `unit`; `nil` where it is no unit of mass.
  private static func grams(unit: String, next: String) -> Double? {
    var unit = unit
    // kgCO2eq, gCO2, tCO2e: the unit runs into what it is of.
    if let start = unit.range(of: "CO") { unit = String(unit[..<start.lowerBound]) }
    switch unit {
    case "Mt": return 1e12
    case "kt", "kT": return 1e9
    case "T": return 1e6
    default: break
    }
    switch unit.lowercased() {
    case "mg", "milligram", "milligrams", "milligrammes": return 1e-3
    case "g", "gr", "gram", "grams", "grammes", "gco": return 1
    case "kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogrammes", "kgco":
      return 1e3
    case "t", "tonne", "tonnes", "tons", "ton", "tco": return 1e6
    case "metric":
      return next.lowercased().hasPrefix("ton") ? 1e6 : nil
    case "short": return next.lowercased().hasPrefix("ton") ? 907_184.74 : nil
    case "kilotons", "kilotonnes", "kiloton": return 1e9
    case "lb", "lbs", "pound", "pounds": return 453.59237
    default: return nil
    }
  }
}

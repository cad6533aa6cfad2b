internal import Basics

/// Emissions as people write them on model cards, in grams of CO2e.
public struct EmissionText: Hashable, Sendable {
  /// Grams.
  public let grams: Double
  /// The unit as written; `nil`: none, and grams are taken, as the Hub's rule says.
  public let unit: String?
  /// Whether a single comma before three digits was read as a thousands separator.
  public let isAmbiguous: Bool

  /// Why a text gives no emissions, in a few words: `a range, not a single number`.
  public struct Unreadable: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason.
    public let description: String
  }

  /// The emissions that `text` states, where only one number can be meant.
  ///
  /// Knows units from micrograms to gigatonnes, pounds, ounces, short and long tons, and the words for
  /// them, with `CO2`, `CO2e`, `CO2eq` around them; `1,234.5`, `1.234,5`, `1 234`, `1'234`, `1.2e3` and
  /// `1.2 × 10^3`; `ton` is metric unless it says otherwise. Without a unit the number is in grams. One amount
  /// in two units (`10 kg (22 lb)`) is one; other numbers of the text (`on 8 GPUs`) do not matter beside
  /// a number with a unit of mass.
  ///
  /// - Throws: the reason why no number is taken: there is none; a range (`10-20 kg`); a bound
  ///   (`< 5 kg`, `up to 5 kg`); a negative number; a rate (`5 g per epoch`, `5 g/kWh`); several numbers;
  ///   separators that do not fit a number (`1.2.3`); another unit (`5 kWh`); a unit of two meanings (`MT`).
  public init(_ text: String) throws(Unreadable) {
    do throws(WrittenAmount.Problem) {
      let amount = try WrittenAmount(text, .mass)
      grams = amount.value
      unit = amount.unit
      isAmbiguous = amount.isAmbiguous
    } catch {
      throw Unreadable(description: error.description)
    }
  }

  /// As Castaño et al. coded it: the number at the very start of the text, its unit and separators
  /// ignored (`1,234` is 1, `2.5 kg` is 2.5 g); `nil` if the text starts with anything else.
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
}

extension WrittenAmount.Vocabulary {
  /// Units of mass, in grams; what they are of is around them.
  static let mass = Self(
    factor: { word, next in
      // kgCO2eq, gCO2, tCO2e: the unit runs into what it is of.
      let carbon = word.lowercased().firstRange(of: "co2")
      let unit =
        carbon.map { String(word.prefix(word.lowercased()[..<$0.lowerBound].count)) } ?? word
      guard !unit.isEmpty else { return nil }
      if let factor = grams(unit) { return (factor, 1) }
      guard let next, carbon == nil, tons.contains(next.lowercased()) else { return nil }
      switch unit.lowercased() {
      case "metric": return (1e6, 2)
      case "short", "us": return (907_184.74, 2)
      case "long", "imperial": return (1_016_046.9088, 2)
      default: return nil
      }
    },
    fillers: [
      "co2", "co2e", "co2eq", "co2equivalent", "co2equivalents", "eq", "equiv", "equivalent",
      "equivalents", "e", "carbon", "dioxide", "emissions", "emission", "emitted", "of", "total",
      "in",
      "about", "approximately", "approx", "estimated", "greenhouse", "gas", "gases", "ghg", "worth",
    ], quantity: "mass")

  private static let tons: Set<String> = ["ton", "tons", "tonne", "tonnes"]

  /// Grams in one of each unit, by all its spellings.
  private static let units = table([
    (1e-6, "ug mcg microgram micrograms microgramme microgrammes"),
    (1e-3, "mg milligram milligrams milligramme milligrammes"),
    (1, "g gr gm gms gram grams gramme grammes gco"),
    (1e3, "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes kgco kge kgeq"),
    (1e6, "t ton tons tonne tonnes tco te teq"),
    (1e9, "kt kiloton kilotons kilotonne kilotonnes"),
    (1e12, "megaton megatons megatonne megatonnes"),
    (1e15, "gigaton gigatons gigatonne gigatonnes"),
    (453.59237, "lb lbs pound pounds"), (28.349523125, "oz ounce ounces"),
  ])

  /// Symbols that mean something by their capitals. Metric tons to some, megatonnes to others; a megagram, or a
  /// milligram with a capital: what means different things to different people is NaN.
  private static let symbols = table([(1e12, "Mt"), (.nan, "MT mt MMT Mg MG"), (1e15, "Gt")])

  private static func grams(_ unit: String) -> Double? { symbols[unit] ?? units[unit.lowercased()] }

  /// Hours in one of each unit of time.
  private static let hours = table([
    (1, "h hr hrs hour hours gpuh gpuhours"), (1.0 / 60, "min mins minute minutes"),
    (24, "day days"), (168, "week weeks"),
  ])

  private static func table(_ rows: [(factor: Double, spellings: String)]) -> [String: Double] {
    var table: [String: Double] = [:]
    for (factor, spellings) in rows {
      for spelling in spellings.split(separator: " ") { table[String(spelling)] = factor }
    }
    return table
  }

  /// Units of time, in hours; whose hours they are comes before them.
  static let time = Self(
    factor: { word, _ in hours[word.lowercased()].map { ($0, 1) } },
    fillers: [
      "gpu", "gpus", "tpu", "tpus", "device", "accelerator", "chip", "core", "wall", "clock",
      "wallclock", "training", "total", "of", "in", "about", "approximately", "approx", "estimated",
      "compute",
    ], quantity: "time")
}

/// An example printed in a paper, which the formulas must reproduce.
public struct WorkedExample: Hashable, Sendable {
  /// Its address, e.g. `patterson.gpt-3.energy`.
  public let id: String
  /// The model.
  public let model: String
  /// Which formula: see `value`.
  public let rule: String
  /// The quantity in words and its unit.
  public let quantity: String
  /// The unit of the printed value.
  public let unit: String
  /// The value as printed.
  public let printed: Double
  /// Decimals printed; `nil`: three significant digits.
  public let decimals: Int?
  /// Where it is printed.
  public let source: Source
  /// Why it differs, where it does.
  public let note: String?

  private let inputs: [String: Double]

  private static let inputNames = [
    "parameters", "tokens", "flop", "devices", "days", "device_hours", "power_w", "peak_tflops",
    "utilisation", "pue", "intensity_g_per_kwh", "emissions_kg",
  ]

  /// What the formula gives, in the unit of the printed value; `nil` where an input is missing or the
  /// rule is unknown.
  public var value: Double? {
    func input(_ name: String) -> Double? { inputs[name] }
    let flop =
      input("flop") ?? input("parameters").flatMap { n in input("tokens").map { 6 * n * $0 } }
    let hours =
      input("device_hours") ?? input("devices").flatMap { n in input("days").map { n * $0 * 24 } }
    let rate = input("peak_tflops").flatMap { peak in
      input("utilisation").map { peak * 1e12 * $0 }
    }
    func energy(_ hours: Double?) -> Double? {
      guard let hours, let power = input("power_w"), let pue = input("pue") else { return nil }
      return hours * power * pue / 1000
    }
    func emissions(_ hours: Double?) -> Double? {
      energy(hours).flatMap { kilowattHours in
        input("intensity_g_per_kwh").map { kilowattHours * $0 / 1000 }
      }
    }
    let scale = unit == "MWh" || unit == "t" ? 1e-3 : 1
    switch rule {
    case "energy": return energy(hours).map { $0 * scale }
    case "emissions": return emissions(hours).map { $0 * scale }
    case "flop": return flop
    case "flop-from-rate": return hours.flatMap { h in rate.map { h * 3600 * $0 } }
    case "emissions-per-compute":
      return input("emissions_kg").flatMap { e in flop.map { e / ($0 / 1e18) } }
    case "days-from-compute":
      guard let flop, let rate, let devices = input("devices") else { return nil }
      return flop / (devices * rate) / 86_400
    case "emissions-from-compute":
      guard let flop, let rate else { return nil }
      return emissions(flop / rate / 3600).map { $0 * scale }
    default: return nil
    }
  }

  /// Whether the value agrees with the printed one to its printed digits.
  public var agrees: Bool {
    guard let value else { return false }
    if let decimals {
      let step = (0..<decimals).reduce(1.0) { result, _ in result / 10 }
      return abs(value - printed) <= step * 0.5 * (1 + 1e-9)
    }
    return abs(value / printed - 1) <= 0.005 / (printed / magnitude(of: printed))
  }

  private func magnitude(of value: Double) -> Double {
    var power = 1.0
    while power * 10 <= abs(value) { power *= 10 }
    return power
  }

  static func read(_ cells: Cells) throws(CarbonError) -> [WorkedExample] {
    let (ids, models) = (try cells.texts("id"), try cells.texts("model"))
    let (rules, quantities) = (try cells.texts("rule"), try cells.texts("quantity"))
    let (units, notes) = (try cells.texts("unit"), try cells.texts("note"))
    let (printed, digits) = (try cells.numbers("printed"), try cells.numbers("digits"))
    let (titles, urls) = (try cells.texts("source_title"), try cells.texts("source_url"))
    var inputs: [[Double?]] = []
    for name in inputNames { inputs.append(try cells.numbers(name)) }
    return (0..<cells.count).compactMap { row in
      guard let id = ids[row], let value = printed[row] else { return nil }
      var own: [String: Double] = [:]
      for (name, column) in zip(inputNames, inputs) { own[name] = column[row] }
      return WorkedExample(
        id: id, model: models[row] ?? "", rule: rules[row] ?? "",
        quantity: quantities[row] ?? "", unit: units[row] ?? "", printed: value,
        decimals: digits[row].map { Int($0) },
        source: Source(title: titles[row] ?? "", url: urls[row] ?? ""), note: notes[row],
        inputs: own)
    }
  }
}

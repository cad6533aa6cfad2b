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

  /// By how much the rounding of the printed inputs can move the value, as a share of it; `nil`: not known.
  public let inputRounding: Double?

  private let inputs: [String: Double]

  private static let inputNames = [
    "parameters", "tokens", "flop", "devices", "days", "device_hours", "power_w", "peak_tflops",
    "utilisation", "pue", "intensity_g_per_kwh", "energy_kwh", "emissions_kg",
  ]

  /// What the formula gives, in the unit of the printed value; `nil` if an input is missing or the
  /// rule is unknown.
  ///
  /// The formulas are those of the tiers: FLOP = 6 x parameters x tokens; device-hours = FLOP / (peak x
  /// utilisation), or devices x days; energy = device-hours x power x PUE; emissions = energy x intensity.
  public var value: Double? {
    let scale = unit == "MWh" || unit == "t" ? 1e-3 : 1
    switch rule {
    case "flop": return flop
    case "duration":
      guard let deviceHours, let devices = inputs["devices"] else { return nil }
      return deviceHours / devices / 24
    case "energy": return energy.map { $0 * scale }
    case "emissions":
      guard let energy, let intensity = inputs["intensity_g_per_kwh"] else { return nil }
      return energy * intensity / 1000 * scale
    case "emissions-per-compute":
      guard let flop, let emissions = inputs["emissions_kg"] else { return nil }
      return emissions / (flop / 1e18)
    default: return nil
    }
  }

  private var flop: Double? {
    if let given = inputs["flop"] { return given }
    guard let parameters = inputs["parameters"], let tokens = inputs["tokens"] else { return nil }
    return 6 * parameters * tokens
  }

  private var deviceHours: Double? {
    if let given = inputs["device_hours"] { return given }
    if let devices = inputs["devices"], let days = inputs["days"] { return devices * days * 24 }
    guard let flop, let peak = inputs["peak_tflops"], let utilisation = inputs["utilisation"]
    else { return nil }
    return flop / (peak * 1e12 * utilisation) / 3600
  }

  /// In kWh.
  private var energy: Double? {
    if let given = inputs["energy_kwh"] { return given }
    guard let deviceHours, let power = inputs["power_w"], let pue = inputs["pue"] else {
      return nil
    }
    return deviceHours * power * pue / 1000
  }

  /// Half of the last printed digit.
  private var halfDigit: Double {
    var step = 1.0
    if let decimals {
      for _ in 0..<decimals { step /= 10 }
    } else {
      while step * 10 <= abs(printed) { step *= 10 }
      step /= 100
    }
    return step / 2
  }

  /// Whether the value agrees with the printed one to its printed digits.
  public var agrees: Bool {
    guard let value else { return false }
    return abs(value - printed) <= halfDigit * (1 + 1e-9)
  }

  /// Whether it agrees to its printed digits for some inputs that are printed as these are.
  public var agreesWithinRounding: Bool {
    guard let value else { return false }
    return agrees || abs(value - printed) <= halfDigit + (inputRounding ?? 0) * value
  }

  static func read(_ row: Cells.Row) throws(CarbonError) -> WorkedExample? {
    guard let id = try row.text("id"), let printed = try row.number("printed") else { return nil }
    var inputs: [String: Double] = [:]
    for name in inputNames { inputs[name] = try row.number(name) }
    return WorkedExample(
      id: id, model: try row.words("model"), rule: try row.words("rule"),
      quantity: try row.words("quantity"), unit: try row.words("unit"), printed: printed,
      decimals: try row.number("digits").map { Int($0) }, source: try row.source(),
      note: try row.text("note"), inputRounding: try row.number("input_rounding"), inputs: inputs)
  }
}

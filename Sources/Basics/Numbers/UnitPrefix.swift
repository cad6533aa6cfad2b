/// Brings a quantity to the prefix in which it has one to three digits before the point.
package enum UnitPrefix {
  private static let families: [[(unit: String, factor: Double)]] = [
    [("mg", 1e-3), ("g", 1), ("kg", 1e3), ("t", 1e6), ("kt", 1e9), ("Mt", 1e12)],
    [("mWh", 1e-3), ("Wh", 1), ("kWh", 1e3), ("MWh", 1e6), ("GWh", 1e9), ("TWh", 1e12)],
    [("W", 1), ("kW", 1e3), ("MW", 1e6), ("GW", 1e9)],
    [("J", 1), ("kJ", 1e3), ("MJ", 1e6), ("GJ", 1e9), ("TJ", 1e12)],
    [("byte", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("PB", 1e15)],
    [("ms", 1e-3), ("s", 1)],
  ]

  package static func best(_ value: Double, unit: String) -> (value: Double, unit: String?) {
    guard value != 0,
      let family = families.first(where: { $0.contains { $0.unit == unit } }),
      let own = family.first(where: { $0.unit == unit })
    else { return (value, unit) }
    // Rounded first, so that 999.6 g is 1.00 kg and not 1,000 g.
    let base = abs(value) * own.factor * 1.0005
    let best = family.last { base >= $0.factor } ?? family[0]
    return (value * (own.factor / best.factor), best.unit)
  }
}

/// A unit of measurement by the symbol that people write: g, kg, t, kWh, byte, FLOP, %.
public struct Unit: Hashable, Sendable {
  /// The symbol as it stands on an axis.
  public let symbol: String

  /// The unit written `symbol`.
  public init(symbol: String) {
    self.symbol = symbol
  }
}

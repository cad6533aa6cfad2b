/// How unevenly a total is spread: the Lorenz curve and Gini's coefficient.
public struct Concentration: Hashable, Sendable {
  /// Cumulative shares of units, from 0 to 1, smallest first.
  public let units: [Double]
  /// Cumulative shares of the total.
  public let shares: [Double]
  /// 0 where all are equal, towards 1 where one has all; `nil` for fewer than two positive values.
  ///
  /// G = 2 sum(i x_i) / (n sum(x)) - (n + 1) / n of ascending x (Gini 1912); no small-sample correction.
  public let gini: Double?

  /// The concentration of non-negative values; others are left out.
  public init(_ values: [Double]) {
    let sorted = values.filter { $0.isFinite && $0 >= 0 }.sorted()
    let total = sorted.reduce(0, +)
    let count = Double(sorted.count)
    var units = [0.0]
    var shares = [0.0]
    var sum = 0.0
    var weighted = 0.0
    for (index, value) in sorted.enumerated() where total > 0 {
      sum += value
      weighted += Double(index + 1) * value
      units.append(Double(index + 1) / count)
      shares.append(sum / total)
    }
    self.units = units
    self.shares = shares
    gini =
      sorted.count > 1 && total > 0 ? 2 * weighted / (count * total) - (count + 1) / count : nil
  }
}

internal import Tables

/// How unevenly a total is spread over units: the Lorenz curve.
///
/// The smallest k of n units hold the share L(k / n) = Σᵢ₌₁ᵏ x₍ᵢ₎ / Σ x of the total. Values must not be
/// negative; NaN, infinite and negative ones are left out. O(n log n).
///
/// Lorenz (1905), doi:10.2307/2276207.
public struct LorenzCurve: Hashable, Sendable {
  /// Cumulative shares of units, from 0 to 1, smallest first.
  public let units: [Double]
  /// Cumulative shares of the total, from 0 to 1.
  public let shares: [Double]
  /// Gini's coefficient: 0 where all are equal, (n - 1) / n where one has all; `nil` for fewer than two
  /// values or a total of zero.
  ///
  /// G = 2 Σ i x₍ᵢ₎ / (n Σ x) - (n + 1) / n, without a correction for small samples; Gini (1912).
  public let gini: Double?

  /// The curve of some values.
  public init(_ values: [Double]) {
    let sorted = RadixSort.sorted(values.filter { $0.isFinite && $0 >= 0 })
    let total = sorted.reduce(0, +)
    let n = Double(sorted.count)
    var units = [0.0]
    var shares = [0.0]
    var sum = 0.0
    // Σ (2i - n - 1) x₍ᵢ₎ has no part that the sum of equal values would leave behind.
    var spread = 0.0
    for (index, value) in sorted.enumerated() where total > 0 {
      sum += value
      spread += (2 * Double(index + 1) - n - 1) * (value / total)
      units.append(Double(index + 1) / n)
      shares.append(sum / total)
    }
    self.units = units
    self.shares = shares
    gini = sorted.count > 1 && total > 0 ? max(spread / n, 0) : nil
  }

  /// The share of the total that the smallest `part` of the units hold, linear between units.
  public func share(of part: Double) -> Double {
    let position = min(max(part, 0), 1) * Double(units.count - 1)
    let index = min(Int(position), units.count - 1)
    guard index + 1 < shares.count else { return shares[index] }
    return shares[index] + (position - Double(index)) * (shares[index + 1] - shares[index])
  }
}

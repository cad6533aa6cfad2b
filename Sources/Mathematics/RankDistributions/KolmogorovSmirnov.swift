internal import Foundation

/// Distributions of the two-sample Kolmogorov-Smirnov distance.
public enum KolmogorovSmirnov {
  /// P(D >= gap / lcm(m, n)) over all orders of m and n untied values.
  ///
  /// Walks the lattice from its far corner, with the chance that the rest of a random path touches
  /// the boundary: only additions, so that 1e-300 stays right. O(m n).
  /// - Parameters:
  ///   - gap: the distance as a multiple of 1 / lcm(m, n).
  ///   - twoSided: both boundaries; else only that of the first sample running ahead.
  public static func exact(_ m: Int, _ n: Int, gap: Int, twoSided: Bool) -> Double {
    if gap <= 0 { return 1 }
    let divisor = gcd(m, n)
    let (stepX, stepY) = (n / divisor, m / divisor)
    func touches(_ i: Int, _ j: Int) -> Bool {
      let distance = i * stepX - j * stepY
      return twoSided ? abs(distance) >= gap : distance >= gap
    }
    var row = [Double](repeating: 0, count: n + 1)
    return row.withUnsafeMutableBufferPointer { row in
      for i in stride(from: m, through: 0, by: -1) {
        for j in stride(from: n, through: 0, by: -1) {
          if touches(i, j) {
            row[j] = 1
          } else if i == m {
            row[j] = j == n ? 0 : row[j + 1]
          } else if j < n {
            let left = Double(m - i)
            row[j] = (left * row[j] + Double(n - j) * row[j + 1]) / (left + Double(n - j))
          }
        }
      }
      return row[0]
    }
  }

  /// P(D > d) of the one-sample two-sided statistic for n values: the limit with Pelz and Good's
  /// corrections to n^(-3/2); 1 - P(one-sided) doubled in the far tail.
  ///
  /// Pelz and Good (1976), JRSS B 38; Simard and L'Ecuyer (2011), doi:10.18637/jss.v039.i11. Good to
  /// about 1e-8 for n >= 140; agrees with SciPy's `kstwo.sf` there.
  public static func asymptotic(_ d: Double, count n: Double) -> Double {
    if d <= 0 { return 1 }
    if d >= 1 { return 0 }
    let z = n.squareRoot() * d
    // Twice the one-sided exact tail is the two-sided one wherever D > 1/2 or the tail is thin.
    if z * z >= 2.2 { return Swift.min(1, 2 * oneSided(d, count: n)) }
    return Swift.max(0, 1 - pelzGood(z, n))
  }

  /// P(D⁺ > d) for n values, Smirnov's sum; terms are positive.
  public static func oneSided(_ d: Double, count n: Double) -> Double {
    if d <= 0 { return 1 }
    if d >= 1 { return 0 }
    if n > 1e6 {
      let z = n * d + 1.0 / 6
      return exp(-2 * z * z / n)
    }
    let last = Int(floor(n * (1 - d)))
    var sum = 0.0
    for j in 0...Swift.max(last, 0) {
      let q = d + Double(j) / n
      let rest = 1 - d - Double(j) / n
      if rest <= 0 { continue }
      // d C(n, j) (1 - d - j/n)^(n - j) (d + j/n)^(j - 1)
      let logTerm =
        SpecialFunctions.logBinomial(n, Double(j)) + (n - Double(j)) * log(rest)
        + (Double(j) - 1) * log(q)
      sum += exp(logTerm)
    }
    return Swift.min(1, d * sum)
  }

  private static func pelzGood(_ z: Double, _ n: Double) -> Double {
    let pi2 = Double.pi * Double.pi
    let (z2, z4, z6) = (z * z, pow(z, 4), pow(z, 6))
    let q = -pi2 / (8 * z2)
    var (k0, k1, k2, k3) = (0.0, 0.0, 0.0, 0.0)
    var (k2Extra, k3Extra) = (0.0, 0.0)
    for k in 0..<40 {
      let odd = Double(2 * k + 1)
      let square = odd * odd
      let weight = exp(q * square)
      k0 += weight
      k1 += (pi2 / 4 * square - z2) * weight
      k2 +=
        (6 * z6 + 2 * z4 + pi2 / 4 * (2 * z4 - 5 * z2) * square
          + pi2 * pi2 / 16 * (1 - 2 * z2) * square * square) * weight
      k3 +=
        (pi2 * pi2 * pi2 / 64 * square * square * square * (5 - 30 * z2)
          + pi2 * pi2 / 16 * square * square * (-60 * z2 + 212 * z4)
          + pi2 / 4 * square * (135 * z4 - 96 * z6) - 30 * z6 - 90 * pow(z, 8)) * weight
      if k > 0 {
        let even = Double(k * k)
        let other = exp(-pi2 * even / (2 * z2))
        k2Extra += pi2 * even * other
        k3Extra += (3 * pi2 * even * z2 - pi2 * pi2 * even * even) * other
      }
    }
    let root = (2 * Double.pi).squareRoot()
    let half = (Double.pi / 2).squareRoot()
    let first = root / z * k0
    let second = half / (3 * z4) * k1
    let third = half * k2 / (36 * pow(z, 7)) - half * k2Extra / (18 * pow(z, 3))
    let fourth = half * k3 / (3240 * pow(z, 10)) + half * k3Extra / (108 * z6)
    return first + second / n.squareRoot() + third / n + fourth / (n * n.squareRoot())
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }
}

internal import Basics
internal import Foundation
internal import Mathematics

/// A Gaussian kernel density.
struct Density {
  var x: [Double]
  var y: [Double]
  var bandwidth: Double

  /// The density of `values` at `points` places, three bandwidths beyond the ends; the bandwidth of
  /// Sheather and Jones (1991) unless given. Values are binned first: O(n + bins²). `nil` for fewer
  /// than two distinct values.
  static func of(_ values: [Double], bandwidth: Double? = nil, points: Int = 256) -> Density? {
    guard let low = values.min(), let high = values.max(), high > low else { return nil }
    guard let h = bandwidth ?? sheatherJones(values), h > 0, h.isFinite else { return nil }
    let n = Double(values.count)
    let (from, to) = (low - 3 * h, high + 3 * h)
    // Linear binning on a grid four times as fine as the answer.
    let cells = points * 4
    let step = (to - from) / Double(cells)
    guard step > 0, step.isFinite else { return nil }
    var weights = [Double](repeating: 0, count: cells + 2)
    for value in values {
      let place = (value - from) / step
      let cell = min(max(Int(min(place, Double(cells))), 0), cells)
      weights[cell] += 1 - (place - Double(cell))
      weights[cell + 1] += place - Double(cell)
    }
    let reach = Int(min((4 * h / step).rounded(.up), Double(cells)))
    let kernel = (0...reach).map { exp(-0.5 * pow(Double($0) * step / h, 2)) }
    let scale = 1 / (n * h * (2 * Double.pi).squareRoot())
    var (xs, ys): ([Double], [Double]) = ([], [])
    for point in 0...points {
      let center = point * 4
      var sum = 0.0
      for cell in max(0, center - reach)...min(cells, center + reach) {
        sum += weights[cell] * kernel[abs(cell - center)]
      }
      xs.append(from + Double(center) * step)
      ys.append(sum * scale)
    }
    return Density(x: xs, y: ys, bandwidth: h)
  }

  /// The solve-the-equation bandwidth of Sheather and Jones (1991), JRSS B 53, 683-690, from binned
  /// distances as R's `bw.SJ` does; Silverman's rule where the equation has no root.
  static func sheatherJones(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let low = sorted.first, let high = sorted.last, high > low else { return nil }
    let n = Double(sorted.count)
    guard let sd = Moments(sorted).standardDeviation else { return nil }
    let spread = Quantile.of(sorted: sorted, 0.75) - Quantile.of(sorted: sorted, 0.25)
    let scale = spread > 0 ? min(sd, spread / 1.349) : sd
    let silverman = 0.9 * (spread > 0 ? min(sd, spread / 1.34) : sd) * pow(n, -0.2)
    guard sorted.count > 3 else { return silverman }
    let bins = 1000
    let width = (high - low) * 1.01 / Double(bins)
    guard width > 0, width.isFinite, silverman.isFinite else { return nil }
    var counts = [Double](repeating: 0, count: bins)
    for value in sorted { counts[min(Int((value - low) / width), bins - 1)] += 1 }
    var pairs = [Double](repeating: 0, count: bins)
    for i in 0..<bins where counts[i] > 0 {
      pairs[0] += counts[i] * (counts[i] - 1) / 2
      for j in 0..<i where counts[j] > 0 { pairs[i - j] += counts[i] * counts[j] }
    }
    func functional(_ h: Double, _ polynomial: (Double) -> Double, _ order: Double) -> Double {
      var sum = 0.0
      for i in 0..<bins where pairs[i] > 0 {
        let delta = pow(Double(i) * width / h, 2)
        if delta >= 1000 { break }
        sum += exp(-delta / 2) * polynomial(delta) * pairs[i]
      }
      sum = 2 * sum + n * polynomial(0)
      return sum / (n * (n - 1) * pow(h, order) * (2 * Double.pi).squareRoot())
    }
    let fourth = { (d: Double) in d * d - 6 * d + 3 }
    let sixth = { (d: Double) in d * d * d - 15 * d * d + 45 * d - 15 }
    let a = 1.24 * scale * pow(n, -1.0 / 7)
    let b = 1.23 * scale * pow(n, -1.0 / 9)
    let c1 = 1 / (2 * Double.pi.squareRoot() * n)
    let td = -functional(b, sixth, 7)
    guard td.isFinite, td > 0 else { return silverman }
    let alpha = 1.357 * pow(functional(a, fourth, 5) / td, 1.0 / 7)
    guard alpha.isFinite, alpha > 0 else { return silverman }
    func equation(_ h: Double) -> Double {
      let value = functional(alpha * pow(h, 5.0 / 7), fourth, 5)
      return pow(c1 / value, 0.2) - h
    }
    var (left, right) = (0.1 * 1.144 * scale * pow(n, -0.2), 1.144 * scale * pow(n, -0.2))
    for _ in 0..<50 where !(equation(left) * equation(right) < 0) {
      left *= 0.8
      right *= 1.2
    }
    guard equation(left) * equation(right) < 0 else { return silverman }
    return Search.root(between: left, and: right, tolerance: 1e-10, equation) ?? silverman
  }
}

/// Pearson's correlation, for descriptions.
enum PearsonCorrelation {
  /// Pearson's correlation; `nil` if a variable is constant.
  static func of(_ x: [Double], _ y: [Double]) -> Double? {
    let n = Double(x.count)
    guard n > 1 else { return nil }
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (sxx, syy, sxy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      sxx += (a - mx) * (a - mx)
      syy += (b - my) * (b - my)
      sxy += (a - mx) * (b - my)
    }
    guard sxx > 0, syy > 0 else { return nil }
    let r = sxy / (sxx.squareRoot() * syy.squareRoot())
    return r.isFinite ? min(max(r, -1), 1) : nil
  }
}

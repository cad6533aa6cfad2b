internal import Foundation

/// A place on an axis that is marked.
struct Tick: Hashable {
  /// In data units; the index of a category.
  var value: Double
  /// What is there; `nil`: a minor tick.
  var label: String?
  /// A second line, e.g. the year below a month.
  var second: String? = nil
}

enum Ticks {
  /// Round numbers that label `low ... high` with about `count` ticks: the extended algorithm of
  /// Talbot, Lin and Hanrahan (2010), doi:10.1109/TVCG.2010.130, which weighs simplicity, coverage
  /// and density. Ticks lie within the range. O(1).
  ///
  /// `isWhole`: what is counted, such as models or years, has whole ticks. A range too narrow for the
  /// digits of a double has one tick.
  static func extended(
    _ low: Double, _ high: Double, count: Int, isWhole: Bool = false
  ) -> [Double] {
    guard low.isFinite, high.isFinite, count > 0 else { return [] }
    // Half the range, which does not overflow, in units of the power of ten below it.
    let half = high / 2 - low / 2
    guard half > max(abs(low), abs(high)) * 5e-14, half > .leastNormalMagnitude / 1e7 else {
      return [low]
    }
    let exponent = Int(floor(log10(half)))
    let search = TickSearch(
      low: scaled(low, -exponent), high: scaled(high, -exponent), wanted: Double(max(count, 2)),
      exponent: exponent, isWhole: isWhole)
    if let found = search.best() {
      return (0..<found.count).compactMap { index in
        Double("\(found.first + index * found.stride)e\(found.power + exponent)")
      }
    }
    if isWhole {
      let first = ceil(low - 1e-9)
      return first <= high + 1e-9 ? [first] : extended(low, high, count: count)
    }
    return [low, high]
  }

  /// `value` times a power of ten.
  static func scaled(_ value: Double, _ power: Int) -> Double {
    // Two steps: 10³⁰⁹ is not a double.
    let part = power / 2
    return value * pow(10, Double(part)) * pow(10, Double(power - part))
  }

  /// Powers of `base`, thinned to about `count`; between them 2 and 5 where there are few powers.
  static func logarithmic(
    _ low: Double, _ high: Double, base: Double, count: Int
  ) -> (major: [Double], minor: [Double]) {
    let (a, b) = (log(low) / log(base), log(high) / log(base))
    guard a.isFinite, b.isFinite else { return ([], []) }
    let (first, last) = (Int(ceil(a - 1e-9)), Int(floor(b + 1e-9)))
    let powers = last - first + 1
    if powers >= 3 || (powers == 2 && count <= 4) || (base != 10 && powers >= 2) {
      let stride = max(1, Int(ceil(Double(powers) / Double(max(2, count)))))
      // Exponents that are multiples of the stride, so that neighbouring figures agree.
      var exponents = (first...last).filter { $0 % stride == 0 }
      if exponents.count < 2, powers > 1 { exponents = [first, last] }
      // Smaller doubles have lost digits.
      let isShown = { (value: Double) in value >= .leastNormalMagnitude && value.isFinite }
      let major = exponents.map { pow(base, Double($0)) }.filter(isShown)
      var minor: [Double] = []
      if stride > 1, powers <= 200 {
        minor = (first...last).filter { $0 % stride != 0 }.map { pow(base, Double($0)) }
          .filter(isShown)
      } else if base == 10, powers <= 6, stride == 1 {
        for exponent in (first - 1)...last {
          for digit in 2...9 {
            let value = Double(digit) * pow(10, Double(exponent))
            if value >= low, value <= high { minor.append(value) }
          }
        }
      }
      return (major, minor)
    }
    if base == 10, b - a > 0.7 {
      var major: [Double] = []
      for exponent in (first - 1)...(max(first, last) + 1) {
        for digit in [1.0, 2, 5] {
          let value = digit * pow(10, Double(exponent))
          if value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) { major.append(value) }
        }
      }
      if major.count >= 2 { return (major, []) }
    }
    return (extended(low, high, count: count), [])
  }
}

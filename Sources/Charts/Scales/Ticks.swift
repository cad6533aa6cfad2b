internal import Foundation

/// A place on an axis that is marked.
struct Tick: Hashable {
  /// In data units; the index of a category.
  var value: Double
  /// What stands there; `nil`: a minor tick.
  var label: String?
  /// A second line, e.g. the year below a month.
  var second: String? = nil
}

enum Ticks {
  /// Round numbers that label `low ... high` with about `count` ticks: the extended algorithm of
  /// Talbot, Lin and Hanrahan (2010), doi:10.1109/TVCG.2010.130, which weighs simplicity, coverage
  /// and density. Ticks lie within the range. O(1).
  static func extended(_ low: Double, _ high: Double, count: Int) -> [Double] {
    let range = high - low
    guard range > 0, range.isFinite, count > 0, range > abs(high) * 1e-13 else { return [low] }
    let steps: [Double] = [1, 5, 2, 2.5, 4, 3]
    let weights = (simplicity: 0.25, coverage: 0.2, density: 0.5, legibility: 0.05)
    var best: (score: Double, start: Double, step: Double, count: Int)?
    let wanted = Double(count)
    func simplicityLimit(_ index: Int, _ j: Double) -> Double {
      1 - Double(index) / Double(steps.count - 1) - j + 1
    }
    var j = 1.0
    search: while j < 4 {
      for (index, q) in steps.enumerated() {
        let top = simplicityLimit(index, j)
        let bound = { (coverage: Double, density: Double) in
          weights.simplicity * top + weights.coverage * coverage + weights.density * density
            + weights.legibility
        }
        if let best, bound(1, 1) < best.score { break search }
        var k = 2.0
        while k < 4 * wanted + 4 {
          let densityLimit = k >= wanted ? 2 - (k - 1) / max(wanted - 1, 1) : 1
          if let best, bound(1, densityLimit) < best.score { break }
          let delta = range / (k + 1) / j / q
          var z = ceil(log10(delta))
          while z < 308 {
            let step = j * q * pow(10, z)
            let span = step * (k - 1)
            let coverageLimit =
              span > range ? 1 - pow((span - range) / 2, 2) / pow(0.1 * range, 2) : 1
            if let best, bound(coverageLimit, densityLimit) < best.score { break }
            let first = Int(floor(high / step) * j - (k - 1) * j)
            let last = Int(ceil(low / step) * j)
            if first <= last, last - first < 200 {
              for start in first...last {
                let from = Double(start) * step / j
                let to = from + span
                // Within the range: an axis does not grow past its data for a label.
                guard from >= low - range * 1e-10, to <= high + range * 1e-10 else { continue }
                let hasZero =
                  from <= step * 1e-9 && to >= -step * 1e-9
                  && abs(from / step - (from / step).rounded()) < 1e-9
                let simplicity = top - (hasZero ? 0 : 1)
                let coverage =
                  1 - 0.5 * (pow(high - to, 2) + pow(low - from, 2)) / pow(0.1 * range, 2)
                let own = (k - 1) / (to - from)
                let ideal = (wanted - 1) / range
                let density = 2 - max(own / ideal, ideal / own)
                let score =
                  weights.simplicity * simplicity + weights.coverage * max(coverage, -3)
                  + weights.density * density + weights.legibility
                if score > best?.score ?? -.infinity { best = (score, from, step, Int(k)) }
              }
            }
            z += 1
          }
          k += 1
        }
      }
      j += 1
    }
    guard let best else { return [low, high] }
    return (0..<best.count).map { index in
      let value = best.start + Double(index) * best.step
      return abs(value) < best.step * 1e-9 ? 0 : value
    }
  }

  /// How many decimals tell the ticks apart.
  static func decimals(_ values: [Double]) -> Int {
    for decimals in 0...12 {
      let unit = pow(10, Double(decimals))
      let isExact = values.allSatisfy { value in
        let scaled = value * unit
        return abs(scaled - scaled.rounded()) <= 1e-6 * max(1, abs(scaled) * 1e-6)
      }
      if isExact { return decimals }
    }
    return 12
  }

  /// Powers of `base`, thinned to about `count`; between them 2 and 5 where there are few powers.
  static func logarithmic(
    _ low: Double, _ high: Double, base: Double, count: Int
  ) -> (major: [Double], minor: [Double]) {
    let (a, b) = (log(low) / log(base), log(high) / log(base))
    let (first, last) = (Int(ceil(a - 1e-9)), Int(floor(b + 1e-9)))
    let powers = last - first + 1
    if powers >= 3 || (powers == 2 && count <= 4) || (base != 10 && powers >= 2) {
      let stride = max(1, Int(ceil(Double(powers) / Double(max(2, count)))))
      // Exponents that are multiples of the stride, so that neighbouring figures agree.
      let exponents = (first...last).filter { $0 % stride == 0 }
      let major = exponents.map { pow(base, Double($0)) }
      var minor: [Double] = []
      if stride > 1 {
        minor = (first...last).filter { $0 % stride != 0 }.map { pow(base, Double($0)) }
      } else if base == 10, powers <= 6 {
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

  /// Calendar ticks of `low ... high` (seconds since 1970) with at most about `count` labels.
  static func time(_ low: Double, _ high: Double, count: Int) -> [Tick] {
    let span = high - low
    let day = 86_400.0
    let months = span / (30.44 * day)
    let wanted = Double(max(2, count))
    if months / 12 >= wanted * 0.8 || months >= 36 && months / 12 >= 3 && months / 3 > wanted {
      let years = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000]
      let step = years.first { months / 12 / Double($0) <= wanted } ?? 1000
      var year = (CivilDate(seconds: low).year / step) * step
      var ticks: [Tick] = []
      while CivilDate(year: year, month: 1, day: 1).seconds <= high {
        let seconds = CivilDate(year: year, month: 1, day: 1).seconds
        if seconds >= low - 1 { ticks.append(Tick(value: seconds, label: "\(year)")) }
        year += step
      }
      if step == 1, months <= 120 {
        var date = CivilDate(seconds: low).firstOfMonth(adding: 0)
        while date.seconds <= high {
          if date.month % 3 == 1, date.month != 1, date.seconds >= low {
            ticks.append(Tick(value: date.seconds, label: nil))
          }
          date = date.firstOfMonth(adding: 1)
        }
      }
      if ticks.filter({ $0.label != nil }).count >= 2 { return ticks }
    }
    if months >= 1.9 {
      let step = [1, 2, 3, 6, 12].first { months / Double($0) <= wanted } ?? 12
      var date = CivilDate(seconds: low).firstOfMonth(adding: 0)
      var ticks: [Tick] = []
      var lastYear: Int?
      while date.seconds <= high + 1 {
        if date.seconds >= low - 1 {
          if (date.month - 1) % step == 0 {
            let isNew = lastYear != date.year
            ticks.append(
              Tick(
                value: date.seconds, label: CivilDate.monthNames[date.month - 1],
                second: isNew ? "\(date.year)" : nil))
            lastYear = date.year
          } else if step <= 6 {
            ticks.append(Tick(value: date.seconds, label: nil))
          }
        }
        date = date.firstOfMonth(adding: 1)
      }
      return ticks
    }
    let steps: [Double] = [
      1, 5, 10, 30, 60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, day, 2 * day, 7 * day,
      14 * day,
    ]
    let step = steps.first { span / $0 <= wanted } ?? 14 * day
    var value = ceil(low / step - 1e-9) * step
    var ticks: [Tick] = []
    var lastDate: CivilDate?
    while value <= high + step * 1e-9 {
      let date = CivilDate(seconds: value)
      if step >= day {
        let isNew = lastDate?.month != date.month
        ticks.append(
          Tick(
            value: value, label: "\(date.day)",
            second: isNew ? "\(CivilDate.monthNames[date.month - 1]) \(date.year)" : nil))
      } else {
        ticks.append(
          Tick(
            value: value, label: CivilDate.clock(value, withSeconds: step < 60),
            second: lastDate != date ? date.iso : nil))
      }
      lastDate = date
      value += step
    }
    return ticks
  }
}

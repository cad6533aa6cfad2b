internal import Basics

/// The even step of places in time, by which missing periods are known: years, months, days, hours.
struct PeriodStep {
  private let index: (Double) -> Int?
  private let step: Int

  /// The step of the places of a layer; `nil` if they have none.
  init?(_ context: SeriesBuilder.Context, levels: [String]?) {
    let channel = context.isLying ? context.layer.y : context.layer.x
    guard levels != nil || context.isTime || channel?.isYears == true else { return nil }
    let places = Set((context.positions ?? []).filter(\.isFinite)).sorted()
    guard places.count > 2 else { return nil }
    let found: (index: (Double) -> Int?, share: Double)?
    if let levels {
      let periods = levels.map(Self.period)
      guard periods.allSatisfy({ $0 != nil }) else { return nil }
      found = (
        { place in Int(exactly: place).flatMap { periods.indices.contains($0) ? periods[$0] : nil }
        }, 0.5
      )
    } else if context.isTime {
      found = Self.calendar(places)
    } else {
      found = ({ abs($0) < 1e9 ? Int(exactly: $0) : nil }, 0.5)
    }
    guard let found else { return nil }
    let steps = zip(places, places.dropFirst()).compactMap { a, b in
      found.index(a).flatMap { a in found.index(b).map { $0 - a } }
    }
    var counts: [Int: Int] = [:]
    for step in steps where step > 0 { counts[step, default: 0] += 1 }
    // Where most steps are alike, a longer one lacks something.
    guard steps.count == places.count - 1,
      let usual = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }),
      Double(usual.value) >= found.share * Double(steps.count)
    else { return nil }
    (index, step) = (found.index, usual.key)
  }

  /// Whether a period is missing between two places.
  func isMissing(between a: Double, _ b: Double) -> Bool {
    guard let a = index(a), let b = index(b) else { return false }
    return abs(b - a) > step
  }

  /// The places of a line before which it breaks.
  static func breaks(_ places: [Double], _ period: PeriodStep?) -> Set<Int> {
    guard let period else { return [] }
    return Set(
      places.indices.dropFirst().filter { period.isMissing(between: places[$0 - 1], places[$0]) })
  }

  /// Months where all places begin one, else working days, days or hours.
  private static func calendar(
    _ places: [Double]
  ) -> (index: (Double) -> Int?, share: Double)? {
    func isWhole(_ unit: Double) -> Bool {
      places.allSatisfy { ($0 / unit).rounded() * unit == $0 }
    }
    if isWhole(86_400) {
      let dates = places.map { CalendarDate(seconds: $0) }
      if dates.allSatisfy({ $0.day == 1 }) {
        return (
          { place in
            let date = CalendarDate(seconds: place)
            return date.year * 12 + date.month
          }, 0.5
        )
      }
      // The first of January 1970 was a Thursday.
      func day(_ place: Double) -> Int { Int(place / 86_400) + 3 }
      func weekday(_ place: Double) -> Int { ((day(place) % 7) + 7) % 7 }
      if places.count > 10, places.allSatisfy({ weekday($0) < 5 }) {
        return ({ (day($0) - weekday($0)) / 7 * 5 + weekday($0) }, 0.75)
      }
      return ({ day($0) }, 0.75)
    }
    return isWhole(3600) ? ({ Int($0 / 3600) }, 0.75) : nil
  }

  /// "2021", "2021-11", "2021 Q4", "2021Q4" and "2021-Q4" as a number of its kind.
  private static func period(_ name: String) -> Int? {
    guard let year = Int(name.prefix(4)), name.prefix(4).count == 4 else { return nil }
    let rest = name.dropFirst(4).drop { $0 == " " || $0 == "-" }
    switch rest.count {
    case 0: return name.count == 4 ? year : nil
    case 2 where rest.first == "Q":
      return Int(rest.dropFirst()).flatMap { (1...4).contains($0) ? year * 4 + $0 : nil }
    case 2: return Int(rest).flatMap { (1...12).contains($0) ? year * 12 + $0 : nil }
    default: return nil
    }
  }
}

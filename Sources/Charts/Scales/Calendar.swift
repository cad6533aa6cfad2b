internal import Foundation

/// The proleptic Gregorian calendar in UTC, as plain arithmetic.
struct CivilDate: Hashable, Comparable {
  var year: Int
  var month: Int
  var day: Int

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date `days` after 1970-01-01. Months are counted from March, so that the leap day ends a
  /// year; an era is 400 years.
  init(days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Times further from 1970 than this, three million years, have no date.
  private static let reach = 1e14

  /// The time nearest to `seconds` that has a date.
  static func clamped(_ seconds: Double) -> Double {
    seconds.isNaN ? 0 : min(max(seconds, -reach), reach)
  }

  init(seconds: Double) {
    self.init(days: Int((Self.clamped(seconds) / 86_400).rounded(.down)))
  }

  /// Days since 1970-01-01.
  var days: Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  var seconds: Double { Double(days) * 86_400 }

  /// The first day of the month `count` months later.
  func firstOfMonth(adding count: Int) -> CivilDate {
    let months = year * 12 + month - 1 + count
    let year = Int((Double(months) / 12).rounded(.down))
    return CivilDate(year: year, month: months - year * 12 + 1, day: 1)
  }

  static func < (a: CivilDate, b: CivilDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }

  /// 2022, and years before the year 0 with a true minus.
  var yearText: String { year < 0 ? "−\(-year)" : "\(year)" }
  /// 2022-11-30.
  var iso: String { "\(yearText)-\(Self.two(month))-\(Self.two(day))" }
  /// 2022-11.
  var isoMonth: String { "\(yearText)-\(Self.two(month))" }
  /// 2022 Q4.
  var quarter: String { "\(yearText) Q\((month + 2) / 3)" }

  /// A date written 2022, 2022-11 or 2022-11-30.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...3).contains(parts.count), let first = parts[0], (1000...9999).contains(first),
      parts.allSatisfy({ $0 != nil })
    else { return nil }
    let month = parts.count > 1 ? parts[1] ?? 0 : 1
    let day = parts.count > 2 ? parts[2] ?? 0 : 1
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    self.init(year: first, month: month, day: day)
  }

  /// A time of day as 14:30, or 14:30:05.
  static func clock(_ seconds: Double, withSeconds: Bool) -> String {
    let seconds = clamped(seconds)
    let inDay = Int(seconds - (seconds / 86_400).rounded(.down) * 86_400)
    let text = two(inDay / 3600) + ":" + two(inDay / 60 % 60)
    return withSeconds ? text + ":" + two(inDay % 60) : text
  }
}

internal import Basics

/// Days as places on an axis, in seconds since 1970.
extension CalendarDate {
  /// Times further from 1970 than this, three million years, have no date.
  private static let reach = 1e14

  /// The time nearest to `seconds` that has a date.
  static func clamped(_ seconds: Double) -> Double {
    seconds.isNaN ? 0 : min(max(seconds, -reach), reach)
  }

  /// The day that holds a time.
  init(seconds: Double) {
    self.init(daysSinceEpoch: Int((Self.clamped(seconds) / 86_400).rounded(.down)))
  }

  /// When the day begins.
  var seconds: Double { Double(daysSinceEpoch) * 86_400 }

  /// New Year's Day.
  static func newYear(_ year: Int) -> CalendarDate {
    CalendarDate(year: year, month: 1, day: 1) ?? CalendarDate(daysSinceEpoch: 0)
  }

  /// The first day of the month `count` months later.
  func firstOfMonth(adding count: Int) -> CalendarDate {
    let months = year * 12 + month - 1 + count
    let year = months.flooredQuotient(12)
    return CalendarDate(year: year, month: months - year * 12 + 1, day: 1) ?? self
  }

  /// "Jan".
  var shortMonth: String { Self.shortMonths[month - 1] }
  /// "2022", and years before the year 0 with a true minus.
  var yearText: String { NumberFormat.plain.text(exactly: Int64(year)) }
  /// "2022-11".
  var isoMonth: String { String(description.dropLast(3)) }
  /// "2022 Q4".
  var quarter: String { "\(yearText) Q\((month + 2) / 3)" }

  /// A date written 2022, 2022-11 or 2022-11-30.
  init?(partial text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let numbers = parts.compactMap(\.self)
    guard (1...3).contains(parts.count), numbers.count == parts.count,
      (1000...9999).contains(numbers[0])
    else { return nil }
    self.init(
      year: numbers[0], month: numbers.count > 1 ? numbers[1] : 1,
      day: numbers.count > 2 ? numbers[2] : 1)
  }

  /// A time of day as 14:30, or 14:30:05.
  static func clock(_ seconds: Double, withSeconds: Bool) -> String {
    let seconds = clamped(seconds)
    let inDay = Int(seconds - (seconds / 86_400).rounded(.down) * 86_400)
    let text = padded(inDay / 3600, 2) + ":" + padded(inDay / 60 % 60, 2)
    return withSeconds ? text + ":" + padded(inDay % 60, 2) : text
  }
}

/// A day of the proleptic Gregorian calendar.
///
/// By hand because Foundation's calendar takes a locale and a time zone, and neither may show.
struct CivilDate: Hashable {
  let year: Int
  let month: Int
  let day: Int

  /// From days since 1970-01-01, by eras of 400 years that begin in March.
  init(days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// "1 March 2023".
  var long: String { "\(day)\(NumberFormat.unitSpace)\(monthAndYear)" }

  /// "March 2023".
  var monthAndYear: String { "\(Self.months[month - 1]) \(year)" }

  /// "2023-03-01".
  var iso: String { "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day))" }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}

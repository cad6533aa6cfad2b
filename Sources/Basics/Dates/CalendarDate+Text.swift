extension CalendarDate {
  package static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// "Jan" to "Dec".
  package static let shortMonths = months.map { String($0.prefix(3)) }

  /// "1 March 2023".
  package var long: String { "\(day)\(NumberFormat.unitSpace)\(monthAndYear)" }

  /// "March 2023".
  package var monthAndYear: String { "\(Self.months[month - 1]) \(year)" }
}

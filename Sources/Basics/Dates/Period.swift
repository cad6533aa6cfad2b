/// A calendar period that dates are cut to.
public enum Period: String, Hashable, Sendable, CaseIterable {
  case second, minute, hour, day, week, month, quarter, year

  /// Whether the period needs a time of day.
  public var isShorterThanDay: Bool { self == .second || self == .minute || self == .hour }

  private var microseconds: Int64 {
    switch self {
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    default: Timestamp.microsecondsPerDay
    }
  }

  /// The number of the period that a day lies in, counted from the one of 1970-01-01; weeks start
  /// on Monday. For periods of a day or longer.
  public func index(ofDay day: Int) -> Int {
    switch self {
    case .second, .minute, .hour, .day: return day
    case .week: return (day + 3).flooredQuotient(7)
    case .month, .quarter, .year:
      let date = CalendarDate(daysSinceEpoch: day)
      let months = (date.year - 1970) * 12 + date.month - 1
      return self == .month ? months : months.flooredQuotient(self == .quarter ? 3 : 12)
    }
  }

  /// The first day of the period with this number.
  public func firstDay(ofIndex index: Int) -> Int {
    switch self {
    case .second, .minute, .hour, .day: return index
    case .week: return index * 7 - 3
    case .month, .quarter, .year:
      let months = index * (self == .month ? 1 : self == .quarter ? 3 : 12)
      let year = 1970 + months.flooredQuotient(12)
      let month = months.flooredRemainder(12) + 1
      return CalendarDate(year: year, month: month, day: 1)?.daysSinceEpoch ?? 0
    }
  }

  /// The number of the period of seconds, minutes or hours that a point in time lies in.
  package func index(ofMicroseconds value: Int64) -> Int64 { value.flooredQuotient(microseconds) }

  /// The start of that period.
  package func start(ofMicroseconds value: Int64) -> Int64 {
    let (start, overflow) = index(ofMicroseconds: value).multipliedReportingOverflow(
      by: microseconds)
    return overflow ? value : start
  }
}

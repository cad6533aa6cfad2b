internal import Basics
internal import Foundation

/// Calendar ticks of a time axis.
enum TimeTicks {
  private static let day = 86_400.0

  /// Calendar ticks of `low ... high` (seconds since 1970) with at most about `count` labels.
  ///
  /// `isWhole`: dates have no hours, and their axis has none either.
  static func of(_ low: Double, _ high: Double, count: Int, isWhole: Bool) -> [Tick] {
    let (low, high) = (CalendarDate.clamped(low), CalendarDate.clamped(high))
    let months = (high - low) / (30.44 * day)
    let wanted = Double(max(2, count))
    if months / 12 >= wanted * 0.8 || months >= 36 && months / 12 >= 3 && months / 3 > wanted {
      let ticks = years(low, high, months, wanted)
      // Less than five years may hold one New Year only; more hold two of a finer step.
      if ticks.filter({ $0.label != nil }).count >= 2 { return ticks }
      if months > 60 { return years(low, high, months, wanted * 4) }
    }
    if months >= 1.9 { return self.months(low, high, months, wanted) }
    if high - low < 2, !isWhole { return parts(low, high, count) }
    return days(low, high, wanted, isWhole)
  }

  private static func years(
    _ low: Double, _ high: Double, _ months: Double, _ wanted: Double
  ) -> [Tick] {
    let digits = [1, 2, 5, 10, 20, 25, 50]
    let steps = digits + [100, 10_000, 1_000_000].flatMap { unit in digits.map { $0 * unit } }
    let step = steps.first { months / 12 / Double($0) <= wanted } ?? 50_000_000
    var year = (CalendarDate(seconds: low).year / step - 1) * step
    var ticks: [Tick] = []
    while CalendarDate.newYear(year).seconds <= high {
      let seconds = CalendarDate.newYear(year).seconds
      if seconds >= low - 1 {
        ticks.append(Tick(value: seconds, label: CalendarDate.newYear(year).yearText))
      }
      year += step
    }
    if step == 1, months <= 120 {
      var date = CalendarDate(seconds: low).firstOfMonth(adding: 0)
      while date.seconds <= high {
        if date.month % 3 == 1, date.month != 1, date.seconds >= low {
          ticks.append(Tick(value: date.seconds, label: nil))
        }
        date = date.firstOfMonth(adding: 1)
      }
    }
    return ticks
  }

  private static func months(
    _ low: Double, _ high: Double, _ months: Double, _ wanted: Double
  ) -> [Tick] {
    let step = [1, 2, 3, 6, 12].first { months / Double($0) <= wanted } ?? 12
    var date = CalendarDate(seconds: low).firstOfMonth(adding: 0)
    var ticks: [Tick] = []
    var lastYear: Int?
    while date.seconds <= high + 1 {
      if date.seconds >= low - 1 {
        if (date.month - 1) % step == 0 {
          let isNew = lastYear != date.year
          ticks.append(
            Tick(
              value: date.seconds, label: date.shortMonth,
              second: isNew ? date.yearText : nil))
          lastYear = date.year
        } else if step <= 6 {
          ticks.append(Tick(value: date.seconds, label: nil))
        }
      }
      date = date.firstOfMonth(adding: 1)
    }
    return ticks
  }

  private static func days(
    _ low: Double, _ high: Double, _ wanted: Double, _ isWhole: Bool
  ) -> [Tick] {
    let hours: [Double] = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200]
    let steps = (isWhole ? [] : hours) + [1, 2, 7, 14].map { $0 * day }
    let step = steps.first { (high - low) / $0 <= wanted } ?? 14 * day
    var value = ceil(low / step - 1e-9) * step
    var ticks: [Tick] = []
    var lastDate: CalendarDate?
    while value <= high + step * 1e-9 {
      let date = CalendarDate(seconds: value)
      if step >= day {
        let isNew = lastDate?.month != date.month
        ticks.append(
          Tick(
            value: value, label: "\(date.day)",
            second: isNew ? "\(date.shortMonth) \(date.yearText)" : nil))
      } else {
        ticks.append(
          Tick(
            value: value, label: CalendarDate.clock(value, withSeconds: step < 60),
            second: lastDate != date ? date.description : nil))
      }
      lastDate = date
      value += step
    }
    return ticks
  }

  /// Parts of a second: the seconds of the minute, and below them day and minute.
  private static func parts(_ low: Double, _ high: Double, _ count: Int) -> [Tick] {
    let minute = (low / 60).rounded(.down) * 60
    let values = Ticks.extended(low - minute, high - minute, count: count)
    let notation = TickNotation(values, format: nil)
    var last: Double?
    return zip(values, notation.labels(values)).map { value, label in
      defer { last = minute }
      return Tick(
        value: minute + value, label: label + " s",
        second: last == minute
          ? nil
          : CalendarDate(seconds: minute).description + " "
            + CalendarDate.clock(minute, withSeconds: false))
    }
  }
}

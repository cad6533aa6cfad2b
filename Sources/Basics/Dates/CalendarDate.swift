/// A day of the proleptic Gregorian calendar.
public struct CalendarDate: Hashable, Sendable, Comparable {
  /// The year; 0 is 1 BC.
  public let year: Int
  /// 1 to 12.
  public let month: Int
  /// 1 to 31.
  public let day: Int

  /// The day with these parts, where there is one.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1,
      day <= CalendarDate.daysIn(month: month, year: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day `days` after 1970-01-01.
  ///
  /// Counts in eras of 400 years that begin on 1 March, so that the leap day is the last of a year.
  public init(daysSinceEpoch days: Int) {
    let shifted = days + 719_468
    let era = shifted.flooredQuotient(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01.
  public var daysSinceEpoch: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let century = shiftedYear.flooredQuotient(100)
    let leapDays = shiftedYear >> 2 - century + century >> 2
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return shiftedYear * 365 + leapDays + dayOfYear - 719_468
  }

  /// Whether a day lies before another.
  public static func < (a: CalendarDate, b: CalendarDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  /// The number of days in a month.
  public static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The date `YYYY-MM-DD` in `text`, where that is what it is.
  public init?(_ text: String) {
    var text = text
    let days = text.withUTF8 { DateScanner.days($0) }
    guard let days else { return nil }
    self.init(daysSinceEpoch: Int(days))
  }
}

extension CalendarDate: CustomStringConvertible {
  /// The date as `YYYY-MM-DD`.
  public var description: String {
    "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// Points in time as microseconds since 1970-01-01T00:00:00Z.
public enum Timestamp {
  package static let microsecondsPerDay: Int64 = 86_400_000_000
  /// The days of which 64 bits hold the microseconds, and those of the day before and after.
  private static let days: ClosedRange<Int> = -106_751_989...106_751_989

  /// The midnight that a day begins with; of a day beyond the years 290,000 that of the last one.
  package static func midnight(_ day: some BinaryInteger) -> Int64 {
    Int64(min(max(Int(day), days.lowerBound), days.upperBound)) * microsecondsPerDay
  }

  /// The point in time as ISO 8601 in UTC, with as much of a fraction as it has.
  public static func text(_ microseconds: Int64) -> String {
    let days = microseconds.flooredQuotient(microsecondsPerDay)
    let rest = Int(microseconds - days * microsecondsPerDay)
    let seconds = rest / 1_000_000
    var text = CalendarDate(daysSinceEpoch: Int(days)).description
    text +=
      "T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    let fraction = rest % 1_000_000
    if fraction > 0 {
      var digits = padded(fraction, 6)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }
}

extension BinaryInteger {
  /// The quotient rounded towards minus infinity.
  package func flooredQuotient(_ divisor: Self) -> Self {
    let quotient = self / divisor
    return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
  }

  /// The remainder of the floored quotient: never negative for a positive divisor.
  package func flooredRemainder(_ divisor: Self) -> Self {
    self - flooredQuotient(divisor) * divisor
  }
}

package func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(abs(value))
  return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count))
    + digits
}

/// Reads dates and timestamps from bytes.
package enum DateScanner {
  /// Days since 1970-01-01 of a cell that is wholly `YYYY-MM-DD`.
  package static func days(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard text.count == 10 else { return nil }
    return datePart(text)
  }

  /// Microseconds since the epoch of `YYYY-MM-DD HH:MM[:SS[.fraction]][Z|+HH[:MM]]`, `T` or a space
  /// between; a time without offset is taken as UTC. A date alone is its midnight.
  package static func microseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard text.count >= 10, let days = datePart(text) else { return nil }
    let start = Timestamp.midnight(days)
    if text.count == 10 { return start }
    guard text.count >= 16, text[10] == 0x54 || text[10] == 0x20 || text[10] == 0x74 else {
      return nil
    }
    var (hour, minute, second) = (0, 0, 0)
    var place = 16
    var fraction: Int64 = 0
    if text.count >= 19, text[16] == 0x3A {
      guard let time = threePairs(text, 11, separator: 0x3A), time.2 < 60 else { return nil }
      (hour, minute, second) = time
      place = 19
      if place < text.count, text[place] == 0x2E || text[place] == 0x2C {
        place += 1
        let first = place
        var scale: Int64 = 100_000
        while place < text.count, let digit = digit(text[place]) {
          fraction += Int64(digit) * scale
          scale /= 10
          place += 1
        }
        guard place > first else { return nil }
      }
    } else {
      guard text[13] == 0x3A, let hours = two(text, 11), let minutes = two(text, 14) else {
        return nil
      }
      (hour, minute) = (hours, minutes)
    }
    guard hour < 24, minute < 60 else { return nil }
    guard let offset = offsetMinutes(text, place) else { return nil }
    let minutes = Int64(hour * 60 + minute - offset)
    return start + (minutes * 60 + Int64(second)) * 1_000_000 + fraction
  }

  private static func offsetMinutes(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int? {
    let rest = text.count - place
    if rest == 0 { return 0 }
    if rest == 1, text[place] == 0x5A || text[place] == 0x7A { return 0 }
    guard text[place] == 0x2B || text[place] == 0x2D, rest >= 3, let hours = two(text, place + 1)
    else { return nil }
    var minutes = 0
    switch rest {
    case 3: break
    case 5:
      guard let value = two(text, place + 3) else { return nil }
      minutes = value
    case 6:
      guard text[place + 3] == 0x3A, let value = two(text, place + 4) else { return nil }
      minutes = value
    default: return nil
    }
    guard hours < 24, minutes < 60 else { return nil }
    return (text[place] == 0x2D ? -1 : 1) * (hours * 60 + minutes)
  }

  @inline(__always)
  private static func datePart(_ text: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let century = two(text, 0),
      let (years, month, day) = threePairs(text, 2, separator: 0x2D),
      let date = CalendarDate(year: century * 100 + years, month: month, day: day)
    else { return nil }
    return Int32(date.daysSinceEpoch)
  }

  /// The numbers of `dd-dd-dd`, all eight bytes at a time; the text must hold them: ten bytes for a date, from 2 on, and
  /// nineteen for a time, from 11 on, are asked for before.
  @inline(__always)
  private static func threePairs(
    _ text: UnsafeBufferPointer<UInt8>, _ place: Int, separator: UInt8
  ) -> (Int, Int, Int)? {
    let bytes = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: place, as: UInt64.self)
    let separators = UInt64(separator) << 16 | UInt64(separator) << 40
    // Digits become 0 to 9 and separators 0; the sum sets the high bit of a byte that is more.
    let digits = UInt64(littleEndian: bytes) ^ (0x3030_0030_3000_3030 | separators)
    guard (digits &+ 0x7676_7F76_767F_7676 | digits) & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    let pairs = digits &* 10 &+ digits >> 8
    return (Int(pairs & 0xFF), Int(pairs >> 24 & 0xFF), Int(pairs >> 48 & 0xFF))
  }

  @inline(__always)
  private static func two(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int? {
    guard let tens = digit(text[place]), let ones = digit(text[place + 1]) else { return nil }
    return tens * 10 + ones
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> Int? {
    let value = byte &- 0x30
    return value < 10 ? Int(value) : nil
  }
}

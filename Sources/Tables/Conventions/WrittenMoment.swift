internal import Basics
internal import Foundation

/// Which of the numbers of a date is the day; the year comes first only where it has two digits as they have.
public enum DayOrder: String, Hashable, Sendable, CaseIterable {
  case dayFirst = "day-first"
  case monthFirst = "month-first"
  case yearFirst = "year-first"

  /// Each two of them.
  static let pairs: [(DayOrder, DayOrder)] = [
    (.dayFirst, .monthFirst), (.dayFirst, .yearFirst), (.monthFirst, .yearFirst),
  ]
}

/// A date or a point in time as people and machines write it: `31.12.2023`, `3 Nov 2023`, `Nov 3, 2023`, `01NOV2023`,
/// `11/13/2023 1:05 PM`, `2023-11-03 10:11:12 +0100`, `2023-11-03 10:11 Europe/Berlin`.
struct WrittenMoment {
  /// The day under each order, since 1970-01-01; `nil` where it is none.
  struct Days: Hashable {
    var (dayFirst, monthFirst, yearFirst): (Int?, Int?, Int?)

    /// The same day under each.
    init(_ day: Int?) { (dayFirst, monthFirst, yearFirst) = (day, day, day) }

    init(dayFirst: Int?, monthFirst: Int?, yearFirst: Int?) {
      (self.dayFirst, self.monthFirst, self.yearFirst) = (dayFirst, monthFirst, yearFirst)
    }

    var isNone: Bool { dayFirst == nil && monthFirst == nil && yearFirst == nil }

    subscript(order: DayOrder) -> Int? {
      switch order {
      case .dayFirst: dayFirst
      case .monthFirst: monthFirst
      case .yearFirst: yearFirst
      }
    }
  }

  private let days: Days
  /// Microseconds since midnight of that day, UTC where there is no zone; `nil` for a date alone.
  let time: Int64?
  /// The zone that is named, such as Europe/Berlin.
  private let zone: TimeZone?
  /// Whether the day or the month comes before the year.
  let isBackward: Bool
  /// The period that is written and has no day: the day is its first.
  let period: Period?

  func day(_ order: DayOrder) -> Int? { days[order] }

  /// Microseconds since 1970 under an order.
  func microseconds(_ order: DayOrder) -> Int64? {
    guard let day = days[order] else { return nil }
    let local = Timestamp.midnight(day) + (time ?? 0)
    guard let zone else { return local }
    func offset(_ seconds: Double) -> Int {
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))
    }
    let seconds = Double(local) / 1e6
    let (before, after) = (offset(seconds - 86_400), offset(seconds + 86_400))
    // Where a clock is put back the first of two times, where it is put forward as before.
    let found =
      [max(before, after), min(before, after)].first { offset(seconds - Double($0)) == $0 }
      ?? before
    return local - Int64(found) * 1_000_000
  }

  private static let longest = 64

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard (6...Self.longest).contains(text.count), Self.mayBegin(text) else { return nil }
    var scanner = Scanner(tokens: Token.tokens(String(decoding: text, as: UTF8.self)))
    guard let days = scanner.date() else { return nil }
    self.days = days
    isBackward = scanner.isBackward
    period = scanner.period
    if scanner.isAtEnd {
      (time, zone) = (nil, nil)
    } else {
      guard let found = scanner.timeOfDay(), scanner.isAtEnd else { return nil }
      (time, zone) = (found, scanner.zone)
    }
  }

  /// What follows the date that a text begins with, and is not a time of day that can be read; `nil` where the text
  /// begins with no date.
  static func rest(of text: UnsafeBufferPointer<UInt8>) -> String? {
    guard (8...longest).contains(text.count), text[0] &- 0x30 < 10 else { return nil }
    // A date, or a date and a time of day, end at one of the first blanks.
    let ends = text.indices.lazy.filter { text[$0] == 0x20 || text[$0] == 0x54 }.prefix(4)
    for place in ends.reversed() {
      let start = UnsafeBufferPointer(rebasing: text[..<place])
      if DateScanner.microseconds(start) != nil || WrittenMoment(start) != nil {
        return String(decoding: text[place...], as: UTF8.self).trimmingCharacters(in: .whitespaces)
      }
    }
    return nil
  }

  /// Whether a text begins with a digit, or with the name of a month or a day before one.
  private static func mayBegin(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first, first != 0x20 else { return text.first != nil }
    if first &- 0x30 < 10 { return true }
    // `Q4 2023`
    if first | 0x20 == 0x71 { return text[1] &- 0x31 < 4 }
    let word = text.prefix(14).prefix { ($0 | 0x20) &- 0x61 < 26 || $0 >= 0x80 }
    guard (2...13).contains(word.count), text.contains(where: { $0 &- 0x30 < 10 }) else {
      return false
    }
    let name = String(decoding: word, as: UTF8.self).lowercased()
    return months[name] != nil || weekdays.contains(name)
  }

  // MARK: Words and digits

  private enum Token: Hashable {
    case digits(String)
    case word(String)
    case sign(Character)
    case blank

    /// The token as it was written, in lower case.
    var text: String {
      switch self {
      case .digits(let text), .word(let text): text
      case .sign(let sign): String(sign)
      case .blank: " "
      }
    }

    var number: Int? {
      guard case .digits(let text) = self, text.count <= 9 else { return nil }
      return Int(text)
    }

    static func tokens(_ text: String) -> [Token] {
      var tokens: [Token] = []
      var rest = text[...]
      while let first = rest.first {
        if first.isWhitespace {
          rest = rest.drop(while: \.isWhitespace)
          tokens.append(.blank)
        } else if first.isASCII, first.isNumber {
          let digits = rest.prefix { $0.isASCII && $0.isNumber }
          rest = rest.dropFirst(digits.count)
          tokens.append(.digits(String(digits)))
        } else if first.isLetter {
          let word = rest.prefix(while: \.isLetter)
          rest = rest.dropFirst(word.count)
          tokens.append(.word(word.lowercased()))
        } else {
          tokens.append(.sign(first == "\u{2212}" ? "-" : first))
          rest.removeFirst()
        }
      }
      while tokens.first == .blank { tokens.removeFirst() }
      while tokens.last == .blank { tokens.removeLast() }
      return yearForward(tokens)
    }

    /// `Nov 3 10:11:12 2023`, as C writes it, with the year before the time.
    private static func yearForward(_ tokens: [Token]) -> [Token] {
      guard tokens.count > 8, case .digits(let year)? = tokens.last, year.count == 4,
        tokens[tokens.count - 2] == .blank, let colon = tokens.firstIndex(of: .sign(":")),
        colon > 2,
        tokens[colon - 2] == .blank, case .digits = tokens[colon - 1],
        tokens[..<(colon - 2)].contains(where: {
          if case .word(let word) = $0 { months[word] != nil } else { false }
        })
      else { return tokens }
      return tokens[..<(colon - 1)] + [.digits(year), .blank] + tokens[(colon - 1)...].dropLast(2)
    }
  }

  // MARK: Grammar

  private struct Scanner {
    private let tokens: [Token]
    private var place = 0
    private(set) var isBackward = false
    private(set) var period: Period?
    private(set) var zone: TimeZone?

    init(tokens: [Token]) { self.tokens = tokens }

    var isAtEnd: Bool { place >= tokens.count }
    private func at(_ offset: Int) -> Token? {
      tokens.indices.contains(place + offset) ? tokens[place + offset] : nil
    }

    private mutating func take(_ token: Token) -> Bool {
      guard at(0) == token else { return false }
      place += 1
      return true
    }

    /// A date, after the name of a day perhaps: `Fri, ` or `Freitag `.
    mutating func date() -> Days? {
      if let days = bareDate() { return days }
      guard case .word(let word)? = at(0), weekdays.contains(word) else { return nil }
      place += 1
      while take(.sign(",")) || take(.sign(".")) || take(.blank) {}
      return bareDate()
    }

    private mutating func bareDate() -> Days? {
      numbers() ?? dense() ?? yearAndName() ?? dayAndName() ?? nameAndDay() ?? quarter()
        ?? nameAndYear()
    }

    /// `20231103` before the time of ISO 8601.
    private mutating func dense() -> Days? {
      guard case .digits(let digits)? = at(0), digits.count == 8, at(1) == .word("t"),
        let number = Int(digits), let day = days(number / 10_000, number / 100 % 100, number % 100)
      else { return nil }
      place += 1
      return Days(day)
    }

    /// `2023 Nov 3`, `2023-Nov-03`.
    private mutating func yearAndName() -> Days? {
      guard case .digits(let digits)? = at(0), digits.count == 4, let year = Int(digits) else {
        return nil
      }
      let start = place
      place += 1
      skipGap()
      if let month = takeMonth() {
        skipGap()
        if case .digits(let digits)? = at(0), digits.count <= 2, let number = Int(digits),
          let day = days(year, month, number)
        {
          place += 1
          return Days(day)
        }
        if isAtEnd { return first(.month, year, month) }
      }
      place = start
      return nil
    }

    /// `Nov 2023`, `november-2023`.
    private mutating func nameAndYear() -> Days? {
      let start = place
      guard let month = takeMonth() else { return nil }
      skipGap()
      return lastYear(from: start).flatMap { first(.month, $0, month) }
    }

    /// A year of four digits at the end.
    private mutating func lastYear(from start: Int) -> Int? {
      guard case .digits(let digits)? = at(0), digits.count == 4, place == tokens.count - 1 else {
        place = start
        return nil
      }
      place += 1
      return Int(digits)
    }

    /// `Q4 2023`, `Q4/2023`.
    private mutating func quarter() -> Days? {
      let start = place
      guard at(0) == .word("q"), let number = at(1)?.number, (1...4).contains(number) else {
        return nil
      }
      place += 2
      skipGap()
      return lastYear(from: start).flatMap { first(.quarter, $0, number * 3 - 2) }
    }

    /// The first day of a period without one.
    private mutating func first(_ period: Period, _ year: Int, _ month: Int) -> Days? {
      guard let day = days(year, month, 1) else { return nil }
      self.period = period
      return Days(day)
    }

    private func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
      guard (1000...2999).contains(year) else { return nil }
      return CalendarDate(year: year, month: month, day: day)?.daysSinceEpoch
    }

    /// `2023/11/03`, `03.11.2023`, `3/11/2023`, `03-11-2023`.
    private mutating func numbers() -> Days? {
      guard let first = at(0), case .sign(let sign)? = at(1), "./-".contains(sign),
        let second = at(2), at(3) == .sign(sign), let third = at(4), case .digits(let a) = first,
        case .digits(let b) = second, case .digits(let c) = third, let x = first.number,
        let y = second.number, let z = third.number
      else { return nil }
      let found: Days
      if a.count == 4, b.count <= 2, c.count <= 2 {
        found = Days(days(x, y, z))
      } else if a.count <= 2, b.count <= 2, c.count == 4 || c.count == 2 && sign != "-" {
        let year = c.count == 4 ? z : Self.year(z)
        let day = days(year, y, x)
        // Nobody writes month, day and year with points between.
        found =
          sign == "."
          ? Days(day)
          : Days(
            dayFirst: day, monthFirst: days(year, x, y),
            yearFirst: a.count == 2 && c.count == 2 ? days(Self.year(x), y, z) : nil)
        isBackward = true
      } else {
        return nil
      }
      guard !found.isNone else { return nil }
      place += 5
      return found
    }

    /// `3 Nov 2023`, `3. November 2023`, `03-Nov-23`, `01NOV2023`.
    private mutating func dayAndName() -> Days? {
      guard case .digits(let digits)? = at(0), digits.count <= 2, let day = Int(digits) else {
        return nil
      }
      let start = place
      place += 1
      skipGap()
      guard let month = takeMonth() else {
        place = start
        return nil
      }
      skipGap()
      return finish(month: month, day: day, from: start)
    }

    /// `Nov 3, 2023`.
    private mutating func nameAndDay() -> Days? {
      let start = place
      guard let month = takeMonth() else { return nil }
      skipGap()
      guard case .digits(let digits)? = at(0), digits.count <= 2, let day = Int(digits) else {
        place = start
        return nil
      }
      place += 1
      skipGap()
      return finish(month: month, day: day, from: start)
    }

    private mutating func finish(month: Int, day: Int, from start: Int) -> Days? {
      guard case .digits(let digits)? = at(0), digits.count == 4 || digits.count == 2,
        let number = Int(digits),
        let found = days(digits.count == 2 ? Self.year(number) : number, month, day)
      else {
        place = start
        return nil
      }
      place += 1
      return Days(found)
    }

    private mutating func takeMonth() -> Int? {
      guard case .word(let word)? = at(0), let month = months[word] else { return nil }
      place += 1
      return month
    }

    /// A blank, hyphen, point, comma, slash, apostrophe or a word such as "de" between the parts of a date.
    private mutating func skipGap() {
      while let token = at(0) {
        switch token {
        case .blank, .sign("-"), .sign("."), .sign(","), .sign("/"), .sign("'"), .sign("\u{2019}"),
          .word("de"), .word("of"), .word("th"), .word("st"), .word("nd"), .word("rd"), .word("er"),
          .sign("º"), .sign("ª"), .word("º"):
          place += 1
        default: return
        }
      }
    }

    /// Two digits are years from 1969 to 2068, as POSIX has it.
    private static func year(_ digits: Int) -> Int { digits < 69 ? 2000 + digits : 1900 + digits }

    /// ` 10:11:12.5 PM +0100` as microseconds since midnight UTC, or since that of the zone which is named.
    mutating func timeOfDay() -> Int64? {
      let isDense = at(0) == .word("t")
      guard skipTimeGap(), case .digits(let hours)? = at(0) else { return nil }
      if isDense, let whole = denseTime(hours) { return whole }
      guard hours.count <= 2, var hour = Int(hours) else { return nil }
      place += 1
      var minute = 0
      var micro: Int64 = 0
      if let sign = at(0), [.sign(":"), .sign("."), .word("h")].contains(sign),
        let found = pair(at(1))
      {
        place += 2
        minute = found
        if at(0) == sign, let second = pair(at(1)) {
          place += 2
          micro = Int64(second) * 1_000_000 + fraction()
        }
      } else if !isDense {
        return nil
      }
      let hadBlank = take(.blank)
      if case .word(let word)? = at(0), word == "am" || word == "pm" {
        guard (1...12).contains(hour) else { return nil }
        hour = hour % 12 + (word == "pm" ? 12 : 0)
        place += 1
        _ = take(.blank)
      } else if take(.word("uhr")) || take(.word("h")) {
        _ = take(.blank)
      } else if isAtEnd, hadBlank {
        return nil
      }
      guard hour < 24, minute < 60, let offset = offset() else { return nil }
      return Int64(hour * 3600 + minute * 60 - offset * 60) * 1_000_000 + micro
    }

    /// `101112Z` after the T of ISO 8601.
    private mutating func denseTime(_ digits: String) -> Int64? {
      guard digits.count == 4 || digits.count == 6, let number = Int(digits) else { return nil }
      let parts = digits.count == 4 ? number * 100 : number
      let (hour, minute, second) = (parts / 10_000, parts / 100 % 100, parts % 100)
      place += 1
      let micro = digits.count == 6 ? fraction() : 0
      guard hour < 24, minute < 60, second < 60, let offset = offset() else { return nil }
      return Int64(hour * 3600 + (minute - offset) * 60 + second) * 1_000_000 + micro
    }

    /// Microseconds behind a point or comma.
    private mutating func fraction() -> Int64 {
      guard let sign = at(0), sign == .sign(".") || sign == .sign(","),
        case .digits(let digits)? = at(1)
      else { return 0 }
      place += 2
      return Int64(String((digits + "000000").prefix(6))) ?? 0
    }

    private mutating func skipTimeGap() -> Bool {
      if take(.word("t")) { return true }
      if take(.sign(":")) { return true }
      _ = take(.sign(","))
      if take(.blank) {
        if take(.word("at")) || take(.word("um")) { _ = take(.blank) }
        return true
      }
      return false
    }

    private func pair(_ token: Token?) -> Int? {
      guard case .digits(let digits)? = token, digits.count == 2, let value = Int(digits),
        value < 60
      else { return nil }
      return value
    }

    /// Minutes ahead of UTC; 0 where nothing is said, or where a zone is named that has several.
    private mutating func offset() -> Int? {
      _ = take(.blank)
      guard let minutes = bareOffset() else { return nil }
      // The name of the zone may follow its offset: `+01:00[Europe/Berlin]`, `+0100 (CET)`.
      let rest = tokens[place...].drop { $0 == .blank }
      if rest.first == .sign("[") && rest.last == .sign("]")
        || rest.first == .sign("(") && rest.last == .sign(")")
      {
        place = tokens.count
      }
      return minutes
    }

    private mutating func bareOffset() -> Int? {
      guard let token = at(0) else { return 0 }
      if case .word(let name) = token {
        if let found = NamedZones.zone(tokens[place...].map(\.text).joined()) {
          zone = found
          place = tokens.count
          return 0
        }
        guard let minutes = zones[name] else { return nil }
        place += 1
        if isAtEnd { return minutes }
        // `UTC+2`
        guard minutes == 0 else { return nil }
      }
      guard case .sign(let sign)? = at(0), sign == "+" || sign == "-",
        case .digits(let digits)? = at(1)
      else { return nil }
      var hours = digits
      var minutes = "00"
      if digits.count == 4 {
        (hours, minutes) = (String(digits.prefix(2)), String(digits.suffix(2)))
        place += 2
      } else if digits.count <= 2 {
        place += 2
        if at(0) == .sign(":"), case .digits(let more)? = at(1), more.count == 2 {
          minutes = more
          place += 2
        }
      } else {
        return nil
      }
      guard let h = Int(hours), let m = Int(minutes), h < 24, m < 60 else { return nil }
      return (sign == "-" ? -1 : 1) * (h * 60 + m)
    }
  }
}

/// Zones by the names of the IANA database, as the system has them.
private enum NamedZones {
  private static let identifiers: [String: String] = Dictionary(
    TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") }.map { ($0.lowercased(), $0) },
    uniquingKeysWith: { first, _ in first })

  static func zone(_ name: String) -> TimeZone? {
    guard name.contains("/"), let identifier = identifiers[name] else { return nil }
    return TimeZone(identifier: identifier)
  }
}

/// Names of days in English, German, French, Spanish and Italian, and how they are cut.
private let weekdays: Set<String> = [
  "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday",
  "wednesday", "thursday", "friday", "saturday", "sunday",
  "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag",
  "freitag", "samstag", "sonnabend", "sonntag",
  "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lundi", "mardi", "mercredi", "jeudi",
  "vendredi", "samedi", "dimanche",
  "mié", "jue", "vie", "sáb", "dom", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado",
  "domingo", "gio", "sab", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato",
  "domenica",
]

/// Names of months in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and the languages of
/// Scandinavia, and how they are cut.
private let months: [String: Int] = {
  let names = [
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia",
    "february feb februar february février févr fév febrero febbraio fevereiro fev februari lutego",
    "march mar märz mär mrz mars marzo março maart mrt marts marca",
    "april apr avril avr abril abr aprile kwietnia",
    "may mai mayo maggio mag maio mei maj maja",
    "june jun juni juin junio giugno giu junho czerwca",
    "july jul juli juillet juil julio luglio lug julho lipca",
    "august aug août agosto ago augustus augusti sierpnia",
    "september sep sept septembre septiembre settembre set setembro września",
    "october oct oktober okt octobre octubre ottobre ott outubro out października",
    "november nov novembre noviembre novembro listopada",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember des grudnia",
  ]
  var known: [String: Int] = [:]
  for (index, words) in names.enumerated() {
    for word in words.split(separator: " ") { known[String(word)] = index + 1 }
  }
  return known
}()

/// Minutes ahead of UTC by name: those of RFC 822, and others that mean one zone.
private let zones: [String: Int] = [
  "z": 0, "utc": 0, "ut": 0, "gmt": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
  "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "wet": 0, "west": 60, "cet": 60,
  "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180, "bst": 60, "jst": 540,
  "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "hkt": 480, "sgt": 480, "msk": 180,
  "sast": 120, "akst": -540, "akdt": -480, "hst": -600,
]

internal import Basics

/// Which of two numbers before a year is the day.
public enum DayOrder: String, Hashable, Sendable, CaseIterable {
  case dayFirst = "day-first"
  case monthFirst = "month-first"
}

/// A date or a point in time as people and machines write it: `31.12.2023`, `3 Nov 2023`, `Nov 3, 2023`, `01NOV2023`,
/// `11/13/2023 1:05 PM`, `2023-11-03 10:11:12 +0100`.
struct WrittenMoment {
  /// The day under each order of day and month, since 1970-01-01; `nil` where it is none.
  let (dayFirst, monthFirst): (Int?, Int?)
  /// Microseconds since midnight UTC of that day; `nil` for a date alone.
  let time: Int64?

  var isAmbiguous: Bool { dayFirst != nil && monthFirst != nil && dayFirst != monthFirst }
  var isDecisive: Bool { (dayFirst == nil) != (monthFirst == nil) }

  func day(_ order: DayOrder) -> Int? { order == .dayFirst ? dayFirst : monthFirst }

  /// Microseconds since 1970 under an order.
  func microseconds(_ order: DayOrder) -> Int64? {
    day(order).map { Timestamp.midnight($0) + (time ?? 0) }
  }

  private static let longest = 40

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard (6...Self.longest).contains(text.count), text.contains(where: { $0 &- 0x30 < 10 }) else {
      return nil
    }
    var scanner = Scanner(tokens: Token.tokens(String(decoding: text, as: UTF8.self)))
    scanner.skipWeekday()
    guard let days = scanner.date() else { return nil }
    (dayFirst, monthFirst) = days
    if scanner.isAtEnd {
      time = nil
    } else {
      guard let found = scanner.timeOfDay(), scanner.isAtEnd else { return nil }
      time = found
    }
  }

  // MARK: Words and digits

  private enum Token: Hashable {
    case digits(String)
    case word(String)
    case sign(Character)
    case blank

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
      return tokens
    }
  }

  // MARK: Grammar

  private struct Scanner {
    private let tokens: [Token]
    private var place = 0

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

    /// `Fri, ` or `Friday `.
    mutating func skipWeekday() {
      guard case .word(let word)? = at(0), weekdays.contains(word) else { return }
      place += 1
      _ = take(.sign(",")) || take(.sign("."))
      _ = take(.blank)
    }

    mutating func date() -> (Int?, Int?)? {
      numbers() ?? dayAndName() ?? nameAndDay()
    }

    private func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
      guard (1000...2999).contains(year) else { return nil }
      return CalendarDate(year: year, month: month, day: day)?.daysSinceEpoch
    }

    /// `2023/11/03`, `03.11.2023`, `3/11/2023`, `03-11-2023`.
    private mutating func numbers() -> (Int?, Int?)? {
      guard let first = at(0), case .sign(let sign)? = at(1), "./-".contains(sign),
        let second = at(2), at(3) == .sign(sign), let third = at(4), case .digits(let a) = first,
        case .digits(let b) = second, case .digits(let c) = third, let x = first.number,
        let y = second.number, let z = third.number
      else { return nil }
      var found: (Int?, Int?)
      if a.count == 4, b.count <= 2, c.count <= 2 {
        let day = days(x, y, z)
        found = (day, day)
      } else if a.count <= 2, b.count <= 2, c.count == 4 {
        // Nobody writes month, day and year with points between.
        found = (days(z, y, x), sign == "." ? days(z, y, x) : days(z, x, y))
      } else if sign == ".", a.count <= 2, b.count <= 2, c.count == 2 {
        let day = days(Self.year(z), y, x)
        found = (day, day)
      } else {
        return nil
      }
      guard found.0 != nil || found.1 != nil else { return nil }
      place += 5
      return found
    }

    /// `3 Nov 2023`, `3. November 2023`, `03-Nov-23`, `01NOV2023`.
    private mutating func dayAndName() -> (Int?, Int?)? {
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
    private mutating func nameAndDay() -> (Int?, Int?)? {
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

    private mutating func finish(month: Int, day: Int, from start: Int) -> (Int?, Int?)? {
      guard case .digits(let digits)? = at(0), digits.count == 4 || digits.count == 2,
        let number = Int(digits),
        let found = days(digits.count == 2 ? Self.year(number) : number, month, day)
      else {
        place = start
        return nil
      }
      place += 1
      return (found, found)
    }

    private mutating func takeMonth() -> Int? {
      guard case .word(let word)? = at(0), let month = months[word] else { return nil }
      place += 1
      return month
    }

    /// A blank, hyphen, point, comma, slash or the word "de" between the parts of a date.
    private mutating func skipGap() {
      while let token = at(0) {
        switch token {
        case .blank, .sign("-"), .sign("."), .sign(","), .sign("/"), .word("de"), .word("of"),
          .word("th"), .word("st"), .word("nd"), .word("rd"):
          place += 1
        default: return
        }
      }
    }

    /// Two digits are years from 1969 to 2068, as POSIX has it.
    private static func year(_ digits: Int) -> Int { digits < 69 ? 2000 + digits : 1900 + digits }

    /// ` 10:11:12.5 PM +0100` as microseconds since midnight UTC.
    mutating func timeOfDay() -> Int64? {
      guard skipTimeGap(), case .digits(let hours)? = at(0), hours.count <= 2,
        var hour = Int(hours),
        at(1) == .sign(":"), let minute = pair(at(2))
      else { return nil }
      place += 3
      var micro: Int64 = 0
      if at(0) == .sign(":"), let second = pair(at(1)) {
        place += 2
        micro = Int64(second) * 1_000_000
        if let sign = at(0), sign == .sign(".") || sign == .sign(","),
          case .digits(let fraction)? = at(1)
        {
          place += 2
          let digits = String((fraction + "000000").prefix(6))
          micro += Int64(digits) ?? 0
        }
      }
      let hadBlank = take(.blank)
      if case .word(let word)? = at(0), word == "am" || word == "pm" {
        guard (1...12).contains(hour) else { return nil }
        hour = hour % 12 + (word == "pm" ? 12 : 0)
        place += 1
        _ = take(.blank)
      } else if isAtEnd, hadBlank {
        return nil
      }
      guard hour < 24, minute < 60, let offset = offset() else { return nil }
      return Int64(hour * 3600 + minute * 60 - offset * 60) * 1_000_000 + micro
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

    /// Minutes ahead of UTC; 0 where nothing is said.
    private mutating func offset() -> Int? {
      guard let token = at(0) else { return 0 }
      if case .word(let name) = token {
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

private let weekdays: Set<String> = [
  "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday",
  "friday", "saturday", "sunday",
]

/// Names of months in English, German, French and Spanish, and how they are cut.
private let months: [String: Int] = {
  let names: [[String]] = [
    ["january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene"],
    ["february", "feb", "februar", "février", "févr", "febrero"],
    ["march", "mar", "märz", "mär", "mrz", "mars", "marzo"],
    ["april", "apr", "avril", "avr", "abril", "abr"],
    ["may", "mai", "mayo"],
    ["june", "jun", "juni", "juin", "junio"],
    ["july", "jul", "juli", "juillet", "juil", "julio"],
    ["august", "aug", "août", "agosto", "ago"],
    ["september", "sep", "sept", "septembre", "septiembre"],
    ["october", "oct", "oktober", "okt", "octobre", "octubre"],
    ["november", "nov", "novembre", "noviembre"],
    ["december", "dec", "dezember", "dez", "décembre", "déc", "diciembre", "dic"],
  ]
  var known: [String: Int] = [:]
  for (index, words) in names.enumerated() { for word in words { known[word] = index + 1 } }
  return known
}()

/// Minutes ahead of UTC by name: those of RFC 822, and those of Europe, Japan and Australia.
private let zones: [String: Int] = [
  "z": 0, "utc": 0, "ut": 0, "gmt": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
  "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "wet": 0, "west": 60, "cet": 60,
  "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180, "bst": 60, "jst": 540,
  "aest": 600, "aedt": 660,
]

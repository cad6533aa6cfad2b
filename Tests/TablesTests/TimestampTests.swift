import Basics
import Foundation
import Tables
import TestSupport
import Testing

/// Days from 1970-01-01 to the first of January of each year, counted year by year.
private let newYears: [Int] = {
  func length(_ year: Int) -> Int { CalendarDate.daysIn(month: 2, year: year) + 337 }
  var days = -(0..<1970).reduce(0) { $0 + length($1) }
  return (0...9999).map { year in
    defer { days += length(year) }
    return days
  }
}()

/// A date or moment read sign by sign, the way the documentation of the reader words it.
private func plainMoment(_ text: String) -> Value? {
  let bytes = Array(text.utf8)
  func number(_ range: Range<Int>) -> Int? {
    guard range.upperBound <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[range] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte) - 0x30
    }
    return value
  }
  func holds(_ sign: String, at place: Int) -> Bool {
    place < bytes.count && sign.utf8.contains(bytes[place])
  }
  guard let year = number(0..<4), holds("-", at: 4), let month = number(5..<7), holds("-", at: 7),
    let day = number(8..<10), (1...12).contains(month), day >= 1,
    day <= CalendarDate.daysIn(month: month, year: year)
  else { return nil }
  let days =
    newYears[year] + (1..<month).reduce(0) { $0 + CalendarDate.daysIn(month: $1, year: year) } + day
    - 1
  if bytes.count == 10 { return .date(Int32(days)) }
  guard holds("Tt ", at: 10), let hour = number(11..<13), hour < 24, holds(":", at: 13),
    let minute = number(14..<16), minute < 60
  else { return nil }
  var place = 16
  var second = 0
  var fraction = 0
  if holds(":", at: place) {
    guard let value = number(17..<19), value < 60 else { return nil }
    second = value
    place = 19
    if holds(".,", at: place) {
      let digits = bytes[(place + 1)...].prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return nil }
      for (index, digit) in digits.prefix(6).enumerated() {
        fraction += (Int(digit) - 0x30) * [100_000, 10_000, 1000, 100, 10, 1][index]
      }
      place += 1 + digits.count
    }
  }
  var offset = 0
  switch bytes.count - place {
  case 0: break
  case 1: guard holds("Zz", at: place) else { return nil }
  case 3, 5, 6:
    let isLong = bytes.count - place == 6
    guard holds("+-", at: place), let hours = number(place + 1..<place + 3), hours < 24,
      !isLong || holds(":", at: place + 3),
      let minutes = bytes.count - place == 3 ? 0 : number(bytes.count - 2..<bytes.count),
      minutes < 60
    else { return nil }
    offset = (hours * 60 + minutes) * (holds("-", at: place) ? -1 : 1)
  default: return nil
  }
  let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
  return .timestamp(Int64(seconds) * 1_000_000 + Int64(fraction))
}

@Suite struct TimestampTests {
  @Test func everyDayIsCountedAsYearByYear() {
    var day = newYears[0]
    var wrong = 0
    for year in 0...9999 {
      for month in 1...12 {
        for number in 1...CalendarDate.daysIn(month: month, year: year) {
          let date = CalendarDate(year: year, month: month, day: number)
          if date?.daysSinceEpoch != day || date != CalendarDate(daysSinceEpoch: day) { wrong += 1 }
          day += 1
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func momentsAreReadAsSignBySign() throws {
    var random = PhiloxGenerator(seed: 12)
    func digits(_ count: Int, _ range: ClosedRange<Int>) -> String {
      let text = String(Int.random(in: range, using: &random))
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    func pick(_ texts: [String]) -> String {
      texts[Int.random(in: 0..<texts.count, using: &random)]
    }
    let odd = Array("0159/:;-+.,TtZz aé".unicodeScalars).map(String.init)
    var texts: [String] = []
    for _ in 0..<20_000 {
      var text = "\(digits(4, 0...9999))-\(digits(2, 0...13))-\(digits(2, 0...32))"
      if Int.random(in: 0..<8, using: &random) > 0 {
        text += pick(["T", " ", "t"]) + "\(digits(2, 0...24)):\(digits(2, 0...60))"
        text += pick(["", ":" + digits(2, 0...60), ":" + digits(2, 0...59)])
        text += pick(["", "", ".5", ",25", ".123456", ".1234567891", "."])
        text += pick(["Z", "", "z", "+01", "-0330", "+05:45", "+24", "-01:60", "+1"])
      }
      if Bool.random(using: &random) {
        var scalars = Array(text.unicodeScalars).map(String.init)
        let place = Int.random(in: 0..<scalars.count, using: &random)
        scalars[place] = pick(odd)
        if Int.random(in: 0..<4, using: &random) == 0 { scalars.removeLast() }
        text = scalars.joined()
      }
      texts.append(text)
    }
    var moments = 0
    for text in texts {
      var trimmed = text.trimmingCharacters(in: .init(charactersIn: " "))
      let found = trimmed.withUTF8 { DateScanner.microseconds($0) }
      if found != nil { moments += 1 }
      let expected: Int64? =
        switch plainMoment(trimmed) {
        case .date(let day): Int64(day) * 86_400_000_000
        case .counted(.timestamp, let moment): moment
        default: nil
        }
      #expect(found == expected, "\(text)")
    }
    #expect(moments > 4000)
  }
}

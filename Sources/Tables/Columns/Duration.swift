internal import Basics

/// Lengths of time as microseconds: ISO 8601 in files, plain words for people.
enum DurationValues: CountedValues {
  static let type = CountedType.duration
  static var stepsOfUnit: Int64 { 1_000_000 }
  static var isQuantity: Bool { true }
  static var cells: any ParsedCells { DurationCells() }

  private static let units: [(letter: UInt8, word: String, microseconds: Int64, isTime: Bool)] = [
    (0x57, "w", 604_800_000_000, false), (0x44, "d", 86_400_000_000, false),
    (0x48, "h", 3_600_000_000, true), (0x4D, "min", 60_000_000, true),
    (0x53, "s", 1_000_000, true),
  ]

  /// `P2DT3H`, `PT0.5S`, `-P1W`. Years and months, which have no one length, are none.
  static func read(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Int64? {
    var rest = text[...]
    let isNegative = rest.first == 0x2D
    if isNegative || rest.first == 0x2B { rest = rest.dropFirst() }
    guard rest.popFirst() == 0x50, !rest.isEmpty else { return nil }
    var total: Int64 = 0
    var isTime = false
    var open = units[...]
    while !rest.isEmpty {
      if rest.first == 0x54, !isTime {
        isTime = true
        rest = rest.dropFirst()
      }
      let digits = rest.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }
      guard !digits.isEmpty, digits.count < 20, digits.first != 0x2E, digits.last != 0x2E,
        let letter = rest.dropFirst(digits.count).first,
        let place = open.firstIndex(where: { $0.letter == letter && $0.isTime == isTime }),
        let number = Double(String(decoding: digits, as: UTF8.self)),
        // Only the last part may have decimals.
        !digits.contains(0x2E) || rest.count == digits.count + 1,
        let part = Int64(exactly: (number * Double(units[place].microseconds)).rounded())
      else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      if overflow { return nil }
      total = sum
      open = open[(place + 1)...]
      rest = rest.dropFirst(digits.count + 1)
    }
    return isNegative ? -total : total
  }

  /// As ISO 8601 has it: `P2DT3H`.
  static func text(_ microseconds: Int64) -> String {
    var result = microseconds < 0 ? "-P" : "P"
    var isTime = false
    for (unit, number) in parts(microseconds) {
      if unit.isTime, !isTime {
        result += "T"
        isTime = true
      }
      result += number + String(UnicodeScalar(unit.letter))
    }
    return result
  }

  /// In plain words: `2 d 3 h`.
  static func words(_ microseconds: Int64) -> String {
    (microseconds < 0 ? "−" : "")
      + parts(microseconds).map { "\($0.number) \($0.unit.word)" }.joined(separator: " ")
  }

  /// Days, hours, minutes and seconds that are not 0; of nothing 0 seconds.
  private static func parts(
    _ microseconds: Int64
  ) -> [(unit: (letter: UInt8, word: String, microseconds: Int64, isTime: Bool), number: String)] {
    var rest = microseconds.magnitude
    var result:
      [(unit: (letter: UInt8, word: String, microseconds: Int64, isTime: Bool), number: String)] =
        []
    for unit in units.dropFirst() {
      let (whole, remainder) = rest.quotientAndRemainder(
        dividingBy: UInt64(unit.microseconds))
      rest = remainder
      var number = String(whole)
      if unit.letter == 0x53, remainder > 0 {
        var decimals = String(String(1_000_000 + remainder).dropFirst())
        while decimals.last == "0" { decimals.removeLast() }
        number += "." + decimals
      }
      let isLast = unit.letter == 0x53
      if number != "0" || isLast && result.isEmpty { result.append((unit, number)) }
    }
    return result
  }
}

/// Durations of a text file, which are read only where they are declared.
struct DurationCells: FixedCells {
  var values: [Int64] = []
  var type: ColumnType { .duration }
  var columnValues: Column.Values { .counted(.duration, values) }
  static var blank: Int64 { 0 }

  static func value(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Int64? {
    DurationValues.read(text, isDeclared: true)
  }
}

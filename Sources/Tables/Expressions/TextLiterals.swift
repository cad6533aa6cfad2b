internal import Basics

/// A number as people write it, at the head of a text or at a place in one.
///
/// Commas, points, spaces and apostrophes among the digits are read as what they must be: separators of thousands where
/// they part groups of three and there are several, or a decimal sign follows; a decimal comma where no group of three
/// follows it. `1,234` may be either, and is not a number; a point alone is a decimal point.
package struct LeadingNumber {
  /// Digits with a decimal point and an exponent, as they may be meant.
  package struct Reading: Hashable, Sendable {
    /// What the digits mean; `nil` where the signs among them fit no number.
    package let text: String?
    /// Whether one sign before three digits was read as a separator of thousands and may be a decimal sign.
    package let isAmbiguous: Bool
    /// The place after the number.
    package let end: Int
  }

  private let scalars: [Unicode.Scalar]
  private var place = 0
  /// The runs of digits, and the signs between them.
  private var runs: [String] = []
  private var signs: [Unicode.Scalar] = []

  /// `8` of `8 v100 16GB`, `2.6` of `2.6B`, `1234.5` of `1,234.5 t`; `nil` where no digit leads, or where the number
  /// may be one of two.
  static func read(_ text: String) -> Double? {
    var reader = LeadingNumber(Array(text.unicodeScalars), at: 0)
    return reader.number()
  }

  /// The number without a sign whose first digit or point is at a place.
  package static func reading(_ scalars: [Unicode.Scalar], at place: Int) -> Reading {
    var reader = LeadingNumber(scalars, at: place)
    reader.collect()
    let mantissa = reader.meaning ?? reader.thousands
    let isAmbiguous = reader.meaning == nil && mantissa != nil
    let exponent = reader.exponent()
    return Reading(
      text: mantissa.map { $0 + exponent }, isAmbiguous: isAmbiguous, end: reader.place)
  }

  private init(_ scalars: [Unicode.Scalar], at place: Int) {
    self.scalars = scalars
    self.place = place
  }

  private static let blanks: Set<Unicode.Scalar> = ["\u{A0}", "\u{202F}", "\u{2009}"]
  private static let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}", "_"]

  private func isDigit(_ index: Int) -> Bool {
    index < scalars.count && ("0"..."9").contains(scalars[index])
  }

  private mutating func digits() -> String {
    let start = place
    while isDigit(place) { place += 1 }
    return String(String.UnicodeScalarView(scalars[start..<place]))
  }

  private mutating func number() -> Double? {
    while place < scalars.count,
      scalars[place] == " " || scalars[place] == "\t" || Self.blanks.contains(scalars[place])
    {
      place += 1
    }
    var sign = ""
    if place < scalars.count, ["-", "+", "\u{2212}"].contains(scalars[place]) {
      sign = scalars[place] == "+" ? "" : "-"
      place += 1
    }
    collect()
    guard let mantissa = meaning else { return nil }
    let text = sign + mantissa + exponent()
    guard !continues else { return nil }
    let value = Array(text.utf8).withUnsafeBufferPointer { DecimalScanner.double($0) }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Takes digits, and the signs that have digits on both sides.
  private mutating func collect() {
    runs = [digits()]
    while place + 1 < scalars.count, isDigit(place + 1) {
      let sign = scalars[place]
      switch sign {
      case ".": break
      case "," where !runs[0].isEmpty: break
      case " " where isGroup(after: place),
        _ where Self.blanks.contains(sign) && isGroup(after: place),
        _ where Self.apostrophes.contains(sign) && isGroup(after: place):
        if runs[0].isEmpty { return }
      default: return
      }
      place += 1
      signs.append(sign)
      runs.append(digits())
    }
  }

  /// Whether three digits follow, and no fourth.
  private func isGroup(after index: Int) -> Bool {
    isDigit(index + 1) && isDigit(index + 2) && isDigit(index + 3) && !isDigit(index + 4)
  }

  /// Whether the number is a part of something else: the start of a range, a date, a fraction or a time.
  private var continues: Bool {
    var after = place
    func skipBlanks() {
      while after < scalars.count, scalars[after] == " " || Self.blanks.contains(scalars[after]) {
        after += 1
      }
    }
    let isSpaced = after < scalars.count && scalars[after] == " "
    skipBlanks()
    guard after < scalars.count, ["-", "\u{2013}", "\u{2212}", "/", ":"].contains(scalars[after])
    else {
      return false
    }
    after += 1
    // "3 -4" is two numbers, "3 - 4" and "3-4" a range.
    if isSpaced, isDigit(after) { return false }
    skipBlanks()
    return isDigit(after)
  }

  private mutating func exponent() -> String {
    guard place < scalars.count, scalars[place] == "e" || scalars[place] == "E" else { return "" }
    var after = place + 1
    if after < scalars.count, scalars[after] == "-" || scalars[after] == "+" { after += 1 }
    guard isDigit(after) else { return "" }
    let start = place
    place = after
    _ = digits()
    return String(String.UnicodeScalarView(scalars[start..<place]))
  }

  /// The digits with a decimal point, where they can only mean one number.
  private var meaning: String? {
    guard let last = signs.last else { return runs[0].isEmpty ? nil : runs[0] }
    let isMixed = signs.dropLast().contains { $0 != last }
    if isMixed || signs.count == 1 && (last == "." || last == "," && !isThousand) {
      // The last sign is the decimal one; those before it are all alike, and part thousands.
      let grouping = signs.dropLast()
      guard last == "." || last == ",", grouping.allSatisfy({ $0 == grouping.first && $0 != last }),
        grouping.isEmpty || hasGroups(runs.dropLast())
      else { return nil }
      return runs.dropLast().joined() + "." + runs[runs.count - 1]
    }
    // One comma or one space before three digits may be either of two signs.
    if signs.count == 1, last == "," || last == " " { return nil }
    return hasGroups(runs[...]) ? runs.joined() : nil
  }

  /// The digits where one comma or space among them is taken as a separator of thousands.
  private var thousands: String? {
    signs.count == 1 && (signs[0] == "," || signs[0] == " ") && hasGroups(runs[...])
      ? runs.joined() : nil
  }

  /// Whether one comma stands where a separator of thousands may stand.
  private var isThousand: Bool { runs[0].count <= 3 && runs[0] != "0" && runs[1].count == 3 }

  /// Whether the runs after the first have three digits each, or, as in India, two each and three at the end.
  private func hasGroups(_ runs: ArraySlice<String>) -> Bool {
    guard let first = runs.first, let last = runs.last, (1...3).contains(first.count),
      last.count == 3
    else { return false }
    let inner = runs.dropFirst().dropLast()
    return inner.allSatisfy { $0.count == 3 }
      || signs[0] == "," && first.count < 3 && inner.allSatisfy { $0.count == 2 }
  }
}

/// SQL's `like`: `%` any run, `_` any one character, `\` takes the next one literally.
struct LikePattern: Sendable {
  private enum Element { case any, one, literal(Unicode.Scalar) }
  private let elements: [Element]
  private let ignoresCase: Bool

  init(_ pattern: String, ignoringCase: Bool) {
    ignoresCase = ignoringCase
    var elements: [Element] = []
    var escaped = false
    for scalar in (ignoringCase ? pattern.lowercased() : pattern).unicodeScalars {
      if escaped {
        elements.append(.literal(scalar))
        escaped = false
      } else if scalar == "\\" {
        escaped = true
      } else {
        elements.append(scalar == "%" ? .any : scalar == "_" ? .one : .literal(scalar))
      }
    }
    self.elements = elements
  }

  /// O(text x pattern) at worst: only the last `%` is ever tried again.
  func matches(_ text: String) -> Bool {
    let scalars = Array((ignoresCase ? text.lowercased() : text).unicodeScalars)
    var (place, index) = (0, 0)
    var retry: (place: Int, index: Int)?
    while place < scalars.count {
      if index < elements.count {
        switch elements[index] {
        case .any:
          retry = (place, index)
          index += 1
          continue
        case .one:
          place += 1
          index += 1
          continue
        case .literal(let scalar) where scalar == scalars[place]:
          place += 1
          index += 1
          continue
        case .literal: break
        }
      }
      guard let last = retry else { return false }
      retry = (last.place + 1, last.index)
      place = last.place + 1
      index = last.index + 1
    }
    return elements[index...].allSatisfy { if case .any = $0 { true } else { false } }
  }
}

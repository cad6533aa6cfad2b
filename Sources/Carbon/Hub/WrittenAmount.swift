internal import Basics

/// A number that a person wrote, and the unit that is beside it.
///
/// One reader for what model cards say of emissions and of hours: the number that is meant where only
/// one can be, else the reason why none is taken.
struct WrittenAmount: Hashable, Sendable {
  /// In the unit that the vocabulary counts in.
  let value: Double
  /// The unit as written; `nil`: none.
  let unit: String?
  /// Whether a single comma before three digits was read as a thousands separator.
  let isAmbiguous: Bool

  /// The words of one quantity.
  struct Vocabulary: Sendable {
    /// How many of the base unit one of `word` is, with the word after it where that belongs to the unit
    /// (`metric tons`); `nil` for no unit of the quantity, NaN for one that may mean two things.
    let factor: @Sendable (_ word: String, _ next: String?) -> (factor: Double, words: Int)?
    /// Words that may come between number and unit, in lower case.
    let fillers: Set<String>
    /// What the units are of, for messages: `mass`.
    let quantity: String
  }

  /// Why a text gives no number.
  enum Problem: Error, Hashable, Sendable {
    case noNumber
    case malformed
    case range
    case bound
    case negative
    case rate
    case severalNumbers
    case tooLarge
    case otherUnit(String, quantity: String)
    case ambiguousUnit(String)
  }

  /// Reads a text.
  init(_ text: String, _ vocabulary: Vocabulary) throws(Problem) {
    let tokens = WrittenToken.tokens(of: text)
    var reading = AmountReading(tokens, vocabulary)
    self = try reading.amount()
  }

  init(value: Double, unit: String?, isAmbiguous: Bool) {
    self.value = value
    self.unit = unit
    self.isAmbiguous = isAmbiguous
  }
}

extension WrittenAmount.Problem: CustomStringConvertible {
  /// What is wrong with the text, without the text.
  var description: String {
    switch self {
    case .noNumber: "no number"
    case .malformed: "separators that do not fit a number"
    case .range: "a range, not a single number"
    case .bound: "a bound, not a value"
    case .negative: "a negative number"
    case .rate: "a rate, not a total"
    case .severalNumbers: "several numbers"
    case .tooLarge: "a number that is too large"
    case .otherUnit(let unit, let quantity): "'\(unit)' is not a unit of \(quantity)"
    case .ambiguousUnit(let unit): "'\(unit)' may mean two units"
    }
  }
}

/// The numbers of a text with what is around them.
private struct AmountReading {
  private let tokens: [WrittenToken]
  private let vocabulary: WrittenAmount.Vocabulary

  /// One number of the text.
  private struct Candidate {
    let token: Int
    let amount: WrittenAmount
    let problem: WrittenAmount.Problem?
    /// The token after the number and its unit.
    let end: Int
    var hasUnit: Bool { amount.unit != nil }
  }

  init(_ tokens: [WrittenToken], _ vocabulary: WrittenAmount.Vocabulary) {
    self.tokens = tokens
    self.vocabulary = vocabulary
  }

  mutating func amount() throws(WrittenAmount.Problem) -> WrittenAmount {
    let all = candidates()
    guard !all.isEmpty else { throw .noNumber }
    let units = all.filter(\.hasUnit)
    if !units.isEmpty {
      let good = units.filter { $0.problem == nil }
      guard let first = good.first else { throw units.first?.problem ?? .noNumber }
      // One amount in two units, each rounded: 10 kg (22 lb).
      guard !units.contains(where: { $0.problem == .severalNumbers }),
        good.allSatisfy({ Self.agree($0.amount.value, first.amount.value) })
      else { throw .severalNumbers }
      return first.amount
    }
    let bare = all.filter {
      if case .otherUnit = $0.problem { return false }
      return true
    }
    guard let only = bare.first else { throw all.first?.problem ?? .noNumber }
    guard bare.count == 1 else {
      throw bare.first { $0.problem != nil }?.problem ?? .severalNumbers
    }
    if let problem = only.problem { throw problem }
    guard let (factor, unit) = unitBefore(only.token) else { return only.amount }
    if factor.isNaN { throw .ambiguousUnit(unit) }
    return WrittenAmount(
      value: only.amount.value * factor, unit: unit, isAmbiguous: only.amount.isAmbiguous)
  }

  private static func agree(_ a: Double, _ b: Double) -> Bool {
    a == b || abs(a - b) <= 0.025 * max(abs(a), abs(b))
  }

  // MARK: Candidates

  private func candidates() -> [Candidate] {
    var found: [Candidate] = []
    for (index, token) in tokens.enumerated() {
      guard case .number(let number) = token.kind, !isErrorTerm(index) else { continue }
      let (factor, unit, end, other) = unitAfter(index)
      let amount = WrittenAmount(
        value: (number.value ?? .nan) * (factor ?? 1), unit: unit, isAmbiguous: number.isAmbiguous)
      let problem = problem(
        number, at: index, end: end, factor: factor, unit: unit, other: other, before: found.last)
      // The lower end of a range is not a number of its own.
      if problem == .range, let last = found.last, last.problem == nil, joins(last, index) {
        found.removeLast()
      }
      found.append(Candidate(token: index, amount: amount, problem: problem, end: end))
    }
    return found
  }

  private func problem(
    _ number: WrittenToken.Number, at index: Int, end: Int, factor: Double?, unit: String?,
    other: String?, before last: Candidate?
  ) -> WrittenAmount.Problem? {
    if let other { return .otherUnit(other, quantity: vocabulary.quantity) }
    if let factor, factor.isNaN, let unit { return .ambiguousUnit(unit) }
    if index > 0, ["$", "€", "£"].contains(tokens[index - 1].text) {
      return .otherUnit(tokens[index - 1].text, quantity: vocabulary.quantity)
    }
    guard let value = number.value else { return .malformed }
    if !(value * (factor ?? 1)).isFinite { return .tooLarge }
    if let last, let join = connector(last, index) { return join }
    if isNegative(index), value != 0 { return .negative }
    if isBound(index, end) { return .bound }
    if isRate(index, end) { return .rate }
    return nil
  }

  private func joins(_ last: Candidate, _ index: Int) -> Bool { connector(last, index) != nil }

  /// What joins a number to the one before it, where something does.
  private func connector(_ last: Candidate, _ index: Int) -> WrittenAmount.Problem? {
    let between = tokens[min(last.end, index)..<index].drop {
      vocabulary.fillers.contains($0.lowercased)
    }
    guard let first = between.first, between.count <= 3 else { return nil }
    let isDate = last.amount.unit == nil && (1900...2100).contains(last.amount.value)
    let joined = between.map(\.lowercased)
    if case .otherUnit = last.problem { return nil }
    switch joined {
    case ["-"], ["–"], ["~"], ["to"], ["until"], ["through"], ["…"], [".", "."], [".", ".", "."]:
      if first.lowercased == "~", last.hasUnit { return nil }
      return .range
    case ["and"], ["&"]:
      if last.token > 0, tokens[last.token - 1].lowercased == "between" { return .range }
      return .severalNumbers
    case ["or"], ["/"], ["|"], ["+"], ["*"], ["×"], ["x"]:
      let isOneInTwoUnits = last.hasUnit && ["/", "or", "|"].contains(joined[0])
      return isOneInTwoUnits ? nil : .severalNumbers
    case [","], [";"]:
      return last.hasUnit || isDate ? nil : .severalNumbers
    default: return nil
    }
  }

  // MARK: Units

  /// The unit after a number: its factor, how it is written, the token after it; or the word that is
  /// in its place and is none.
  private func unitAfter(
    _ index: Int
  ) -> (factor: Double?, unit: String?, end: Int, other: String?) {
    var scale = 1.0
    var place = index + 1
    var end = index + 1
    var isFirst = true
    while place < tokens.count, place - index < 12 {
      let token = tokens[place]
      switch token.kind {
      case .symbol("%"), .symbol("°"): return (nil, nil, place + 1, token.text)
      case .symbol("±"):
        // 10 ± 2 kg
        guard place + 1 < tokens.count, tokens[place + 1].isNumber else {
          return (nil, nil, end, nil)
        }
        place += 2
      case .symbol("_"), .symbol("-"), .symbol("["), .symbol("("), .symbol(")"), .symbol("*"),
        .symbol("\""), .symbol("'"):
        // A hyphen before a space or a number does not belong to a compound.
        if token.text == "-", place + 1 >= tokens.count || !tokens[place + 1].isWord {
          return (scale == 1 ? nil : scale, nil, end, nil)
        }
        place += 1
      case .word:
        let next =
          place + 1 < tokens.count && tokens[place + 1].isWord ? tokens[place + 1].text : nil
        if let (factor, words) = vocabulary.factor(token.text, next) {
          let written = words == 2 ? "\(token.text) \(next ?? "")" : token.text
          return (factor * scale, written, place + words, nil)
        }
        let word = token.lowercased
        if let magnitude = Self.magnitudes[word] {
          scale *= magnitude
          end = place + 1
        } else if !vocabulary.fillers.contains(word) {
          let isUnit = isFirst && !Self.noUnits.contains(word)
          return (scale == 1 ? nil : scale, nil, end, isUnit ? token.text : nil)
        }
        isFirst = false
        place += 1
      default: return (scale == 1 ? nil : scale, nil, end, nil)
      }
      if case .word = token.kind {} else { isFirst = isFirst && token.text != "(" }
    }
    return (scale == 1 ? nil : scale, nil, end, nil)
  }

  /// The unit that a heading names: `CO2 emissions (kg): 10`, `emissions_kg = 10`, `kg CO2: 10`.
  private func unitBefore(_ index: Int) -> (factor: Double, unit: String)? {
    guard index > 0 else { return nil }
    let last = tokens[index - 1]
    if last.isWord, last.text.count > 1, let (factor, _) = vocabulary.factor(last.text, nil) {
      return (factor, last.text)
    }
    guard let colon = tokens[..<index].lastIndex(where: { [":", "="].contains($0.text) })
    else { return nil }
    var found: [(Double, String)] = []
    for place in 0..<colon where tokens[place].isWord {
      let next = tokens[place + 1].isWord ? tokens[place + 1].text : nil
      guard let (factor, _) = vocabulary.factor(tokens[place].text, next) else { continue }
      let before = place > 0 ? tokens[place - 1].lowercased : ""
      // A letter alone is a unit only where it is written as one.
      guard tokens[place].text.count > 1 || ["(", "[", "in", "_"].contains(before) || place == 0
      else { continue }
      found.append((factor, tokens[place].text))
    }
    guard let first = found.first, found.count == 1 else { return nil }
    return first
  }

  // MARK: Signs and words around a number

  private func isErrorTerm(_ index: Int) -> Bool { index > 0 && tokens[index - 1].text == "±" }

  private func isNegative(_ index: Int) -> Bool {
    guard index > 0, ["-", "–"].contains(tokens[index - 1].text) else { return false }
    guard index > 1 else { return true }
    let before = tokens[index - 2]
    // A dash between words is punctuation; one that touches the number alone is its sign.
    if before.isWord || before.text == ")" {
      return tokens[index - 1].spaceBefore && !tokens[index].spaceBefore
    }
    return true
  }

  private func isBound(_ index: Int, _ end: Int) -> Bool {
    let rest = tokens[end...].drop { vocabulary.fillers.contains($0.lowercased) }
    if let after = rest.first {
      let next = rest.dropFirst().first
      if after.text == "+", !(next?.isNumber ?? false) { return true }
      if ["max", "maximum", "min", "minimum"].contains(after.lowercased) { return true }
      switch (after.lowercased, next?.lowercased ?? "") {
      case ("or", "less"), ("or", "more"), ("at", "most"), ("at", "least"): return true
      default: break
      }
    }
    if index + 1 < tokens.count, tokens[index + 1].text == "+", !tokens[index + 1].spaceBefore {
      return true
    }
    var place = index - 1
    while place >= 0, Self.approximations.contains(tokens[place].lowercased) { place -= 1 }
    guard place >= 0 else { return false }
    let word = tokens[place].lowercased
    let before = place > 0 ? tokens[place - 1].lowercased : ""
    switch word {
    case "<", "≤", "≥": return true
    case ">":
      // The end of a mark-up tag, or of an arrow.
      let isTag = tokens[..<place].suffix(6).contains { $0.text == "<" }
      return !isTag && before != "-"
    case "=": return before == "<" || before == ">"
    case "than": return true
    case "most", "least": return before == "at"
    case "to": return before == "up"
    default: return Self.bounds.contains(word)
    }
  }

  private func isRate(_ index: Int, _ end: Int) -> Bool {
    var place = end
    while place < tokens.count {
      let token = tokens[place]
      guard
        vocabulary.fillers.contains(token.lowercased) || [")", "]", "-", "_"].contains(token.text)
      else { break }
      place += 1
    }
    if place < tokens.count {
      let word = tokens[place].lowercased
      let next = place + 1 < tokens.count ? tokens[place + 1] : nil
      if word == "per" || word == "each" || word == "every" { return !isWhole(next) }
      if Self.rates.contains(word) { return true }
      if word == "a" || word == "an", Self.periods.contains(next?.lowercased ?? "") { return true }
      if word == "/", let next {
        if next.isNumber { return end > index + 1 && unitAfter(place + 1).unit == nil }
        return next.isWord && vocabulary.factor(next.text, nil) == nil && !isWhole(next)
      }
    }
    // The heading of the number: "per epoch: 10 g", "g/kWh: 400".
    for place in stride(from: index - 1, through: max(0, index - 8), by: -1) {
      let token = tokens[place]
      if token.isNumber || [";", ".", ","].contains(token.text) { break }
      let next = place + 1 < tokens.count ? tokens[place + 1] : nil
      if token.lowercased == "per", !isWhole(next) { return true }
      if Self.rates.contains(token.lowercased) { return true }
      if token.text == "/", place > 0, isUnitOrFiller(tokens[place - 1]), let next, next.isWord,
        vocabulary.factor(next.text, nil) == nil
      {
        return !isWhole(next)
      }
    }
    return false
  }

  private func isUnitOrFiller(_ token: WrittenToken) -> Bool {
    vocabulary.fillers.contains(token.lowercased) || vocabulary.factor(token.text, nil) != nil
  }

  /// Whether something is the whole of what the number may be for.
  private func isWhole(_ token: WrittenToken?) -> Bool {
    guard let token else { return false }
    return ["run", "training", "model", "pretraining", "finetuning"].contains(token.lowercased)
  }

  private static let magnitudes = [
    "thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9, "billions": 1e9,
  ]
  private static let approximations: Set<String> = [
    "~", "≈", "about", "around", "approximately", "approx", "roughly", "ca", "circa", "of", ":",
    "estimated", "nearly", "almost", "only", ".",
  ]
  private static let bounds: Set<String> = [
    "under", "over", "below", "above", "max", "maximum", "min", "minimum", "exceeding", "exceeds",
    "within",
  ]
  private static let rates: Set<String> = [
    "hourly", "daily", "weekly", "monthly", "yearly", "annually", "annual",
  ]
  private static let periods: Set<String> = [
    "hour", "day", "week", "month", "year", "epoch", "step",
  ]
  /// Words after a number that say nothing of its unit.
  private static let noUnits: Set<String> = [
    "for", "on", "with", "at", "by", "from", "while", "during", "and", "or", "to", "is", "was",
    "per",
    "each", "every", "using", "when", "because", "via", "after", "as", "over", "this", "the", "a",
    "an", "which", "that", "see", "x", "according", "based", "computed", "calculated", "measured",
    "but", "if", "since", "only", "annually", "hourly", "daily", "yearly", "monthly", "weekly",
  ]
}

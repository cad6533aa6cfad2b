internal import Basics

/// The rules that give a column its role, in the order in which they are asked; the first that answers decides.
enum RoleRules {
  typealias Rule =
    @Sendable (_ facts: RoleFacts, _ context: RoleContext, _ index: Int) -> ColumnRole?

  static let all: [Rule] = [
    { facts, _, _ in constant(facts) }, { facts, _, _ in byType(facts) },
    { facts, _, _ in facts.type == .text ? TextMoments.role(facts) : nil },
    { facts, _, _ in NumberRules.time(facts) }, { facts, context, _ in coordinate(facts, context) },
    { facts, _, _ in binary(facts) }, { facts, _, _ in TextRules.money(facts) },
    { facts, _, _ in TextRules.list(facts) },
    { facts, _, _ in TextRules.ordinal(facts) }, { facts, _, _ in NumberRules.name(facts) },
    { facts, context, index in
      context.questions.contains(index) ? NumberRules.question(facts) : nil
    },
    { facts, _, _ in NumberRules.quantity(facts) }, { facts, _, _ in TextRules.name(facts) },
    { facts, _, _ in TextRules.words(facts) },
  ]

  // MARK: Of any type

  private static func constant(_ facts: RoleFacts) -> ColumnRole? {
    if facts.present == 0 { return ColumnRole(.constant, "no row has a value") }
    guard facts.distinct <= 1 else { return nil }
    return ColumnRole(
      .constant, facts.present == 1 ? "one value" : "the same value in each row that has one",
      noAnswer: facts.noAnswer)
  }

  private static func byType(_ facts: RoleFacts) -> ColumnRole? {
    switch facts.type {
    case .date: ColumnRole(.time, "dates")
    case .timestamp: ColumnRole(.time, "moments")
    case .bool: ColumnRole(.binary, "true or false")
    case .textList: ColumnRole(.list, "lists")
    case .duration: ColumnRole(.measurement, "durations")
    case .double, .int, .text: nil
    }
  }

  private static func coordinate(_ facts: RoleFacts, _ context: RoleContext) -> ColumnRole? {
    guard context.hasCoordinates, facts.type == .double, let numbers = facts.numbers,
      let word = facts.name.first(in: RoleWords.coordinate), numbers.isWithin(-180...180)
    else { return nil }
    return ColumnRole(.place, "a coordinate by its name '\(word)', in degrees")
  }

  private static func binary(_ facts: RoleFacts) -> ColumnRole? {
    guard facts.distinct - (facts.numbers?.codes.count ?? 0) == 2, facts.present >= 4 else {
      return nil
    }
    if facts.type == .text {
      // Two postcodes name places, and answer nothing.
      if facts.name.code != nil, facts.digitShare == 1 { return nil }
      // Where most rows have neither word, the empty cell is a third value.
      let answers: Set<String> = [
        "yes", "no", "y", "n", "ja", "nein", "nee", "oui", "non", "si", "true", "false", "sim",
        "nao", "t", "f",
      ]
      guard
        facts.share({ answers.contains(NameWords.folded($0)) }) == 1
          || facts.present * 2 >= facts.rows
      else { return nil }
      // Two dates, two numbers with a unit or two long texts are not an answer.
      let two = facts.texts.prefix(2).map { "'\($0.text.prefix(24))'" }
      return ColumnRole(
        .binary, "two values, \(two.joined(separator: " and "))", noAnswer: facts.noAnswer)
    }
    guard let numbers = facts.numbers, numbers.distinct == 2, numbers.isWhole,
      numbers.range == 0...1 || numbers.range == 1...2 || numbers.range == -1...1
    else { return nil }
    return ColumnRole(
      .binary,
      "two values, \(JSONNumber.text(numbers.minimum)) and \(JSONNumber.text(numbers.maximum))")
  }

  /// Whether an English word is a plural of things.
  static func isPlural(_ word: String) -> Bool {
    word.count >= 4 && word.hasSuffix("s") && !word.hasSuffix("ss") && !word.hasSuffix("us")
      && !word.hasSuffix("is")
      && !RoleWords.notPlural.holds(word) && !RoleWords.unit.holds(word)
  }
}

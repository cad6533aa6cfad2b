internal import Basics

/// Roles of numbers.
enum NumberRules {
  private static func text(_ value: Double) -> String { JSONNumber.text(value) }

  private static func role(_ kind: ColumnRole.Kind, _ evidence: String, _ facts: RoleFacts)
    -> ColumnRole
  {
    ColumnRole(kind, evidence, noAnswer: facts.noAnswer + (facts.numbers?.codes.map(text) ?? []))
  }

  // MARK: Time

  /// Years, months, days, hours and moments that are written as numbers.
  static func time(_ facts: RoleFacts) -> ColumnRole? {
    guard facts.type.isNumeric, let numbers = facts.numbers, numbers.isWhole, facts.unit == nil
    else { return nil }
    let name = facts.name
    if name.has(RoleWords.year), numbers.isWithin(1000...2999) {
      return role(.time, "years", facts)
    }
    if name.words == ["time"] || name.words == ["t"] && numbers.isAscending {
      return role(.time, "called '\(name.text)'", facts)
    }
    let isShort = name.words.count <= 2
    let parts: [(Vocabulary, ClosedRange<Double>, String)] = [
      (RoleWords.month, 1...12, "months of a year"),
      (RoleWords.quarter, 1...4, "quarters of a year"),
      (RoleWords.week, 0...53, "weeks of a year"),
      (RoleWords.day, 0...31, "days of a month or a week"),
      (RoleWords.hour, 0...24, "hours of a day"),
    ]
    for (words, range, evidence) in parts where isShort && numbers.isWithin(range) {
      // `days` counts; `day` is one.
      if name.words.contains(where: { words.holds($0) && !RoleRules.isPlural($0) && $0 != "h" }) {
        return role(.time, evidence, facts)
      }
    }
    guard numbers.distinct > 2,
      name.has(RoleWords.moment)
        || name.words.count == 1 && numbers.isAscending && numbers.distinct > 8
    else { return nil }
    if numbers.isWithin(600_000_000...2_200_000_000), name.has(RoleWords.moment) {
      return role(.time, "seconds since 1970", facts)
    }
    if numbers.isWithin(600_000_000_000...2_200_000_000_000), name.has(RoleWords.moment) {
      return role(.time, "milliseconds since 1970", facts)
    }
    for (digits, words) in [
      (6, "year and month"), (8, "year, month and day"), (10, "year, month, day and hour"),
      (12, "year to minute"), (14, "year to second"),
    ]
    where numbers.counts.allSatisfy({ isMoment(text($0.value), digits: digits) }) {
      return role(.time, "\(words) in \(digits) digits", facts)
    }
    if numbers.isWithin(0...2359), numbers.maximum > 100, name.has(RoleWords.moment),
      numbers.counts.allSatisfy({ Int($0.value) % 100 < 60 }), numbers.distinct > 8
    {
      return role(.time, "hour and minute as one number", facts)
    }
    return nil
  }

  /// Whether digits are a year, month, day ... one after the other.
  static func isMoment(_ text: String, digits: Int) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == digits, bytes.allSatisfy({ (48...57).contains($0) }) else { return false }
    func part(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + Int(bytes[$1]) - 48 } }
    guard (1800...2199).contains(part(0..<4)), (1...12).contains(part(4..<6)) else { return false }
    if digits >= 8, !(1...31).contains(part(6..<8)) { return false }
    if digits >= 10, part(8..<10) > 23 { return false }
    return digits < 12 || part(10..<12) < 60
  }

  // MARK: Numbers that name

  /// Keys, codes and numbers of groups.
  static func name(_ facts: RoleFacts) -> ColumnRole? {
    guard facts.type.isNumeric, let numbers = facts.numbers, numbers.isWhole, numbers.minimum >= 0
    else { return nil }
    let name = facts.name
    // `n_items` and `number of visits` count; `item no.` names.
    let counts = name.words.first.map { ["n", "nb", "num", "number", "no"].contains($0) } ?? false
    let isNamed =
      name.has(RoleWords.identifier)
      && !(counts && name.words.count > 1 && (!facts.isUnique || name.words.contains("of")))
    if let word = name.code, facts.unit == nil {
      return role(.code, "numbers that name, by the name '\(word)'", facts)
    }
    if facts.isUnique, facts.present >= 3 {
      if isNamed, let word = name.first(in: RoleWords.identifier) {
        return role(.identifier, "another number in each row, and called '\(word)'", facts)
      }
      let isFirst = numbers.minimum == 0 || numbers.minimum == 1
      if facts.present >= 8, facts.type == .int, numbers.isAscending,
        numbers.isRun && isFirst || numbers.isRun && numbers.minimum >= 100
      {
        return role(.identifier, "numbers the rows", facts)
      }
      if facts.present >= 8, numbers.isRun, isFirst {
        return role(
          .identifier, "each number from \(text(numbers.minimum)) to \(text(numbers.maximum)) once",
          facts)
      }
      if facts.present >= 30, numbers.minimum >= 10_000_000_000,
        numbers.maximum < 10 * numbers.minimum
      {
        return role(.identifier, "long numbers of one length, another in each row", facts)
      }
    }
    if isNamed, facts.unit == nil, let word = name.first(in: RoleWords.identifier),
      !numbers.hasTail || facts.distinct > 12
    {
      return facts.distinct > 20
        ? role(.identifier, "a key that comes again, by the name '\(word)'", facts)
        : role(.code, "numbers that name, by the name '\(word)'", facts)
    }
    let isFirst = numbers.minimum == 0 || numbers.minimum == 1
    if numbers.distinct > 20, numbers.isAscending, numbers.isRun, numbers.total > numbers.distinct,
      numbers.isEven
    {
      return role(.identifier, "a running number that comes again", facts)
    }
    if numbers.distinct >= 12, isFirst, numbers.isRun, numbers.isEven,
      numbers.total >= 2 * numbers.distinct
    {
      return role(
        .code,
        "each number from \(text(numbers.minimum)) to \(text(numbers.maximum)) equally often: numbers that name",
        facts)
    }
    if let word = name.first(in: RoleWords.treatment), (3...12).contains(numbers.distinct),
      numbers.isRun
    {
      return role(.category, "few numbers under the name '\(word)', which groups", facts)
    }
    return nil
  }

  // MARK: Scales

  /// One of several questions with the same scale.
  static func question(_ facts: RoleFacts) -> ColumnRole? {
    guard let numbers = facts.numbers else { return nil }
    return ordinal(
      numbers,
      "one of several columns with the scale \(text(numbers.minimum)) to \(text(numbers.maximum))",
      facts)
  }

  private static func ordinal(_ numbers: NumberFacts, _ evidence: String, _ facts: RoleFacts)
    -> ColumnRole
  {
    ColumnRole(
      .ordinal, evidence, order: numbers.counts.map { text($0.value) },
      noAnswer: facts.noAnswer + numbers.codes.map(text))
  }

  // MARK: Quantities

  /// Shares, amounts, ratings, counts and measurements.
  static func quantity(_ facts: RoleFacts) -> ColumnRole? {
    guard let numbers = facts.numbers, facts.type.isNumeric || facts.texts.count > 0 else {
      return nil
    }
    let name = facts.name
    if let share = share(facts, numbers) { return share }
    if let amount = amount(facts, numbers) { return amount }
    let isQuestion = name.text.hasSuffix("?")
    // A range in the name, `(1-5)` or `0_10`, is a scale.
    let hasScale = name.text.contains(/[^0-9](0|1)[_ \-a-z]{1,4}(4|5|6|7|10)([^0-9]|$)/)
    let isFew =
      numbers.isWhole && numbers.minimum >= 0 && numbers.distinct <= 11 && numbers.maximum <= 11
    if isFew, hasScale || isQuestion || name.has(RoleWords.rating), numbers.distinct >= 3 {
      return ordinal(
        numbers, "a scale from \(text(numbers.minimum)) to \(text(numbers.maximum)), by its name",
        facts)
    }
    // Of a year, a month or of things: the words of a unit that stands last, or alone.
    if let measured = measured(facts, numbers) { return measured }
    if let count = count(facts, numbers) { return count }
    if isFew, numbers.total >= 12, numbers.distinct <= 11, numbers.distinct * 3 <= numbers.total {
      if numbers.falls, numbers.distinct > 3 {
        return role(.count, "few whole numbers, the lowest the most frequent", facts)
      }
      return ordinal(
        numbers, "few whole numbers, from \(text(numbers.minimum)) to \(text(numbers.maximum))",
        facts)
    }
    if numbers.isWhole, numbers.minimum >= 0,
      numbers.falls && numbers.minimum <= 1 || numbers.hasTail && facts.unit == nil
    {
      let zeros = numbers.zeroShare
      return role(
        .count,
        zeros >= 0.05
          ? "whole numbers with a long tail, \(Int((zeros * 100).rounded())) % of them 0"
          : "whole numbers with a long tail", facts)
    }
    return role(
      .measurement, numbers.isWhole ? "whole numbers of a quantity" : "numbers with decimals", facts
    )
  }

  private static func share(_ facts: RoleFacts, _ numbers: NumberFacts) -> ColumnRole? {
    let name = facts.name
    let unit = facts.unit == "%"
    let isPercent = unit || name.words.last == "%" || name.has(RoleWords.share)
    let isRate =
      name.words.contains { ["rate", "ratio"].contains($0) }
      && name.words.contains(where: RoleWords.shareOfRate.holds)
    guard isPercent || isRate, numbers.minimum >= (unit ? -1000 : -100),
      numbers.maximum <= (unit ? 10_000 : 100.5),
      numbers.distinct > 2
    else { return nil }
    return role(
      .share,
      unit
        ? "per cent" : numbers.maximum <= 1 ? "parts of one, by its name" : "per cent, by its name",
      facts)
  }

  private static func amount(_ facts: RoleFacts, _ numbers: NumberFacts) -> ColumnRole? {
    let name = facts.name
    if let unit = facts.unit, unit != "%", unit.count == 3,
      unit.allSatisfy(\.isUppercase) || ["kr"].contains(unit)
    {
      return role(.amount, "money, in \(unit)", facts)
    }
    guard let word = name.first(in: RoleWords.money), !name.has(RoleWords.identifier),
      !name.has(RoleWords.code)
    else { return nil }
    // `1.79 a unit` is money too, `score value` is not.
    let isWeak = [
      "value", "net", "gross", "total", "balance", "worth", "debt", "ca", "pay", "load",
    ].contains(word)
    if isWeak, numbers.distinct < 12 || name.has(RoleWords.rating) { return nil }
    return role(.amount, "money or goods, by the name '\(word)'", facts)
  }

  private static func measured(_ facts: RoleFacts, _ numbers: NumberFacts) -> ColumnRole? {
    let name = facts.name
    if facts.unit == "byte" || name.words.contains("bytes") && numbers.isWhole {
      return role(.count, "bytes", facts)
    }
    if let unit = facts.unit { return role(.measurement, "a quantity in \(unit)", facts) }
    let days: Set<String> = ["day", "days", "tage", "jours", "dias", "dagen", "tagen"]
    if name.words.contains(where: { days.contains($0) || $0.hasSuffix("tage") }) {
      let isCount =
        numbers.isWhole && numbers.minimum <= 1 && numbers.maximum <= 60 && numbers.minimum >= 0
      return isCount ? role(.count, "days", facts) : role(.measurement, "a time in days", facts)
    }
    if let word = name.words.last(where: RoleWords.unit.holds), name.words.count > 1,
      word.count > 1 || name.words.last == word, !(name.has(RoleWords.count) && word.count == 1)
    {
      return role(.measurement, "a quantity, by the unit '\(word)' in its name", facts)
    }
    if let word = name.first(in: RoleWords.quantity) {
      return role(.measurement, "a quantity, by the name '\(word)'", facts)
    }
    return nil
  }

  private static func count(_ facts: RoleFacts, _ numbers: NumberFacts) -> ColumnRole? {
    guard numbers.isWhole, numbers.minimum >= 0 else { return nil }
    if let word = facts.name.first(in: RoleWords.count) {
      return role(.count, "whole numbers, by the name '\(word)'", facts)
    }
    if let word = facts.name.words.first(where: RoleRules.isPlural) {
      return role(.count, "whole numbers of \(word)", facts)
    }
    return nil
  }
}

internal import Basics

/// Roles of texts.
enum TextRules {
  private static func role(_ kind: ColumnRole.Kind, _ evidence: String, _ facts: RoleFacts)
    -> ColumnRole
  {
    ColumnRole(kind, evidence, noAnswer: facts.noAnswer)
  }

  /// `$10.0M`, `€ 1,200`, `12 kg`: numbers with a sign or a unit that reading left as text.
  static func money(_ facts: RoleFacts) -> ColumnRole? {
    guard facts.type == .text, facts.numbers == nil, facts.distinct > 2 else { return nil }
    // A sum or a quantity begins with its number or its currency, and has a digit.
    let mayBe = facts.share(ofBytes: { text in
      guard let first = text.first, text.contains(where: isDigit) else { return false }
      return isDigit(first) || first >= 0x80 || " \t-$UEGC".utf8.contains(first)
    })
    guard mayBe >= 0.9 else { return nil }
    let before = /\s*-?\s*(?:[$€£¥]|USD|EUR|GBP|CHF)\s?[0-9][0-9.,' ]*\s?(?:[kKmMbB]|bn|mn)?\s*/
    let behind = /\s*-?[0-9][0-9.,' ]*\s?(?:[kKmMbB]|bn|mn)?\s?(?:[$€£¥]|USD|EUR|GBP|CHF)\s*/
    let money = facts.share {
      $0.wholeMatch(of: before) != nil || $0.wholeMatch(of: behind) != nil
    }
    if money >= 0.9 { return role(.amount, "sums with the sign of a currency", facts) }
    // `7b` and `10c` are names of classes; `250 GB` and `3.5 kg` are quantities.
    let measured = facts.share(
      /\s*-?[0-9][0-9.,]*\s?(?:[A-Za-zµ°%][A-Za-z0-9\/²³%]{1,6}|[gmsVWJK%])\s*/)
    guard measured >= 0.9, facts.distinct > 5 else { return nil }
    let unit = /[A-Za-zµ°%][A-Za-z0-9\/²³%]*\s*$/
    let units = Set(
      facts.texts.prefix(200).compactMap {
        $0.text.firstMatch(of: unit).map { String($0.0) }
      })
    guard units.count <= 3 else { return nil }
    return role(
      .measurement, "numbers with the unit \(units.sorted().joined(separator: ", "))", facts)
  }

  // MARK: Lists

  static func list(_ facts: RoleFacts) -> ColumnRole? {
    guard facts.type == .text, facts.texts.count >= 3, facts.numbers == nil else { return nil }
    let bracketed = facts.share {
      ($0.hasPrefix("[") && $0.hasSuffix("]")) || ($0.hasPrefix("{") && $0.hasSuffix("}"))
    }
    func holding(_ sign: String) -> Double {
      facts.share(ofBytes: { text in sign.utf8.first.map { text.contains($0) } ?? false })
    }
    if bracketed >= 0.9, holding(",") >= 0.1 {
      return role(.list, "lists in brackets", facts)
    }
    for separator in facts.name.has(RoleWords.free) ? [] : ["|", ";", ","] {
      guard holding(separator) >= 0.15 else { continue }
      var entries: [String: Int] = [:]
      var texts: [String: Int] = [:]
      var sizes: Set<Int> = []
      var words = 0
      var total = 0
      for (text, rows) in facts.texts {
        let parts = text.split(separator: Character(separator)).map { NameWords.folded(String($0)) }
        sizes.insert(parts.count)
        for part in parts {
          entries[part, default: 0] += rows
          words += part.split(separator: " ").count
        }
        for part in Set(parts) { texts[part, default: 0] += 1 }
        total += parts.count
      }
      let uses = entries.values.reduce(0, +)
      // Entries come again in other company, are short, and not always as many.
      guard sizes.count >= 2, entries.count >= 2, uses >= 3 * entries.count,
        texts.values.count(where: { $0 > 1 }) >= 2,
        entries.count < max(60, facts.texts.count),
        Double(words) <= 2.5 * Double(total)
      else { continue }
      return role(
        .list, "several of \(entries.count) words in a cell, with '\(separator)' between", facts)
    }
    return nil
  }

  // MARK: Order

  static func ordinal(_ facts: RoleFacts) -> ColumnRole? {
    guard facts.type == .text, facts.numbers == nil,
      facts.repeats || facts.texts.count <= 12 && facts.present >= 3,
      let order = OrderedWords.order(
        of: facts.texts.map(\.text), stepName: facts.name.has(RoleWords.step),
        stageName: facts.name.has(RoleWords.stage))
    else { return nil }
    if facts.name.has(RoleWords.identifier) || facts.name.has(RoleWords.code),
      !facts.name.has(RoleWords.step)
    {
      return nil
    }
    let (low, high) = (order.first ?? "", order.last ?? "")
    return ColumnRole(
      .ordinal, "words with an order, from '\(low.prefix(24))' to '\(high.prefix(24))'",
      order: order,
      noAnswer: facts.noAnswer)
  }

  // MARK: Names

  /// Keys and codes.
  static func name(_ facts: RoleFacts) -> ColumnRole? {
    guard facts.type == .text else { return nil }
    if facts.numbers != nil { return nil }
    let name = facts.name
    let mayBeVersion = facts.share(ofBytes: { text in
      text.first.map { isDigit($0) || $0 == UInt8(ascii: "v") } ?? false
    })
    if mayBeVersion >= 0.9,
      facts.share(/v?[0-9]+(\.[0-9]+){1,3}([-+.][0-9A-Za-z.]+)?/) >= 0.9
    {
      return facts.repeats && facts.distinct <= 20
        ? role(.category, "few versions", facts) : role(.code, "versions", facts)
    }
    let isToken = facts.share(ofBytes: { !$0.contains(0x20) }) >= 0.95
    let uuid = /\{?[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?/
    let mail = /[^@\s]+@[^@\s]+\.[A-Za-z]+/
    let forms: [(String, (String) -> Bool)] = [
      ("UUIDs", { 36...38 ~= $0.utf8.count && $0.wholeMatch(of: uuid) != nil }),
      (
        "addresses of mail",
        { $0.utf8.contains(UInt8(ascii: "@")) && $0.wholeMatch(of: mail) != nil }
      ),
      ("addresses", { $0.hasPrefix("http://") || $0.hasPrefix("https://") }),
    ]
    for (words, test) in forms where facts.share(test) >= 0.95 {
      return facts.isUnique || facts.distinct > 20
        ? role(.identifier, words, facts) : role(.code, words, facts)
    }
    if facts.isUnique, facts.present >= 3, isToken {
      if name.has(RoleWords.place), !name.has(RoleWords.identifier) {
        return role(.place, "places, by its name", facts)
      }
      if name.has(RoleWords.code), !name.has(RoleWords.identifier) {
        return role(.code, "codes, by its name", facts)
      }
      return role(.identifier, "another word in each row", facts)
    }
    if let word = name.first(in: RoleWords.identifier), !name.has(RoleWords.place) {
      if facts.isUnique, facts.wordsPerText <= 4 {
        return role(.identifier, "another text in each row, and called '\(word)'", facts)
      }
      if isToken, facts.distinct > 20 {
        return role(.identifier, "a key that comes again, by the name '\(word)'", facts)
      }
      if isToken { return role(.code, "words that name, by the name '\(word)'", facts) }
    }
    let hasDigits = facts.share { $0.contains(where: \.isNumber) } >= 0.9
    if let word = name.code, isToken,
      hasDigits || !facts.repeats || name.words.count == 1 && name.has(codeOnly)
    {
      if name.has(RoleWords.place), !hasDigits {
        return role(.place, "codes of places, by its name", facts)
      }
      return role(.code, "words that name, by the name '\(word)'", facts)
    }
    if facts.digitShare >= 0.95,
      facts.share(ofBytes: { $0.count > 1 && $0[0] == UInt8(ascii: "0") && $0.allSatisfy(isDigit) })
        > 0
    {
      return role(.code, "digits with zeros first: numbers that name", facts)
    }
    if isToken, hasDigits, !facts.repeats, facts.texts.count > 12 {
      return role(.code, "codes of letters and digits", facts)
    }
    return nil
  }

  private static let codeOnly = Vocabulary(
    "zip zipcode postcode postal plz code sku ean upc isbn bin shelf tailnum icd")

  // MARK: Words

  static func words(_ facts: RoleFacts) -> ColumnRole? {
    guard facts.type == .text else { return nil }
    let name = facts.name
    let few = facts.repeats || facts.distinct <= 6 && facts.present >= 6
    if let word = name.first(in: RoleWords.place), !name.has(RoleWords.free) || few {
      return role(.place, "places, by the name '\(word)'", facts)
    }
    if name.words.contains("state"), facts.share(/[A-Z]{2}/) >= 0.95,
      facts.distinct > 4
    {
      return role(.place, "states by two letters", facts)
    }
    let long = facts.wordsPerText
    if name.has(RoleWords.free), facts.distinct > 12, long > 1.5 || !few {
      return role(.text, "words, mostly other ones in each row", facts)
    }
    if few, facts.distinct <= 50 || facts.distinct * 10 <= facts.present,
      long <= 4 || facts.distinct <= 12
    {
      return role(
        .category, facts.distinct == 1 ? "one word" : "\(facts.distinct) different words", facts)
    }
    if long <= 1.2, facts.distinct * 10 >= facts.present * 9 {
      return role(.identifier, "another word in nearly each row", facts)
    }
    return role(.text, "words, mostly other ones in each row", facts)
  }
}

/// Straight quotes and apostrophes of the prose as printers set them.
enum Quotes {
  static func curled(_ text: String, _ language: ReportLanguage = .english) -> String {
    guard text.contains(where: { $0 == "'" || $0 == "\"" }) else { return text }
    let (outer, inner) = language.quotes
    var result = ""
    let characters = Array(text)
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : nil
      switch character {
      case "\"": result += opens(result.last, next) ? outer.0 : outer.1
      case "'":
        // At the start of a run of text it may end a word that comes before it, as in `*x*'s`.
        let isContraction = result.isEmpty && contraction(characters[(index + 1)...])
        let isWithin = next?.isLetter == true && result.last?.isLetter == true
        if !isContraction && opens(result.last, next) {
          result += inner.0
        } else {
          // An apostrophe is the same in every language.
          result += isWithin || isContraction || !result.contains(inner.0) ? "’" : inner.1
        }
      default: result.append(character)
      }
    }
    return result
  }

  private static func opens(_ previous: Character?, _ next: Character?) -> Bool {
    guard let next, !next.isWhitespace, !".,;:!?)]".contains(next) else { return false }
    guard let previous else { return true }
    return previous.isWhitespace || "([{“‘–—/".contains(previous)
  }

  private static func contraction(_ rest: ArraySlice<Character>) -> Bool {
    ["s", "t", "d", "m", "ll", "re", "ve"].contains(String(rest.prefix(while: \.isLetter)))
  }
}

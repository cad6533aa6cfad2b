/// Straight quotes and apostrophes of the prose as printers set them.
enum Quotes {
  static func curled(_ text: String) -> String {
    guard text.contains(where: { $0 == "'" || $0 == "\"" }) else { return text }
    var result = ""
    let characters = Array(text)
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : nil
      switch character {
      case "\"": result.append(opens(result.last, next) ? "“" : "”")
      case "'":
        // At the start of a run of text it may end a word that comes before it, as in `*x*'s`.
        let isContraction = result.isEmpty && contraction(characters[(index + 1)...])
        result.append(!isContraction && opens(result.last, next) ? "‘" : "’")
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

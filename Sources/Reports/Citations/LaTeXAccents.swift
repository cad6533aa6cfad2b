internal import Foundation

/// The text that LaTeX's accents and braces in a BibTeX field stand for.
enum LaTeXAccents {
  private static let marks: [Character: String] = [
    "`": "\u{300}", "'": "\u{301}", "^": "\u{302}", "~": "\u{303}", "\"": "\u{308}", "=": "\u{304}",
    ".": "\u{307}", "c": "\u{327}", "v": "\u{30C}", "u": "\u{306}", "H": "\u{30B}", "k": "\u{328}",
    "r": "\u{30A}",
  ]
  private static let letters: [String: String] = [
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "textendash": "–", "textemdash": "—", "&": "&",
  ]

  static func plain(_ text: String) -> String {
    var result = ""
    var rest = Array(text)[...]
    while let character = rest.popFirst() {
      switch character {
      case "{", "}", "$": continue
      case "~": result.append(" ")
      case "\\": result += command(&rest)
      default: result.append(character)
      }
    }
    let joined = result.replacing("---", with: "—").replacing("--", with: "–")
    return joined.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func command(_ rest: inout ArraySlice<Character>) -> String {
    guard let first = rest.first else { return "" }
    let name = first.isLetter ? String(rest.prefix(while: \.isLetter)) : String(first)
    rest = rest.dropFirst(name.count)
    if let mark = marks[first], name.count == 1 {
      // A mark that is a letter needs a space or brace before what it marks.
      let follows = rest.first
      if !first.isLetter || follows == " " || follows == "{" {
        rest = rest.drop { $0 == " " || $0 == "{" }
        guard var base = rest.popFirst() else { return "" }
        if base == "\\" {
          base = rest.popFirst() ?? " "
          if base == "i" || base == "j" { rest = rest.drop { $0 == " " } }
        }
        return (String(base) + mark).precomposedStringWithCanonicalMapping
      }
    }
    if let letter = letters[name] {
      if name.first?.isLetter == true { rest = rest.drop { $0 == " " } }
      return letter
    }
    return name.first?.isLetter == true ? "" : name
  }
}

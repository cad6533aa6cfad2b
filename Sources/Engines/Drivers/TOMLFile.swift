internal import Basics

/// What ADBC's manifests and profiles need of TOML: sections and keys with texts, numbers and booleans, as one flat list.
/// `[Driver.shared]` and `linux_amd64 = "..."` make `Driver.shared.linux_amd64`.
struct TOMLFile {
  private(set) var values: [(key: String, value: String)] = []

  subscript(key: String) -> String? { values.last { $0.key == key }?.value }

  /// Reads a file's text; `nil` with the number of the line that is not understood.
  init?(_ text: String, problem: inout Int) {
    var section = ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      problem = number + 1
      var rest = line.drop(while: \.isBlank)
      if rest.isEmpty || rest.first == "#" { continue }
      if rest.first == "[" {
        rest = rest.dropFirst()
        guard let path = Self.path(&rest), rest.first == "]" else { return nil }
        section = path + "."
        continue
      }
      guard let path = Self.path(&rest), rest.first == "=" else { return nil }
      rest = rest.dropFirst().drop(while: \.isBlank)
      if rest.first == "[" || rest.first == "{" {
        // Lists and tables within a line say nothing that is needed.
        continue
      }
      guard let value = Self.value(&rest), Self.isOver(rest) else { return nil }
      values.append((section + path, value))
    }
  }

  private static func isOver(_ rest: Substring) -> Bool {
    let rest = rest.drop(while: \.isBlank)
    return rest.isEmpty || rest.first == "#"
  }

  /// Names joined by dots, each bare or in quotes; what follows it is at the front of `rest`.
  private static func path(_ rest: inout Substring) -> String? {
    var parts: [String] = []
    while true {
      rest = rest.drop(while: \.isBlank)
      if rest.first == "\"" || rest.first == "'" {
        guard let text = quoted(&rest) else { return nil }
        parts.append(text)
      } else {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        guard !name.isEmpty else { return nil }
        parts.append(String(name))
        rest = rest.dropFirst(name.count)
      }
      rest = rest.drop(while: \.isBlank)
      guard rest.first == "." else { return parts.joined(separator: ".") }
      rest = rest.dropFirst()
    }
  }

  private static func value(_ rest: inout Substring) -> String? {
    if rest.first == "\"" || rest.first == "'" { return quoted(&rest) }
    let word = rest.prefix { !$0.isBlank && $0 != "#" }
    rest = rest.dropFirst(word.count)
    return word.isEmpty ? nil : String(word)
  }

  private static func quoted(_ rest: inout Substring) -> String? {
    guard let quote = rest.popFirst() else { return nil }
    var text = ""
    while let sign = rest.popFirst() {
      if sign == quote { return text }
      guard sign == "\\", quote == "\"", let escaped = rest.popFirst() else {
        text.append(sign)
        continue
      }
      switch escaped {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "\"", "\\": text.append(escaped)
      default: return nil
      }
    }
    return nil
  }
}

extension Character {
  fileprivate var isBlank: Bool { self == " " || self == "\t" || self == "\r" }
}

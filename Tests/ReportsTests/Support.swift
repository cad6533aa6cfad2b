import Foundation
import Reports

extension Theme {
  /// The theme of the repository.
  static func bundled() throws -> Theme { try loaded.get() }

  private static let loaded = Result<Theme, any Error> {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try Theme(folder: root.appending(path: "templates/theme"))
  }
}

/// What a browser would find in a page, by a strict reading: every tag well formed, attributes quoted.
struct HTMLPage {
  struct Malformed: Error { let text: String }

  var elements: [String] = []
  var attributeNames: [String] = []
  var links: [String] = []
  var ids: [String] = []
  var text = ""

  init(_ html: String) throws {
    var rest = html[...]
    while let open = rest.firstIndex(of: "<") {
      text += rest[..<open]
      rest = rest[rest.index(after: open)...]
      guard let close = rest.firstIndex(of: ">") else {
        throw Malformed(text: String(rest.prefix(80)))
      }
      let tag = rest[..<close]
      rest = rest[rest.index(after: close)...]
      guard let first = tag.first, first.isLetter || first == "/" || first == "!" else {
        throw Malformed(text: String(tag))
      }
      if first != "/" { try read(tag) }
      if tag == "style", let end = rest.range(of: "</style>") { rest = rest[end.lowerBound...] }
    }
    text += rest
  }

  private mutating func read(_ tag: Substring) throws {
    let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
    elements.append(String(name))
    var rest = tag.dropFirst(name.count)
    while true {
      rest = rest.drop { $0.isWhitespace || $0 == "/" }
      guard !rest.isEmpty else { return }
      let key = rest.prefix { $0.isLetter || $0 == "-" || $0.isNumber }
      rest = rest.dropFirst(key.count)
      if name == "!doctype" { return }
      guard !key.isEmpty, rest.hasPrefix("=\""), let end = rest.dropFirst(2).firstIndex(of: "\"")
      else {
        throw Malformed(text: String(tag))
      }
      let value = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
      attributeNames.append(String(key))
      if key == "href" || key == "src" { links.append(value) }
      if key == "id" { ids.append(value) }
      rest = rest[rest.index(after: end)...]
    }
  }
}

/// A plain reader of RFC 4180.
enum CSVFields {
  static func parse(_ text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var field = ""
    var isQuoted = false
    var characters = Array(text.unicodeScalars)[...]
    while let character = characters.popFirst() {
      if isQuoted {
        if character == "\"" {
          if characters.first == "\"" {
            field.unicodeScalars.append(characters.removeFirst())
          } else {
            isQuoted = false
          }
        } else {
          field.unicodeScalars.append(character)
        }
      } else if character == "\"" {
        isQuoted = true
      } else if character == "," {
        rows[rows.count - 1].append(field)
        field = ""
      } else if character == "\r", characters.first == "\n" {
        characters.removeFirst()
        rows[rows.count - 1].append(field)
        field = ""
        rows.append([])
      } else {
        field.unicodeScalars.append(character)
      }
    }
    return rows.dropLast()
  }
}

/// Ids of sections, figures and tables: letters, digits and hyphens.
enum Identifier {
  static func isValid(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      }
  }

  /// The id that GitHub would give a heading, restricted to ASCII; `section` where nothing is left.
  static func slug(_ text: String) -> String {
    var result = ""
    for character in text.lowercased() {
      if character.isASCII, character.isLetter || character.isNumber || character == "_" {
        result.append(character)
      } else if character.isWhitespace || character == "-" {
        if result.last != "-", !result.isEmpty { result.append("-") }
      }
    }
    while result.last == "-" { result.removeLast() }
    return result.isEmpty ? "section" : result
  }

  /// A fragment that no two texts share, of characters that are allowed in ids and addresses.
  static func fragment(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.properties.isAlphabetic && scalar.isASCII || ("0"..."9").contains(scalar)
        || scalar == "-" || scalar == "."
      {
        result.unicodeScalars.append(scalar)
      } else {
        let hex = String(byte, radix: 16)
        result += "_" + (hex.count == 1 ? "0" : "") + hex
      }
    }
    return result
  }
}

/// Ids given out so far.
struct IdentifierSet {
  private var taken: Set<String> = []
  /// The number that is tried next for an id that is taken.
  private var next: [String: Int] = [:]

  /// `id`, or `id-2`, `id-3`, ... where it is taken.
  mutating func unique(_ id: String) -> String {
    var candidate = id
    var number = next[id] ?? 2
    while !taken.insert(candidate).inserted {
      candidate = "\(id)-\(number)"
      number += 1
    }
    next[id] = number
    return candidate
  }
}

import Tables

extension Set<String> {
  /// Adds a name that is not in the set yet: `stem`, or else `stem_2`, `stem_3` ...
  mutating func insertFresh(_ stem: String) -> String {
    var name = stem
    var count = 2
    while !insert(name).inserted {
      name = "\(stem)_\(count)"
      count += 1
    }
    return name
  }
}

extension String {
  /// The text as a YAML scalar in double quotes, safe for any content: what is not printed in YAML, such
  /// as controls and byte order marks, is written as its code.
  var yaml: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      default:
        if Self.isPrinted(scalar) {
          text.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16)
          let width = scalar.value > 0xFFFF ? 8 : 4
          text +=
            (width == 8 ? "\\U" : "\\u")
            + String(repeating: "0", count: width - digits.count) + digits
        }
      }
    }
    return text + "\""
  }

  private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate:
      false
    default: true
    }
  }

  /// A member of a block mapping whose key is this text; a key that is too long for YAML's short form
  /// (1,024 characters) is on a line of its own.
  func yamlMember(_ value: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return yaml.utf8.count < 1000
      ? "\(margin)\(yaml): \(value)" : "\(margin)? \(yaml)\n\(margin): \(value)"
  }

  /// The text as words of Markdown that mean nothing else.
  var markdown: String {
    unicodeScalars.map {
      "\\`*_{}[]()#+-.!|<>~^$".unicodeScalars.contains($0) ? "\\" + String($0) : String($0)
    }.joined()
  }
}

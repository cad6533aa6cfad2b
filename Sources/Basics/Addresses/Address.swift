/// The name of one computed value: `id.field`, `id.coefficients[ln(size)].std_error`.
///
/// A name in brackets is written as it is if its own brackets are balanced: `coefficients[Region[South]]`.
/// Any other name is in double quotes, within which a quote is doubled and a backslash escapes:
/// `coefficients["5"" disk"]`, `\\` for a backslash, `\u{a}` for a line end.
package struct Address: Hashable, Sendable, CustomStringConvertible {
  package enum Part: Hashable, Sendable {
    case field(String)
    /// An element by its index, or by the name that it carries.
    case element(String)
  }

  package let id: String
  package let path: [Part]

  package init(id: String, path: [Part]) {
    self.id = id
    self.path = path
  }

  /// The same with one more part: the value under a key.
  package func field(_ key: some CodingKey) -> Address {
    Address(id: id, path: path + [.field(key.stringValue)])
  }

  /// The same with one more part: an element of a list by its name or its index.
  package func element(_ name: String) -> Address { Address(id: id, path: path + [.element(name)]) }

  /// `nil` if the text is not an address.
  package init?(_ text: String) {
    var parts: [Part] = []
    var rest = Substring(text)
    let head = rest.prefix { $0 != "." && $0 != "[" }
    guard !head.isEmpty else { return nil }
    rest = rest.dropFirst(head.count)
    while let first = rest.first {
      rest = rest.dropFirst()
      if first == "." {
        let field = rest.prefix { $0 != "." && $0 != "[" }
        guard !field.isEmpty else { return nil }
        parts.append(.field(String(field)))
        rest = rest.dropFirst(field.count)
      } else {
        guard first == "[", let name = rest.first == "\"" ? Self.quoted(&rest) : Self.plain(&rest)
        else { return nil }
        parts.append(.element(name))
      }
    }
    id = String(head)
    path = parts
  }

  package var description: String {
    path.reduce(id) { text, part in
      switch part {
      case .field(let name): text + "." + name
      case .element(let name): text + Self.element(name)
      }
    }
  }
}

extension Address {
  /// A name in brackets, as it is in an address.
  package static func element(_ name: String) -> String {
    isPlain(name) ? "[" + name + "]" : "[\"" + escaped(name) + "\"]"
  }

  /// Takes a name and the bracket that closes it from the start of `rest`.
  private static func plain(_ rest: inout Substring) -> String? {
    var depth = 1
    for index in rest.indices {
      if rest[index] == "[" { depth += 1 }
      if rest[index] == "]" { depth -= 1 }
      guard depth == 0 else { continue }
      let name = String(rest[..<index])
      rest = rest[rest.index(after: index)...]
      return name
    }
    return nil
  }

  /// Takes a name in quotes and the bracket that closes it from the start of `rest`.
  private static func quoted(_ rest: inout Substring) -> String? {
    var name = ""
    rest = rest.dropFirst()
    while let character = rest.popFirst() {
      switch character {
      case "\"":
        guard let next = rest.popFirst() else { return nil }
        if next == "]" { return name }
        guard next == "\"" else { return nil }
        name.append(next)
      case "\\":
        if rest.first == "\\" {
          name.append("\\")
          rest = rest.dropFirst()
        } else if rest.hasPrefix("u{"), let end = rest.firstIndex(of: "}"),
          let code = UInt32(rest[..<end].dropFirst(2), radix: 16), let scalar = Unicode.Scalar(code)
        {
          name.unicodeScalars.append(scalar)
          rest = rest[rest.index(after: end)...]
        } else {
          return nil
        }
      default: name.append(character)
      }
    }
    return nil
  }

  /// Whether a name needs no quotes, in an address as in the tag or the expression that holds it.
  private static func isPlain(_ name: String) -> Bool {
    guard !name.isEmpty, name.first?.isWhitespace == false, name.last?.isWhitespace == false
    else { return false }
    var closers: [Unicode.Scalar] = []
    var previous: Unicode.Scalar?
    for scalar in name.unicodeScalars {
      guard isShown(scalar, after: previous) else { return false }
      previous = scalar
      switch scalar {
      case "\"", "'", "\\", "{", "}": return false
      case "(": closers.append(")")
      case "[": closers.append("]")
      case ")", "]":
        guard closers.popLast() == scalar else { return false }
      default: break
      }
    }
    return closers.isEmpty
  }

  private static func escaped(_ name: String) -> String {
    var result = ""
    var previous: Unicode.Scalar?
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\"": result += "\"\""
      case "\\": result += "\\\\"
      case _ where isShown(scalar, after: previous): result.unicodeScalars.append(scalar)
      default:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
        previous = "}"
        continue
      }
      previous = scalar
    }
    return result
  }

  /// Whether a page shows a sign as it is, and apart from the sign before it where that is syntax.
  private static func isShown(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return false
    case .spaceSeparator: return scalar == " "
    default: break
    }
    let joins =
      properties.isGraphemeExtend || properties.isEmojiModifier
      || properties.generalCategory == .spacingMark
    let isFree = previous.map { $0.isASCII && !$0.properties.isAlphabetic } ?? true
    return !HostileText.isInvisible(scalar) && !(joins && isFree)
  }
}

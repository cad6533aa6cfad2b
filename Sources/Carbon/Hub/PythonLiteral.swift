public import Basics
internal import Tables

/// Python literals as they stand in data files written by pandas: `['a', 'b']`, `{'f1': nan}`.
public enum PythonLiteral {
  /// The value of a literal: lists, tuples, dictionaries, strings, numbers, `True`, `False`, `None`, and
  /// the bare words `nan` and `inf`, which become null; `nil` where the text is no literal.
  ///
  /// Nothing is evaluated: names and operators are no literals.
  public static func parse(_ text: String) -> JSON? {
    var parser = Parser(scalars: Array(text.unicodeScalars))
    guard let value = parser.value(depth: 0) else { return nil }
    parser.skipSpace()
    return parser.isAtEnd ? value : nil
  }

  /// The entries of a list literal that are strings, without empty ones; a text that is no literal is
  /// its only entry.
  public static func strings(_ text: String) -> [String] {
    guard let value = parse(text) else { return text.isEmpty ? [] : [text] }
    if let own = value.stringValue { return own.isEmpty ? [] : [own] }
    return (value.arrayValue ?? []).compactMap(\.stringValue).filter { !$0.isEmpty }
  }

  private struct Parser {
    let scalars: [Unicode.Scalar]
    var position = 0

    init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var isAtEnd: Bool { position >= scalars.count }
    var current: Unicode.Scalar? { isAtEnd ? nil : scalars[position] }

    mutating func skipSpace() {
      while let scalar = current, scalar.properties.isWhitespace { position += 1 }
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      skipSpace()
      guard current == scalar else { return false }
      position += 1
      return true
    }

    mutating func value(depth: Int) -> JSON? {
      // Deeper than any data file; keeps hostile text from exhausting the stack.
      guard depth < 64 else { return nil }
      skipSpace()
      guard let first = current else { return nil }
      switch first {
      case "[": return sequence(closing: "]", depth: depth)
      case "(": return sequence(closing: ")", depth: depth)
      case "{": return dictionary(depth: depth)
      case "'", "\"": return string().map(JSON.string)
      default: return word()
      }
    }

    mutating func sequence(closing: Unicode.Scalar, depth: Int) -> JSON? {
      position += 1
      var elements: [JSON] = []
      while !take(closing) {
        guard let element = value(depth: depth + 1) else { return nil }
        elements.append(element)
        skipSpace()
        if take(",") { continue }
        guard take(closing) else { return nil }
        break
      }
      return .array(elements)
    }

    mutating func dictionary(depth: Int) -> JSON? {
      position += 1
      var members: [JSON.Member] = []
      while !take("}") {
        guard let key = value(depth: depth + 1) else { return nil }
        guard take(":"), let element = value(depth: depth + 1) else { return nil }
        let name: String
        switch key {
        case .string(let text): name = text
        case .int(let number): name = String(number)
        default: return nil
        }
        members.append(JSON.Member(name, element))
        skipSpace()
        if take(",") { continue }
        guard take("}") else { return nil }
        break
      }
      return .object(members)
    }

    mutating func string() -> String? {
      guard let quote = current else { return nil }
      position += 1
      var text = String.UnicodeScalarView()
      while let scalar = current {
        position += 1
        if scalar == quote { return String(text) }
        guard scalar == "\\" else {
          text.append(scalar)
          continue
        }
        guard let escaped = current else { return nil }
        position += 1
        switch escaped {
        case "n": text.append("\n")
        case "t": text.append("\t")
        case "r": text.append("\r")
        case "x", "u", "U":
          let width = escaped == "x" ? 2 : (escaped == "u" ? 4 : 8)
          guard position + width <= scalars.count else { return nil }
          var digits = String.UnicodeScalarView()
          digits.append(contentsOf: scalars[position..<position + width])
          guard let code = UInt32(String(digits), radix: 16),
            let unescaped = Unicode.Scalar(code)
          else { return nil }
          text.append(unescaped)
          position += width
        default: text.append(escaped)
        }
      }
      return nil
    }

    mutating func word() -> JSON? {
      let start = position
      while let scalar = current, !",:]})".unicodeScalars.contains(scalar),
        !scalar.properties.isWhitespace
      {
        position += 1
      }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[start..<position])
      let word = String(view)
      switch word {
      case "True", "true": return .bool(true)
      case "False", "false": return .bool(false)
      case "None", "null", "nan", "NaN", "inf", "-inf", "-nan": return .null
      default:
        if let whole = Int64(word) { return .int(whole) }
        guard let number = Double(word), number.isFinite,
          word.first?.isNumber ?? false
            || word.hasPrefix("-") || word.hasPrefix("+") || word.hasPrefix(".")
        else { return nil }
        return .double(number)
      }
    }
  }
}

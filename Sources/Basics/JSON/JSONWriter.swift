extension JSON {
  /// How the text of a value is laid out.
  public struct Layout: Hashable, Sendable {
    /// Spaces a level; `nil`: all on one line without spaces.
    public var indent: Int?
    /// Members in the order of their keys by Unicode scalar value, not as they stand.
    public var sortedKeys: Bool

    /// A layout.
    public init(indent: Int? = nil, sortedKeys: Bool = false) {
      self.indent = indent
      self.sortedKeys = sortedKeys
    }

    /// On one line, keys as they stand.
    public static let compact = Layout()
    /// Two spaces a level, keys sorted: what is written into files.
    public static let canonical = Layout(indent: 2, sortedKeys: true)
  }

  /// The value as JSON text. Doubles in the fewest digits that read back as the same double.
  ///
  /// NaN and infinity, which only a hand-made `.double` can hold, are written as null. In text,
  /// `<`, `>`, `&` are kept as they are; control characters, U+2028 and U+2029 are escaped.
  public func text(_ layout: Layout = .compact) -> String {
    var bytes: [UInt8] = []
    write(layout, level: 0, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  func write(_ layout: Layout, level: Int, to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .int(let value): bytes.append(contentsOf: String(value).utf8)
    case .double(let value): bytes.append(contentsOf: JSONNumber.text(value).utf8)
    case .string(let value): JSON.write(string: value, to: &bytes)
    case .array(let elements):
      JSON.list(
        open: "[", close: "]", count: elements.count, layout, level: level, to: &bytes
      ) { index, bytes in
        elements[index].write(layout, level: level + 1, to: &bytes)
      }
    case .object(let members):
      let ordered =
        layout.sortedKeys
        ? members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
        : members
      JSON.list(
        open: "{", close: "}", count: ordered.count, layout, level: level, to: &bytes
      ) { index, bytes in
        JSON.write(string: ordered[index].key, to: &bytes)
        bytes.append(contentsOf: (layout.indent == nil ? ":" : ": ").utf8)
        ordered[index].value.write(layout, level: level + 1, to: &bytes)
      }
    }
  }

  private static func list(
    open: String, close: String, count: Int, _ layout: Layout, level: Int, to bytes: inout [UInt8],
    element: (Int, inout [UInt8]) -> Void
  ) {
    bytes.append(contentsOf: open.utf8)
    for index in 0..<count {
      if index > 0 { bytes.append(0x2C) }
      newline(layout, level: level + 1, to: &bytes)
      element(index, &bytes)
    }
    if count > 0 { newline(layout, level: level, to: &bytes) }
    bytes.append(contentsOf: close.utf8)
  }

  static func newline(_ layout: Layout, level: Int, to bytes: inout [UInt8]) {
    guard let indent = layout.indent else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: indent * level))
  }

  static func write(string: String, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    // Most texts stand as they are.
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      bytes.append(contentsOf: string.utf8)
      bytes.append(0x22)
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": bytes.append(contentsOf: "\\\"".utf8)
      case "\\": bytes.append(contentsOf: "\\\\".utf8)
      case "\n": bytes.append(contentsOf: "\\n".utf8)
      case "\r": bytes.append(contentsOf: "\\r".utf8)
      case "\t": bytes.append(contentsOf: "\\t".utf8)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))".utf8)
        bytes.append(contentsOf: digits.utf8)
      default: bytes.append(contentsOf: String(scalar).utf8)
      }
    }
    bytes.append(0x22)
  }
}

/// Numbers in JSON.
public enum JSONNumber {
  /// The fewest digits that read back as the same double; a whole number without a point; `null`
  /// where the value is not finite.
  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

package import Basics

/// A value of a YAML file with the place where it is.
package struct YAMLValue: Sendable {
  package enum Content: Sendable {
    case null
    /// A scalar as it was written; `plain` when without quotes, so that it may mean a number.
    case scalar(String, plain: Bool)
    case sequence([YAMLValue])
    case mapping([Entry])
  }

  package struct Entry: Sendable {
    package let key: String
    package let position: SourcePosition
    package let value: YAMLValue

    package init(key: String, position: SourcePosition, value: YAMLValue) {
      self.key = key
      self.position = position
      self.value = value
    }
  }

  package let content: Content
  package let position: SourcePosition

  package init(content: Content, position: SourcePosition) {
    self.content = content
    self.position = position
  }

  /// The text of a scalar.
  package var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  package var sequence: [YAMLValue]? {
    if case .sequence(let values) = content { values } else { nil }
  }

  package var mapping: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  package var isNull: Bool {
    if case .null = content { true } else { false }
  }

  package subscript(key: String) -> YAMLValue? { mapping?.first { $0.key == key }?.value }

  /// The number that a plain scalar writes.
  package var number: Double? {
    guard case .scalar(let text, plain: true) = content else { return nil }
    return Double(text.replacing("_", with: "")).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The whole number that a plain scalar writes.
  package var integer: Int? {
    guard case .scalar(let text, plain: true) = content else { return nil }
    return Int(text.replacing("_", with: ""))
  }

  package var bool: Bool? {
    guard case .scalar(let text, plain: true) = content else { return nil }
    return switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// The same value as JSON, scalars by YAML's core schema.
  package var json: JSON {
    switch content {
    case .null: .null
    case .scalar(let text, _):
      if let bool {
        .bool(bool)
      } else if let integer, integer != 0 || !text.hasPrefix("-") {
        .int(Int64(integer))
      } else if let number {
        // Also a zero with a sign, which is not a whole number.
        .double(number)
      } else {
        .string(text)
      }
    case .sequence(let values): .array(values.map(\.json))
    case .mapping(let entries): .object(entries.map { JSON.Member($0.key, $0.value.json) })
    }
  }

  /// What kind of value this is, for messages.
  package var kind: String {
    switch content {
    case .null: "nothing"
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The value at a path of keys and indices, or the deepest one on the way there.
  package func deepest(at path: [String]) -> YAMLValue {
    guard let first = path.first else { return self }
    let next =
      if let values = sequence, let index = Int(first), values.indices.contains(index) {
        values[index]
      } else {
        self[first]
      }
    return next.map { $0.deepest(at: Array(path.dropFirst())) } ?? self
  }
}

/// Where a text is not YAML, or more than is read of one.
package struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where.
  package let position: SourcePosition
  /// What is wrong there, and what to do.
  package let message: String

  package init(at position: SourcePosition, _ message: String) {
    self.position = position
    self.message = message
  }

  /// `file:line:column: message`.
  package var description: String { "\(position): \(message)" }
}

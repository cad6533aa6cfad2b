import Foundation
import Tables
import Yams

/// A value of a YAML file with the place where it stands.
struct YAMLValue: Sendable {
  enum Content: Sendable {
    case null
    /// A scalar as it was written; `plain` when without quotes, so that it may mean a number.
    case scalar(String, plain: Bool)
    case sequence([YAMLValue])
    case mapping([Entry])
  }

  struct Entry: Sendable {
    let key: String
    let position: SourcePosition
    let value: YAMLValue
  }

  let content: Content
  let position: SourcePosition

  /// The text of a scalar.
  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  var sequence: [YAMLValue]? {
    if case .sequence(let values) = content { values } else { nil }
  }

  var mapping: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  subscript(key: String) -> YAMLValue? { mapping?.first { $0.key == key }?.value }

  /// The number that a plain scalar writes.
  var number: Double? {
    guard case .scalar(let text, plain: true) = content else { return nil }
    return Double(text.replacing("_", with: "")).flatMap { $0.isFinite ? $0 : nil }
  }

  /// The whole number that a plain scalar writes.
  var integer: Int? {
    guard case .scalar(let text, plain: true) = content else { return nil }
    return Int(text.replacing("_", with: ""))
  }

  var bool: Bool? {
    guard case .scalar(let text, plain: true) = content else { return nil }
    return switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// The same value as JSON, scalars by YAML's core schema.
  var json: JSON {
    switch content {
    case .null: .null
    case .scalar(let text, _):
      if let bool {
        .bool(bool)
      } else if let integer {
        .int(Int64(integer))
      } else if let number {
        .double(number)
      } else {
        .string(text)
      }
    case .sequence(let values): .array(values.map(\.json))
    case .mapping(let entries): .object(entries.map { JSON.Member($0.key, $0.value.json) })
    }
  }

  /// What kind of value this is, for messages.
  var kind: String {
    switch content {
    case .null: "nothing"
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The value at a path of keys and indices, or the deepest one on the way there.
  func deepest(at path: [String]) -> YAMLValue {
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

extension YAMLValue {
  /// More nesting than this is no study; it guards the stack and against alias bombs.
  private static let depthLimit = 64
  private static let nodeLimit = 200_000

  /// Reads YAML text; `nil` with a problem noted where it is no YAML.
  static func parse(_ text: String, file: String, problems: ProblemCollector) -> YAMLValue? {
    let start = SourcePosition(file: file, line: 1, column: 1)
    do {
      guard let root = try Yams.compose(yaml: text) else {
        problems.error(at: start, "the file is empty")
        return nil
      }
      var budget = nodeLimit
      return try YAMLValue(root, file: file, fallback: start, depth: 0, budget: &budget)
    } catch let error as YamlError {
      let (position, message) = describe(error, file: file) ?? (start, "\(error)")
      problems.error(at: position, message)
    } catch let error as Diagnostic.Thrown {
      problems.error(at: error.position, error.message)
    } catch {
      problems.error(at: start, "this is no YAML: \(error)")
    }
    return nil
  }

  private init(
    _ node: Node, file: String, fallback: SourcePosition, depth: Int, budget: inout Int
  ) throws {
    position =
      node.mark.map { SourcePosition(file: file, line: $0.line, column: $0.column) } ?? fallback
    budget -= 1
    guard depth < Self.depthLimit, budget > 0 else {
      throw Diagnostic.Thrown(
        position: position,
        message: "this is nested too deep, or the file holds more than \(Self.nodeLimit) values"
          + " with what it repeats")
    }
    switch node {
    case .scalar(let scalar):
      let plain = scalar.style == .plain
      let empty = plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
      content = empty ? .null : .scalar(scalar.string, plain: plain)
    case .sequence(let sequence):
      var values: [YAMLValue] = []
      for element in sequence {
        values.append(
          try YAMLValue(
            element, file: file, fallback: position, depth: depth + 1, budget: &budget))
      }
      content = .sequence(values)
    case .mapping(let mapping):
      var entries: [Entry] = []
      for (key, value) in mapping {
        let place =
          key.mark.map { SourcePosition(file: file, line: $0.line, column: $0.column) } ?? position
        guard let name = key.scalar?.string else {
          throw Diagnostic.Thrown(position: place, message: "a key must be a single word or text")
        }
        entries.append(
          Entry(
            key: name, position: place,
            value: try YAMLValue(
              value, file: file, fallback: place, depth: depth + 1, budget: &budget)))
      }
      content = .mapping(entries)
    case .alias:
      throw Diagnostic.Thrown(position: position, message: "this alias has no anchor")
    }
  }

  private static func describe(
    _ error: YamlError, file: String
  ) -> (SourcePosition, String)? {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return (
        SourcePosition(file: file, line: mark.line, column: mark.column),
        "this is no YAML: \(problem); a text with ': ' or '#' in it wants quotes"
      )
    case .reader(let problem, _, _, _):
      return (SourcePosition(file: file, line: 1, column: 1), "this is no YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return (
        SourcePosition(file: file, line: context.mark.line, column: context.mark.column),
        "the key '\(duplicates.sorted().joined(separator: "', '"))' stands twice in one mapping"
      )
    default: return nil
    }
  }
}

extension Diagnostic {
  /// A problem on its way to the collector.
  struct Thrown: Error {
    let position: SourcePosition
    let message: String
  }
}

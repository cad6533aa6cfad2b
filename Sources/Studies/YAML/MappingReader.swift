import Basics
import Tables

/// Reads the keys of one mapping: notes unknown ones, wrong kinds and missing ones as problems, and
/// goes on.
struct MappingReader {
  let value: YAMLValue
  let problems: ProblemCollector
  /// What the mapping is, for messages: `source 'x'`.
  let what: String
  private let entries: [YAMLValue.Entry]

  /// `nil` with a problem noted where `value` is not a mapping.
  init?(_ value: YAMLValue, _ what: String, known: [String]?, _ problems: ProblemCollector) {
    self.value = value
    self.what = what
    self.problems = problems
    switch value.content {
    case .mapping(let entries): self.entries = entries
    case .null: entries = []
    default:
      problems.error(at: value.position, "\(what) must be a mapping, not \(value.kind)")
      return nil
    }
    guard let known else { return }
    for entry in entries where !known.contains(entry.key) {
      let hint = entry.key.nearest(in: known).map { "; did you mean '\($0)'?" } ?? ""
      let split = entry.value.isNull ? Self.flowHint : ""
      problems.error(
        at: entry.position, "\(what) has no key '\(entry.key)'\(hint)\(split)")
    }
  }

  /// A mapping that is known to be one, whose keys were checked before.
  init(single value: YAMLValue, _ what: String, _ problems: ProblemCollector) {
    self.value = value
    self.what = what
    self.problems = problems
    entries = value.mapping ?? []
  }

  /// A flow mapping cuts an expression at its comma, which leaves a key without a value.
  private static let flowHint =
    " (inside { } an expression with a comma must be in quotes)"

  var keys: [String] { entries.map(\.key) }

  var position: SourcePosition { value.position }

  /// The value under `key`; one that is empty counts as absent.
  subscript(key: String) -> YAMLValue? {
    entries.first { $0.key == key && !$0.value.isNull }?.value
  }

  func required(_ key: String) -> YAMLValue? {
    if let value = self[key] { return value }
    problems.error(at: position, "\(what) needs the key '\(key)'")
    return nil
  }

  func text(_ key: String) -> String? {
    self[key].flatMap { self.text($0, key) }
  }

  func requiredText(_ key: String) -> String? {
    required(key).flatMap { self.text($0, key) }
  }

  func located(_ key: String) -> Located<String>? {
    guard let value = self[key], let text = text(value, key) else { return nil }
    return Located(text, value.position)
  }

  private func text(_ value: YAMLValue, _ key: String) -> String? {
    if let text = value.text { return text }
    problems.error(at: value.position, "'\(key)' of \(what) must be a text, not \(value.kind)")
    return nil
  }

  func number(_ key: String) -> Double? {
    guard let value = self[key] else { return nil }
    if let number = value.number { return number }
    problems.error(at: value.position, "'\(key)' of \(what) must be a number")
    return nil
  }

  /// A whole number that is not negative.
  func integer(_ key: String) -> Int? {
    guard let value = self[key] else { return nil }
    if let number = value.integer, number >= 0 { return number }
    problems.error(at: value.position, "'\(key)' of \(what) must be a whole number, 0 or more")
    return nil
  }

  func bool(_ key: String) -> Bool? {
    guard let value = self[key] else { return nil }
    if let bool = value.bool { return bool }
    problems.error(at: value.position, "'\(key)' of \(what) must be true or false")
    return nil
  }

  /// One text, or a list of texts.
  func names(_ key: String) -> [Located<String>]? { self[key].flatMap { names($0, key) } }

  /// The same of a value that took the place of the one under `key`.
  func names(_ value: YAMLValue, _ key: String) -> [Located<String>]? {
    if let text = value.text { return [Located(text, value.position)] }
    if let values = value.sequence {
      return values.compactMap { element in
        if let text = element.text { return Located(text, element.position) }
        problems.error(
          at: element.position, "'\(key)' of \(what) must list names, not \(element.kind)")
        return nil
      }
    }
    problems.error(at: value.position, "'\(key)' of \(what) must be a name or a list of names")
    return nil
  }

  /// One of a few words.
  func choice(_ key: String, of known: [String]) -> String? {
    guard let value = self[key], let text = text(value, key) else { return nil }
    if known.contains(text) { return text }
    let hint = text.nearest(in: known).map { "; did you mean '\($0)'?" } ?? ""
    problems.error(
      at: value.position,
      "'\(key)' of \(what) must be one of \(known.joined(separator: ", ")), not '\(text)'\(hint)")
    return nil
  }

  /// The entries of the mapping under `key`, in the order written.
  func entries(_ key: String) -> [YAMLValue.Entry] {
    guard let value = self[key] else { return [] }
    if let entries = value.mapping { return entries }
    problems.error(at: value.position, "'\(key)' of \(what) must be a mapping, not \(value.kind)")
    return []
  }
}

/// A value and the place where it was written.
struct Located<Value: Sendable>: Sendable {
  let value: Value
  let position: SourcePosition

  init(_ value: Value, _ position: SourcePosition) {
    self.value = value
    self.position = position
  }
}

/// Two values are equal wherever they were written.
extension Located: Equatable where Value: Equatable {
  static func == (a: Self, b: Self) -> Bool { a.value == b.value }
}

extension Located: Hashable where Value: Hashable {
  func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

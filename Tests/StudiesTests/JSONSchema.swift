import Basics
import Tables

/// The part of JSON Schema (draft 2020-12) that the published schema uses; another keyword is reported,
/// so that none is passed over.
struct JSONSchema {
  let schema: JSON

  private static let notes: Set<String> = [
    "$schema", "$defs", "title", "description", "format", "default", "then",
  ]

  /// What is wrong with `value`, each with its path.
  func problems(_ value: JSON) -> [String] { problems(value, schema, "") }

  private func problems(_ value: JSON, _ schema: JSON, _ path: String) -> [String] {
    guard let rules = schema.members else { return schema == .bool(false) ? [path] : [] }
    return rules.flatMap { rule -> [String] in
      switch rule.key {
      case let key where Self.notes.contains(key): return []
      case "$ref":
        let name = rule.value.stringValue?.split(separator: "/").last.map(String.init) ?? ""
        return self.schema["$defs"]?[name].map { problems(value, $0, path) } ?? ["no \(name)"]
      case "type":
        let types = rule.value.arrayValue ?? [rule.value]
        return types.contains { Self.isType(value, $0.stringValue ?? "") }
          ? [] : ["\(path): not of type \(rule.value.text())"]
      case "enum":
        return rule.value.arrayValue?.contains(value) == true
          ? [] : ["\(path): not one of \(rule.value.text())"]
      case "const":
        return value == rule.value ? [] : ["\(path): not \(rule.value.text())"]
      case "allOf":
        return (rule.value.arrayValue ?? []).flatMap { problems(value, $0, path) }
      case "if":
        guard let then = schema["then"], problems(value, rule.value, path).isEmpty else {
          return []
        }
        return problems(value, then, path)
      case "pattern":
        guard let text = value.stringValue, let pattern = rule.value.stringValue,
          let regex = try? Regex(pattern)
        else { return [] }
        return text.contains(regex) ? [] : ["\(path): does not match \(pattern)"]
      case "minimum":
        guard let number = value.doubleValue, let least = rule.value.doubleValue else { return [] }
        return number >= least ? [] : ["\(path): below \(least)"]
      case "maximum":
        guard let number = value.doubleValue, let most = rule.value.doubleValue else { return [] }
        return number <= most ? [] : ["\(path): above \(most)"]
      case "exclusiveMinimum":
        guard let number = value.doubleValue, let bound = rule.value.doubleValue else { return [] }
        return number > bound ? [] : ["\(path): not above \(bound)"]
      case "exclusiveMaximum":
        guard let number = value.doubleValue, let bound = rule.value.doubleValue else { return [] }
        return number < bound ? [] : ["\(path): not below \(bound)"]
      case "required":
        guard let members = value.members else { return [] }
        return (rule.value.arrayValue ?? []).compactMap(\.stringValue)
          .filter { name in !members.contains { $0.key == name } }.map { "\(path): lacks '\($0)'" }
      case "properties":
        return (value.members ?? []).flatMap { member in
          rule.value[member.key].map { problems(member.value, $0, path + "/" + member.key) } ?? []
        }
      case "additionalProperties":
        return (value.members ?? []).filter { schema["properties"]?[$0.key] == nil }
          .flatMap { member in
            rule.value == .bool(false)
              ? ["\(path): no key '\(member.key)'"]
              : problems(member.value, rule.value, path + "/" + member.key)
          }
      case "propertyNames":
        return (value.members ?? []).flatMap { problems(.string($0.key), rule.value, path) }
      case "items":
        return (value.arrayValue ?? []).enumerated().flatMap { index, element in
          problems(element, rule.value, path + "/\(index)")
        }
      case "anyOf":
        let alternatives = rule.value.arrayValue ?? []
        return alternatives.contains { problems(value, $0, path).isEmpty }
          ? [] : ["\(path): fits none of the alternatives"]
      default: return ["the schema has a keyword that is not understood: \(rule.key)"]
      }
    }
  }

  private static func isType(_ value: JSON, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"),
      (.object, "object"), (.int, "integer"), (.int, "number"), (.double, "number"):
      true
    default: false
    }
  }
}

internal import Basics
internal import Foundation
package import Tables

extension Chart {
  /// The chart that a YAML value describes; a problem is told with the place of what it is about.
  package init(_ yaml: YAMLValue) throws(YAMLError) {
    var yaml = yaml
    // A text that looks like a number needs no quotes: each is found where a text is wanted.
    for _ in 0..<Self.mistakableTexts {
      do {
        self = try JSONDecoder().decode(Chart.self, from: Data(yaml.json.text().utf8))
        return
      } catch let DecodingError.typeMismatch(type, context) where type == String.self {
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        guard let quoted = yaml.quoted(at: path[...]) else {
          throw YAMLError(at: yaml.deepest(at: path).position, context.debugDescription)
        }
        yaml = quoted
      } catch let error as DecodingError {
        let (path, message) = error.pathAndMessage
        throw YAMLError(at: yaml.deepest(at: path).position, message)
      } catch {
        throw YAMLError(at: yaml.position, "\(error)")
      }
    }
    throw YAMLError(at: yaml.position, "texts that look like numbers need quotes")
  }

  private static let mistakableTexts = 100
}

extension YAMLValue {
  /// The value with the plain scalar at a path in quotes; `nil` where none is there.
  fileprivate func quoted(at path: ArraySlice<String>) -> YAMLValue? {
    guard let first = path.first else {
      guard case .scalar(let text, plain: true) = content else { return nil }
      return YAMLValue(content: .scalar(text, plain: false), position: position)
    }
    let rest = path.dropFirst()
    switch content {
    case .sequence(var values):
      guard let index = Int(first), values.indices.contains(index),
        let value = values[index].quoted(at: rest)
      else { return nil }
      values[index] = value
      return YAMLValue(content: .sequence(values), position: position)
    case .mapping(var entries):
      guard let index = entries.firstIndex(where: { $0.key == first }),
        let value = entries[index].value.quoted(at: rest)
      else { return nil }
      entries[index] = Entry(key: first, position: entries[index].position, value: value)
      return YAMLValue(content: .mapping(entries), position: position)
    case .null, .scalar: return nil
    }
  }
}

extension DecodingError {
  /// Where decoding stopped, as keys and indices, and why.
  fileprivate var pathAndMessage: ([String], String) {
    let (context, key): (Context, (any CodingKey)?) =
      switch self {
      case .keyNotFound(let key, let context): (context, key)
      case .typeMismatch(_, let context), .valueNotFound(_, let context): (context, nil)
      case .dataCorrupted(let context): (context, nil)
      @unknown default: (Context(codingPath: [], debugDescription: "\(self)"), nil)
      }
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return (path, key.map { "the key '\($0.stringValue)' is missing" } ?? context.debugDescription)
  }
}

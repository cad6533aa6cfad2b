internal import Basics
internal import Foundation
package import Tables

extension Chart {
  /// The chart that a file of YAML or JSON describes; `pictures` are the kinds it may hold beside a row flow.
  package init(file path: String, pictures: [any PictureKind]) throws {
    guard let yaml = try YAMLValue.parse(try TextFile.read(path), file: path) else {
      throw ReadError(file: path, problem: "the file is empty; write a chart")
    }
    try self.init(yaml, pictures: pictures)
  }

  /// The chart that a YAML value describes; a problem is reported with the place of what it is about.
  package init(_ yaml: YAMLValue, pictures: [any PictureKind]) throws(YAMLError) {
    let decoder = JSONDecoder()
    if let key = PictureKinds.key { decoder.userInfo[key] = pictures }
    var yaml = yaml
    // A text that looks like a number needs no quotes: each is found where a text is wanted.
    for _ in 0..<Self.mistakableTexts {
      do {
        self = try decoder.decode(Chart.self, from: Data(yaml.json.text().utf8))
        return
      } catch let DecodingError.typeMismatch(type, context) where type == String.self {
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        guard let quoted = yaml.quoted(at: path[...]) else {
          throw YAMLError(at: yaml.deepest(at: path).position, wanted(type))
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
  /// The value with the plain scalar at a path in quotes; `nil` if none is there.
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
    let (context, message): (Context, String?) =
      switch self {
      case .keyNotFound(let key, let context):
        (context, "the key '\(key.stringValue)' is missing")
      case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
        (context, wanted(type))
      case .dataCorrupted(let context): (context, nil)
      @unknown default: (Context(codingPath: [], debugDescription: "\(self)"), nil)
      }
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return (path, message ?? context.debugDescription)
  }
}

/// What is wanted where something else was found, in words.
private func wanted(_ type: any Any.Type) -> String {
  switch type {
  case is Int.Type: "a whole number is expected here"
  case is Double.Type: "a number is expected here"
  case is String.Type: "a text is expected here"
  case is Bool.Type: "true or false is expected here"
  case is [Any].Type: "a list is expected here"
  default: "a mapping is expected here"
  }
}

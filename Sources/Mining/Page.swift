internal import Basics
internal import Tables

/// The records of one answer, each on one line as it was sent.
struct Page {
  struct Record {
    let line: [UInt8]
    let id: String?
    let value: JSON
  }

  enum Failure: Error {
    /// The body is no JSON: it may be whole the next time.
    case broken(String)
    case final(String)
  }

  private(set) var records: [Record] = []
  /// The whole answer, for what says where the next page is.
  let answer: JSON

  init(_ body: [UInt8], _ recipe: Recipe) throws(Failure) {
    do throws(JSONError) { answer = try JSON.parse(body) } catch {
      throw .broken("the answer is no JSON (\(error))")
    }
    guard let found = answer.at(recipe.records) else {
      throw .final(
        "the answer has no '\(recipe.records.joined(separator: "."))'\(Self.said(answer))")
    }
    guard let values = found.arrayValue else {
      throw .final("the answer holds no array of records\(Self.said(answer))")
    }
    let lines: [[UInt8]]
    do throws(JSONSpans.Failure) {
      lines = try Self.lines(body, recipe)
    } catch {
      throw .broken(error.problem)
    }
    guard lines.count == values.count else { throw .broken("the answer is no JSON") }
    for (index, (line, value)) in zip(lines, values).enumerated() {
      guard value.members != nil else { throw .final("record \(index + 1) is no object") }
      let id = recipe.id.isEmpty ? nil : value.at(recipe.id)?.name
      guard recipe.id.isEmpty || id != nil else {
        throw .final("record \(index + 1) has no '\(recipe.id.joined(separator: "."))'")
      }
      records.append(Record(line: line, id: id, value: value))
    }
  }

  /// The records as they stand in the answer, without line breaks, and of their members those that are kept.
  private static func lines(
    _ body: [UInt8], _ recipe: Recipe
  ) throws(JSONSpans.Failure) -> [[UInt8]] {
    var spans = JSONSpans(body)
    var range = try spans.value()
    for key in recipe.records {
      let name = Array(JSON.string(key).text().utf8)
      guard
        let member = try spans.members(of: range).first(where: { body[$0.key].elementsEqual(name) })
      else { return [] }
      range = member.value
    }
    var lines: [[UInt8]] = []
    for element in try spans.elements(of: range) {
      var line: [UInt8] = []
      if recipe.fields.isEmpty {
        line = Array(body[element])
      } else {
        for member in try spans.members(of: element) {
          let name = String(decoding: body[member.key].dropFirst().dropLast(), as: UTF8.self)
          guard recipe.fields.contains(name) else { continue }
          line += [line.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ",")]
          line += body[member.key] + [UInt8(ascii: ":")] + body[member.value]
        }
        line += line.isEmpty ? Array("{}".utf8) : [UInt8(ascii: "}")]
      }
      // Line breaks stand between the words of JSON only.
      lines.append(line.filter { $0 != 0x0A && $0 != 0x0D })
    }
    return lines
  }

  /// What the server says instead of records: `{"error": "..."}`.
  static func said(_ answer: JSON) -> String {
    let text = answer["error"]?.stringValue ?? answer["message"]?.stringValue
    return text.map { ": \($0.prefix(200))" } ?? ""
  }
}

extension JSON {
  /// The value at a path of keys.
  func at(_ path: [String]) -> JSON? {
    path.reduce(Optional(self)) { $0?[$1] }
  }

  /// A text or a number as a text.
  var name: String? {
    switch self {
    case .string(let text): text.isEmpty ? nil : text
    case .int(let number): String(number)
    case .double(let number): JSONNumber.text(number)
    default: nil
    }
  }
}

import Basics
import Tables

/// What `--each` asks for: a report for each of some values of a parameter.
enum EachRequest: Hashable, Sendable {
  /// `NAME=A,B..C`: each item a value, or two whole numbers and all between them.
  case listed(parameter: String, items: [String])
  /// `NAME`: all that the study allows.
  case allowed(parameter: String)
  /// `TABLE.COLUMN`: what the column holds, for the parameter of its name.
  case column(table: String, name: String)

  /// The most reports that one build makes.
  static let most = 500

  init(_ text: String) throws {
    if let equals = text.firstIndex(of: "=") {
      let name = String(text[..<equals])
      let items = text[text.index(after: equals)...].split(
        separator: ",", omittingEmptySubsequences: false
      ).map { $0.trimmingCharacters(in: .whitespaces) }
      guard !name.isEmpty else { throw Self.misread(text) }
      guard !items.contains("") else {
        throw StudyError(at: nil, "--each \(name): a value is missing in '\(text)'")
      }
      self = .listed(parameter: name, items: items)
    } else if let dot = text.firstIndex(of: ".") {
      let (table, column) = (String(text[..<dot]), String(text[text.index(after: dot)...]))
      guard !table.isEmpty, !column.isEmpty else { throw Self.misread(text) }
      self = .column(table: table, name: column)
    } else {
      guard !text.isEmpty else { throw Self.misread(text) }
      self = .allowed(parameter: text)
    }
  }

  /// The parameter that takes the values.
  var parameter: String {
    switch self {
    case .listed(let parameter, _), .allowed(let parameter): parameter
    case .column(_, let name): name
    }
  }

  private static func misread(_ text: String) -> StudyError {
    StudyError(
      at: nil, "--each takes NAME=A,B or NAME=A..B, NAME alone, or TABLE.COLUMN, not '\(text)'")
  }

  /// The values of items, ranges written out.
  static func values(of items: [String], for parameter: ParameterDefinition) throws -> [String] {
    var values: [String] = []
    for item in items {
      if let (first, last) = range(item) {
        guard first <= last else {
          throw StudyError(
            at: nil,
            "--each \(parameter.name): '\(item)' ends before it begins; write \(last)..\(first)")
        }
        let (span, isTooLong) = last.subtractingReportingOverflow(first)
        guard !isTooLong, span < Int64(most) else {
          throw tooMany(isTooLong || span == .max ? "more" : "\(span + 1)", parameter.name)
        }
        values += (first...last).map { "\($0)" }
      } else if item.contains(".."), parameter.type != .text {
        throw StudyError(
          at: nil,
          "--each \(parameter.name): '\(item)' is no range; ranges are of whole numbers, as in 2021..2026: list other values, as in A,B"
        )
      } else {
        values.append(item)
      }
    }
    guard values.count <= most else { throw tooMany("\(values.count)", parameter.name) }
    return values
  }

  static func tooMany(_ count: String, _ parameter: String) -> StudyError {
    StudyError(
      at: nil,
      "--each \(parameter): \(count) values; at most \(most) reports are built at once: choose some of the values"
    )
  }

  private static func range(_ item: String) -> (Int64, Int64)? {
    guard let match = item.wholeMatch(of: #/(-?[0-9]+)\.\.(-?[0-9]+)/#),
      let first = Int64(match.1), let last = Int64(match.2)
    else { return nil }
    return (first, last)
  }
}

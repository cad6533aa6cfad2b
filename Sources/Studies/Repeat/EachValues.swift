import Basics
import Foundation
import Tables

/// The values that `--each` gives a parameter, in the order of the index.
struct EachValues {
  let parameter: ParameterDefinition
  /// As `--set` would be given them.
  let texts: [String]
  /// The rows of the column that have no value, for which there is no report.
  var missingRows = 0

  init(_ request: EachRequest, of builder: StudyBuilder) throws {
    let problems = ProblemCollector()
    let settings = builder.options.settings
    let study = try builder.folder.definition(problems, settings: settings).study
    try problems.throwIfErrors()
    let name = request.parameter
    guard let parameter = study.parameters.first(where: { $0.name == name }) else {
      throw Self.unknown(request, study.parameters.map(\.name))
    }
    guard !settings.contains(where: { $0.name == name }) else {
      throw StudyError(at: nil, "--each and --set both give '\(name)'; leave one out")
    }
    self.parameter = parameter
    var texts: [String]
    var isOrdered = false
    switch request {
    case .listed(_, let items):
      texts = try EachRequest.values(of: items, for: parameter)
    case .allowed:
      guard let allowed = parameter.allowed else {
        throw StudyError(
          at: parameter.position,
          "--each \(name): the study does not list the values of '\(name)'; write them, as in --each \(name)=A,B"
        )
      }
      texts = allowed
      isOrdered = true
    case .column(let table, let column):
      (texts, missingRows) = try Self.values(of: column, in: table, builder)
    }
    guard texts.count <= EachRequest.most else {
      throw EachRequest.tooMany("\(texts.count)", name)
    }
    guard !texts.isEmpty else {
      throw StudyError(at: nil, "--each \(name): there are no values, so there is nothing to build")
    }
    // What was typed is checked as --set checks it; what a column holds is told on the index.
    if case .column = request {} else { try Self.check(texts, of: name, study, settings) }
    self.texts = isOrdered ? texts : Self.sorted(texts, parameter)
  }

  private static func unknown(_ request: EachRequest, _ known: [String]) -> StudyError {
    let name = request.parameter
    let hint =
      name.nearest(in: known).map { "; did you mean '\($0)'?" }
      ?? (known.isEmpty ? "; it has none" : "; it has \(known.joined(separator: ", "))")
    let purpose =
      if case .column = request { ", which would be given the values of the column" } else { "" }
    return StudyError(at: nil, "--each: the study has no parameter '\(name)'\(purpose)\(hint)")
  }

  private static func values(
    of name: String, in table: String, _ builder: StudyBuilder
  ) throws -> (texts: [String], missing: Int) {
    let rows = try located("--each") { try builder.table(table) }
    let column = try located("--each") { try rows.column(name) }
    switch column.type {
    case .text, .int, .double, .bool, .date: break
    default:
      throw StudyError(
        at: nil,
        "--each: column '\(name)' of '\(table)' holds values of type \(column.type.rawValue), which no parameter takes"
      )
    }
    var seen: Set<Value> = []
    var missing = 0
    for row in 0..<column.count {
      let value = column.value(at: row)
      if value == .missing || value.description.isEmpty {
        missing += 1
      } else if seen.insert(value).inserted, seen.count > 100 * EachRequest.most {
        break
      }
    }
    guard seen.count <= EachRequest.most else {
      let count =
        seen.count > 100 * EachRequest.most
        ? "more than \(100 * EachRequest.most)" : "\(seen.count)"
      throw EachRequest.tooMany(count, name)
    }
    return (seen.map(\.description), missing)
  }

  /// Runs `body`; what it throws is told to come from an option.
  private static func located<Result>(_ option: String, _ body: () throws -> Result) throws
    -> Result
  {
    do {
      return try body()
    } catch let error as TableError {
      throw StudyError(at: nil, "\(option): \(error)")
    }
  }

  /// Throws where a value is none of the parameter's, or comes twice.
  private static func check(
    _ texts: [String], of name: String, _ study: StudyDefinition,
    _ settings: [(name: String, value: String)]
  ) throws {
    var seen: [JSON: String] = [:]
    for text in texts {
      let values = try ParameterValues(
        study.parameters, repairs: study.repairs.map(\.id), settings: settings + [(name, text)])
      guard let value = values.values.first(where: { $0.name == name })?.value else { continue }
      if let other = seen.updateValue(text, forKey: value) {
        throw StudyError(
          at: nil,
          other == text
            ? "--each \(name): '\(text)' is given twice; leave one out"
            : "--each \(name): '\(other)' and '\(text)' are the same value; leave one out")
      }
    }
  }

  /// Numbers and days by size, words in the order that the study allows them in, else by the alphabet.
  private static func sorted(_ texts: [String], _ parameter: ParameterDefinition) -> [String] {
    if let allowed = parameter.allowed {
      let places = Dictionary(
        allowed.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      return texts.sorted { (places[$0] ?? .max, $0) < (places[$1] ?? .max, $1) }
    }
    switch parameter.type {
    case .int, .double:
      return texts.sorted { (Double($0) ?? .infinity, $0) < (Double($1) ?? .infinity, $1) }
    default: return texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }
}

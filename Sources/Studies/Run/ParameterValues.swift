import Basics
import Tables

/// The values of a study's parameters, from their defaults and from `--set`.
struct ParameterValues: Sendable {
  /// By name, in the study's order.
  let values: [(name: String, value: JSON)]
  private let types: [ColumnType]
  /// Repairs switched by `--set repair.NAME=true/false`.
  let repairs: [String: Bool]

  /// Reads `settings` of the form (name, value); unknown names and wrong types are errors.
  init(
    _ definitions: [ParameterDefinition], repairs repairIDs: [String],
    settings: [(name: String, value: String)]
  ) throws {
    var texts: [String: String] = [:]
    var repairs: [String: Bool] = [:]
    let known = definitions.map(\.name) + repairIDs.map { "repair." + $0 }
    var seen: Set<String> = []
    for (name, value) in settings {
      guard seen.insert(name).inserted else {
        throw StudyError(at: nil, "--set: '\(name)' is given twice; leave one out")
      }
      guard known.contains(name) else {
        let hint = name.nearest(in: known).map { "; did you mean '\($0)'?" } ?? ""
        throw StudyError(at: nil, "--set: the study has no parameter '\(name)'\(hint)")
      }
      if name.hasPrefix("repair.") {
        guard let enabled = Bool(value) else {
          throw StudyError(at: nil, "--set \(name): write true or false, not '\(value)'")
        }
        repairs[String(name.dropFirst("repair.".count))] = enabled
      } else {
        texts[name] = value
      }
    }
    self.repairs = repairs
    var values: [(name: String, value: JSON)] = []
    for parameter in definitions {
      let text = texts[parameter.name] ?? parameter.defaultText
      if let allowed = parameter.allowed, !allowed.contains(text) {
        throw StudyError(
          at: parameter.position,
          "parameter '\(parameter.name)' is one of \(allowed.joined(separator: ", ")), not '\(text)'"
        )
      }
      guard let value = Self.read(text, as: parameter.type) else {
        throw StudyError(
          at: parameter.position,
          "parameter '\(parameter.name)' is of type \(parameter.type.rawValue), not '\(text)'")
      }
      values.append((name: parameter.name, value: value))
    }
    self.values = values
    types = definitions.map(\.type)
  }

  /// The value that a text means; `nil` where it is not of the type.
  static func read(_ text: String, as type: ColumnType) -> JSON? {
    switch type {
    case .int: Int64(text).map(JSON.int)
    case .double: Double(text).flatMap { $0.isFinite ? JSON.double($0) : nil }
    case .bool: Bool(text).map(JSON.bool)
    case .date: CalendarDate(text).map { .string($0.description) }
    default: .string(text)
    }
  }

  /// What the parameters stand for in expressions; dates as dates.
  var inExpressions: [String: Value] {
    Dictionary(
      zip(values, types).map { entry, type -> (String, Value) in
        switch entry.value {
        case .int(let value): (entry.name, type == .double ? .double(Double(value)) : .int(value))
        case .double(let value): (entry.name, .double(value))
        case .bool(let value): (entry.name, .bool(value))
        case .string(let text):
          if type == .date, let date = CalendarDate(text) {
            (entry.name, .date(Int32(clamping: date.daysSinceEpoch)))
          } else {
            (entry.name, .text(text))
          }
        default: (entry.name, .missing)
        }
      }, uniquingKeysWith: { first, _ in first })
  }
}

import Tables

/// The values of a study's parameters, from their defaults and from `--set`.
struct ParameterValues: Sendable {
  /// By name, in the study's order.
  let values: [(name: String, value: JSON)]
  /// Repairs switched by `--set repair.NAME=true/false`.
  let repairs: [String: Bool]

  /// Reads `settings` of the form (name, value); unknown names and wrong types are errors.
  init(_ study: StudyDefinition, settings: [(name: String, value: String)]) throws {
    var texts: [String: String] = [:]
    var repairs: [String: Bool] = [:]
    let known = study.parameters.map(\.name) + study.repairs.map { "repair." + $0.id }
    for (name, value) in settings {
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
    for parameter in study.parameters {
      let text = texts[parameter.name] ?? parameter.defaultText
      if let allowed = parameter.allowed, !allowed.contains(text) {
        throw StudyError(
          at: parameter.position,
          "parameter '\(parameter.name)' is one of \(allowed.joined(separator: ", ")), not '\(text)'")
      }
      guard let value = Self.read(text, as: parameter.type) else {
        throw StudyError(
          at: parameter.position,
          "parameter '\(parameter.name)' is of type \(parameter.type.rawValue), not '\(text)'")
      }
      values.append((name: parameter.name, value: value))
    }
    self.values = values
  }

  private static func read(_ text: String, as type: ColumnType) -> JSON? {
    switch type {
    case .int: Int64(text).map(JSON.int)
    case .double: Double(text).flatMap { $0.isFinite ? JSON.double($0) : nil }
    case .bool: Bool(text).map(JSON.bool)
    default: .string(text)
    }
  }

  var json: JSON { .object(values.map { JSON.Member($0.name, $0.value) }) }
}

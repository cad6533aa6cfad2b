import Basics
import Tables

/// What a study says of the part that columns play: `roles: {outcome: .., by: .., time: .., id: .., ignore: ..}`.
struct StudyRoles: Sendable {
  let outcome, by, time: Located<String>?
  let identifiers, ignored: [Located<String>]

  static let keys = ["outcome", "by", "time", "id", "ignore"]

  init?(_ value: YAMLValue, _ problems: ProblemCollector) {
    guard let reader = MappingReader(value, "'roles'", known: Self.keys, problems) else {
      return nil
    }
    outcome = reader.located("outcome")
    by = reader.located("by")
    time = reader.located("time")
    identifiers = reader.names("id") ?? []
    ignored = reader.names("ignore") ?? []
  }

  /// All columns that are named.
  var columns: [Located<String>] { [outcome, by, time].compactMap(\.self) + identifiers + ignored }

  /// The part that a column plays, in a word.
  func part(of name: String) -> String? {
    if outcome?.value == name { return "outcome" }
    if by?.value == name { return "groups" }
    if time?.value == name { return "time of rows" }
    return ignored.contains { $0.value == name } ? "left out" : nil
  }

  /// The role that a column is given.
  static func kind(_ reader: MappingReader, key: String = "role") -> ColumnRole.Kind? {
    reader.choice(key, of: ColumnRole.Kind.allCases.map(\.rawValue)).flatMap(ColumnRole.Kind.init)
  }
}

extension StudyDefinition {
  /// What the columns of a source are for, by their names, as far as the study says.
  func rolesOfColumns(in source: String) -> [String: String] {
    let columns = sources.first { $0.id == source }?.columns ?? []
    var words: [String: String] = [:]
    for column in columns {
      guard let role = column.role else { continue }
      words[column.name] = role.rawValue + (roles?.part(of: column.name).map { " (\($0))" } ?? "")
    }
    return words
  }
}

internal import Basics
public import Tables

/// What the person who starts a study says of its columns.
public struct StarterWishes: Sendable {
  /// The column to explain, the one whose groups are compared, and the one that orders rows in time.
  public var outcome, by, time: String?
  /// Columns that tell units apart.
  public var identifiers: [String]
  /// Columns that the study leaves out.
  public var ignored: [String]
  /// Roles that correct those found.
  public var roles: [String: ColumnRole.Kind]

  /// Nothing is said of what is not given.
  public init(
    outcome: String? = nil, by: String? = nil, time: String? = nil, identifiers: [String] = [],
    ignored: [String] = [], roles: [String: ColumnRole.Kind] = [:]
  ) {
    self.outcome = outcome
    self.by = by
    self.time = time
    self.identifiers = identifiers
    self.ignored = ignored
    self.roles = roles
  }

  /// Reads a file of roles, as a study carries them: `columns: {amount: {role: amount}}`, or plainly `amount: amount`, and
  /// `roles: {outcome: .., by: .., time: .., id: .., ignore: ..}`. What was said before stays.
  public mutating func read(_ text: String, file: String) throws {
    let problems = ProblemCollector()
    guard let root = try YAMLValue.parse(text, file: file),
      let reader = MappingReader(root, "the file of roles", known: nil, problems)
    else {
      try problems.throwIfErrors()
      return
    }
    for key in reader.keys {
      switch key {
      case "roles":
        guard let value = reader[key], let plan = StudyRoles(value, problems) else { continue }
        outcome = outcome ?? plan.outcome?.value
        by = by ?? plan.by?.value
        time = time ?? plan.time?.value
        identifiers += plan.identifiers.map(\.value)
        ignored += plan.ignored.map(\.value)
      case "columns": read(reader.entries(key), problems)
      case let key where StudyParser.topKeys.contains(key):
        // A study itself: what its sources say of their columns.
        guard key == "sources" else { continue }
        for source in reader.entries(key) {
          guard
            let reader = MappingReader(source.value, "source '\(source.key)'", known: nil, problems)
          else { continue }
          read(reader.entries("columns"), problems)
        }
      default: set(key, StudyRoles.kind(reader, key: key))
      }
    }
    try problems.throwIfErrors()
  }

  private mutating func read(_ entries: [YAMLValue.Entry], _ problems: ProblemCollector) {
    for entry in entries {
      let what = "column '\(entry.key)'"
      guard let column = MappingReader(entry.value, what, known: nil, problems) else { continue }
      set(entry.key, StudyRoles.kind(column))
    }
  }

  private mutating func set(_ name: String, _ kind: ColumnRole.Kind?) {
    if let kind, roles[name] == nil { roles[name] = kind }
  }

  /// Fails where a column that is named is none of the table's.
  func check(_ names: [String], file: String) throws {
    let named =
      [outcome, by, time].compactMap(\.self) + identifiers + ignored + roles.keys.sorted()
    for name in named where !names.contains(name) {
      let hint = name.nearest(in: names).map { "; did you mean '\($0)'?" } ?? ""
      throw StudyError(at: nil, "'\(file)' has no column '\(name)'\(hint)")
    }
  }
}

internal import Basics
import Datasets
public import Foundation
public import Tables

/// Writes a working study for a data file: it finds what each column is for, and plans from that.
public struct StudyStarter: Sendable {
  private let file: URL
  private let part: String
  /// Which rows are kept; `nil`: all.
  private let condition: String?
  private let options: ReadOptions
  /// Words that stand for no answer, besides those that were said.
  private let words: [String]
  private let table: Table
  private let roles: [ColumnRole]
  private let cleaning: StarterCleaning
  private let plan: StarterPlan
  private let ignored: [String]

  /// Reads the file, all of it, to see what its columns hold.
  ///
  /// - Parameters:
  ///   - part: the sheet of a workbook, or the table of a database; empty: the first.
  ///   - condition: which rows to keep; `nil`: all.
  ///   - wishes: what is known of the columns.
  public init(
    file: URL, part: String = "", options: ReadOptions = .init(), where condition: String? = nil,
    wishes: StarterWishes = .init()
  ) throws {
    self.file = file
    self.condition = condition
    self.part = part
    self.options = options
    let path = part.isEmpty ? file.path : "\(file.path):\(part)"
    func read(_ words: [String]) throws -> (Table, [ColumnRole]) {
      var options = options
      options.missing += words
      var table = try TableFile.read(path, options: options)
      try wishes.check(table.names, file: file.lastPathComponent)
      if let condition { table = try table.filtered(Expression.parse(condition)) }
      guard table.rowCount > 0 else {
        throw StudyError(
          at: nil, "'\(file.lastPathComponent)' has no rows; a study needs some to start from")
      }
      let found = TableProfile(table).roles
      let roles = zip(table.names, found).map { name, role in
        guard let kind = wishes.roles[name], kind != role.kind else { return role }
        return ColumnRole(kind, "as said", order: role.order, noAnswer: role.noAnswer)
      }
      return (table, roles)
    }
    var (raw, roles) = try read([])
    words = Self.words(raw, roles).filter { !options.missing.contains($0) }
    if !words.isEmpty { (raw, roles) = try read(words) }
    table = raw
    self.roles = roles
    cleaning = StarterCleaning(raw, roles)
    let clean = try cleaning.applied(to: raw)
    let profile = TableProfile(clean)
    ignored = wishes.ignored
    let columns = zip(zip(clean.names, clean.columns), zip(roles, profile.columns)).compactMap {
      entry, known in
      StarterColumn.canBeNamed(entry.0) && !wishes.ignored.contains(entry.0)
        ? StarterColumn(entry.0, entry.1, known.0, known.1) : nil
    }
    plan = StarterPlan(columns, StarterChoice(columns, wishes), rows: clean.rowCount)
  }

  /// Words for no answer that no other column holds as a value.
  private static func words(_ table: Table, _ roles: [ColumnRole]) -> [String] {
    var found: [String] = []
    for (column, role) in zip(table.columns, roles) where column.type == .text {
      for word in role.noAnswer where !found.contains(word) && !word.isEmpty { found.append(word) }
    }
    return Array(found.prefix(12))
  }

  /// What was taken for what, one line a column, for a person at a terminal.
  public var summary: String {
    let names = table.names
    let width = min(28, names.map(\.count).max() ?? 0)
    var lines = zip(names, roles).prefix(60).map { name, role in
      let short = name.count > width ? name.prefix(max(0, width - 1)) + "…" : name[...]
      return short + String(repeating: " ", count: max(0, width - short.count) + 2)
        + role.kind.rawValue.padding(toLength: 13, withPad: " ", startingAt: 0) + role.evidence
    }
    if names.count > 60 { lines.append("… and \(names.count - 60) more columns") }
    let choice = plan.choice
    lines.append("")
    for (part, taken) in [
      ("outcome", choice.outcome), ("groups", choice.by), ("time", choice.time),
    ] {
      lines.append("\(part): " + (taken.map { "\($0.column.name) (\($0.why))" } ?? "none"))
    }
    if let unit = choice.unit { lines.append("several rows a unit: \(unit.name)") }
    return lines.joined(separator: "\n")
  }

  /// Writes `study.yml` and `report.md` into `folder`, and a copy of the data into `data/` there. A
  /// folder that holds a study already is left as it is.
  public func write(to folder: URL) throws {
    let manager = FileManager.default
    let studyFile = folder.appendingPathComponent("study.yml")
    guard !manager.fileExists(atPath: studyFile.path) else {
      throw StudyError(
        at: nil, "'\(folder.path)' already contains a study; choose another folder or remove it")
    }
    let path = folder.relativePath
    try OutputFile.makeFolder("\(path)/data")
    let copy = "\(path)/data/\(file.lastPathComponent)"
    if !manager.fileExists(atPath: copy) { try OutputFile.copy(file.path, to: copy) }
    let text = StarterText(
      plan: plan, cleaning: cleaning, roles: zip(table.names, roles).map { ($0, $1) }, table: table,
      title: title, fileName: file.lastPathComponent, dialect: dialect, condition: condition,
      ignored: ignored)
    try OutputFile.write(Data(text.report.utf8), to: "\(path)/report.md")
    try OutputFile.write(Data(text.study(id: identifier(folder)).utf8), to: "\(path)/study.yml")
  }

  private func identifier(_ folder: URL) -> String {
    let words = folder.standardizedFileURL.lastPathComponent.lowercased().unicodeScalars.map {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "-"
    }
    let text = String(
      String(words).split(separator: "-").joined(separator: "-").prefix(Limits.idCharacters - 6))
    return text.first?.isLetter == true ? text : "study-" + text
  }

  private var title: String {
    let name = file.deletingPathExtension().lastPathComponent
    return "\(StarterColumn.words(name)): a first look"
  }

  /// How the file is written, as far as it was said or found.
  private var dialect: String {
    var lines: [(key: String, value: String)] = []
    if !part.isEmpty { lines.append(("table", part.yaml)) }
    let missing = options.missing + words
    if !missing.isEmpty {
      lines.append(("missing", "[\(([""] + missing).map(\.yaml).joined(separator: ", "))]"))
    }
    if let sign = options.decimal { lines.append(("decimal", sign.rawValue.yaml)) }
    if let sign = options.thousands { lines.append(("thousands", sign.yaml)) }
    if let sign = options.separator {
      lines.append(("delimiter", sign == "\t" ? "tab" : String(Character(sign)).yaml))
    }
    if let encoding = options.encoding { lines.append(("encoding", encoding.yaml)) }
    if let order = options.dayOrder { lines.append(("dates", order.rawValue)) }
    return lines.map { "    \($0.key): \($0.value)\n" }.joined()
  }
}

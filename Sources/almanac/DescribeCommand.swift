internal import Basics
internal import ArgumentParser
internal import Datasets
internal import Foundation
internal import Reports
internal import Studies
internal import Tables

/// `almanac describe`: the profile of a data file.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Describe a data file: types, missing values, spread, oddities.",
    discussion: """
      Types are inferred from every cell, and what kept a column from a narrower type is reported. \
      Quartiles are of type 7, as in R and NumPy.

        almanac describe models.csv
        almanac describe models.csv --json
        almanac describe models.csv --types     no profile: types only
        almanac describe models.csv --report    a page: pictures, gaps, what goes together
        almanac describe old.csv new.csv        what is other in the new file
      """)

  @Argument(help: ArgumentHelp(DataFile.help))
  var file: String

  @Argument(help: ArgumentHelp("A second file, to be compared with the first.", valueName: "new"))
  var other: String?

  @Flag(help: "Write a page with pictures, alerts, gaps and associations.")
  var report = false

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder of the page; by default FILE-profile.", valueName: "folder"))
  var out: String?

  @Flag(help: "With --report: replace a folder that Almanac did not write.")
  var force = false

  @Flag(help: "Print JSON: more of each column, and the rows of each finding.")
  var json = false

  @Flag(help: "Print only the number of rows and the type of each column.")
  var types = false

  @OptionGroup var reading: DataFileArguments

  func validate() throws {
    if report, types || json || other != nil {
      throw ValidationError("--report writes a page of one file, without --types and --json.")
    }
    if types, other != nil { throw ValidationError("--types is of one file.") }
    if out != nil, !report { throw ValidationError("--out goes with --report.") }
    if out?.isEmpty == true { throw ValidationError("--out needs the name of a folder.") }
  }

  func run() throws {
    let table = try DataFile(file, reading).read(keepsAmbiguities: true)
    if report {
      let name = TableFile.parts(of: file).file
      let place = URL(fileURLWithPath: name)
      let folder =
        out
        ?? (file == "-" ? "profile" : place.deletingPathExtension().lastPathComponent + "-profile")
      try ProfilePage(
        table, name: file == "-" ? "standard input" : place.lastPathComponent,
        threads: reading.threads
      ).write(to: folder, bundle: BundledFiles.find(), force: force)
      print("\(folder)/index.html".printable)
      return
    }
    if let other {
      let new = try DataFile(other, reading).read(keepsAmbiguities: true)
      let changes = ProfileComparison(
        TableProfile(table, threads: reading.threads), TableProfile(new, threads: reading.threads))
      print(json ? changes.json.text(.init(indent: 2)) : Self.text(changes))
      return
    }
    if types {
      print(json ? ColumnTypes(table).json.text(.init(indent: 2)) : ColumnTypes(table).text)
      return
    }
    let profile = TableProfile(table, threads: reading.threads)
    print(json ? profile.json.text(.init(indent: 2)) : ProfileSummary(profile).text)
  }
}

extension DescribeCommand {
  /// What is other, one line each.
  private static func text(_ comparison: ProfileComparison) -> String {
    guard !comparison.changes.isEmpty else { return "The profiles are the same." }
    var columns = TextColumns()
    columns.add("column", "what", "old", "new")
    for change in comparison.changes {
      columns.add(
        (change.column ?? "(table)").printable, change.what,
        String(change.old.prefix(40)).printable,
        String(change.new.prefix(40)).printable)
    }
    return columns.text
  }
}

/// The rows and the types of the columns of a table.
private struct ColumnTypes {
  let table: Table

  init(_ table: Table) { self.table = table }

  var text: String {
    var columns = TextColumns(rightAligned: [2])
    columns.add("column", "type", "missing")
    for (name, column) in zip(table.names, table.columns) {
      columns.add(name, column.type.rawValue, String(column.missingCount))
    }
    return "\(table.rowCount) row\(table.rowCount == 1 ? "" : "s")\n\n" + columns.text
  }

  var json: JSON {
    [
      "rows": .int(Int64(table.rowCount)),
      "columns": .array(
        zip(table.names, table.columns).map { name, column in
          [
            "name": .string(name), "type": .string(column.type.rawValue),
            "missing": .int(Int64(column.missingCount)),
          ]
        }),
    ]
  }
}

/// A profile as lines for a person at a terminal.
struct ProfileSummary {
  private let profile: TableProfile

  init(_ profile: TableProfile) { self.profile = profile }

  var text: String {
    let style = Style()
    var parts = [
      "\(count(profile.rows, "row")), \(count(profile.columns.count, "column"))"
    ]
    let numbers = profile.columns.filter { $0.distribution != nil }
    let others = profile.columns.filter { $0.distribution == nil }
    if !numbers.isEmpty { parts.append(emphasised(numberTable(numbers), style)) }
    if !others.isEmpty { parts.append(emphasised(otherTable(others), style)) }
    let remarks =
      profile.findings.map { ($0.column.map { "\($0): " } ?? "") + $0.text }
      + profile.notes.map { ($0.column.map { "\($0): " } ?? "") + $0.text }
    if !remarks.isEmpty {
      parts.append(remarks.map { Self.wrapped($0.printable) }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  /// The columns of numbers, with as many figures as fit a terminal; JSON has all.
  private func numberTable(_ numbers: [ColumnProfile]) -> String {
    let all = ["mean", "min", "25 %", "median", "75 %", "max"]
    var table = ""
    for figures in [
      all, ["mean", "min", "median", "max"], ["min", "median", "max"], ["min", "max"],
    ] {
      var columns = TextColumns(rightAligned: Set(2...8))
      columns.add(["number", "type", "missing"] + figures)
      for column in numbers {
        guard let d = column.distribution else { continue }
        let figure = { (value: Tables.Value) in number(value, column) }
        let known = [
          "mean": figure(d.mean.map(Tables.Value.double) ?? .missing), "min": figure(d.minimum),
          "25 %": figure(d.firstQuartile), "median": figure(d.median),
          "75 %": figure(d.thirdQuartile), "max": figure(d.maximum),
        ]
        columns.add(
          [short(column.name, 18), short(type(column), 16), missing(column)]
            + figures.map { known[$0] ?? "" })
      }
      table = columns.text
      if table.split(separator: "\n").allSatisfy({ $0.count <= Self.width }) { break }
    }
    return table
  }

  /// The other columns, with their values as far as they fit.
  private func otherTable(_ others: [ColumnProfile]) -> String {
    func table(_ room: Int) -> String {
      var columns = TextColumns(rightAligned: [2, 3])
      columns.add("column", "type", "missing", "distinct", short("most frequent, or range", room))
      for column in others {
        columns.add(
          short(column.name, 18), short(type(column), 16), missing(column), String(column.distinct),
          short(values(column), room))
      }
      return columns.text
    }
    let used = table(0).split(separator: "\n").map(\.count).max() ?? 0
    return table(max(12, Self.width - used - 2))
  }

  /// So wide is a terminal.
  private static let width = 80

  /// A text cut to so many signs.
  private func short(_ text: String, _ limit: Int) -> String {
    text.count > limit ? text.prefix(max(0, limit - 1)) + (limit > 0 ? "…" : "") : text
  }

  /// A sentence on lines that fit a terminal.
  private static func wrapped(_ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let last = lines[lines.count - 1]
      if !last.isEmpty, last.count + 1 + word.count > width {
        lines.append("  " + word)
      } else {
        lines[lines.count - 1] = last.isEmpty ? String(word) : last + " " + word
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The table with its first line emphasised.
  private func emphasised(_ table: String, _ style: Style) -> String {
    var lines = table.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[0] = style.strong(lines[0])
    return lines.joined(separator: "\n")
  }

  private func values(_ column: ColumnProfile) -> String {
    if let earliest = column.earliest, let latest = column.latest {
      return "\(earliest) to \(latest)"
    }
    return column.mostFrequent.prefix(3).map { frequency in
      let value = frequency.value.description
      let short = value.count > 24 ? value.prefix(23) + "…" : value[...]
      return "\(short) (\(frequency.rows))"
    }.joined(separator: ", ")
  }

  private func type(_ column: ColumnProfile) -> String {
    column.type.rawValue + (column.unit.map { ", \($0.symbol)" } ?? "")
  }

  private func missing(_ column: ColumnProfile) -> String {
    guard column.missing > 0, profile.rows > 0 else { return "0" }
    let share = Double(column.missing) / Double(profile.rows) * 100
    return "\(column.missing) (\(share < 1 ? "<1" : String(Int(share.rounded()))) %)"
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A whole number keeps all its digits; a year has no comma.
  private func number(_ value: Tables.Value, _ column: ColumnProfile) -> String {
    if column.kind == .year, let year = value.doubleValue {
      return NumberFormat.year(isWhole: year.rounded() == year).text(year)
    }
    guard case .int(let whole) = value else { return number(value.doubleValue) }
    return NumberFormat.integer.text(exactly: whole).replacing(NumberFormat.minus, with: "-")
  }

  private func number(_ value: Double?) -> String {
    NumberFormat.number.text(value).replacing(NumberFormat.minus, with: "-")
      .replacing(NumberFormat.unitSpace, with: " ")
  }
}

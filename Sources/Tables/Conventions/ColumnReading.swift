public import Basics

/// How the texts of a column were read: which convention they follow, what was taken as missing, and what kept the
/// column from a narrower type.
public struct ColumnReading: Hashable, Sendable {
  /// A word that stands for a missing value, and the rows that hold it.
  public struct MissingWord: Hashable, Sendable {
    /// The word as it stands.
    public let word: String
    /// How many rows hold it.
    public let rows: Int
  }

  /// A cell that is not what most of its column is.
  public struct Obstacle: Hashable, Sendable {
    /// The row, from 0.
    public let row: Int
    /// The line of the file; `nil` where it has none.
    public var line: Int?
    /// The cell, cut short.
    public let text: String
    /// What most cells are.
    public let others: CellKind
    /// How many cells are so, and how many are not.
    public let (readable, unreadable): (Int, Int)
  }

  /// What a cell may be.
  public enum CellKind: String, Hashable, Sendable {
    case number, date, text, list
    case truthValue = "truth value"

    /// So many of them, in words.
    func words(_ count: Int) -> String {
      switch self {
      case .number: count == 1 ? "1 cell is a number" : "\(count) cells are numbers"
      case .date: count == 1 ? "1 cell is a date or time" : "\(count) cells are dates or times"
      case .text: count == 1 ? "1 cell is a text" : "\(count) cells are texts"
      case .list: count == 1 ? "1 cell is a list" : "\(count) cells are lists"
      case .truthValue:
        count == 1 ? "1 cell is true or false" : "\(count) cells are true or false"
      }
    }
  }

  /// What follows the numbers or dates that all cells begin with, and was not understood.
  public struct Remainder: Hashable, Sendable {
    /// The first row that has such a cell, from 0.
    public let row: Int
    /// The line of the file; `nil` where it has none.
    public var line: Int?
    /// The cell, cut short.
    public let text: String
    /// What follows its number or date.
    public let behind: String
    /// Whether it begins with a date, and not with a number.
    public let isDate: Bool
  }

  /// What texts look like that are no numbers and no dates.
  public enum Likeness: String, Hashable, Sendable {
    /// `12:30`, `1:05:07.5`, `1:05 PM`.
    case clock
    /// `'01234`, as a spreadsheet marks texts.
    case apostrophe

    init?(_ text: UnsafeBufferPointer<UInt8>) {
      guard (3...16).contains(text.count), let first = text.first else { return nil }
      if first == 0x27 {
        guard text[1] &- 0x30 < 10, text[text.count - 1] != 0x27 else { return nil }
        self = .apostrophe
        return
      }
      guard first &- 0x30 < 10 else { return nil }
      let text = String(decoding: text, as: UTF8.self)
      guard
        text.wholeMatch(of: /[0-9]{1,3}(:[0-5][0-9]){1,2}([.,][0-9]+)?( ?[AaPp]\.?[Mm]\.?)?/) != nil
      else { return nil }
      self = .clock
    }
  }

  /// Two meanings of a column between which nothing in the file decides.
  public struct Ambiguity: Hashable, Sendable {
    /// A cell, and what it means under each of them: `2.107`, `2107`, `2.107`.
    public let example: String
    /// The meanings.
    public let readings: [Alternative]

    /// One of two meanings.
    public struct Alternative: Hashable, Sendable {
      /// The option that asks for it, `--decimal ,`.
      public let option: String
      /// What the example means then.
      public let value: String
    }
  }

  /// The sign before the decimals, where the column has one that is not plain.
  public var decimal: DecimalSign?
  /// What parts groups of three digits, as the first such cell has it.
  public var thousands: String?
  /// How numbers below zero are written, where not with a minus before them.
  public var negative: NegativeForm?
  /// The order of day and month.
  public var dayOrder: DayOrder?
  /// The period without a day that all dates are, of which they are the first day.
  public var period: Period?
  /// What the texts look like.
  public var likeness: Likeness?
  /// `%` or a currency that is in the cells.
  public var unit: String?
  /// What was taken as missing, besides empty cells and what was asked for.
  public var missing: [MissingWord] = []
  /// Words that may mean a missing value, and were read as text.
  public var suspects: [MissingWord] = []
  /// The cell that kept the column from a narrower type.
  public var obstacle: Obstacle?
  /// What follows numbers or dates, which kept the column from being such.
  public var remainder: Remainder?
  /// Whether its cells are numbers, of which some are too large or too long to be held.
  public var losesDigits = false
  /// Cells of two conventions that cannot be in one column of numbers.
  public var conflict: [String] = []
  /// The two meanings of a column, where nothing in the file decides.
  public var ambiguity: Ambiguity?
  /// Whether another column of the file could decide, or did.
  var followsFile = false

  /// Whether the cells were written as programs write them, and nothing is to be said.
  public var isPlain: Bool { self == ColumnReading() }
}

extension ColumnReading.Ambiguity {
  /// What is wrong with the column, and what to do.
  var problem: String {
    let meanings = readings.map { "\($0.value) (\($0.option))" }
    return
      "'\(example)' may mean \(meanings.joined(separator: " or ")), and nothing in the file decides; "
      + "say which, on the command line or under the source in the study"
  }
}

extension ColumnReading {
  /// What a person should know, one sentence each, without the column's name.
  public var sentences: [String] {
    var sentences: [String] = []
    if let ambiguity {
      let readings = ambiguity.readings.map { "\($0.value) (\($0.option))" }
      sentences.append(
        "'\(ambiguity.example)' may mean \(readings.joined(separator: " or ")), and nothing in the file decides"
      )
    }
    var parts: [String] = []
    if let decimal { parts.append(decimal == .comma ? "a decimal comma" : "a decimal point") }
    if let thousands {
      let names = [".": "a point", ",": "a comma", " ": "a blank", "'": "an apostrophe"]
      parts.append((names[thousands] ?? "'\(thousands)'") + " between thousands")
    }
    switch negative {
    case .parentheses: parts.append("parentheses for numbers below zero")
    case .minusBehind: parts.append("a minus behind numbers below zero")
    case nil: break
    }
    switch dayOrder {
    case .dayFirst: parts.append("the day first")
    case .monthFirst: parts.append("the month first")
    case .yearFirst: parts.append("the year first")
    case nil: break
    }
    if let unit {
      let isCode = unit.count == 3 && unit.allSatisfy(\.isUppercase) || unit == "kr"
      parts.append(
        unit == "%" ? "a percent sign" : isCode ? "the currency \(unit)" : "the unit \(unit)")
    }
    if !parts.isEmpty { sentences.append("read with " + Self.list(parts)) }
    if !missing.isEmpty {
      let words = missing.prefix(5).map { "'\($0.word)' (\($0.rows))" }
      sentences.append("taken as missing: " + Self.list(words, more: missing.count - words.count))
    }
    for suspect in suspects.prefix(3) {
      sentences.append(
        "holds '\(suspect.word)' in \(suspect.rows) row\(suspect.rows == 1 ? "" : "s"), read as text; "
          + "give --missing \(Self.argument(suspect.word)) if it means a missing value")
    }
    if let period {
      sentences.append("\(period.rawValue)s, read as the first day of each")
    }
    switch likeness {
    case .clock:
      sentences.append(
        "read as text: its cells are times of day or lengths of time; `number(split_part(..., ':', 1))` is what stands "
          + "before the first colon")
    case .apostrophe:
      sentences.append(
        "read as text: its cells begin with an apostrophe, which marks texts in a spreadsheet, and keep it"
      )
    case nil: break
    }
    if losesDigits {
      sentences.append(
        "read as text: some of its numbers are too large, or have too many digits, to be held exactly"
      )
    }
    if conflict.count > 1 {
      sentences.append(
        "read as text: '\(conflict[0])' and '\(conflict[1])' follow two conventions, and cannot be in one column of numbers or dates"
      )
    }
    if let remainder {
      let place = remainder.line.map { "line \($0)" } ?? "row \(remainder.row + 1)"
      sentences.append(
        "read as text: \(place) holds '\(remainder.text)', a \(remainder.isDate ? "date" : "number") with '\(remainder.behind)' behind it"
      )
    }
    if let obstacle {
      let place = obstacle.line.map { "line \($0)" } ?? "row \(obstacle.row + 1)"
      let more = obstacle.unreadable > 1 ? " and \(obstacle.unreadable - 1) more" : ""
      sentences.append(
        "read as text: \(place) holds '\(obstacle.text)'\(more) where \(obstacle.others.words(obstacle.readable))"
      )
    }
    return sentences
  }

  private static func list(_ parts: [String], more: Int = 0) -> String {
    let parts = more > 0 ? parts + ["\(more) more"] : parts
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The rows of which the lines are reported.
  var toldRows: [Int] { [obstacle?.row, remainder?.row].compactMap { $0 } }

  /// Finds the lines of the cells that are reported.
  mutating func findLines(_ line: (_ row: Int) -> Int?) {
    if let row = obstacle?.row { obstacle?.line = line(row) }
    if let row = remainder?.row { remainder?.line = line(row) }
  }

  /// A word as an argument of a shell.
  private static func argument(_ word: String) -> String {
    let isSafe = word.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "-./".unicodeScalars.contains($0)
    }
    return isSafe && !word.hasPrefix("-") ? word : "'\(word)'"
  }

  /// The reading in JSON; `null` members are left out.
  public var json: JSON {
    var members: [JSON.Member] = []
    if let decimal { members.append(.init("decimal", .string(decimal.rawValue))) }
    if let thousands { members.append(.init("thousands", .string(thousands))) }
    if let negative { members.append(.init("negative", .string(negative.rawValue))) }
    if let dayOrder { members.append(.init("dates", .string(dayOrder.rawValue))) }
    if let period { members.append(.init("period", .string(period.rawValue))) }
    if let likeness { members.append(.init("looks_like", .string(likeness.rawValue))) }
    if let unit { members.append(.init("unit", .string(unit))) }
    func words(_ words: [MissingWord]) -> JSON {
      .array(words.map { ["word": .string($0.word), "rows": .int(Int64($0.rows))] })
    }
    members.append(.init("taken_as_missing", words(missing)))
    if !suspects.isEmpty { members.append(.init("may_mean_missing", words(suspects))) }
    if let obstacle {
      members.append(
        .init(
          "kept_from",
          [
            "type": .string(obstacle.others.rawValue),
            "line": obstacle.line.map { .int(Int64($0)) } ?? .null,
            "row": .int(Int64(obstacle.row + 1)), "text": .string(obstacle.text),
            "readable": .int(Int64(obstacle.readable)),
            "unreadable": .int(Int64(obstacle.unreadable)),
          ]))
    }
    if let remainder {
      members.append(
        .init(
          "behind",
          [
            "type": .string(remainder.isDate ? "date" : "number"),
            "line": remainder.line.map { .int(Int64($0)) } ?? .null,
            "row": .int(Int64(remainder.row + 1)), "text": .string(remainder.text),
            "behind": .string(remainder.behind),
          ]))
    }
    if losesDigits { members.append(.init("loses_digits", .bool(true))) }
    if !conflict.isEmpty { members.append(.init("conflict", .array(conflict.map(JSON.string)))) }
    if let ambiguity {
      members.append(
        .init(
          "readings",
          .array(
            ambiguity.readings.map {
              [
                "option": .string($0.option), "example": .string(ambiguity.example),
                "value": .string($0.value),
              ]
            })))
    }
    return .object(members)
  }
}

public import Basics

/// A table as it is printed: one value for HTML, Markdown, LaTeX and CSV, with one rounding.
public struct ReportTable: Hashable, Sendable {
  /// How the text of a column is aligned.
  public enum Alignment: String, Hashable, Sendable {
    case leading, centre, trailing
  }

  /// A column and how its numbers are printed.
  public struct Column: Hashable, Sendable {
    /// The words above it.
    public var header: [Inline]
    /// The words above it and its neighbours of the same group.
    public var group: String?
    /// The unit, printed once, in the header.
    public var unit: String?
    /// Where its text is; `nil`: numbers to the right, text to the left.
    public var alignment: Alignment?
    /// How its numbers are printed.
    public var format: NumberFormat
    /// Whether its numbers have a ground the darker the larger they are, where the format has colour.
    public var isShaded = false
    /// Whether a narrow screen may leave it out.
    public var isSecondary = false

    /// A column.
    public init(
      _ header: [Inline], group: String? = nil, unit: String? = nil, alignment: Alignment? = nil,
      format: NumberFormat = .number
    ) {
      self.header = header
      self.group = group
      self.unit = unit
      self.alignment = alignment
      self.format = format
    }

    /// A column under plain words.
    public init(
      _ header: String, group: String? = nil, unit: String? = nil, alignment: Alignment? = nil,
      format: NumberFormat = .number
    ) {
      self.init(
        [.text(header)], group: group, unit: unit, alignment: alignment, format: format)
    }
  }

  /// What a cell contains.
  public enum Cell: Hashable, Sendable {
    /// Printed by the format of the column.
    case number(Double)
    /// Printed by the format of the column, to its last digit.
    case integer(Int64)
    /// Printed by a format of its own, e.g. in a column of different statistics.
    case formatted(Double, NumberFormat)
    /// Printed already, with its address.
    case value(Value)
    case text(String)
    case inlines([Inline])
    /// Days since 1970-01-01.
    case date(Int)
    case verdict(Verdict)
    /// Printed as an en dash.
    case missing

    /// Whether it is a number.
    public var isNumber: Bool {
      switch self {
      case .number, .integer, .formatted, .value: true
      default: false
      }
    }
  }

  /// The id: lower-case letters, digits, hyphens. A table without one is not numbered.
  public var id: String?
  /// What it shows.
  public var caption: [Inline]
  /// The columns.
  public var columns: [Column]
  /// The rows, each with one cell per column.
  public private(set) var rows: [[Cell]]
  /// The notes beneath it.
  public var notes: [[Inline]]
  /// Whether the first cell of a row names the row.
  public var hasRowHeaders: Bool
  /// Files with the whole table, e.g. `tables/monthly.csv`.
  public var files: [String]
  /// What is said of each row beneath it, on the whole width where the format can; empty: of none.
  public var rowNotes: [[Inline]] = []
  /// Whether the last row is the total of the others.
  public private(set) var hasTotal = false
  /// The language that its numbers are printed in.
  public var language = ReportLanguage.english
  /// The rows of the whole table, where only the first are printed.
  public var totalRows: Int?

  /// A table; short rows are filled with missing cells, long ones cut.
  public init(
    id: String? = nil, caption: [Inline] = [], columns: [Column], rows: [[Cell]],
    notes: [[Inline]] = [], hasRowHeaders: Bool = true, files: [String] = [], totalRows: Int? = nil,
    language: ReportLanguage = .english
  ) {
    self.language = language
    self.id = id
    self.caption = caption
    self.columns = columns
    self.rows = rows.map { row in
      row.count == columns.count
        ? row
        : Array(row.prefix(columns.count))
          + Array(repeating: .missing, count: max(0, columns.count - row.count))
    }
    self.notes = notes
    self.hasRowHeaders = hasRowHeaders
    self.files = files
    self.totalRows = totalRows
  }

  /// The table with a last row: the total of some columns.
  public func adding(total cells: [Cell]) -> ReportTable {
    var result = self
    result.rows.append(cells)
    result.hasTotal = true
    return result
  }

  /// The table with `change` made to the cells of one column.
  public func mapCells(of column: Int, _ change: (Cell) -> Cell) -> ReportTable {
    var result = self
    for row in rows.indices { result.rows[row][column] = change(rows[row][column]) }
    return result
  }

  /// The rows without the total.
  var ownRows: ArraySlice<[Cell]> { hasTotal ? rows.dropLast() : rows[...] }

  /// The table with `change` made to all its words.
  func mapInlines(_ change: ([Inline]) -> [Inline]) -> ReportTable {
    var result = self
    result.caption = change(caption)
    result.notes = notes.map(change)
    result.rowNotes = rowNotes.map(change)
    for index in columns.indices { result.columns[index].header = change(columns[index].header) }
    result.rows = rows.map { row in
      row.map { cell in
        if case .inlines(let content) = cell { .inlines(change(content)) } else { cell }
      }
    }
    return result
  }

  /// How the text of column `index` is aligned.
  public func alignment(of index: Int) -> Alignment {
    if let alignment = columns[index].alignment { return alignment }
    // Years and codes that head a row are names, not amounts.
    if index == 0, columns[index].format.style == .plain { return .leading }
    let cells = rows.lazy.map { $0[index] }
    return cells.contains(where: \.isNumber)
      && cells.allSatisfy { $0.isNumber || $0 == .missing } ? .trailing : .leading
  }

  /// The words above column `index` where it is alone: with its group and unit.
  func words(of index: Int) -> String {
    (columns[index].group.map { $0 + ": " } ?? "") + header(of: index).plainText
  }

  /// The unit that column `index` prints after its words; `nil` where these name it already.
  func unit(of index: Int) -> String? {
    guard let unit = columns[index].unit, !unit.isEmpty else { return nil }
    let words = columns[index].header.plainText
    return [", \(unit)", " \(unit)", "(\(unit))"].contains { words.hasSuffix($0) } ? nil : unit
  }

  /// The words of column `index` with its unit.
  public func header(of index: Int) -> [Inline] {
    columns[index].header + (unit(of: index).map { [.text(", " + $0)] } ?? [])
  }

  /// Runs of neighbouring columns with the same group, in order; empty if no column has one.
  public var groups: [(name: String?, span: Range<Int>)] {
    guard columns.contains(where: { $0.group != nil }) else { return [] }
    var runs: [(name: String?, span: Range<Int>)] = []
    for (index, column) in columns.enumerated() {
      if let last = runs.last, last.name == column.group, column.group != nil {
        runs[runs.count - 1].span = last.span.lowerBound..<(index + 1)
      } else {
        runs.append((column.group, index..<(index + 1)))
      }
    }
    return runs
  }
}

/// What the comparison of a published with a recomputed value found.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  case match, differs
  case explained = "differs, explained"
  case transcribed
  case notComputable = "not-computable"
  case unpublished

  /// The word as it is printed.
  public var word: String { self == .notComputable ? "not computable" : rawValue }

  /// A sign that says the same without colour.
  public var sign: String {
    switch self {
    case .match: "✓"
    case .differs: "✗"
    case .explained: "≠"
    case .transcribed: "~"
    case .notComputable: "∅"
    case .unpublished: "+"
    }
  }
}

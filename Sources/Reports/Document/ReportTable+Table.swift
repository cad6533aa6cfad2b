public import Basics
public import Tables

extension ReportTable {
  /// How a column of data is printed, where it is not as its metadata have it.
  public struct Display: Sendable {
    /// The column.
    public var column: String
    /// The words above it; `nil`: its label, or its name in words.
    public var title: String?
    /// `nil`: by what the column contains.
    public var format: NumberFormat?
    /// `nil`: that of the metadata.
    public var unit: String?
    /// `nil`: numbers to the right.
    public var alignment: Alignment?
    /// The words above it and its neighbours.
    public var group: String?
    /// Whether its numbers have a ground the darker the larger they are.
    public var isShaded: Bool
    /// Whether a narrow screen may leave it out.
    public var isSecondary: Bool

    /// A column and how it is printed.
    public init(
      column: String, title: String? = nil, format: NumberFormat? = nil, unit: String? = nil,
      alignment: Alignment? = nil, group: String? = nil, isShaded: Bool = false,
      isSecondary: Bool = false
    ) {
      self.isShaded = isShaded
      self.isSecondary = isSecondary
      self.column = column
      self.title = title
      self.format = format
      self.unit = unit
      self.alignment = alignment
      self.group = group
    }
  }

  /// A table of data as it is printed: labels instead of names, units in the head, formats by type and
  /// kind of number, the first `limit` rows.
  ///
  /// - Parameters:
  ///   - display: The columns that are shown, in this order; `nil` shows all.
  ///   - totals: The columns whose sums, of all rows, stand in a last row.
  public init(
    _ table: Table, id: String?, caption: [Inline] = [], display: [Display]? = nil,
    limit: Int? = nil, notes: [[Inline]] = [], files: [String] = [], totals: [String] = [],
    language: ReportLanguage = .english
  ) throws(TableError) {
    let shown = min(limit ?? table.rowCount, table.rowCount)
    let display = display ?? table.names.map { Display(column: $0) }
    var columns: [Column] = []
    var cells: [[Cell]] = []
    for entry in display {
      let column = try table.column(entry.column)
      let format = entry.format ?? Self.format(of: column, name: entry.column)
      let unit = entry.unit ?? column.metadata.unit?.printed
      columns.append(
        Column(
          entry.title ?? column.metadata.label ?? Self.words(entry.column), group: entry.group,
          unit: unit ?? (format.style == .percent ? "%" : nil), alignment: entry.alignment,
          format: format.forValues(in: unit)))
      columns[columns.count - 1].isShaded = entry.isShaded
      columns[columns.count - 1].isSecondary = entry.isSecondary
      cells.append(Self.cells(of: column, rows: shown))
    }
    self.init(
      id: id, caption: caption, columns: columns,
      rows: (0..<shown).map { row in cells.map { $0[row] } }, notes: notes,
      hasRowHeaders: display.first.flatMap { table[$0.column] }.map { !$0.type.isNumeric } ?? false,
      files: files, totalRows: table.rowCount, language: language)
    guard !totals.isEmpty else { return }
    var total: [Cell] = []
    for (index, entry) in display.enumerated() {
      let column = try table.column(entry.column)
      if totals.contains(entry.column) {
        total.append(Self.sum(of: column))
      } else {
        total.append(.text(index == 0 ? language[.total] : ""))
      }
    }
    self = adding(total: total)
  }

  /// The sum of the values that are there; missing where none is, or where it is too large for a whole number.
  private static func sum(of column: Tables.Column) -> Cell {
    switch column.values {
    case .int(let values):
      var sum: Int64 = 0
      for row in values.indices where column.isValid(row) {
        let (next, overflows) = sum.addingReportingOverflow(values[row])
        if overflows { return .missing }
        sum = next
      }
      return column.missingCount == column.count ? .missing : .integer(sum)
    case .double(let values):
      let present = values.indices.filter { column.isValid($0) }.map { values[$0] }
      return present.isEmpty ? .missing : .number(present.reduce(0, +))
    default: return .missing
    }
  }

  /// `median_co2` as "Median co2".
  static func words(_ name: String) -> String {
    let words = name.split { $0 == "_" || $0 == "-" }.joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private static func format(of column: Tables.Column, name: String) -> NumberFormat {
    // Dates that are all the first of a month stand for the month.
    if case .date(let days) = column.values, !days.isEmpty,
      days.indices.allSatisfy({ row in
        !column.isValid(row) || CalendarDate(daysSinceEpoch: Int(days[row])).day == 1
      })
    {
      return NumberFormat(.month)
    }
    switch column.kind(named: name) {
    case .pValue: return .p
    case .year: return .year(isWhole: column.isWhole)
    case nil: return column.type == .int ? .integer : .number
    }
  }

  private static func cells(of column: Tables.Column, rows: Int) -> [Cell] {
    func cell(_ row: Int, _ make: () -> Cell) -> Cell { column.isValid(row) ? make() : .missing }
    switch column.values {
    case .double(let values):
      return (0..<rows).map { row in cell(row) { .number(values[row]) } }
    case .int(let values):
      return (0..<rows).map { row in cell(row) { .integer(values[row]) } }
    case .date(let values):
      return (0..<rows).map { row in cell(row) { .date(Int(values[row])) } }
    case .text(let values):
      return (0..<rows).map { row in
        cell(row) { .text(values.dictionary.string(values.codes[row])) }
      }
    default:
      return (0..<rows).map { row in cell(row) { .text(column.value(at: row).words) } }
    }
  }
}

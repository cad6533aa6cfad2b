internal import Basics
internal import Tables

/// The cells of a table as text, with the same rounding for every format.
struct PrintedTable {
  /// A cell as it is printed.
  struct Cell {
    var content: [Inline]
    /// The digits and point that would make it as long after the point as the longest of its column:
    /// set invisibly, they align the decimals.
    var padding = ""
    var verdict: Verdict?
    var isMissing = false
  }

  let rows: [[Cell]]
  let alignments: [ReportTable.Alignment]

  init(_ table: ReportTable) {
    alignments = table.columns.indices.map { table.alignment(of: $0) }
    var rows = table.rows.map { row in row.map { Cell(content: [], isMissing: $0 == .missing) } }
    for (index, column) in table.columns.enumerated() {
      let cells = table.rows.map { $0[index] }
      let format = column.format.shared(
        by: table.ownRows.compactMap { row in
          if case .number(let value) = row[index] { value } else { nil }
        })
      var longest = 0
      for (row, cell) in cells.enumerated() {
        rows[row][index].content = Self.content(cell, format)
        rows[row][index].verdict = if case .verdict(let verdict) = cell { verdict } else { nil }
        if cell.isNumber {
          longest = max(longest, Self.fractionLength(rows[row][index].content.plainText) ?? 0)
        }
      }
      guard longest > 0, alignments[index] == .trailing else { continue }
      for (row, cell) in cells.enumerated() where cell.isNumber {
        guard let length = Self.fractionLength(rows[row][index].content.plainText) else { continue }
        rows[row][index].padding =
          (length == 0 ? "." : "")
          + String(repeating: "0", count: longest - max(length, length == 0 ? 1 : 0))
      }
    }
    if table.language != .english {
      for row in rows.indices {
        for index in rows[row].indices {
          rows[row][index].localise(to: table.language, as: table.rows[row][index])
        }
      }
    }
    self.rows = rows
  }

  private init(rows: [[Cell]], alignments: [ReportTable.Alignment]) {
    self.rows = rows
    self.alignments = alignments
  }

  /// Only these columns.
  func selecting(_ indices: [Int]) -> PrintedTable {
    PrintedTable(
      rows: rows.map { row in indices.map { row[$0] } }, alignments: indices.map { alignments[$0] })
  }

  private static func content(_ cell: ReportTable.Cell, _ format: NumberFormat) -> [Inline] {
    switch cell {
    case .number(let value): [.text(format.text(value))]
    case .integer(let value): [.text(format.text(exactly: value))]
    case .formatted(let value, let format): [.text(format.value(value).printed)]
    case .value(let value): [.value(value)]
    case .text(let text): [.text(shortened(text))]
    case .inlines(let content): content
    case .date(let days):
      [
        .text(
          format.style == .date || format.style == .month
            ? format.text(Double(days)) : CalendarDate(daysSinceEpoch: days).description)
      ]
    case .verdict(let verdict): [.text(verdict.word)]
    case .missing: [.text(NumberFormat.missing)]
    }
  }

  /// A cell with the text of a whole page is read by nobody: its start is printed, the CSV has it all.
  private static func shortened(_ text: String) -> String {
    text.utf8.count > longestText && text.count > longestText
      ? String(text.prefix(longestText)).trimmingWhitespace() + "…" : text
  }

  private static let longestText = 400

  /// The length of the point and what follows; `nil` if the text does not end in plain digits.
  private static func fractionLength(_ text: String) -> Int? {
    guard text.last?.isNumber == true, !text.unicodeScalars.contains("×") else { return nil }
    guard let point = text.utf8.lastIndex(of: UInt8(ascii: ".")) else { return 0 }
    return text.utf8[point...].count
  }
}

extension PrintedTable.Cell {
  /// The numbers and dates of the cell as a language writes them.
  fileprivate mutating func localise(to language: ReportLanguage, as cell: ReportTable.Cell) {
    let text = content.plainText
    switch cell {
    case .number, .integer, .formatted: content = [.text(language.number(text))]
    case .value(let value): content = [.value(language.value(value))]
    case .date: content = [.text(language.date(text) ?? text)]
    case .verdict(let verdict): content = [.text(language[verdict])]
    case .text, .inlines, .missing: break
    }
    padding = language.number(padding)
  }
}

extension NumberFormat {
  /// This format with decimals that suit all values of a column.
  ///
  /// Three significant digits of the middle value, so that neighbours can be compared; each value by
  /// itself where the smallest would not keep two.
  func shared(by values: [Double]) -> NumberFormat {
    guard style == .number || style == .quantity || style == .percent, digits == nil,
      decimals == nil, !isScaled
    else { return self }
    let sizes = values.filter(\.isFinite).map { abs($0) * (style == .percent ? 100 : 1) }
    let positive = sizes.filter { $0 > 0 }.sorted()
    guard let smallest = positive.first, let largest = positive.last,
      sizes.contains(where: { $0.rounded() != $0 })
    else { return self }
    guard largest / smallest < 1e5, smallest >= 1e-4, largest < 1e15 else { return self }
    let middle = positive[positive.count / 2]
    var format = self
    let digits = style == .percent ? 2 : 3
    let decimals = min(max(0, digits - 1 - Self.exponent(middle, digits: digits)), 6)
    // Where the smallest would lose its digits, each value has its own; the points still align.
    guard Self.exponent(smallest, digits: 2) - 1 >= -decimals else { return self }
    format.decimals = decimals
    return format
  }
}

extension ReportTable {
  /// How wide column `index` is likely to be, in characters, words of long text being wrapped.
  func estimatedWidth(of index: Int, in printed: PrintedTable) -> Int {
    let header = self.header(of: index).plainText
    let longestWord = header.split(separator: " ").map(\.count).max() ?? 0
    let cells = printed.rows.map { row in
      row[index].content.plainText.count + row[index].padding.count
    }
    return max(longestWord, min(cells.max() ?? 0, 32), min(header.count, 14)) + 2
  }

  /// The columns as they are divided where the whole table is wider than `limit` characters: each
  /// panel repeats the first column when it names the rows.
  func panels(limit: Int, printed: PrintedTable) -> [[Int]] {
    let widths = columns.indices.map { estimatedWidth(of: $0, in: printed) }
    guard widths.reduce(0, +) > limit, hasRowHeaders, columns.count > 3 else {
      return [Array(columns.indices)]
    }
    var panels: [[Int]] = []
    var panel = [0]
    var width = widths[0]
    for index in columns.indices.dropFirst() {
      if width + widths[index] > limit, panel.count > 1 {
        panels.append(panel)
        panel = [0]
        width = widths[0]
      }
      panel.append(index)
      width += widths[index]
    }
    panels.append(panel)
    return panels
  }

  /// This table with only these columns.
  func selecting(_ indices: [Int]) -> ReportTable {
    var result = ReportTable(
      id: id, caption: caption, columns: indices.map { columns[$0] },
      rows: ownRows.map { row in indices.map { row[$0] } }, notes: notes,
      hasRowHeaders: hasRowHeaders, files: files, totalRows: totalRows, language: language)
    if hasTotal, let total = rows.last { result = result.adding(total: indices.map { total[$0] }) }
    return result
  }

  /// "The first 20 of 1,417 rows.", where rows are left out.
  var rowNote: String? {
    guard let totalRows, totalRows > ownRows.count else { return nil }
    func number(_ count: Int) -> String {
      language.number(NumberFormat.integer.text(Double(count)))
    }
    return language.firstRows(number(ownRows.count), of: number(totalRows))
  }
}

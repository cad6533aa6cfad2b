internal import Basics
internal import Tables

/// A small table of references, row by row, whatever type its reader gave the columns.
struct Cells: Sendable {
  private let texts: [String: [String?]]
  private let file: String
  private let count: Int

  init(_ table: Table, file: String) {
    texts = Dictionary(
      zip(table.names, table.columns).map { ($0, $1.cellTexts) },
      uniquingKeysWith: { one, _ in one })
    count = table.rowCount
    self.file = file
  }

  /// What `make` gives for each row, without those for which it gives nothing.
  func rows<Value>(
    _ make: (Row) throws(CarbonError) -> Value?
  ) throws(CarbonError) -> [Value] {
    var values: [Value] = []
    for index in 0..<count {
      if let value = try make(Row(cells: self, index: index)) { values.append(value) }
    }
    return values
  }

  /// One row. A column that the table lacks is an error.
  struct Row: Sendable {
    fileprivate let cells: Cells
    fileprivate let index: Int

    func text(_ column: String) throws(CarbonError) -> String? {
      guard let texts = cells.texts[column] else {
        throw CarbonError.reference(
          file: cells.file, problem: "column '\(column)' is missing")
      }
      return texts[index]
    }

    /// The text, empty if there is none.
    func words(_ column: String) throws(CarbonError) -> String { try text(column) ?? "" }

    /// What is separated by semicolons.
    func list(_ column: String) throws(CarbonError) -> [String] {
      try words(column).split(separator: ";").map(\.trimmed).filter { !$0.isEmpty }
    }

    /// The number; a text that is none is an error that names the row.
    func number(_ column: String) throws(CarbonError) -> Double? {
      guard let text = try text(column), !text.isEmpty else { return nil }
      guard let number = Double(text) else {
        throw CarbonError.reference(
          file: cells.file,
          problem: "row \(index + 1), column '\(column)': '\(text)' is not a number")
      }
      return number.isNaN ? nil : number
    }

    func source() throws(CarbonError) -> Source {
      Source(title: try words("source_title"), url: try words("source_url"))
    }
  }
}

extension Column {
  /// Each cell as text, `nil` where missing; dates as YYYY-MM-DD.
  var cellTexts: [String?] {
    func cells(_ text: (Int) -> String) -> [String?] {
      (0..<count).map { isValid($0) ? text($0) : nil }
    }
    switch values {
    case .text(let text):
      let strings = text.dictionary.strings
      return cells { strings[Int(text.codes[$0])] }
    case .double(let doubles): return cells { doubles[$0].formatted }
    case .int(let ints): return cells { String(ints[$0]) }
    case .date(let days): return cells { CalendarDate(daysSinceEpoch: Int(days[$0])).description }
    case .counted(.timestamp, let microseconds):
      return cells {
        CalendarDate(daysSinceEpoch: Int(microseconds[$0].flooredQuotient(86_400_000_000)))
          .description
      }
    case .textList(let lists):
      let strings = lists.dictionary.strings
      return cells { row in
        lists.codes[lists.offsets[row]..<lists.offsets[row + 1]]
          .map { strings[Int($0)] }.joined(separator: ", ")
      }
    default: return cells { value(at: $0).description }
    }
  }

  /// Each cell as a number, `nil` where missing; `nil` for a column that holds no numbers.
  var cellNumbers: [Double?]? {
    doublesOrNaN?.map { $0.isNaN ? nil : $0 }
  }

  /// The entries of each row: of a list, or a single text; `nil` where missing.
  var cellLists: [[String]?] {
    guard case .textList(let lists) = values else { return cellTexts.map { $0.map { [$0] } } }
    let strings = lists.dictionary.strings
    return (0..<count).map { row in
      guard isValid(row) else { return nil }
      return lists.codes[lists.offsets[row]..<lists.offsets[row + 1]].map { strings[Int($0)] }
    }
  }
}

internal import Basics
internal import Tables

/// Cells of a small table as Swift values, whatever type its reader gave the columns.
struct Cells: Sendable {
  private let table: Table
  private let file: String

  init(_ table: Table, file: String) {
    self.table = table
    self.file = file
  }

  var count: Int { table.rowCount }

  /// The column as text, or `nil` where there is none of that name.
  func optionalTexts(_ name: String) -> [String?]? { table[name].map(\.cellTexts) }

  /// The column as text.
  func texts(_ name: String) throws(CarbonError) -> [String?] {
    guard let texts = optionalTexts(name) else { throw missing(name) }
    return texts
  }

  /// The column as numbers; text that is none is an error that names the row.
  func numbers(_ name: String) throws(CarbonError) -> [Double?] {
    guard let column = table[name] else { throw missing(name) }
    if let values = column.cellNumbers { return values }
    var result: [Double?] = []
    for (row, text) in column.cellTexts.enumerated() {
      guard let text, !text.isEmpty else {
        result.append(nil)
        continue
      }
      guard let number = Double(text) else {
        throw CarbonError.reference(
          file: file, problem: "row \(row + 1), column '\(name)': '\(text)' is no number")
      }
      result.append(number)
    }
    return result
  }

  private func missing(_ name: String) -> CarbonError {
    .reference(file: file, problem: "column '\(name)' is missing")
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
    case .bool(let bits): return cells { bits[$0] ? "true" : "false" }
    case .date(let days): return cells { civilDate(Int(days[$0])) }
    case .timestamp(let microseconds):
      return cells {
        civilDate(Int((Double(microseconds[$0]) / 86_400_000_000).rounded(.down)))
      }
    case .textList(let lists):
      let strings = lists.dictionary.strings
      return cells { row in
        lists.codes[lists.offsets[row]..<lists.offsets[row + 1]]
          .map { strings[Int($0)] }.joined(separator: ", ")
      }
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

/// YYYY-MM-DD of a day counted from 1970-01-01, proleptic Gregorian (Howard Hinnant's algorithm).
private func civilDate(_ days: Int) -> String {
  let shifted = days + 719_468
  let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
  let dayOfEra = shifted - era * 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
  return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
}

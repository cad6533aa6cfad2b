public import Tables

extension CSVWriter {
  /// A table of data as it is: every number in the shortest text that reads back to the same double,
  /// dates and moments as ISO 8601 has them, text that no spreadsheet takes for a formula.
  public func write(data table: Table) -> String {
    var result = table.names.map(Self.field).joined(separator: ",") + "\r\n"
    let texts = table.columns.map(Self.text)
    for row in 0..<table.rowCount {
      for (index, text) in texts.enumerated() {
        if index > 0 { result += "," }
        if table.columns[index].isValid(row) { result += text(row) }
      }
      result += "\r\n"
    }
    return result
  }

  /// The text of a valid cell of a column, by row.
  private static func text(of column: Column) -> (Int) -> String {
    switch column.values {
    case .double(let values):
      return { row in
        let value = values[row]
        guard value.isFinite else { return value < 0 ? "-Infinity" : "Infinity" }
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
      }
    case .int(let values): return { "\(values[$0])" }
    case .bool(let values): return { values[$0] ? "true" : "false" }
    case .date(let values):
      return { CalendarDate(daysSinceEpoch: Int(values[$0])).description }
    case .timestamp(let values): return { Timestamp.text(values[$0]) }
    case .text(let values):
      let fields = values.dictionary.strings.map(field)
      return { fields[Int(values.codes[$0])] }
    case .textList(let values):
      return { row in
        field(
          values.codes[values.offsets[row]..<values.offsets[row + 1]]
            .map { values.dictionary.string($0) }.joined(separator: "; "))
      }
    }
  }
}

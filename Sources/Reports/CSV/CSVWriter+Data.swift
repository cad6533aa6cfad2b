internal import Basics
public import Tables

extension CSVWriter {
  /// A table of data as it is: every number in the shortest text that reads back to the same double,
  /// dates and moments as ISO 8601 has them, text that no spreadsheet takes for a formula.
  public func write(data table: Table) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(table.rowCount * table.columns.count * 8)
    bytes += table.names.map(Self.field).joined(separator: ",").utf8
    bytes += [0x0D, 0x0A]
    let cells = table.columns.map(Self.cells)
    for row in 0..<table.rowCount {
      for (index, cell) in cells.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        if table.columns[index].isValid(row) { cell(row, &bytes) }
      }
      bytes += [0x0D, 0x0A]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What writes a valid cell of a column, by row.
  private static func cells(of column: Column) -> (Int, inout [UInt8]) -> Void {
    switch column.values {
    case .double(let values):
      return { row, bytes in
        let value = values[row]
        if let whole = Int(exactly: value), value.sign == .plus || whole != 0 {
          bytes += String(whole).utf8
        } else if value.isFinite {
          bytes += value.description.utf8
        } else {
          bytes += (value < 0 ? "-Infinity" : "Infinity").utf8
        }
      }
    case .int(let values): return { row, bytes in bytes += String(values[row]).utf8 }
    case .date(let values):
      return { row, bytes in
        bytes += CalendarDate(daysSinceEpoch: Int(values[row])).description.utf8
      }
    case .text(let values):
      // The dictionary may be that of a larger table: only what is in this one is made ready.
      var fields = [[UInt8]?](repeating: nil, count: values.dictionary.count)
      return { row, bytes in
        let code = Int(values.codes[row])
        let known = fields[code] ?? Array(field(values.dictionary.string(values.codes[row])).utf8)
        fields[code] = known
        bytes += known
      }
    default:
      return { row, bytes in
        let value = column.value(at: row)
        let list: String? =
          if case .textList(let entries) = value { entries.joined(separator: "; ") } else { nil }
        bytes += field(list ?? value.description).utf8
      }
    }
  }
}

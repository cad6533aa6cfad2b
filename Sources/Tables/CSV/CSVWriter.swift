/// Writes tables as comma-separated text (RFC 4180, lines end in LF).
public enum CSVWriter {
  /// The table as CSV, header first. Missing cells are empty; numbers have the fewest digits that
  /// read back the same; dates are ISO 8601; lists are JSON.
  ///
  /// - Parameter guardingFormulas: text (and names) that a spreadsheet would run as a formula,
  ///   because it starts with `=`, `+`, `-`, `@`, a tab or a carriage return, gets an apostrophe in
  ///   front. Numbers are never touched.
  public static func text(_ table: Table, guardingFormulas: Bool = true) -> String {
    String(decoding: bytes(table, guardingFormulas: guardingFormulas), as: UTF8.self)
  }

  /// The same as UTF-8 bytes.
  public static func bytes(_ table: Table, guardingFormulas: Bool = true) -> [UInt8] {
    var output: [UInt8] = []
    for (index, name) in table.names.enumerated() {
      if index > 0 { output.append(0x2C) }
      append(guarded(name, guardingFormulas), to: &output)
    }
    output.append(0x0A)
    let cells = table.columns.map { column -> (Int) -> String in
      guard case .text(let values) = column.values else {
        return { column.value(at: $0).description }
      }
      let texts = values.dictionary.strings.map { guarded($0, guardingFormulas) }
      return { column.isValid($0) ? texts[Int(values.codes[$0])] : "" }
    }
    for row in 0..<table.rowCount {
      for (index, cell) in cells.enumerated() {
        if index > 0 { output.append(0x2C) }
        append(cell(row), to: &output)
      }
      // A row of one missing cell would be a blank line.
      if cells.count == 1, output.last == 0x0A { output.append(contentsOf: [0x22, 0x22]) }
      output.append(0x0A)
    }
    return output
  }

  private static func guarded(_ text: String, _ guarding: Bool) -> String {
    guard guarding, let first = text.utf8.first,
      [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first)
    else { return text }
    return "'" + text
  }

  private static func append(_ cell: String, to output: inout [UInt8]) {
    let needsQuotes =
      cell.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
      || cell.utf8.first == 0x20 || cell.utf8.last == 0x20
    guard needsQuotes else {
      output.append(contentsOf: cell.utf8)
      return
    }
    output.append(0x22)
    for byte in cell.utf8 {
      if byte == 0x22 { output.append(0x22) }
      output.append(byte)
    }
    output.append(0x22)
  }
}

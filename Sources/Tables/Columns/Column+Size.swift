internal import Foundation

extension Column {
  /// About how many bytes the column takes with `rows` rows that are like its own.
  func byteSize(rows: Double) -> Double {
    let own = Double(max(1, count))
    let marks = validity == nil ? 0 : rows / 8
    if let plain { return (Double(plain.byteCount) / own + 8) * rows + marks }
    return values.byteSize(rows: rows, own: own) + marks
  }
}

extension Table {
  /// About how many bytes the table takes, those that it shares with others included.
  package var byteCount: Int {
    columns.reduce(0) { $0 + Int(min($1.byteSize(rows: Double(rowCount)), 0x1p56)) }
  }
}

extension TextDictionary {
  /// The bytes of the texts and of what finds them when there are `factor` times as many cells.
  ///
  /// As many more texts as the second half of the cells brought, each time that the cells double
  /// (Heaps' law). Codes count texts in the order in which they appear.
  func byteSize(growing codes: [UInt32], by factor: Double) -> Double {
    guard factor > 1 else { return Double(byteCount + 40 * count) }
    let half = Double(codes.prefix(codes.count / 2).max().map { $0 + 1 } ?? 1)
    let exponent = log2(min(max(Double(count) / half, 1), 2))
    return Double(byteCount + 40 * count) * pow(factor, exponent)
  }
}

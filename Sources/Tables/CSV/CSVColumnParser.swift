internal import Basics

/// Turns the cells of one column into values, block after block.
///
/// Starts undecided, takes the narrowest type that the first block with a value allows, and widens
/// as later cells demand it. Whole numbers widen to doubles and dates to timestamps in place; any
/// other clash asks for a second pass over the file in which the column is text.
struct CSVColumnParser {
  /// A cell that is not of the declared type, or not UTF-8.
  struct Failure: Error {
    let position: Int
    let problem: String
  }

  let name: String
  let place: Int
  let columns: Int
  let declared: ColumnType?
  let missing: MissingTokens
  /// The first cell, by row, that kept the column from being what the cells before it were.
  private(set) var clash: (line: Int, text: String, was: ColumnType)?
  /// Whether the column has to be read again as text.
  private(set) var needsText = false

  /// The values so far; `nil` while every cell was missing.
  private var values: (any ParsedCells)?
  private var validity = BitmapBuilder()
  private var rows = 0
  private var expected = (rows: 0, bytes: 0)
  private let scratch = CellScratch()

  init(
    name: String, place: Int, columns: Int, declared: ColumnType?, missing: MissingTokens
  ) {
    self.name = name
    self.place = place
    self.columns = columns
    self.declared = declared
    self.missing = missing
    values = declared?.cells
  }

  /// Forgets all values and starts over as text.
  mutating func restartAsText() {
    let old = self
    self = CSVColumnParser(
      name: old.name, place: old.place, columns: old.columns, declared: nil, missing: old.missing)
    values = ColumnType.text.cells
    clash = old.clash
    expected = old.expected
  }

  /// Makes room for a file of about `rows` rows, of at most so many bytes. Room that is not used costs
  /// no memory.
  mutating func expect(rows: Int, bytes: Int) { expected = (rows, bytes) }

  /// Reads the cells of `block`.
  mutating func parse(_ block: RecordBlock) throws(Failure) {
    guard !needsText,
      let cells = CellReader(
        block, column: place, of: columns, missing: missing, isDeclared: declared != nil,
        scratch: scratch)
    else { return }
    defer { rows += cells.rows }
    let isFirst = validity.count == 0
    if values == nil {
      guard let type = narrowestType(cells) else { return }
      values = type.cells
      values?.appendMissing(rows)
      validity.append(repeating: false, count: rows)
    }
    var row = 0
    while let next = try values?.read(cells, from: row, &validity), next < cells.rows {
      row = next
      try widen(cells, row, block)
    }
    if isFirst, expected.rows > rows + cells.rows {
      validity.reserve(expected.rows)
      values?.expect(rows: expected.rows, bytes: expected.bytes, validity)
    }
  }

  /// The finished column.
  consuming func column(metadata: ColumnMetadata) -> Column {
    values?.column(validity: validity.validity, metadata: metadata)
      ?? Column.missing(.double, count: rows, metadata: metadata)
  }

  // MARK: Types

  /// What a cell by itself would be.
  private func kind(_ text: UnsafeBufferPointer<UInt8>) -> ColumnType {
    let text = trimmed(text)
    guard let first = text.first else { return .text }
    if first &- 0x30 < 10 || first == 0x2D || first == 0x2E {
      if let scan = DecimalScanner.scan(text) {
        guard scan.isPlain else { return .text }
        if !scan.isInteger || scan.negative && scan.mantissa == 0 {
          return DecimalScanner.double(scan, text).isFinite ? .double : .text
        }
        return DecimalScanner.int(scan, digits: text.count - (scan.negative ? 1 : 0)) == nil
          ? .text : .int
      }
      if text.count == 10, DateScanner.days(text) != nil { return .date }
      return DateScanner.microseconds(text) == nil ? .text : .timestamp
    }
    return bool(text) == nil ? .text : .bool
  }

  private func narrowestType(_ cells: CellReader) -> ColumnType? {
    var found: ColumnType?
    for row in 0..<cells.rows {
      guard let cell = cells.present(row) else { continue }
      let kind = kind(cell)
      guard let sofar = found else {
        found = kind
        continue
      }
      guard kind != sofar else { continue }
      switch (sofar, kind) {
      case (.int, .double), (.double, .int): found = .double
      case (.date, .timestamp), (.timestamp, .date): found = .timestamp
      default:
        // The loop of the narrower type meets this cell again and names it.
        return sofar
      }
    }
    return found
  }

  /// The cell at `row` is not of the current type: widens, or asks for text, or fails.
  private mutating func widen(
    _ cells: CellReader, _ row: Int, _ block: RecordBlock
  ) throws(Failure) {
    guard let values else { return }
    let cell = cells.content(row)
    let text = String(decoding: cell.prefix(60), as: UTF8.self)
    if let declared {
      throw Failure(
        position: cells.position(row),
        problem: "'\(text)' is not of the declared type \(declared.rawValue); declare the column "
          + "as text, or list the cell under missing")
    }
    self.values = values.widened(to: kind(cell))
    guard self.values == nil else { return }
    clash = (line: block.line(of: cells.position(row)), text: text, was: values.type)
    needsText = true
  }
}

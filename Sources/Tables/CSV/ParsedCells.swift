internal import Basics

/// The values of one column so far, all of one type.
protocol ParsedCells {
  var type: ColumnType { get }

  /// Reads the cells from row `first` on, up to one that is not of the type; the answer is its row.
  mutating func read(
    _ cells: CellReader, from first: Int, _ validity: inout BitmapBuilder
  ) throws(CSVColumnParser.Failure) -> Int

  mutating func appendMissing(_ count: Int)

  /// Appends one cell, as of a declared type; false where it is not of the type.
  mutating func append(
    _ cell: UnsafeBufferPointer<UInt8>, _ validity: inout BitmapBuilder
  ) -> Bool

  /// Makes room for a file of about `rows` rows, of which those in `validity` are there; `bytes` at most.
  mutating func expect(rows: Int, bytes: Int, _ validity: BitmapBuilder)

  /// The values as another type, where it holds all of them.
  func widened(to type: ColumnType) -> (any ParsedCells)?

  func column(validity: Bitmap?, metadata: ColumnMetadata) -> Column
}

extension ParsedCells {
  func widened(to type: ColumnType) -> (any ParsedCells)? { nil }
}

/// Values of which each takes one cell and the same room.
///
/// A protocol and not a generic type: the loop is compiled for each type that conforms.
protocol FixedCells: ParsedCells {
  associatedtype Value
  var values: [Value] { get set }
  /// Stands where a cell is missing.
  static var blank: Value { get }
  /// The value of a cell without blanks around it; a declared type takes more ways to write it.
  static func value(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Value?
  /// Whether a value means that the cell is missing.
  static func isMissing(_ value: Value) -> Bool
  var columnValues: Column.Values { get }
}

extension FixedCells {
  @inline(__always)
  static func isMissing(_ value: Value) -> Bool { false }

  mutating func read(
    _ cells: CellReader, from first: Int, _ validity: inout BitmapBuilder
  ) -> Int {
    let before = values.count - first
    // In one go: one check of who owns the column a block, not one a cell.
    values.append(contentsOf: repeatElement(Self.blank, count: cells.rows - first))
    var row = first
    values.withUnsafeMutableBufferPointer { values in
      while row < cells.rows {
        if let cell = cells.present(row) {
          guard let value = Self.value(trimmed(cell), isDeclared: cells.isDeclared) else { return }
          let isMissing = Self.isMissing(value)
          if !isMissing { values[before + row] = value }
          validity.append(!isMissing)
        } else {
          validity.append(false)
        }
        row += 1
      }
    }
    values.removeLast(cells.rows - row)
    return row
  }

  mutating func appendMissing(_ count: Int) {
    values.append(contentsOf: repeatElement(Self.blank, count: count))
  }

  mutating func append(
    _ cell: UnsafeBufferPointer<UInt8>, _ validity: inout BitmapBuilder
  ) -> Bool {
    guard let value = Self.value(trimmed(cell), isDeclared: true) else { return false }
    let isMissing = Self.isMissing(value)
    values.append(isMissing ? Self.blank : value)
    validity.append(!isMissing)
    return true
  }

  mutating func expect(rows: Int, bytes: Int, _ validity: BitmapBuilder) {
    values.reserveCapacity(rows)
  }

  func column(validity: Bitmap?, metadata: ColumnMetadata) -> Column {
    Column(columnValues, validity: validity, metadata: metadata)
  }
}

struct DoubleCells: FixedCells {
  var values: [Double] = []
  var type: ColumnType { .double }
  var columnValues: Column.Values { .double(values) }
  static var blank: Double { 0 }

  @inline(__always)
  static func value(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Double? {
    guard let scan = DecimalScanner.scan(text) else {
      return isDeclared ? DecimalScanner.word(text) : nil
    }
    let value = DecimalScanner.double(scan, text)
    if isDeclared { return value }
    guard scan.isPlain, value.isFinite,
      !(scan.isInteger && value.magnitude >= 0x1p53 && isInexact(scan, text.count))
    else { return nil }
    return value
  }

  /// Whether a whole number would lose digits as a double.
  private static func isInexact(_ scan: DecimalScanner.Scan, _ count: Int) -> Bool {
    guard let value = DecimalScanner.int(scan, digits: count - (scan.negative ? 1 : 0)) else {
      return true
    }
    return Int64(exactly: Double(value)) != value
  }

  @inline(__always)
  static func isMissing(_ value: Double) -> Bool { value.isNaN }
}

struct WholeCells: FixedCells {
  var values: [Int64] = []
  var type: ColumnType { .int }
  var columnValues: Column.Values { .int(values) }
  static var blank: Int64 { 0 }

  @inline(__always)
  static func value(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Int64? {
    guard let scan = DecimalScanner.scan(text) else { return nil }
    if scan.isPlain {
      guard isDeclared || !(scan.negative && scan.mantissa == 0) else { return nil }
      return DecimalScanner.int(scan, digits: text.count - (scan.negative ? 1 : 0))
    }
    guard isDeclared else { return nil }
    let digits = text.drop { $0 == 0x2B || $0 == 0x2D || $0 == 0x30 }.count
    return DecimalScanner.int(scan, digits: digits)
  }

  func widened(to type: ColumnType) -> (any ParsedCells)? {
    guard type == .double, values.allSatisfy({ Int64(exactly: Double($0)) == $0 }) else {
      return nil
    }
    return DoubleCells(values: values.map(Double.init))
  }
}

struct BoolCells: FixedCells {
  var values: [Bool] = []
  var type: ColumnType { .bool }
  var columnValues: Column.Values { .bool(Bitmap(count: values.count) { values[$0] }) }
  static var blank: Bool { false }

  @inline(__always)
  static func value(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Bool? {
    if let value = bool(text) { return value }
    guard isDeclared, text.count == 1, text[0] == 0x30 || text[0] == 0x31 else { return nil }
    return text[0] == 0x31
  }
}

struct DateCells: FixedCells {
  var values: [Int32] = []
  var type: ColumnType { .date }
  var columnValues: Column.Values { .date(values) }
  static var blank: Int32 { 0 }

  @inline(__always)
  static func value(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Int32? {
    DateScanner.days(text)
  }

  func widened(to type: ColumnType) -> (any ParsedCells)? {
    guard type == .timestamp else { return nil }
    return TimestampCells(values: values.map { Timestamp.midnight($0) })
  }
}

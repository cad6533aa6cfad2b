internal import Basics

/// A type of value that is counted in whole steps: how it is read and shown, whatever holds it.
protocol CountedValues {
  static var type: CountedType { get }
  /// So many steps make the unit of its values as numbers: of times a second.
  static var stepsOfUnit: Int64 { get }
  /// Whether `cast` makes numbers of such values, and such values of numbers.
  static var isQuantity: Bool { get }

  /// The value of a text without blanks around it; `isDeclared`: the column is said to be of the type, and need not be
  /// told from text and numbers.
  static func read(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Int64?
  /// The value as a file has it, which `read` reads back.
  static func text(_ steps: Int64) -> String
  /// The value as people read it.
  static func words(_ steps: Int64) -> String
  /// What reads the cells of a text file.
  static var cells: any ParsedCells { get }
}

extension CountedValues {
  static var isQuantity: Bool { false }
  static func words(_ steps: Int64) -> String { text(steps) }
}

/// Points in time, as ISO 8601 has them, in UTC.
enum TimestampValues: CountedValues {
  static let type = CountedType.timestamp
  static var stepsOfUnit: Int64 { 1_000_000 }

  @inline(__always)
  static func read(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Int64? {
    DateScanner.microseconds(text)
  }

  static func text(_ steps: Int64) -> String { Timestamp.text(steps) }

  /// `2023-03-01 14:05`.
  static func words(_ steps: Int64) -> String {
    String(text(steps).prefix(16)).replacing("T", with: " ")
  }

  static var cells: any ParsedCells { TimestampCells() }
}

struct TimestampCells: FixedCells {
  var values: [Int64] = []
  var type: ColumnType { .timestamp }
  var columnValues: Column.Values { .timestamp(values) }
  static var blank: Int64 { 0 }

  @inline(__always)
  static func value(_ text: UnsafeBufferPointer<UInt8>, isDeclared: Bool) -> Int64? {
    DateScanner.microseconds(text)
  }
}

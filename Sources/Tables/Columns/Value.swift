public import Basics

/// The value of one cell, for the edges of the program: printing, literals, small results.
public enum Value: Hashable, Sendable {
  case missing
  case double(Double)
  case int(Int64)
  case text(String)
  case bool(Bool)
  /// Days since 1970-01-01.
  case date(Int32)
  /// Microseconds since 1970-01-01T00:00:00Z.
  case timestamp(Int64)
  case textList([String])
}

extension Value: CustomStringConvertible {
  /// The value as a CSV cell has it: shortest digits that read back as the same double, ISO 8601
  /// dates, lists as JSON, `inf` and `-inf`; nothing where missing.
  public var description: String {
    switch self {
    case .missing: ""
    case .double(let value): value.isFinite ? JSONNumber.text(value) : value < 0 ? "-inf" : "inf"
    case .int(let value): String(value)
    case .text(let value): value
    case .bool(let value): value ? "true" : "false"
    case .date(let days): CalendarDate(daysSinceEpoch: Int(days)).description
    case .timestamp(let microseconds): Timestamp.text(microseconds)
    case .textList(let values): JSON.array(values.map(JSON.string)).text()
    }
  }

  /// The value in JSON; dates as ISO 8601 text.
  public var json: JSON {
    switch self {
    case .missing: .null
    case .double(let value): .number(value)
    case .int(let value): .int(value)
    case .bool(let value): .bool(value)
    case .textList(let values): .array(values.map(JSON.string))
    case .text, .date, .timestamp: .string(description)
    }
  }

  /// The number, where this is one.
  public var doubleValue: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    default: nil
    }
  }
}

extension Column {
  /// The value of row `row`.
  public func value(at row: Int) -> Value {
    guard isValid(row) else { return .missing }
    if let plain { return .text(plain.string(row)) }
    switch values {
    case .double(let values): return .double(values[row])
    case .int(let values): return .int(values[row])
    case .text(let values): return .text(values.dictionary.string(values.codes[row]))
    case .bool(let values): return .bool(values[row])
    case .date(let values): return .date(values[row])
    case .timestamp(let values): return .timestamp(values[row])
    case .textList(let values):
      return .textList(
        values.codes[values.offsets[row]..<values.offsets[row + 1]].map(values.dictionary.string))
    }
  }

  /// A column of type `type` from single values; a value of another type is missing, except that a
  /// whole number enters a column of doubles.
  public init(type: ColumnType, _ cells: some Sequence<Value>, metadata: ColumnMetadata = .init()) {
    var builder = ValueColumnBuilder(type: type)
    for cell in cells { builder.append(cell) }
    self = builder.column(metadata: metadata)
  }
}

/// A column under construction from single values.
struct ValueColumnBuilder {
  let type: ColumnType
  private var doubles: [Double] = []
  private var whole: [Int64] = []
  private var codes: [UInt32] = []
  private var offsets: [Int] = [0]
  private var interner = TextInterner()
  private var validity = BitmapBuilder()

  init(type: ColumnType) { self.type = type }

  mutating func append(_ value: Value) {
    switch (type, value) {
    case (.double, .double(let value)) where !value.isNaN: doubles.append(value)
    case (.double, .int(let value)): doubles.append(Double(value))
    case (.int, .int(let value)): whole.append(value)
    case (.text, .text(let value)): codes.append(interner.code(value))
    case (.bool, .bool(let value)): whole.append(value ? 1 : 0)
    case (.date, .date(let value)): whole.append(Int64(value))
    case (.timestamp, .timestamp(let value)): whole.append(value)
    case (.timestamp, .date(let value)): whole.append(Timestamp.midnight(value))
    case (.textList, .textList(let value)):
      for text in value { codes.append(interner.code(text)) }
      offsets.append(codes.count)
    default:
      appendMissing()
      return
    }
    validity.append(true)
  }

  mutating func appendMissing() {
    switch type {
    case .double: doubles.append(0)
    case .text: codes.append(0)
    case .textList: offsets.append(codes.count)
    case .int, .bool, .date, .timestamp: whole.append(0)
    }
    validity.append(false)
  }

  consuming func column(metadata: ColumnMetadata = .init()) -> Column {
    let validity = self.validity.validity
    let values: Column.Values =
      switch type {
      case .double: .double(doubles)
      case .int: .int(whole)
      case .text: .text(TextValues(codes: codes, dictionary: interner.dictionary()))
      case .bool: .bool(Bitmap(whole.map { $0 != 0 }))
      case .date: .date(whole.map { Int32(truncatingIfNeeded: $0) })
      case .timestamp: .timestamp(whole)
      case .textList:
        .textList(
          TextListValues(offsets: offsets, codes: codes, dictionary: interner.dictionary()))
      }
    return Column(values, validity: validity, metadata: metadata)
  }
}

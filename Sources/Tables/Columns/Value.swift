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
  /// Steps: of a time microseconds since 1970-01-01T00:00:00Z.
  case counted(CountedType, Int64)
  case textList([String])

  /// A point in time, as microseconds since 1970-01-01T00:00:00Z.
  public static func timestamp(_ microseconds: Int64) -> Value {
    .counted(.timestamp, microseconds)
  }
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
    case .counted(let type, let steps): type.values.text(steps)
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
    case .text, .date, .counted: .string(description)
    }
  }

  /// The value as people read it: "yes", "2023-03-01 14:05" in UTC, the entries of a list.
  public var words: String {
    switch self {
    case .bool(let value): value ? "yes" : "no"
    case .counted(let type, let steps): type.values.words(steps)
    case .textList(let values): values.joined(separator: ", ")
    default: description
    }
  }

  /// The type; `nil` where missing.
  public var type: ColumnType? {
    switch self {
    case .missing: nil
    case .double: .double
    case .int: .int
    case .text: .text
    case .bool: .bool
    case .date: .date
    case .counted(let type, _): type.type
    case .textList: .textList
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
    return values.value(at: row)
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
    case (_, .counted(let own, let value)) where own.type == type: whole.append(value)
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
    default: whole.append(0)
    }
    validity.append(false)
  }

  consuming func column(metadata: ColumnMetadata = .init()) -> Column {
    let validity = self.validity.validity
    let values: Column.Values =
      switch type {
      case .double: .double(doubles)
      case .text: .text(TextValues(codes: codes, dictionary: interner.dictionary()))
      case .textList:
        .textList(
          TextListValues(offsets: offsets, codes: codes, dictionary: interner.dictionary()))
      default: .counted(whole, as: type)
      }
    return Column(values, validity: validity, metadata: metadata)
  }
}

internal import Basics
internal import Tables

/// A column that grows by batches of Arrow.
protocol ArrowColumn: AnyObject {
  /// Appends rows.
  func append(_ slice: ArrowSlice) throws(ArrowFault)
  /// The column, once all rows are here.
  func finished() -> Column
  /// About how many bytes it takes.
  var byteCount: Int { get }
  /// What a person should know of it.
  var remarks: [String] { get }
}

extension ArrowColumn {
  var remarks: [String] { [] }
}

extension ArrowField {
  /// An empty column of the field's type; fails where that is one that is not read.
  func column(in engine: String) throws(EngineError) -> any ArrowColumn {
    switch type {
    case .null: return NullColumn()
    case .bool: return BoolColumn()
    case .double: return DoubleColumn<Double> { $0 }
    case .float: return DoubleColumn<Float>(Double.init)
    case .whole(let bits, let isSigned): return Self.whole(bits, isSigned)
    case .decimal(let bits, let scale):
      switch bits {
      case 32: return DecimalColumn<Int32>(scale)
      case 64: return DecimalColumn<Int64>(scale)
      default: return DecimalColumn<Int128>(scale)
      }
    case .text(let bits), .paddedText(let bits):
      return bits == 32 ? TextColumn<Int32>() : TextColumn<Int64>()
    case .numericText(let bits):
      return bits == 32 ? NumericTextColumn<Int32>() : NumericTextColumn<Int64>()
    case .textView: return TextViewColumn()
    case .date32: return StepColumn<Int32>(.days) { Int64($0) }
    case .date64: return StepColumn<Int64>(.days) { $0.flooredQuotient(86_400_000) }
    case .timestamp(let unit): return StepColumn<Int64>(.times, unit.microseconds)
    case .duration(let unit): return StepColumn<Int64>(.durations, unit.microseconds)
    case .time(let bits, let unit):
      return bits == 32
        ? TimeOfDayColumn<Int32>(unit) : TimeOfDayColumn<Int64>(unit)
    case .dayInterval: return StepColumn<DayInterval>(.durations, \.microseconds)
    case .monthDayInterval: return StepColumn<MonthDayInterval>(.durations, \.microseconds)
    case .dictionary(let index, .text(let bits)):
      if let column = Self.dictionary(index, bits) { return column }
    case .list(let bits, .text(let textBits)):
      switch (bits, textBits) {
      case (32, 32): return TextListColumn<Int32, Int32>()
      case (32, _): return TextListColumn<Int32, Int64>()
      case (_, 32): return TextListColumn<Int64, Int32>()
      default: return TextListColumn<Int64, Int64>()
      }
    default: break
    }
    throw EngineError(
      .answer, engine,
      "column '\(name)' has the type \(type.name), which is not read; cast it to text or a number in a 'query', or leave it out"
    )
  }

  private static func whole(_ bits: Int, _ isSigned: Bool) -> any ArrowColumn {
    switch (bits, isSigned) {
    case (8, true): WholeColumn<Int8>()
    case (8, false): WholeColumn<UInt8>()
    case (16, true): WholeColumn<Int16>()
    case (16, false): WholeColumn<UInt16>()
    case (32, true): WholeColumn<Int32>()
    case (32, false): WholeColumn<UInt32>()
    case (64, true): WholeColumn<Int64>()
    default: DecimalColumn<UInt64>(0)
    }
  }

  private static func dictionary(_ index: ArrowType, _ bits: Int) -> (any ArrowColumn)? {
    func column<Offset: ArrowOffset>(_ offset: Offset.Type) -> (any ArrowColumn)? {
      guard case .whole(let bits, let isSigned) = index else { return nil }
      switch (bits, isSigned) {
      case (8, true): return DictionaryColumn<Int8, Offset>()
      case (8, false): return DictionaryColumn<UInt8, Offset>()
      case (16, true): return DictionaryColumn<Int16, Offset>()
      case (16, false): return DictionaryColumn<UInt16, Offset>()
      case (32, true): return DictionaryColumn<Int32, Offset>()
      case (32, false): return DictionaryColumn<UInt32, Offset>()
      case (64, true): return DictionaryColumn<Int64, Offset>()
      default: return DictionaryColumn<UInt64, Offset>()
      }
    }
    return bits == 32 ? column(Int32.self) : column(Int64.self)
  }
}

/// Which rows have a value; nothing is kept as long as all have.
struct PresentRows {
  private var words: [UInt64] = []
  private var hasMissing = false
  private(set) var count = 0

  /// Appends the marks of a slice's rows, and calls `body` with those that have no value.
  mutating func append(_ slice: ArrowSlice, missing body: (_ row: Int) -> Void = { _ in }) {
    let first = count
    guard let bits = slice.validity else {
      appendPresent(slice.rows)
      return
    }
    appendPresent(slice.rows)
    for row in 0..<slice.rows where !bits[row] {
      clear(first + row)
      body(first + row)
    }
  }

  private mutating func appendPresent(_ rows: Int) {
    count += rows
    if hasMissing { fill() }
  }

  /// Marks of all rows so far, those without one present.
  private mutating func fill() {
    while words.count < (count + 63) / 64 { words.append(.max) }
  }

  /// Marks a row as one without a value.
  mutating func clear(_ row: Int) {
    hasMissing = true
    fill()
    words[row >> 6] &= ~(1 << UInt64(row & 63))
  }

  subscript(row: Int) -> Bool { !hasMissing || words[row >> 6] >> UInt64(row & 63) & 1 == 1 }

  /// The marks; `nil`: all rows have a value.
  var validity: Bitmap? { hasMissing ? Bitmap(words: words, count: count) : nil }
}

extension ArrowType.TimeUnit {
  /// A number of the unit as microseconds; `nil` beyond what is counted.
  var microseconds: (Int64) -> Int64? {
    let (up, down): (Int64, Int64) =
      switch self {
      case .seconds: (1_000_000, 1)
      case .milliseconds: (1_000, 1)
      case .microseconds: (1, 1)
      case .nanoseconds: (1, 1_000)
      }
    return { value in
      let (product, overflow) = value.multipliedReportingOverflow(by: up)
      return overflow ? nil : down == 1 ? product : product.flooredQuotient(down)
    }
  }
}

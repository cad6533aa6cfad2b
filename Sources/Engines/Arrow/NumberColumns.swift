internal import Basics
internal import Tables

/// No values.
final class NullColumn: ArrowColumn {
  private var rows = 0
  func append(_ slice: ArrowSlice) { rows += slice.rows }
  func finished() -> Column { .missing(.text, count: rows) }
  var byteCount: Int { 0 }
}

/// Booleans.
final class BoolColumn: ArrowColumn {
  private var words: [UInt64] = []
  private var rows = 0
  private var present = PresentRows()

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    guard let bits = try slice.bits(1) else { return }
    for row in 0..<slice.rows {
      if rows & 63 == 0 { words.append(0) }
      if bits[row] { words[rows >> 6] |= 1 << UInt64(rows & 63) }
      rows += 1
    }
    present.append(slice)
  }

  func finished() -> Column {
    Column(.bool(Bitmap(words: words, count: rows)), validity: present.validity)
  }

  var byteCount: Int { words.count * 8 }
}

/// Whole numbers that fit 64 bits.
final class WholeColumn<Number: FixedWidthInteger & BitwiseCopyable>: ArrowColumn {
  private var values: [Int64] = []
  private var present = PresentRows()

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    try slice.with(1, Number.self) { numbers in
      if let same = numbers as? UnsafeBufferPointer<Int64> {
        values.append(contentsOf: same)
      } else {
        values.append(contentsOf: numbers.lazy.map { Int64(truncatingIfNeeded: $0) })
      }
    }
    present.append(slice) { values[$0] = 0 }
  }

  func finished() -> Column { Column(.int(values), validity: present.validity) }
  var byteCount: Int { values.count * 8 }
}

/// Doubles; what is not a number is missing.
final class DoubleColumn<Number: BitwiseCopyable>: ArrowColumn {
  private var values: [Double] = []
  private var present = PresentRows()
  private let convert: (Number) -> Double

  init(_ convert: @escaping (Number) -> Double) { self.convert = convert }

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    let first = values.count
    try slice.with(1, Number.self) { numbers in
      if let same = numbers as? UnsafeBufferPointer<Double> {
        values.append(contentsOf: same)
      } else {
        values.append(contentsOf: numbers.lazy.map(convert))
      }
    }
    present.append(slice) { values[$0] = 0 }
    for row in first..<values.count where values[row].isNaN {
      values[row] = 0
      present.clear(row)
    }
  }

  func finished() -> Column { Column(.double(values), validity: present.validity) }
  var byteCount: Int { values.count * 8 }
}

/// Decimals, and whole numbers that may not fit 64 bits. Without places after the point they are whole numbers where all
/// fit, else texts: as doubles, neighbours would become one.
final class DecimalColumn<Number: FixedWidthInteger & BitwiseCopyable>: ArrowColumn {
  private let scale: Int
  private var whole: [Int64] = []
  /// The numbers, once one of them does not fit.
  private var texts: TextBuilder?
  private var doubles: [Double] = []
  private var present = PresentRows()
  private var rows = 0

  init(_ scale: Int) { self.scale = scale }

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    let first = rows
    present.append(slice)
    try slice.with(1, Number.self) { numbers in
      for (place, number) in numbers.enumerated() {
        let number = present[first + place] ? Int128(truncatingIfNeeded: number) : 0
        if scale > 0 {
          doubles.append(value(number))
        } else {
          append(whole: number)
        }
      }
    }
    rows += slice.rows
  }

  private func append(whole number: Int128) {
    if texts == nil, let fits = Int64(exactly: number), scale == 0 {
      whole.append(fits)
      return
    }
    if texts == nil {
      let texts = TextBuilder()
      for (row, number) in whole.enumerated() { texts.append(present[row] ? "\(number)" : nil) }
      self.texts = texts
      whole = []
    }
    texts?.append(
      present[texts?.rows ?? 0]
        ? "\(number)" + (number == 0 ? "" : String(repeating: "0", count: -scale)) : nil)
  }

  /// The nearest double.
  private func value(_ number: Int128) -> Double {
    if number.magnitude < 1 << 53, scale < Self.powers.count {
      return Double(number) / Self.powers[scale]
    }
    return Double("\(number)e-\(scale)") ?? .nan
  }

  /// Powers of 10 that are doubles.
  private static var powers: [Double] {
    [
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
      1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
  }

  func finished() -> Column {
    if scale > 0 { return Column(.double(doubles), validity: present.validity) }
    return texts?.finished(present) ?? Column(.int(whole), validity: present.validity)
  }

  var byteCount: Int { 8 * (whole.count + doubles.count) + (texts?.byteCount ?? 0) }
}

/// Days, points in time, and lengths of time.
final class StepColumn<Element: BitwiseCopyable>: ArrowColumn {
  enum Kind {
    case days, times, durations

    /// What the calendar has: the years 0 to 9999.
    var range: ClosedRange<Int64> {
      switch self {
      case .days: -719_528...2_932_896
      case .times: -62_167_219_200_000_000...253_402_300_799_999_999
      case .durations: Int64.min...Int64.max
      }
    }
  }

  private let kind: Kind
  private let convert: (Element) -> Int64?
  private var days: [Int32] = []
  private var steps: [Int64] = []
  private var present = PresentRows()
  private var lost = 0

  init(_ kind: Kind, _ convert: @escaping (Element) -> Int64?) {
    self.kind = kind
    self.convert = convert
  }

  func append(_ slice: ArrowSlice) throws(ArrowFault) {
    let first = present.count
    present.append(slice)
    try slice.with(1, Element.self) { elements in
      for (place, element) in elements.enumerated() {
        var value: Int64 = 0
        if present[first + place] {
          if let step = convert(element), kind.range.contains(step) {
            value = step
          } else {
            present.clear(first + place)
            lost += 1
          }
        }
        if kind == .days {
          days.append(Int32(truncatingIfNeeded: value))
        } else {
          steps.append(value)
        }
      }
    }
  }

  func finished() -> Column {
    let values: Column.Values =
      switch kind {
      case .days: .date(days)
      case .times: .timestamp(steps)
      case .durations: .counted(.duration, steps)
      }
    return Column(values, validity: present.validity)
  }

  var byteCount: Int { 4 * days.count + 8 * steps.count }

  var remarks: [String] {
    guard lost > 0 else { return [] }
    let what =
      kind == .durations
      ? "intervals with months or years, which have no one length"
      : "values that are infinite or outside of the years 0 to 9999"
    return ["has \(counted(lost, "cell")) with \(what): treated as missing"]
  }
}

/// Days and milliseconds.
struct DayInterval: BitwiseCopyable {
  let days: Int32
  let milliseconds: Int32

  var microseconds: Int64? { Int64(days) * 86_400_000_000 + Int64(milliseconds) * 1000 }
}

/// Months, days and nanoseconds.
struct MonthDayInterval: BitwiseCopyable {
  let months: Int32
  let days: Int32
  let nanoseconds: Int64

  var microseconds: Int64? {
    guard months == 0 else { return nil }
    let (sum, overflow) = (Int64(days) * 86_400_000_000).addingReportingOverflow(
      nanoseconds.flooredQuotient(1000))
    return overflow ? nil : sum
  }
}

internal import Basics

/// The value of a part of an expression: a column, or one value for all rows.
struct Operand {
  var column: Column
  /// The column has one row, which stands for all.
  let isConstant: Bool
  let isBare: Bool
  /// It is `null` as written, which has no type of its own. A result that is missing has one.
  let isMissingLiteral: Bool

  init(_ column: Column, isConstant: Bool = false, isBare: Bool = false) {
    self.column = column
    self.isConstant = isConstant
    self.isBare = isBare
    isMissingLiteral = false
  }

  init(_ value: Value, isBare: Bool = true) {
    column = Column(type: value.type ?? .double, CollectionOfOne(value))
    isConstant = true
    self.isBare = isBare
    isMissingLiteral = value.type == nil
  }

  var expressionType: ExpressionType {
    ExpressionType(
      isMissingLiteral ? nil : column.type, unit: column.metadata.unit, isBare: isBare)
  }

  /// The row of the column that stands for row `row`.
  func place(_ row: Int) -> Int { isConstant ? 0 : row }

  func value(at row: Int) -> Value { column.value(at: place(row)) }

  var doubles: [Double] {
    switch column.values {
    case .double(let values): values
    case .int(let values): values.map(Double.init)
    default: Array(repeating: 0, count: column.count)
    }
  }

  var ints: [Int64]? {
    if case .int(let values) = column.values { values } else { nil }
  }

  /// Dates and timestamps as microseconds.
  var microseconds: [Int64] {
    switch column.values {
    case .date(let values): values.map { Timestamp.midnight($0) }
    default: column.values.steps ?? Array(repeating: 0, count: column.count)
    }
  }

  /// Bits of a condition and which of them are known, a word of 64 rows at a time.
  func condition(rows: Int) -> (values: [UInt64], known: [UInt64]) {
    let wordCount = (rows + 63) / 64
    guard case .bool(let bits) = column.values else {
      return (Array(repeating: 0, count: wordCount), Array(repeating: 0, count: wordCount))
    }
    if isConstant {
      let known = column.isValid(0)
      return (
        Array(repeating: known && bits[0] ? .max : 0, count: wordCount),
        Array(repeating: known ? .max : 0, count: wordCount)
      )
    }
    return (bits.words, column.validity?.words ?? Array(repeating: .max, count: wordCount))
  }
}

/// Which rows have a value in every one of `operands`; `nil`: all.
func sharedValidity(_ operands: [Operand], rows: Int) -> Bitmap? {
  var result: Bitmap?
  for operand in operands {
    guard let own = operand.column.validity else { continue }
    if operand.isConstant { return Bitmap(repeating: false, count: rows) }
    result = result.map { $0.intersection(own) } ?? own
  }
  return result
}

/// The rows that both sides have values for: all, as columns of one table are of one length.
private func sharedRows(_ rows: Int, _ a: Int, _ b: Int, constant: (Bool, Bool)) -> Int {
  if constant.0 && a == 0 || constant.1 && b == 0 { return 0 }
  return min(rows, constant.0 ? rows : a, constant.1 ? rows : b)
}

/// `body` of each pair of values, where a side with one value lends it to every row.
@inline(__always)
func zipped<A, B, Result>(
  _ a: [A], _ b: [B], constant: (Bool, Bool), rows: Int, _ body: (A, B) -> Result
) -> [Result] {
  let rows = sharedRows(rows, a.count, b.count, constant: constant)
  return a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      Array(unsafeUninitializedCapacity: rows) { buffer, initialized in
        guard let out = buffer.baseAddress else { return }
        switch constant {
        case (false, false):
          for row in 0..<rows { (out + row).initialize(to: body(a[row], b[row])) }
        case (false, true):
          let right = b[0]
          for row in 0..<rows { (out + row).initialize(to: body(a[row], right)) }
        case (true, _):
          let left = a[0]
          for row in 0..<rows {
            (out + row).initialize(to: body(left, b[constant.1 ? 0 : row]))
          }
        }
        initialized = rows
      }
    }
  }
}

/// The rows for which `body` of a pair of values holds.
@inline(__always)
func zippedBits<A, B>(
  _ a: [A], _ b: [B], constant: (Bool, Bool), rows: Int, _ body: (A, B) -> Bool
) -> Bitmap {
  let rows = sharedRows(rows, a.count, b.count, constant: constant)
  return a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      Bitmap(count: rows) { body(a[constant.0 ? 0 : $0], b[constant.1 ? 0 : $0]) }
    }
  }
}

internal import Basics
internal import Foundation

extension Evaluator {
  func negated(_ operand: Operand) -> Operand {
    guard !operand.isMissingLiteral else { return operand }
    let metadata = ColumnMetadata(unit: operand.column.metadata.unit)
    if let ints = operand.ints {
      // The smallest whole number has no counterpart in 64 bits.
      return Operand(
        whole(
          .subtract, [0], ints, (true, false), ints.count, operand.column.validity, metadata),
        isConstant: operand.isConstant, isBare: operand.isBare)
    }
    return Operand(
      Column(
        .double(operand.doubles.map { -$0 }), validity: operand.column.validity, metadata: metadata),
      isConstant: operand.isConstant, isBare: operand.isBare)
  }

  func binary(_ op: BinaryOperator, _ a: Operand, _ b: Operand) -> Operand {
    switch op {
    case .and, .or: return logical(op, a, b)
    case .concatenate:
      return cells([a, b], .text) { .text($0[0].description + $0[1].description) }
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return compare(op, a, b)
    case .add, .subtract:
      if let result = dateArithmetic(op, a, b) { return result }
      let aligned = UnitRules.align(a.expressionType, b.expressionType) ?? (nil, 1)
      return arithmetic(op, a, b, unit: aligned.unit, rightFactor: aligned.factor, factor: 1)
    case .modulo:
      let aligned = UnitRules.align(a.expressionType, b.expressionType) ?? (nil, 1)
      return arithmetic(op, a, b, unit: aligned.unit, rightFactor: aligned.factor, factor: 1)
    case .multiply, .divide:
      let (unit, factor) = UnitRules.product(
        a.expressionType, b.expressionType, dividing: op == .divide)
      return arithmetic(op, a, b, unit: unit, rightFactor: 1, factor: factor)
    }
  }

  private func arithmetic(
    _ op: BinaryOperator, _ a: Operand, _ b: Operand, unit: Basics.Unit?, rightFactor: Double,
    factor: Double
  ) -> Operand {
    let (extent, isConstant) = extent([a, b])
    let isBare = a.isBare && b.isBare
    let metadata = ColumnMetadata(unit: unit)
    if a.isMissingLiteral || b.isMissingLiteral {
      return Operand(
        .missing(.double, count: extent, metadata: metadata), isConstant: isConstant,
        isBare: isBare)
    }
    let validity = sharedValidity([a, b], rows: extent)
    let constant = (a.isConstant, b.isConstant)
    if op != .divide, rightFactor == 1, factor == 1, let first = a.ints, let second = b.ints {
      let column = whole(op, first, second, constant, extent, validity, metadata)
      return Operand(column, isConstant: isConstant, isBare: isBare)
    }
    let left = a.doubles
    let right = rightFactor == 1 ? b.doubles : b.doubles.map { $0 * rightFactor }
    var result: [Double]
    switch op {
    case .add: result = zipped(left, right, constant: constant, rows: extent) { $0 + $1 }
    case .subtract: result = zipped(left, right, constant: constant, rows: extent) { $0 - $1 }
    case .multiply: result = zipped(left, right, constant: constant, rows: extent) { $0 * $1 }
    case .divide:
      // x/0 has no value, whatever x; NaN marks it for the sweep below.
      result = zipped(left, right, constant: constant, rows: extent) { $1 == 0 ? .nan : $0 / $1 }
    default:
      result = zipped(left, right, constant: constant, rows: extent) {
        $1 == 0 ? .nan : fmod($0, $1)
      }
    }
    if factor != 1 { for row in result.indices { result[row] *= factor } }
    let reason =
      op == .divide || op == .modulo ? LossWords.divisionByZero : "no defined result"
    return Operand(
      swept(result, validity, LossWords.results(of: op), reason, of: [a, b], metadata),
      isConstant: isConstant, isBare: isBare)
  }

  /// Whole numbers; what overflows 64 bits, or divides by 0, is missing.
  private func whole(
    _ op: BinaryOperator, _ a: [Int64], _ b: [Int64], _ constant: (Bool, Bool), _ rows: Int,
    _ validity: Bitmap?, _ metadata: ColumnMetadata
  ) -> Column {
    var lost: [Int] = []
    let result: [Int64] = (0..<rows).map { row in
      let (x, y) = (a[constant.0 ? 0 : row], b[constant.1 ? 0 : row])
      let (value, overflow): (Int64, Bool) =
        switch op {
        case .add: x.addingReportingOverflow(y)
        case .subtract: x.subtractingReportingOverflow(y)
        case .multiply: x.multipliedReportingOverflow(by: y)
        default: y == 0 ? (0, true) : y == -1 ? (0, false) : (x % y, false)
        }
      if overflow { lost.append(row) }
      return value
    }
    guard !lost.isEmpty else { return Column(.int(result), validity: validity, metadata: metadata) }
    var valid = validity ?? Bitmap(repeating: true, count: rows)
    let affected = lost.filter { valid[$0] }
    for row in affected { valid[row] = false }
    lose(
      LossWords.results(of: op),
      op == .modulo ? LossWords.divisionByZero : LossWords.overflow, before: validity, after: valid,
      extent: rows)
    return Column(.int(result), validity: valid, metadata: metadata)
  }

  /// Results in which NaN becomes missing and is counted for `reason`, and so is, as an overflow, what is
  /// infinite though the `operands` are not.
  func swept(
    _ values: [Double], _ validity: Bitmap?, _ what: String, _ reason: String,
    of operands: [Operand], _ metadata: ColumnMetadata
  ) -> Column {
    var isClean = true
    values.withUnsafeBufferPointer { for value in $0 where !value.isFinite { isClean = false } }
    guard !isClean else { return Column(.double(values), validity: validity, metadata: metadata) }
    let inputs = operands.map { (operand: $0, values: $0.doubles) }
    func isFinite(_ row: Int) -> Bool {
      inputs.allSatisfy { $0.values[$0.operand.place(row)].isFinite }
    }
    let known = Bitmap(count: values.count) { !values[$0].isNaN && (validity?[$0] ?? true) }
    lose(what, reason, before: validity, after: known, extent: values.count)
    let kept = Bitmap(count: values.count) {
      known[$0] && (values[$0].isFinite || !isFinite($0))
    }
    lose(what, LossWords.overflow, before: known, after: kept, extent: values.count)
    var clean = values
    for row in clean.indices where !kept[row] { clean[row] = 0 }
    return Column(.double(clean), validity: kept, metadata: metadata)
  }

  private func dateArithmetic(_ op: BinaryOperator, _ a: Operand, _ b: Operand) -> Operand? {
    let (extent, isConstant) = extent([a, b])
    let validity = sharedValidity([a, b], rows: extent)
    let constant = (a.isConstant, b.isConstant)
    switch (a.column.values, b.column.values) {
    case (.date(let first), .date(let second)) where op == .subtract:
      let days = zipped(first, second, constant: constant, rows: extent) { Int64($0) - Int64($1) }
      return Operand(
        Column(.int(days), validity: validity, metadata: .init(unit: Basics.Unit(symbol: "day"))),
        isConstant: isConstant)
    case (.counted(.timestamp, let first), .counted(.timestamp, let second)) where op == .subtract:
      let seconds = zipped(first, second, constant: constant, rows: extent) {
        let (difference, overflow) = $0.subtractingReportingOverflow($1)
        return (overflow ? Double($0) - Double($1) : Double(difference)) / 1e6
      }
      return Operand(
        Column(
          .double(seconds), validity: validity, metadata: .init(unit: Basics.Unit(symbol: "s"))),
        isConstant: isConstant)
    case (.date(let first), .int(let second)):
      let days = zipped(first, second, constant: constant, rows: extent) { day, shift -> Int32? in
        let (sum, overflow) =
          op == .add
          ? Int64(day).addingReportingOverflow(shift)
          : Int64(day).subtractingReportingOverflow(shift)
        return overflow ? nil : Int32(exactly: sum)
      }
      guard days.contains(nil) else {
        return Operand(
          Column(.date(days.map { $0 ?? 0 }), validity: validity), isConstant: isConstant)
      }
      let kept = Bitmap(count: extent) { days[$0] != nil && (validity?[$0] ?? true) }
      lose("dates", LossWords.overflow, before: validity, after: kept, extent: extent)
      return Operand(Column(.date(days.map { $0 ?? 0 }), validity: kept), isConstant: isConstant)
    default: return nil
    }
  }

  // MARK: Cast

  func cast(_ operand: Operand, to type: ColumnType) -> Operand {
    let own = operand.column
    if own.type == type { return Operand(own, isConstant: operand.isConstant) }
    let unit = type.isNumeric ? own.metadata.unit : nil
    let result: Operand
    if type == .double, case .int(let values) = own.values {
      result = Operand(
        Column(
          .double(values.map(Double.init)), validity: own.validity, metadata: .init(unit: unit)),
        isConstant: operand.isConstant)
    } else {
      result = cells([operand], type, unit: unit) { Casting.cast($0[0], to: type) }
    }
    lose(
      type.isDate ? "\(type.rawValue)s" : "values", "no \(type.rawValue)", before: own.validity,
      after: result.column.validity, extent: own.count)
    return result
  }
}

extension ColumnType {
  /// Whether its values are counted and are quantities, of which there are numbers.
  fileprivate var isQuantity: Bool { counted?.values.isQuantity ?? false }
}

/// Values of one type as another.
enum Casting {
  static func isPossible(_ from: ColumnType?, _ to: ColumnType) -> Bool {
    guard let from, from != to, from != .text, to != .text else { return true }
    switch to {
    case .double, .int: return from.isNumeric || from == .bool || from.isQuantity
    case .bool: return from == .int
    case .date: return from == .timestamp
    case .timestamp: return from == .date
    default: return to.isQuantity && from.isNumeric
    }
  }

  /// Missing where the value has no counterpart. A double becomes the nearest whole number, halves
  /// away from zero.
  static func cast(_ value: Value, to type: ColumnType) -> Value {
    switch (value, type) {
    case (_, .text): return .text(value.description)
    case (.double(let value), .int):
      return Int64(exactly: value.rounded()).map(Value.int) ?? .missing
    case (.int(let value), .bool): return .bool(value != 0)
    case (.bool(let value), .int): return .int(value ? 1 : 0)
    case (.bool(let value), .double): return .double(value ? 1 : 0)
    case (.int(let value), .double): return .double(Double(value))
    case (.counted(.timestamp, let value), .date):
      return .date(Int32(clamping: value.flooredQuotient(Timestamp.microsecondsPerDay)))
    case (.date(let days), .timestamp):
      return .timestamp(Timestamp.midnight(days))
    case (.text(var text), _): return text.withUTF8 { cast(trimmed($0), to: type) }
    default: return castQuantity(value, to: type)
    }
  }

  /// Quantities that are counted, and their numbers in the unit of their type.
  private static func castQuantity(_ value: Value, to type: ColumnType) -> Value {
    if case .counted(let own, let steps) = value, own.type.isQuantity {
      let number = Double(steps) / Double(own.values.stepsOfUnit)
      switch type {
      case .double: return .double(number)
      case .int: return .int(Int64(number.rounded()))
      default: return .missing
      }
    }
    guard let counted = type.counted, type.isQuantity else { return .missing }
    let unit = counted.values.stepsOfUnit
    switch value {
    case .double(let value):
      return Int64(exactly: (value * Double(unit)).rounded()).map { .counted(counted, $0) }
        ?? .missing
    case .int(let value):
      let (steps, overflow) = value.multipliedReportingOverflow(by: unit)
      return overflow ? .missing : .counted(counted, steps)
    default: return .missing
    }
  }

  private static func cast(_ bytes: UnsafeBufferPointer<UInt8>, to type: ColumnType) -> Value {
    switch type {
    case .double:
      let value = DecimalScanner.double(bytes) ?? DecimalScanner.word(bytes)
      return value.flatMap { $0.isNaN ? nil : .double($0) } ?? .missing
    case .int:
      guard let scan = DecimalScanner.scan(bytes) else { return .missing }
      if let value = DecimalScanner.int(scan, digits: scan.mantissa == 0 ? 1 : bytes.count) {
        return .int(value)
      }
      return cast(.double(DecimalScanner.double(scan, bytes)), to: .int)
    case .bool:
      if bytes.elementsEqual("1".utf8) { return .bool(true) }
      if bytes.elementsEqual("0".utf8) { return .bool(false) }
      return Tables.bool(bytes).map(Value.bool) ?? .missing
    case .date:
      guard let value = DateScanner.microseconds(bytes) else { return .missing }
      return .date(Int32(clamping: value.flooredQuotient(Timestamp.microsecondsPerDay)))
    case .textList:
      var list: [String] = []
      let isList = Literal.forEachEntry(bytes) { list.append(String(decoding: $0, as: UTF8.self)) }
      return isList ? .textList(list) : .missing
    case .text: return .text(String(decoding: bytes, as: UTF8.self))
    default:
      return type.counted.flatMap { type in
        type.values.read(bytes, isDeclared: true).map { .counted(type, $0) }
      } ?? .missing
    }
  }

  /// A date or timestamp written as text.
  static func dateLiteral(_ text: String) -> Value? {
    var text = text
    return text.withUTF8 { bytes in
      DateScanner.days(bytes).map(Value.date)
        ?? DateScanner.microseconds(bytes).map(Value.timestamp)
    }
  }
}

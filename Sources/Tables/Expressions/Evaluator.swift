internal import Basics

/// Evaluates a checked expression column by column.
final class Evaluator {
  let table: Table
  let text: String
  let rows: Int
  /// What became missing, and in which rows, in the order of evaluation.
  private var lost: [LostRows] = []
  /// The rows whose values are asked for; `nil`: all.
  private var asked: Bitmap?

  init(table: Table, text: String) {
    self.table = table
    self.text = text
    rows = table.rowCount
  }

  /// Rows in which an operation lost its value.
  private struct LostRows {
    let what: String
    let reason: String
    var rows: Bitmap
    let total: Int
  }

  /// What became missing and still is where the values have these marks; `nil`: wherever it did. Equal
  /// operations are counted together, in order of first appearance.
  func losses(where validity: Bitmap?? = nil) -> [Loss] {
    var result: [Loss] = []
    for lost in lost {
      var rows = lost.rows
      if case .some(let marks) = validity {
        guard let marks else { continue }
        rows = rows.intersection(marks.complement)
      }
      let count = rows.setCount
      guard count > 0 else { continue }
      if let index = result.firstIndex(where: { $0.what == lost.what && $0.reason == lost.reason })
      {
        result[index] = Loss(
          lost.what, lost.reason, count: result[index].count + count,
          of: result[index].total + lost.total)
      } else {
        result.append(Loss(lost.what, lost.reason, count: count, of: lost.total))
      }
    }
    return result
  }

  /// Counts the rows that had a value `before` an operation and have none `after` it; a constant stands
  /// for all rows.
  func lose(
    _ what: String, _ reason: String, before: Bitmap?, after: Bitmap?, extent: Int
  ) {
    guard let after else { return }
    let own = before.map { $0.intersection(after.complement) } ?? after.complement
    guard own.setCount > 0 else { return }
    let isOne = extent == 1 && rows != 1
    var gone = isOne ? Bitmap(repeating: true, count: rows) : own
    if let asked { gone = gone.intersection(asked) }
    guard gone.setCount > 0 else { return }
    var present = isOne ? Bitmap(repeating: true, count: rows) : before
    if let asked { present = present.map { $0.intersection(asked) } ?? asked }
    lost.append(
      LostRows(
        what: what, reason: reason, rows: gone, total: present?.setCount ?? rows))
  }

  /// What `body` gives where only `rows` of those that are asked for count.
  private func asking<Result>(for rows: Bitmap, _ body: () -> Result) -> Result {
    let before = asked
    asked = before.map { $0.intersection(rows) } ?? rows
    defer { asked = before }
    return body()
  }

  /// The expression as a full column.
  func column(_ node: SyntaxNode) -> Column {
    let operand = evaluate(node)
    return operand.isConstant ? spread(operand) : operand.column
  }

  /// A constant as a column of all rows.
  func spread(_ operand: Operand) -> Column {
    operand.column.gathered(Array(repeating: 0, count: rows))
  }

  func evaluate(_ node: SyntaxNode) -> Operand {
    switch node.kind {
    case .literal(let value): return Operand(value)
    case .column(let name):
      return Operand(table[name] ?? .missing(.double, count: rows))
    case .negate(let operand): return negated(evaluate(operand))
    case .not(let operand): return inverted(evaluate(operand))
    case .binary(let op, let left, let right):
      return binary(op, evaluate(left), evaluate(right))
    case .isNull(let operand, let isNegated):
      return isNull(evaluate(operand), negated: isNegated)
    case .isIn(let operand, let list, let isNegated):
      let subject = evaluate(operand)
      var result = Operand(.bool(false), isBare: false)
      for element in list {
        result = logical(.or, result, compare(.equal, subject, evaluate(element)))
      }
      return isNegated ? inverted(result) : result
    case .between(let operand, let low, let high, let isNegated):
      let subject = evaluate(operand)
      let result = logical(
        .and, compare(.greaterOrEqual, subject, evaluate(low)),
        compare(.lessOrEqual, subject, evaluate(high)))
      return isNegated ? inverted(result) : result
    case .like(let operand, let pattern, let ignoringCase, let isNegated):
      guard case .literal(.text(let text)) = pattern.kind else { return Operand(.missing) }
      let like = LikePattern(text, ignoringCase: ignoringCase)
      let result = cells([evaluate(operand)], .bool) { .bool(like.matches($0[0].description)) }
      return isNegated ? inverted(result) : result
    case .when(let branches, let otherwise): return when(branches, otherwise)
    case .cast(let operand, let type): return cast(evaluate(operand), to: type)
    case .call(let name, let arguments, let options): return call(name, arguments, options)
    }
  }

  /// How many rows an operation on `operands` has to go through.
  func extent(_ operands: [Operand]) -> (rows: Int, isConstant: Bool) {
    let isConstant = operands.allSatisfy(\.isConstant)
    return (isConstant ? 1 : rows, isConstant)
  }

  // MARK: Conditions

  func inverted(_ operand: Operand) -> Operand {
    guard case .bool(let bits) = operand.column.values else { return operand }
    return Operand(
      Column(.bool(bits.complement), validity: operand.column.validity),
      isConstant: operand.isConstant)
  }

  /// Kleene's logic: unknown unless the known side decides.
  func logical(_ op: BinaryOperator, _ a: Operand, _ b: Operand) -> Operand {
    let (extent, isConstant) = extent([a, b])
    let (first, firstKnown) = a.condition(rows: extent)
    let (second, secondKnown) = b.condition(rows: extent)
    var values: [UInt64] = []
    var known: [UInt64] = []
    values.reserveCapacity(first.count)
    known.reserveCapacity(first.count)
    for index in first.indices {
      let trueA = first[index] & firstKnown[index]
      let trueB = second[index] & secondKnown[index]
      let falseA = ~first[index] & firstKnown[index]
      let falseB = ~second[index] & secondKnown[index]
      let isTrue = op == .and ? trueA & trueB : trueA | trueB
      let isFalse = op == .and ? falseA | falseB : falseA & falseB
      values.append(isTrue)
      known.append(isTrue | isFalse)
    }
    return Operand(
      Column(
        .bool(Bitmap(words: values, count: extent)),
        validity: Bitmap(words: known, count: extent)),
      isConstant: isConstant)
  }

  private func isNull(_ operand: Operand, negated: Bool) -> Operand {
    let count = operand.column.count
    let valid = operand.column.validity ?? Bitmap(repeating: true, count: count)
    return Operand(
      Column(.bool(negated ? valid : valid.complement)), isConstant: operand.isConstant)
  }

  func compare(_ op: BinaryOperator, _ left: Operand, _ right: Operand) -> Operand {
    let (extent, isConstant) = extent([left, right])
    if left.isMissingLiteral || right.isMissingLiteral {
      return Operand(Column.missing(.bool, count: extent), isConstant: isConstant)
    }
    let validity = sharedValidity([left, right], rows: extent)
    let constant = (left.isConstant, right.isConstant)
    let bits: Bitmap
    if left.column.type.isNumeric, right.column.type.isNumeric {
      let factor = UnitRules.align(left.expressionType, right.expressionType)?.factor ?? 1
      if let a = left.ints, let b = right.ints, factor == 1 {
        bits = ordered(op, a, b, constant, extent)
      } else {
        let b = factor == 1 ? right.doubles : right.doubles.map { $0 * factor }
        bits = ordered(op, left.doubles, b, constant, extent)
      }
    } else if case .bool(let a) = left.column.values, case .bool(let b) = right.column.values {
      bits = ordered(
        op, (0..<a.count).map { a[$0] ? 1 : 0 }, (0..<b.count).map { b[$0] ? 1 : 0 }, constant,
        extent)
    } else if case .text(let a) = left.column.values, case .text(let b) = right.column.values {
      bits = compareTexts(op, a, b, constant, extent)
    } else {
      bits = ordered(
        op, dateOperand(left).microseconds, dateOperand(right).microseconds, constant, extent)
    }
    return Operand(Column(.bool(bits), validity: validity), isConstant: isConstant)
  }

  /// A date written as text, read as a date.
  private func dateOperand(_ operand: Operand) -> Operand {
    guard operand.isConstant, case .text(let written) = operand.value(at: 0),
      let value = Casting.dateLiteral(written)
    else { return operand }
    return Operand(value)
  }

  private func compareTexts(
    _ op: BinaryOperator, _ a: TextValues, _ b: TextValues, _ constant: (Bool, Bool), _ rows: Int
  ) -> Bitmap {
    if op == .equal || op == .notEqual, constant.1, b.dictionary.count == 1 {
      // No code stands for a text that the column never holds.
      let code = a.dictionary.code(of: b.dictionary.string(0)) ?? .max
      return ordered(op, a.codes, [code], constant, rows)
    }
    let (dictionary, codes) = a.dictionary.merged(b.dictionary)
    let isEquality = op == .equal || op == .notEqual
    let ranks = isEquality ? Array(0..<UInt32(dictionary.count)) : dictionary.sortedRanks
    let first = a.codes.map { ranks.isEmpty ? 0 : ranks[Int($0)] }
    let second = b.codes.map { codes.isEmpty ? 0 : ranks[Int(codes[Int($0)])] }
    return ordered(op, first, second, constant, rows)
  }

  private func ordered<Element: Comparable>(
    _ op: BinaryOperator, _ a: [Element], _ b: [Element], _ constant: (Bool, Bool), _ rows: Int
  ) -> Bitmap {
    switch op {
    case .equal: zippedBits(a, b, constant: constant, rows: rows) { $0 == $1 }
    case .notEqual: zippedBits(a, b, constant: constant, rows: rows) { $0 != $1 }
    case .less: zippedBits(a, b, constant: constant, rows: rows) { $0 < $1 }
    case .lessOrEqual: zippedBits(a, b, constant: constant, rows: rows) { $0 <= $1 }
    case .greater: zippedBits(a, b, constant: constant, rows: rows) { $0 > $1 }
    default: zippedBits(a, b, constant: constant, rows: rows) { $0 >= $1 }
    }
  }

  // MARK: Choice

  private func when(_ branches: [WhenBranch], _ otherwise: SyntaxNode?) -> Operand {
    var choice = [Int32](repeating: -1, count: rows)
    var open = Bitmap(repeating: true, count: rows)
    var values: [Operand] = []
    for (index, branch) in branches.enumerated() {
      let (bits, known) = asking(for: open) {
        evaluate(branch.condition).condition(rows: rows)
      }
      let taken = Bitmap(
        words: zip(bits, known).map { $0 & $1 }, count: rows
      ).intersection(open)
      for row in taken.setIndices { choice[row] = Int32(index) }
      values.append(asking(for: taken) { evaluate(branch.value) })
      open = open.intersection(taken.complement)
    }
    if let otherwise {
      for row in open.setIndices { choice[row] = Int32(branches.count) }
      values.append(asking(for: open) { evaluate(otherwise) })
    }
    return choose(choice, values)
  }

  /// For each row the value of the operand whose number `choice` gives; below 0: missing.
  func choose(_ choice: [Int32], _ operands: [Operand]) -> Operand {
    let typed = operands.filter { !$0.isMissingLiteral }
    guard let first = typed.first else {
      return Operand(.missing(.double, count: rows))
    }
    let isDouble = typed.contains { $0.column.type == .double }
    guard operands.reduce(0, { $0 + $1.column.count }) <= Limits.rows else {
      return chosenByCell(choice, operands, isDouble ? .double : first.column.type)
    }
    var unit = first.expressionType
    var pool: Column?
    var starts: [Int32] = []
    for operand in operands {
      starts.append(Int32(pool?.count ?? 0))
      if operand.isMissingLiteral {
        let blank = Column.missing(pool?.type ?? first.column.type, count: 1)
        pool = pool?.appending(blank) ?? blank
        continue
      }
      var column = operand.column
      if column.type.isNumeric {
        let aligned = UnitRules.align(unit, operand.expressionType)
        let factor = aligned?.factor ?? 1
        if isDouble || factor != 1 {
          column = Column(
            .double(operand.doubles.map { $0 * factor }), validity: column.validity)
        }
        unit = ExpressionType(
          column.type, unit: aligned?.unit, isBare: unit.isBare && operand.isBare)
      }
      pool = pool.map { $0.appending(column) ?? $0 } ?? column
    }
    let indices = choice.enumerated().map { row, branch -> Int32 in
      guard branch >= 0 else { return -1 }
      return starts[Int(branch)] + (operands[Int(branch)].isConstant ? 0 : Int32(row))
    }
    let result = (pool ?? first.column).gathered(indices)
    return Operand(result.with(metadata: ColumnMetadata(unit: unit.unit)))
  }

  /// The same cell by cell, where the values of all operands together have no numbers in 32 bits.
  private func chosenByCell(
    _ choice: [Int32], _ operands: [Operand], _ type: ColumnType
  ) -> Operand {
    var builder = ValueColumnBuilder(type: type)
    for (row, branch) in choice.enumerated() {
      builder.append(branch < 0 ? .missing : operands[Int(branch)].value(at: row))
    }
    let unit = operands.first { !$0.isMissingLiteral }?.column.metadata.unit
    return Operand(builder.column(metadata: ColumnMetadata(unit: unit)))
  }

  // MARK: Any function, cell by cell

  /// `body` of the cells of each row, missing where one of them is. Where the only argument that is
  /// not constant is text, once for each distinct text.
  func cells(
    _ operands: [Operand], _ type: ColumnType, unit: Unit? = nil, _ body: ([Value]) -> Value
  ) -> Operand {
    let (extent, isConstant) = extent(operands)
    let metadata = ColumnMetadata(unit: unit)
    let varying = operands.indices.filter { !operands[$0].isConstant }
    if varying.count == 1, case .text(let values) = operands[varying[0]].column.values {
      var arguments = operands.map { $0.isConstant ? $0.value(at: 0) : .missing }
      let constantsKnown = operands.allSatisfy { !$0.isConstant || $0.column.missingCount == 0 }
      var builder = ValueColumnBuilder(type: type)
      for code in 0..<UInt32(values.dictionary.count) where constantsKnown {
        arguments[varying[0]] = .text(values.dictionary.string(code))
        builder.append(body(arguments))
      }
      let distinct = builder.column(metadata: metadata)
      let own = operands[varying[0]].column
      let hasResults = distinct.count > 0
      return Operand(
        distinct.gathered(
          (0..<extent).map {
            own.isValid($0) && hasResults ? Int32(truncatingIfNeeded: values.codes[$0]) : -1
          }))
    }
    var builder = ValueColumnBuilder(type: type)
    for row in 0..<extent {
      let arguments = operands.map { $0.value(at: row) }
      builder.append(arguments.contains(.missing) ? .missing : body(arguments))
    }
    return Operand(builder.column(metadata: metadata), isConstant: isConstant)
  }
}

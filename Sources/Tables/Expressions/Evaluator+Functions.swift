internal import Basics

extension Evaluator {
  func call(
    _ name: String, _ arguments: [SyntaxNode], _ options: SyntaxNode.CallOptions
  ) -> Operand {
    guard let function = FunctionLibrary.functions[name] else { return Operand(.missing) }
    let operands = arguments.map(evaluate)
    if function.isWindow { return window(name, operands, options.window) }
    let unit = operands.first?.column.metadata.unit
    switch function.body {
    case .real(let body, let domain):
      return real(name, operands[0], body, domain, function.result)
    case .real2(let body, let domain):
      let (extent, isConstant) = extent(operands)
      let values = zipped(
        operands[0].doubles, operands[1].doubles,
        constant: (operands[0].isConstant, operands[1].isConstant), rows: extent, body)
      var exponent: Int?
      if case .literal(.int(let value)) = arguments[1].kind, abs(value) < 10 {
        exponent = Int(value)
      }
      let metadata = ColumnMetadata(
        unit: UnitRules.unit(of: name, unit, function.result, exponent: exponent))
      return Operand(
        swept(
          values, sharedValidity(operands, rows: extent), domain.what, domain.reason, of: operands,
          metadata),
        isConstant: isConstant)
    case .day(let body): return days(operands[0], body, name == "year" ? .year : nil)
    case .cells(let body):
      guard case .fixed(let type) = function.result else { return Operand(.missing) }
      if name == "concat" { return concatenated(operands) }
      let result = cells(operands, type, body)
      if let loss = function.loss {
        lose(
          loss.what, loss.reason, before: sharedValidity(operands, rows: result.column.count),
          after: result.column.validity, extent: result.column.count)
      }
      return result
    case .special: return special(name, operands, arguments)
    }
  }

  private func real(
    _ name: String, _ operand: Operand, _ body: (Double) -> Double, _ domain: ScalarFunction.Loss,
    _ rule: ScalarFunction.Result
  ) -> Operand {
    let values = operand.doubles.map(body)
    let metadata = ColumnMetadata(
      unit: UnitRules.unit(of: name, operand.column.metadata.unit, rule, exponent: nil))
    return Operand(
      swept(
        values, operand.column.validity, domain.what, domain.reason, of: [operand], metadata),
      isConstant: operand.isConstant)
  }

  private func concatenated(_ operands: [Operand]) -> Operand {
    cells(operands, .text) { .text($0.map(\.description).joined()) }
  }

  /// A part of the day of each date, computed once for each distinct day where these are few.
  private func days(
    _ operand: Operand, _ body: (Int) -> Int64, _ kind: NumberKind?
  ) -> Operand {
    let days = dayNumbers(operand)
    return Operand(
      Column(
        .int(tabulated(days, body)), validity: operand.column.validity,
        metadata: ColumnMetadata(kind: kind)),
      isConstant: operand.isConstant)
  }

  func dayNumbers(_ operand: Operand) -> [Int] {
    switch operand.column.values {
    case .date(let values): values.map(Int.init)
    case .counted(.timestamp, let values):
      values.map { Int($0.flooredQuotient(Timestamp.microsecondsPerDay)) }
    default: Array(repeating: 0, count: operand.column.count)
    }
  }

  /// `body` of each number; through a table where the numbers span little.
  private func tabulated<Result>(_ values: [Int], _ body: (Int) -> Result) -> [Result] {
    guard let low = values.min(), let high = values.max(), values.count > 256,
      high - low < min(values.count, 1 << 20)
    else { return values.map(body) }
    let known = (low...high).map(body)
    return values.map { known[$0 - low] }
  }

  // MARK: Functions that see types or patterns

  private func special(
    _ name: String, _ operands: [Operand], _ arguments: [SyntaxNode]
  ) -> Operand {
    switch name {
    case "abs", "floor", "ceil", "round": return rounded(name, operands)
    case "mod": return binary(.modulo, operands[0], operands[1])
    case "coalesce": return filled(operands) ?? choose(firstPresent(operands), operands)
    case "least", "greatest":
      return extreme(operands, name == "least" ? .less : .greater)
    case "nullif":
      let equal = compare(.equal, operands[0], operands[1]).condition(rows: rows)
      let hits = Bitmap(words: zip(equal.values, equal.known).map { $0 & $1 }, count: rows)
      return choose((0..<rows).map { hits[$0] ? -1 : 0 }, [operands[0]])
    case "date_trunc": return truncated(operands[1], period(arguments[0]))
    case "date_diff": return difference(operands[1], operands[2], period(arguments[0]))
    case "date": return cast(operands[0], to: .date)
    case "list_contains": return listContains(operands[0], operands[1])
    case "regexp_matches", "regexp_extract": return matched(name, operands, arguments)
    default: return Operand(.missing)
    }
  }

  private func rounded(_ name: String, _ operands: [Operand]) -> Operand {
    let operand = operands[0]
    let metadata = ColumnMetadata(unit: operand.column.metadata.unit)
    if let ints = operand.ints, name == "round", operands.count == 2 {
      let (extent, isConstant) = extent(operands)
      let values = zipped(
        ints, operands[1].doubles, constant: (operand.isConstant, operands[1].isConstant),
        rows: extent
      ) { DecimalRounding.round($0, $1) }
      let before = sharedValidity(operands, rows: extent)
      let validity = Bitmap(count: extent) { values[$0] != nil && (before?[$0] ?? true) }
      let column = Column(.int(values.map { $0 ?? 0 }), validity: validity, metadata: metadata)
      lose(
        "rounded numbers", LossWords.overflow, before: before, after: column.validity,
        extent: extent)
      return Operand(column, isConstant: isConstant)
    }
    if let ints = operand.ints, operands.count == 1 {
      guard name == "abs" else {
        return Operand(
          Column(.int(ints), validity: operand.column.validity, metadata: metadata),
          isConstant: operand.isConstant)
      }
      // The smallest whole number has no counterpart in 64 bits.
      let validity = Bitmap(count: ints.count) {
        ints[$0] != .min && operand.column.isValid($0)
      }
      let column = Column(
        .int(ints.map { Int64(clamping: $0.magnitude) }), validity: validity, metadata: metadata)
      lose(
        "absolute values", LossWords.overflow, before: operand.column.validity,
        after: column.validity, extent: ints.count)
      return Operand(column, isConstant: operand.isConstant)
    }
    if name == "round", operands.count == 2 {
      let (extent, isConstant) = extent(operands)
      let values = zipped(
        operand.doubles, operands[1].doubles,
        constant: (operand.isConstant, operands[1].isConstant), rows: extent, DecimalRounding.round)
      return Operand(
        swept(
          values, sharedValidity(operands, rows: extent), "rounded numbers", "no defined result",
          of: operands, metadata),
        isConstant: isConstant)
    }
    let values = operand.doubles.map { value in
      switch name {
      case "abs": value.magnitude
      case "floor": value.rounded(.down)
      case "ceil": value.rounded(.up)
      default: value.rounded()
      }
    }
    return Operand(
      Column(.double(values), validity: operand.column.validity, metadata: metadata),
      isConstant: operand.isConstant)
  }

  /// A column of text with one text in all places that have none: the commonest use of `coalesce`.
  private func filled(_ operands: [Operand]) -> Operand? {
    guard operands.count == 2, !operands[0].isConstant, operands[1].isConstant,
      case .text(let values) = operands[0].column.values,
      case .text(let text) = operands[1].value(at: 0)
    else { return nil }
    guard let validity = operands[0].column.validity else {
      return Operand(Column(.text(values)))
    }
    var dictionary = values.dictionary
    let code = dictionary.code(of: text) ?? dictionary.append(text.utf8)
    var codes = values.codes
    codes.withUnsafeMutableBufferPointer { codes in
      validity.complement.forEachSet { codes[$0] = code }
    }
    return Operand(Column(.text(TextValues(codes: codes, dictionary: dictionary))))
  }

  /// For each row the number of the first operand with a value.
  private func firstPresent(_ operands: [Operand]) -> [Int32] {
    (0..<rows).map { row in
      Int32(operands.firstIndex { $0.column.isValid($0.place(row)) } ?? -1)
    }
  }

  private func extreme(_ operands: [Operand], _ op: BinaryOperator) -> Operand {
    var best = operands[0]
    for next in operands.dropFirst() {
      let (better, known) = compare(op, next, best).condition(rows: rows)
      let wins = Bitmap(words: zip(better, known).map { $0 & $1 }, count: rows)
      let choice = (0..<rows).map { row -> Int32 in
        let isThere = next.column.isValid(next.place(row))
        if !best.column.isValid(best.place(row)) { return isThere ? 1 : -1 }
        return wins[row] ? 1 : 0
      }
      best = choose(choice, [best, next])
    }
    return best
  }

  private func period(_ node: SyntaxNode) -> Period {
    guard case .literal(.text(let name)) = node.kind else { return .day }
    return Period(rawValue: name.lowercased()) ?? .day
  }

  private func truncated(_ operand: Operand, _ period: Period) -> Operand {
    if period.isShorterThanDay {
      let values = operand.microseconds.map(period.start(ofMicroseconds:))
      return Operand(
        Column(.timestamp(values), validity: operand.column.validity),
        isConstant: operand.isConstant)
    }
    let starts = tabulated(dayNumbers(operand)) {
      Int32(clamping: period.firstDay(ofIndex: period.index(ofDay: $0)))
    }
    return Operand(
      Column(.date(starts), validity: operand.column.validity), isConstant: operand.isConstant)
  }

  /// How many borders of the period lie between two dates.
  private func difference(_ from: Operand, _ to: Operand, _ period: Period) -> Operand {
    let (extent, isConstant) = extent([from, to])
    func indices(_ operand: Operand) -> [Int64] {
      period.isShorterThanDay
        ? operand.microseconds.map(period.index(ofMicroseconds:))
        : tabulated(dayNumbers(operand)) { Int64(period.index(ofDay: $0)) }
    }
    let values = zipped(
      indices(from), indices(to), constant: (from.isConstant, to.isConstant), rows: extent
    ) { $1 - $0 }
    return Operand(
      Column(.int(values), validity: sharedValidity([from, to], rows: extent)),
      isConstant: isConstant)
  }

  private func listContains(_ list: Operand, _ wanted: Operand) -> Operand {
    guard wanted.isConstant, case .text(let text) = wanted.value(at: 0),
      case .textList(let lists) = list.column.values
    else {
      return cells([list, wanted], .bool) { cells in
        guard case .textList(let values) = cells[0] else { return .missing }
        let entry = cells[1].description
        return .bool(values.contains { $0.utf8.elementsEqual(entry.utf8) })
      }
    }
    let code = lists.dictionary.code(of: text)
    let bits = Bitmap(count: list.column.count) { row in
      code.map { lists.codes[lists.offsets[row]..<lists.offsets[row + 1]].contains($0) } ?? false
    }
    return Operand(Column(.bool(bits), validity: list.column.validity), isConstant: list.isConstant)
  }

  private func matched(
    _ name: String, _ operands: [Operand], _ arguments: [SyntaxNode]
  ) -> Operand {
    guard case .literal(.text(let pattern)) = arguments[1].kind,
      let expression = try? RegularExpression(pattern)
    else { return Operand(.missing) }
    if name == "regexp_matches" {
      return cells([operands[0]], .bool) {
        .bool(expression.firstMatch(in: $0[0].description) != nil)
      }
    }
    let group = operands.count > 2 ? operands[2] : Operand(.int(0))
    return cells([operands[0], group], .text) { cells in
      let index = cells[1].doubleValue.flatMap { Int(exactly: $0) } ?? 0
      guard let match = expression.firstMatch(in: cells[0].description),
        match.indices.contains(index)
      else { return .text("") }
      return .text(match[index] ?? "")
    }
  }
}

/// Rounding to decimal places.
enum DecimalRounding {
  /// A whole number rounded to tens, hundreds and so on where `places` is negative, halves away from zero; `nil`
  /// where the result has more than 64 bits.
  static func round(_ value: Int64, _ places: Double) -> Int64? {
    guard places < 0 else { return value }
    guard places > -19 else {
      return places > -20 && value.magnitude >= 5_000_000_000_000_000_000 ? nil : 0
    }
    var step: Int64 = 1
    for _ in 0..<Int(-places.rounded()) { step *= 10 }
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: step)
    let isUp = rest.magnitude * 2 >= step.magnitude
    let (product, overflow) = (quotient + (isUp ? (value < 0 ? -1 : 1) : 0))
      .multipliedReportingOverflow(by: step)
    return overflow ? nil : product
  }

  /// `value` rounded to `places` decimals, halves away from zero, judged on the shortest decimal
  /// digits of the value: 2.675 to two places is 2.68, as it is printed.
  static func round(_ value: Double, _ places: Double) -> Double {
    guard value.isFinite, let places = Int(exactly: places.rounded()), abs(places) <= 300 else {
      return value
    }
    let magnitude = value.magnitude
    // Beyond 2^52 there are no decimals to round.
    if places >= 0, magnitude >= 0x1p52 { return value }
    let text = magnitude.description
    let (digits, exponent) = decimalDigits(text)
    // The value is 0.d1d2d3... times ten to the exponent.
    let kept = exponent + places
    if kept < 0 { return 0 }
    if kept >= digits.count { return value }
    var head = Array(digits[..<kept])
    if digits[kept] >= 5 {
      var index = kept - 1
      while index >= 0, head[index] == 9 {
        head[index] = 0
        index -= 1
      }
      if index >= 0 { head[index] += 1 } else { head.insert(1, at: 0) }
    }
    let written = head.isEmpty ? "0" : head.map(String.init).joined()
    let result = Double("\(written)e\(-places)") ?? value
    return value < 0 ? -result : result
  }

  private static func decimalDigits(_ text: String) -> (digits: [Int], exponent: Int) {
    var digits: [Int] = []
    var exponent = 0
    var pointSeen = false
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "." {
        pointSeen = true
      } else if character == "e" {
        exponent += Int(rest) ?? 0
        break
      } else if let digit = character.wholeNumberValue {
        if digits.isEmpty && digit == 0 {
          if pointSeen { exponent -= 1 }
        } else {
          digits.append(digit)
          if !pointSeen { exponent += 1 }
        }
      }
    }
    return (digits, exponent)
  }
}

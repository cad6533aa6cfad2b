public import Basics

/// What an expression gives.
public struct ExpressionType: Hashable, Sendable {
  /// The type; `nil` for a bare `null`, and where a column's type is not known yet.
  public let type: ColumnType?
  /// The unit; `nil`: unknown.
  public let unit: Unit?
  /// A number written in the expression, which takes the unit of what it meets.
  let isBare: Bool

  init(_ type: ColumnType?, unit: Unit? = nil, isBare: Bool = false) {
    self.type = type
    self.unit = unit
    self.isBare = isBare
  }

  /// Whether only the rows tell the type.
  var isOpen: Bool { type == nil && !isBare }
}

/// Finds the type and unit of each part of an expression, or what is wrong with it.
package struct TypeChecker {
  let text: String
  let schema: Schema

  package init(text: String, schema: Schema) {
    self.text = text
    self.schema = schema
  }

  package func check(_ node: SyntaxNode) throws(ExpressionError) -> ExpressionType {
    switch node.kind {
    case .literal(let value): return ExpressionType(value.type, isBare: true)
    case .column(let name):
      guard let entry = schema[name] else {
        let hint = name.nearest(in: schema.names).map { "; did you mean '\($0)'?" } ?? ""
        throw error(node, "no column is called '\(name)'" + hint)
      }
      return ExpressionType(entry.type, unit: entry.unit)
    case .negate(let operand):
      let type = try number(operand, "'-'")
      return ExpressionType(type.type, unit: type.unit, isBare: type.isBare)
    case .not(let operand):
      try condition(operand, "'not'")
      return ExpressionType(.bool)
    case .binary(let op, let left, let right): return try binary(op, left, right, node)
    case .isNull(let operand, _):
      _ = try check(operand)
      return ExpressionType(.bool)
    case .isIn(let operand, let list, _):
      let type = try check(operand)
      for element in list { try comparable(type, try check(element), operand, element) }
      return ExpressionType(.bool)
    case .between(let operand, let low, let high, _):
      let type = try check(operand)
      for end in [low, high] { try comparable(type, try check(end), operand, end) }
      return ExpressionType(.bool)
    case .like(let operand, let pattern, _, _):
      try expect(.text, operand, "'like'")
      try expect(.text, pattern, "the pattern of 'like'")
      guard case .literal = pattern.kind else {
        throw error(pattern, "the pattern of 'like' must be written out in quotes")
      }
      return ExpressionType(.bool)
    case .when(let branches, let otherwise):
      for branch in branches { try condition(branch.condition, "'when'") }
      let values = branches.map(\.value) + (otherwise.map { [$0] } ?? [])
      return try common(values, try checked(values))
    case .cast(let operand, let type):
      let from = try check(operand)
      guard Casting.isPossible(from.type, type) else {
        throw error(
          operand, "\(from.type?.rawValue ?? "null") cannot be cast to \(type.rawValue)")
      }
      return ExpressionType(type, unit: type.isNumeric ? from.unit : nil)
    case .call(let name, let arguments, let options):
      return try call(name, arguments, options, node)
    }
  }

  func error(_ node: SyntaxNode, _ problem: String) -> ExpressionError {
    ExpressionError(text: text, range: node.range, problem: problem)
  }

  // MARK: Operators

  private func binary(
    _ op: BinaryOperator, _ left: SyntaxNode, _ right: SyntaxNode, _ node: SyntaxNode
  ) throws(ExpressionError) -> ExpressionType {
    switch op {
    case .and, .or:
      try condition(left, "'\(op.rawValue)'")
      try condition(right, "'\(op.rawValue)'")
      return ExpressionType(.bool)
    case .concatenate:
      _ = try check(left)
      _ = try check(right)
      return ExpressionType(.text)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      try comparable(try check(left), try check(right), left, right)
      return ExpressionType(.bool)
    case .add, .subtract:
      let (a, b) = (try check(left), try check(right))
      if let dates = dateArithmetic(op, a, b) { return dates }
      // A date may meet what is not known yet.
      if a.isOpen, op == .subtract, b.type?.isDate == true { return ExpressionType(nil) }
      if b.isOpen, a.type?.isDate == true { return ExpressionType(nil) }
      try expectNumber(a, left, "'\(op.rawValue)'")
      try expectNumber(b, right, "'\(op.rawValue)'")
      let aligned = try align(a, b, right)
      return ExpressionType(
        aligned.factor == 1 ? arithmetic(a, b) : .double, unit: aligned.unit,
        isBare: a.isBare && b.isBare)
    case .multiply, .divide, .modulo:
      let a = try number(left, "'\(op.rawValue)'")
      let b = try number(right, "'\(op.rawValue)'")
      if op == .modulo {
        let aligned = try align(a, b, right)
        return ExpressionType(
          aligned.factor == 1 ? arithmetic(a, b) : .double, unit: aligned.unit,
          isBare: a.isBare && b.isBare)
      }
      let (unit, factor) = UnitRules.product(a, b, dividing: op == .divide)
      let type = op == .divide || factor != 1 ? .double : arithmetic(a, b)
      return ExpressionType(type, unit: unit, isBare: a.isBare && b.isBare)
    }
  }

  /// The type of a sum, difference or product of numbers; `nil` where it is open.
  private func arithmetic(_ a: ExpressionType, _ b: ExpressionType) -> ColumnType? {
    if a.type == .int && b.type == .int { return .int }
    let isOpen = (a.isOpen && b.type != .double) || (b.isOpen && a.type != .double)
    return isOpen ? nil : .double
  }

  /// date - date in days, timestamp - timestamp in seconds, date ± whole days.
  private func dateArithmetic(
    _ op: BinaryOperator, _ a: ExpressionType, _ b: ExpressionType
  ) -> ExpressionType? {
    switch (a.type, b.type) {
    case (.date, .date) where op == .subtract:
      ExpressionType(.int, unit: Unit(symbol: "day"))
    case (.timestamp, .timestamp) where op == .subtract:
      ExpressionType(.double, unit: Unit(symbol: "s"))
    case (.date, .int): ExpressionType(.date)
    default: nil
    }
  }

  private func align(
    _ a: ExpressionType, _ b: ExpressionType, _ right: SyntaxNode
  ) throws(ExpressionError) -> (unit: Unit?, factor: Double) {
    guard let aligned = UnitRules.align(a, b) else {
      throw error(
        right,
        "units do not agree: \(a.unit?.symbol ?? "") on the left, \(b.unit?.symbol ?? "") here; "
          + "they measure different things")
    }
    return aligned
  }

  private func comparable(
    _ a: ExpressionType, _ b: ExpressionType, _ left: SyntaxNode, _ right: SyntaxNode
  ) throws(ExpressionError) {
    guard let first = a.type, let second = b.type else { return }
    if first.isNumeric && second.isNumeric {
      _ = try align(a, b, right)
      return
    }
    if first == .textList || second == .textList {
      throw error(first == .textList ? left : right, "lists cannot be compared; use list_contains")
    }
    if first == second { return }
    if first.isDate && second.isDate { return }
    for (date, other, node) in [(first, second, right), (second, first, left)]
    where date.isDate && other == .text {
      if case .literal(.text(let written)) = node.kind {
        if Casting.dateLiteral(written) != nil { return }
        throw error(node, "'\(written)' is not a date; write it as YYYY-MM-DD")
      }
    }
    throw error(right, "\(first.rawValue) cannot be compared with \(second.rawValue)")
  }

  // MARK: Expectations

  private func number(
    _ node: SyntaxNode, _ user: String
  ) throws(ExpressionError) -> ExpressionType {
    let type = try check(node)
    try expectNumber(type, node, user)
    return type
  }

  private func expectNumber(
    _ type: ExpressionType, _ node: SyntaxNode, _ user: String
  ) throws(ExpressionError) {
    guard type.type?.isNumeric ?? true else {
      let found = type.type?.rawValue ?? ""
      let hint = type.type == .text ? "; number(...) reads the number that a text begins with" : ""
      throw error(node, "\(user) needs a number, and this is \(found)" + hint)
    }
  }

  private func condition(_ node: SyntaxNode, _ user: String) throws(ExpressionError) {
    try expect(.bool, node, user)
  }

  private func expect(
    _ type: ColumnType, _ node: SyntaxNode, _ user: String
  ) throws(ExpressionError) {
    let found = try check(node).type
    guard found == nil || found == type else {
      let wanted = type == .bool ? "a condition" : type.rawValue
      throw error(node, "\(user) needs \(wanted), and this is \(found?.rawValue ?? "")")
    }
  }

  private func checked(_ nodes: [SyntaxNode]) throws(ExpressionError) -> [ExpressionType] {
    var types: [ExpressionType] = []
    for node in nodes { types.append(try check(node)) }
    return types
  }

  /// The one type that several nodes, whose own `types` are known, share: each part of an expression is checked once,
  /// as twice at each level would be 2^depth times.
  private func common(
    _ nodes: [SyntaxNode], _ types: [ExpressionType]
  ) throws(ExpressionError) -> ExpressionType {
    var result = ExpressionType(nil, isBare: true)
    var isOpen = false
    for (node, type) in zip(nodes, types) {
      if type.isOpen { isOpen = true }
      guard let own = type.type else { continue }
      guard let known = result.type else {
        result = type
        continue
      }
      if known.isNumeric && own.isNumeric {
        let aligned = try align(result, type, node)
        result = ExpressionType(
          known == own && aligned.factor == 1 ? known : .double, unit: aligned.unit,
          isBare: result.isBare && type.isBare)
      } else if known != own {
        throw error(
          node, "this is \(own.rawValue) where the values before it are \(known.rawValue)")
      }
    }
    // What is open may turn whole numbers into doubles; any other type it must share.
    if isOpen, result.type == nil || result.type == .int {
      return ExpressionType(nil, unit: result.unit)
    }
    return result
  }

  // MARK: Functions

  private func call(
    _ name: String, _ arguments: [SyntaxNode], _ options: SyntaxNode.CallOptions, _ node: SyntaxNode
  ) throws(ExpressionError) -> ExpressionType {
    guard let function = FunctionLibrary.functions[name] else {
      if AggregateFunction(rawValue: name) != nil {
        throw error(node, "'\(name)' summarises many rows; it belongs under summarise")
      }
      let all = FunctionLibrary.names + AggregateFunction.allCases.map(\.rawValue)
      let hint = name.nearest(in: all).map { "; did you mean '\($0)'?" } ?? ""
      throw error(node, "there is no function '\(name)'" + hint)
    }
    guard !options.isDistinct, options.filter.isEmpty else {
      throw error(node, "'distinct' and 'filter' belong to summaries, which '\(name)' is not")
    }
    guard options.window == nil || function.isWindow else {
      throw error(node, "'over' belongs to window functions, which '\(name)' is not")
    }
    for part in (options.window?.partition ?? []) + (options.window?.order ?? []) {
      _ = try check(part)
    }
    guard arguments.count >= function.parameters.count,
      arguments.indices.allSatisfy({ function.kind(of: $0) != nil })
    else {
      throw error(
        node, "'\(name)' takes \(function.arity) argument(s), and has \(arguments.count)")
    }
    var types: [ExpressionType] = []
    for (index, argument) in arguments.enumerated() {
      let type = try check(argument)
      if let kind = function.kind(of: index), let found = type.type, !kind.accepts(found) {
        let hint =
          kind.name == "a number" && found == .text ? "; number(...) reads a leading number" : ""
        throw error(
          argument, "'\(name)' needs \(kind.name) here, and this is \(found.rawValue)\(hint)")
      }
      types.append(type)
    }
    try checkLiterals(name, arguments)
    return try result(function.result, name, arguments, types)
  }

  private func result(
    _ rule: ScalarFunction.Result, _ name: String, _ arguments: [SyntaxNode],
    _ types: [ExpressionType]
  ) throws(ExpressionError) -> ExpressionType {
    let first = types.first ?? ExpressionType(nil)
    switch rule {
    case .fixed(let type):
      if name == "date_trunc", case .literal(.text(let period)) = arguments[0].kind,
        Period(rawValue: period.lowercased())?.isShorterThanDay == true
      {
        return ExpressionType(.timestamp)
      }
      return ExpressionType(type)
    case .first:
      return ExpressionType(first.isOpen ? nil : first.type ?? .double, unit: first.unit)
    case .doubleLikeFirst: return ExpressionType(.double, unit: first.unit)
    case .common:
      let type = try common(arguments, types)
      return ExpressionType(type.type, unit: type.unit)
    case .logarithm, .exponential, .squareRoot, .power:
      var exponent: Int?
      if rule.isPower, case .literal(.int(let value)) = arguments[1].kind, abs(value) < 10 {
        exponent = Int(value)
      }
      return ExpressionType(
        .double, unit: UnitRules.unit(of: name, first.unit, rule, exponent: exponent))
    }
  }

  /// Arguments that must be written out: patterns and periods.
  private func checkLiterals(
    _ name: String, _ arguments: [SyntaxNode]
  ) throws(ExpressionError) {
    switch name {
    case "date_trunc", "date_diff":
      guard case .literal(.text(let period)) = arguments[0].kind,
        Period(rawValue: period.lowercased()) != nil
      else {
        throw error(
          arguments[0],
          "the period is one of \(Period.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))"
        )
      }
    case "regexp_matches", "regexp_extract":
      guard case .literal(.text(let pattern)) = arguments[1].kind else {
        throw error(arguments[1], "the pattern must be written out in quotes")
      }
      if let problem = RegularExpression.problem(pattern) {
        throw error(arguments[1], "the pattern cannot be read: \(problem)")
      }
    default: return
    }
  }
}

extension ScalarFunction.Result {
  var isPower: Bool { if case .power = self { true } else { false } }
}

extension ColumnType {
  /// Whether values of this type are days or times.
  package var isDate: Bool { self == .date || self == .timestamp }
}

/// How units meet.
package enum UnitRules {
  /// The unit of a sum or comparison, and what the right side is multiplied by; `nil` where the two
  /// measure different things.
  package static func align(_ a: ExpressionType, _ b: ExpressionType) -> (
    unit: Unit?, factor: Double
  )? {
    if a.isBare { return (b.unit, 1) }
    if b.isBare { return (a.unit, 1) }
    guard let first = a.unit, let second = b.unit else { return (nil, 1) }
    return second.factor(to: first).map { (first, $0) }
  }

  /// The unit of a product or quotient, and what the result is multiplied by.
  package static func product(
    _ a: ExpressionType, _ b: ExpressionType, dividing: Bool
  ) -> (unit: Unit?, factor: Double) {
    if b.isBare { return (a.unit, 1) }
    if a.isBare {
      guard dividing, let unit = b.unit else { return (b.unit, 1) }
      return Unit.one.divided(by: unit)
    }
    guard let first = a.unit, let second = b.unit else { return (nil, 1) }
    return dividing ? first.divided(by: second) : first.multiplied(by: second)
  }

  /// The unit of a function of one number.
  static func unit(
    of name: String, _ unit: Unit?, _ rule: ScalarFunction.Result, exponent: Int?
  ) -> Unit? {
    guard let unit else { return nil }
    switch rule {
    case .logarithm: return unit.logarithm(name == "log" ? "log10" : name)
    case .exponential: return unit.logarithmOf ?? (unit.isPlainNumber ? .one : nil)
    case .squareRoot: return unit.isPlainNumber ? .one : nil
    case .power: return unit.isPlainNumber ? .one : exponent.map { unit.raised(to: $0) }
    case .first, .doubleLikeFirst, .common: return unit
    case .fixed: return nil
    }
  }
}

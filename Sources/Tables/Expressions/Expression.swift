/// A formula over the columns of a table: the scalar subset of SQL.
///
/// Operators: `+ - * / %`, `||`, `= != < <= > >=`, `and or not`, `in`, `between`, `like`, `ilike`,
/// `is null`, `case`, `cast(x as type)`, `date '2024-01-31'`, `$parameter`. Division gives a double.
/// A missing operand gives a missing result, except that `and` and `or` follow Kleene's logic, and
/// `coalesce`, `least` and `greatest` pass over missing values. A result that is not a number (a
/// logarithm of 0, a division by 0) is missing, and counted.
///
/// Units: a sum or comparison converts the right side to the unit of the left and refuses another
/// dimension; a number written in the formula takes the unit of what it meets; products and
/// quotients combine units; a column without unit is not checked.
public struct Expression: Hashable, Sendable {
  /// The formula as written.
  public let text: String
  package let root: SyntaxNode

  init(text: String, root: SyntaxNode) {
    self.text = text
    self.root = root
  }

  /// Parses a formula; `parameters` are the values that `$name` stands for.
  public static func parse(
    _ text: String, parameters: [String: Value] = [:]
  ) throws(ExpressionError) -> Expression {
    var parser = try ExpressionParser(text, parameters: parameters)
    return Expression(text: text, root: try parser.whole())
  }

  /// A date or timestamp that is written as a text.
  package static func dateLiteral(_ text: String) -> Value? { Casting.dateLiteral(text) }

  /// The names of the columns that the formula reads, in order of first use.
  public var columns: [String] {
    var names: [String] = []
    var rest = [root]
    while let node = rest.popLast() {
      if case .column(let name) = node.kind, !names.contains(name) { names.append(name) }
      rest.append(contentsOf: node.children.reversed())
    }
    return names
  }

  /// The type and unit of the result over columns of these types and units, or what is wrong.
  public func type(in schema: Schema) throws(ExpressionError) -> ExpressionType {
    try TypeChecker(text: text, schema: schema).check(root)
  }

  /// The value of the formula in each row.
  public func evaluate(on table: Table) throws(ExpressionError) -> Column {
    try evaluateCounting(on: table).column
  }

  /// The value of the formula in each row, and what became missing on the way and still is.
  public func evaluateCounting(
    on table: Table
  ) throws(ExpressionError) -> (column: Column, losses: [Loss]) {
    let type = try type(in: table.schema)
    let evaluator = Evaluator(table: table, text: text)
    var column = evaluator.column(root)
    if column.type != type.type, type.type == .double, column.type == .int {
      column = evaluator.cast(Operand(column), to: .double).column
    }
    return (column, evaluator.losses(where: .some(column.validity)))
  }

  /// The rows in which the formula, a condition, holds; a row where it is unknown is not one.
  public func condition(on table: Table) throws(ExpressionError) -> Bitmap {
    try conditionCounting(on: table).rows
  }

  /// The rows in which the formula, a condition, holds, and what became missing so that it is unknown.
  public func conditionCounting(
    on table: Table
  ) throws(ExpressionError) -> (rows: Bitmap, losses: [Loss]) {
    let type = try type(in: table.schema)
    guard type.type == .bool || type.type == nil else {
      throw ExpressionError(
        text: text, range: root.range,
        problem: "a condition is needed, and this is \(type.type?.rawValue ?? "")")
    }
    let evaluator = Evaluator(table: table, text: text)
    let (values, known) = evaluator.evaluate(root).condition(rows: table.rowCount)
    return (
      Bitmap(words: zip(values, known).map { $0 & $1 }, count: table.rowCount),
      evaluator.losses(where: .some(Bitmap(words: known, count: table.rowCount)))
    )
  }
}

extension Expression: CustomStringConvertible {
  /// The formula as written.
  public var description: String { text }
}

extension SyntaxNode {
  var containsAggregate: Bool {
    if case .call(let name, _, _) = kind, AggregateFunction(rawValue: name) != nil { return true }
    return children.contains(where: \.containsAggregate)
  }
}

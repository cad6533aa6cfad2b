internal import Basics

/// A column that a summary makes: its name and the formula over the rows of a group.
public struct Summary: Hashable, Sendable {
  /// The name of the new column.
  public let name: String
  /// The formula, e.g. `100 * count() filter (where x > 0) / count()`.
  public let expression: Expression

  /// A summary.
  public init(_ name: String, _ expression: Expression) {
    self.name = name
    self.expression = expression
  }
}

extension Table {
  /// One row for each combination of the values of `keys` that occurs, sorted by them with missing
  /// last, and the summaries of its rows. Without keys: one row.
  ///
  /// A summary may mix summaries, keys, numbers and scalar functions: `sum(a) / sum(b)`.
  public func grouped(by keys: [String], summarise summaries: [Summary]) throws -> Table {
    var keyColumns: [Column] = []
    for key in keys { keyColumns.append(try column(key)) }
    var groups = RowGroups(columns: keyColumns, rows: rowCount)
    if keys.isEmpty, rowCount == 0 { groups = RowGroups(empty: 1) }
    let order = RowOrder.sorted(
      rows: groups.count,
      by: keyColumns.map { .init(column: $0.gathered(groups.firstRows), descending: false) })
    var result: [(name: String, column: Column)] = zip(keys, keyColumns).map {
      ($0, $1.gathered(groups.firstRows))
    }
    var losses: [Loss] = []
    let base = try Table(result, rowCount: groups.count)
    for summary in summaries {
      let (column, lost) = try SummaryEvaluator(table: self, groups: groups, keys: base).evaluate(
        summary.expression)
      losses += lost.map { $0.of(summary.name) }
      result.append((summary.name, column))
    }
    let step: RowChange = keys.isEmpty ? .summarised : .grouped(keys)
    var table = try Table(
      result.map { ($0.name, $0.column.gathered(order)) }, rowCount: groups.count,
      rowFlow: rowFlow + [RowFlowStep(step, rows: groups.count)])
    table.notes = notes
    table.tell(losses)
    return table
  }

  /// The type and unit of a summary over a table of this schema, or what is wrong with it.
  public static func type(
    of summary: Expression, keys: [String], in schema: Schema
  ) throws(ExpressionError) -> ExpressionType {
    let plan = try SummaryPlan(summary, schema: schema)
    let entries = plan.calls.map {
      Schema.Entry(name: $0.name, type: $0.type.type, unit: $0.type.unit)
    }
    let keyEntries = keys.compactMap { schema[$0] }
    return try TypeChecker(text: summary.text, schema: Schema(keyEntries + entries)).check(
      plan.root)
  }
}

extension RowGroups {
  /// `count` groups without rows.
  init(empty count: Int) {
    codes = []
    firstRows = Array(repeating: -1, count: count)
  }
}

/// A summary's formula with each call of an aggregate replaced by a column of its results.
private struct SummaryPlan {
  struct Call {
    let name: String
    let function: AggregateFunction
    let arguments: [SyntaxNode]
    let options: SyntaxNode.CallOptions
    let type: ExpressionType
  }

  let root: SyntaxNode
  private(set) var calls: [Call] = []

  init(_ expression: Expression, schema: Schema) throws(ExpressionError) {
    var calls: [Call] = []
    let checker = TypeChecker(text: expression.text, schema: schema)
    root = try SummaryPlan.rewritten(expression.root, checker, &calls)
    self.calls = calls
  }

  private static func rewritten(
    _ node: SyntaxNode, _ checker: TypeChecker, _ calls: inout [Call]
  ) throws(ExpressionError) -> SyntaxNode {
    guard case .call(let name, let arguments, let options) = node.kind,
      let function = AggregateFunction(rawValue: name)
    else {
      var children: [SyntaxNode] = []
      for child in node.children { children.append(try rewritten(child, checker, &calls)) }
      return node.replacingChildren(children)
    }
    let type = try check(function, arguments, options, node, checker)
    // A name that no column of a file can have.
    let column = "\u{0}\(calls.count)"
    calls.append(
      Call(name: column, function: function, arguments: arguments, options: options, type: type))
    return SyntaxNode(kind: .column(column), range: node.range)
  }

  private static func check(
    _ function: AggregateFunction, _ arguments: [SyntaxNode], _ options: SyntaxNode.CallOptions,
    _ node: SyntaxNode, _ checker: TypeChecker
  ) throws(ExpressionError) -> ExpressionType {
    let name = function.rawValue
    guard function.argumentCount.contains(arguments.count) else {
      throw checker.error(node, "'\(name)' does not take \(arguments.count) argument(s)")
    }
    for argument in arguments where argument.containsAggregate {
      throw checker.error(argument, "a summary of a summary needs two steps")
    }
    guard !options.isDistinct || function == .count else {
      throw checker.error(node, "'distinct' works only with count")
    }
    guard options.window == nil else {
      throw checker.error(node, "'over' cannot be used with a summary")
    }
    for condition in options.filter {
      let found = try checker.check(condition).type
      guard found == .bool || found == nil else {
        throw checker.error(condition, "the filter needs a condition")
      }
    }
    var types: [ExpressionType] = []
    for (index, argument) in arguments.enumerated() {
      let type = try checker.check(argument)
      let kind = index == 0 ? function.kind : .number
      if let found = type.type, !kind.accepts(found) {
        throw checker.error(
          argument, "'\(name)' needs \(kind.name), and this is \(found.rawValue)")
      }
      types.append(type)
    }
    if function == .quantile {
      guard case .literal(let value) = arguments[1].kind, let p = value.doubleValue, (0...1) ~= p
      else { throw checker.error(arguments[1], "the probability is a number from 0 to 1") }
    }
    return function.resultType(types.first)
  }
}

/// Evaluates one summary over all groups.
private struct SummaryEvaluator {
  let table: Table
  let groups: RowGroups
  let keys: Table

  func evaluate(_ expression: Expression) throws -> (column: Column, losses: [Loss]) {
    let plan = try SummaryPlan(expression, schema: table.schema)
    var results = keys
    var losses: [Loss] = []
    let evaluator = Evaluator(table: table, text: expression.text)
    for call in plan.calls {
      let rows = call.options.filter.first.map { node in
        let (values, known) = evaluator.evaluate(node).condition(rows: table.rowCount)
        return Bitmap(words: zip(values, known).map { $0 & $1 }, count: table.rowCount)
      }
      let arguments = call.arguments.map(evaluator.column)
      // A probability is the same in every row, also where there is none.
      let second =
        call.function == .quantile
        ? evaluator.evaluate(call.arguments[1]).column : arguments.dropFirst().first
      var lost = 0
      let column = Aggregation(groups: groups, rows: rows).compute(
        call.function, arguments.first, second, distinct: call.options.isDistinct, lost: &lost)
      if lost > 0 {
        losses.append(
          Loss(call.function.results, LossWords.overflow, count: lost, of: groups.count))
      }
      try results.set(call.name, to: column)
    }
    let summarised = Expression(text: expression.text, root: plan.root)
    let (column, after) = try summarised.evaluateCounting(on: results)
    return (column, evaluator.losses() + losses + after)
  }
}

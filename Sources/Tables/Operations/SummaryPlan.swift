internal import Basics

/// A summary's formula with each call of an aggregate replaced by a column of its results.
package struct SummaryPlan: Sendable {
  /// A call of an aggregate.
  package struct Call: Sendable {
    /// The name of the column of its results.
    package let name: String
    package let function: AggregateFunction
    package let arguments: [SyntaxNode]
    package let options: SyntaxNode.CallOptions
    package let type: ExpressionType
  }

  let root: SyntaxNode
  package private(set) var calls: [Call] = []

  /// The plan of a summary over a table of this schema, or what is wrong with it.
  package init(_ expression: Expression, schema: Schema) throws(ExpressionError) {
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

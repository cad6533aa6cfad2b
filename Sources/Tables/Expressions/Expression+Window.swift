extension Expression {
  /// The formula with its window functions within each part of `partition`, in the order of `order`;
  /// those that say so themselves keep theirs.
  public func over(partition: [String], order: [SortKey]) throws(ExpressionError) -> Expression {
    func column(_ name: String, _ range: Range<Int>) -> SyntaxNode {
      SyntaxNode(kind: .column(name), range: range)
    }
    func windowed(_ node: SyntaxNode) -> SyntaxNode {
      let inner = node.replacingChildren(node.children.map(windowed))
      guard case .call(let name, let arguments, var options) = inner.kind, options.window == nil,
        FunctionLibrary.isWindow(name)
      else { return inner }
      options.window = SyntaxNode.WindowClause(
        partition: partition.map { column($0, node.range) },
        order: order.map { column($0.column, node.range) }, descending: order.map(\.descending))
      return SyntaxNode(kind: .call(name, arguments, options), range: node.range)
    }
    return Expression(text: text, root: windowed(root))
  }
}

extension Expression {
  /// The names of all functions that an expression may call, sorted.
  package static var functionNames: [String] {
    (FunctionLibrary.names + AggregateFunction.allCases.map(\.rawValue)).sorted()
  }

  /// Whether the formula calls the function `name`.
  package func calls(_ name: String) -> Bool {
    var rest = [root]
    while let node = rest.popLast() {
      if case .call(name, _, _) = node.kind { return true }
      rest.append(contentsOf: node.children)
    }
    return false
  }
}

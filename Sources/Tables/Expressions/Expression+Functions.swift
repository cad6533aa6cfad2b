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

  /// The function of one argument that the whole expression calls, with the column that it is called on;
  /// `nil` for the column where the argument is more than one.
  package var outermostCall: (function: String, column: String?)? {
    guard case .call(let name, let arguments, _) = root.kind, arguments.count == 1 else {
      return nil
    }
    if case .column(let column) = arguments[0].kind { return (name, column) }
    return (name, nil)
  }
}

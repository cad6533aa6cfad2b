extension Expression {
  /// The names of all functions that an expression may call, sorted.
  package static var functionNames: [String] {
    (FunctionLibrary.names + AggregateFunction.allCases.map(\.rawValue)).sorted()
  }
}

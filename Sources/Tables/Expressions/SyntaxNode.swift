/// A node of an expression's tree, with the place in the text that it came from.
package struct SyntaxNode: Sendable, Hashable {
  package indirect enum Kind: Sendable, Hashable {
    case literal(Value)
    case column(String)
    case negate(SyntaxNode)
    case not(SyntaxNode)
    case binary(BinaryOperator, SyntaxNode, SyntaxNode)
    case isNull(SyntaxNode, negated: Bool)
    case isIn(SyntaxNode, [SyntaxNode], negated: Bool)
    case between(SyntaxNode, SyntaxNode, SyntaxNode, negated: Bool)
    case like(SyntaxNode, SyntaxNode, ignoringCase: Bool, negated: Bool)
    case when([WhenBranch], otherwise: SyntaxNode?)
    case cast(SyntaxNode, ColumnType)
    case call(String, [SyntaxNode], CallOptions)
  }

  package let kind: Kind
  let range: Range<Int>

  /// What may be around the arguments of a call.
  package struct CallOptions: Sendable, Hashable {
    /// `count(distinct x)`.
    package var isDistinct = false
    /// `count() filter (where ...)`.
    package var filter: [SyntaxNode] = []
    /// `over (partition by ... order by ...)`.
    package var window: WindowClause?
  }

  package struct WindowClause: Sendable, Hashable {
    package var partition: [SyntaxNode] = []
    package var order: [SyntaxNode] = []
    package var descending: [Bool] = []
  }

  /// The nodes directly below.
  package var children: [SyntaxNode] {
    switch kind {
    case .literal, .column: []
    case .negate(let a), .not(let a), .isNull(let a, _), .cast(let a, _): [a]
    case .binary(_, let a, let b), .like(let a, let b, _, _): [a, b]
    case .isIn(let a, let list, _): [a] + list
    case .between(let a, let b, let c, _): [a, b, c]
    case .when(let branches, let otherwise):
      branches.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
    case .call(_, let arguments, let options):
      arguments + options.filter + (options.window.map { $0.partition + $0.order } ?? [])
    }
  }

  /// The same node over other children, given in the order of `children`.
  func replacingChildren(_ new: [SyntaxNode]) -> SyntaxNode {
    let kind: Kind
    switch self.kind {
    case .literal, .column: kind = self.kind
    case .negate: kind = .negate(new[0])
    case .not: kind = .not(new[0])
    case .isNull(_, let negated): kind = .isNull(new[0], negated: negated)
    case .cast(_, let type): kind = .cast(new[0], type)
    case .binary(let op, _, _): kind = .binary(op, new[0], new[1])
    case .like(_, _, let ignoringCase, let negated):
      kind = .like(new[0], new[1], ignoringCase: ignoringCase, negated: negated)
    case .isIn(_, _, let negated):
      kind = .isIn(new[0], Array(new.dropFirst()), negated: negated)
    case .between(_, _, _, let negated):
      kind = .between(new[0], new[1], new[2], negated: negated)
    case .when(let branches, let otherwise):
      let count = branches.count
      let pairs = (0..<count).map { WhenBranch(condition: new[2 * $0], value: new[2 * $0 + 1]) }
      kind = .when(pairs, otherwise: otherwise == nil ? nil : new[2 * count])
    case .call(let name, let arguments, var options):
      var rest = new[...]
      let newArguments = Array(rest.prefix(arguments.count))
      rest = rest.dropFirst(arguments.count)
      options.filter = Array(rest.prefix(options.filter.count))
      rest = rest.dropFirst(options.filter.count)
      if var window = options.window {
        let partition = window.partition.count
        window.partition = Array(rest.prefix(partition))
        window.order = Array(rest.dropFirst(partition))
        options.window = window
      }
      kind = .call(name, newArguments, options)
    }
    return SyntaxNode(kind: kind, range: range)
  }
}

/// `when condition then value`.
package struct WhenBranch: Sendable, Hashable {
  package let condition: SyntaxNode
  package let value: SyntaxNode
}

/// An operator between two operands.
package enum BinaryOperator: String, Sendable, Hashable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case modulo = "%"
  case concatenate = "||"
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and, or
}

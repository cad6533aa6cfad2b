internal import Basics

/// Builds the tree of an expression by recursive descent.
struct ExpressionParser {
  private let text: String
  private let tokens: [Token]
  private let parameters: [String: Value]
  private var place = 0
  private var depth = 0

  private static let reserved: Set<String> = [
    "and", "or", "not", "in", "between", "is", "null", "like", "ilike", "case", "when", "then",
    "else", "end", "true", "false", "as", "distinct",
  ]

  init(_ text: String, parameters: [String: Value]) throws(ExpressionError) {
    self.text = text
    self.parameters = parameters
    var lexer = ExpressionLexer(text)
    tokens = try lexer.tokens()
    guard tokens.count <= Limits.formulaTokens else {
      throw ExpressionError(text: text, range: 0..<1, problem: "the expression is too long")
    }
  }

  mutating func whole() throws(ExpressionError) -> SyntaxNode {
    if tokens.count == 1 { throw error(0..<1, "the expression is empty") }
    let node = try expression()
    guard current.kind == .end else {
      throw error(current.range, "an operator or the end is expected here")
    }
    // Later passes walk the tree by recursion.
    var level = [node]
    for _ in 0..<Limits.formulaTreeDepth where !level.isEmpty {
      level = level.flatMap(\.children)
    }
    guard level.isEmpty else {
      throw error(node.range, "the expression is nested too deeply; derive a part as a column")
    }
    return node
  }

  // MARK: Tokens

  private var current: Token { tokens[place] }

  private func error(_ range: Range<Int>, _ problem: String) -> ExpressionError {
    ExpressionError(text: text, range: range, problem: problem)
  }

  private mutating func take(_ word: String) -> Bool {
    guard current.is(word) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ word: String, _ purpose: String) throws(ExpressionError) {
    guard take(word) else { throw error(current.range, "'\(word)' is expected here \(purpose)") }
  }

  private func node(_ kind: SyntaxNode.Kind, from start: Int) -> SyntaxNode {
    let end = place > 0 ? tokens[place - 1].range.upperBound : start
    return SyntaxNode(kind: kind, range: start..<max(start, end))
  }

  // MARK: Grammar, loosest first

  private mutating func expression() throws(ExpressionError) -> SyntaxNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.formulaDepth else {
      throw error(current.range, "the expression is nested too deeply; derive a part as a column")
    }
    return try chain(["or": .or]) { (parser: inout Self) throws(ExpressionError) in
      try parser.conjunction()
    }
  }

  /// Operands of one precedence, from left to right.
  private mutating func chain(
    _ operators: [String: BinaryOperator],
    _ operand: (inout Self) throws(ExpressionError) -> SyntaxNode
  ) throws(ExpressionError) -> SyntaxNode {
    let start = current.range.lowerBound
    var left = try operand(&self)
    var length = 0
    while let op = operators[current.kind == .word ? current.text.lowercased() : current.text],
      current.kind == .word || current.kind == .symbol
    {
      length += 1
      guard length <= Limits.formulaTreeDepth else {
        throw error(current.range, "the chain is too long; derive a part as a column")
      }
      place += 1
      let right = try operand(&self)
      left = node(.binary(op, left, right), from: start)
    }
    return left
  }

  private mutating func conjunction() throws(ExpressionError) -> SyntaxNode {
    try chain(["and": .and]) { (parser: inout Self) throws(ExpressionError) in
      try parser.negation()
    }
  }

  private mutating func negation() throws(ExpressionError) -> SyntaxNode {
    let start = current.range.lowerBound
    guard take("not") else { return try comparison() }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.formulaDepth else {
      throw error(current.range, "the expression is nested too deeply")
    }
    return node(.not(try negation()), from: start)
  }

  private mutating func comparison() throws(ExpressionError) -> SyntaxNode {
    let start = current.range.lowerBound
    let left = try sum()
    if take("is") {
      let negated = take("not")
      try expect("null", "after 'is'")
      return node(.isNull(left, negated: negated), from: start)
    }
    let before = place
    let negated = take("not")
    if take("in") {
      try expect("(", "to open the list")
      let list = try arguments(closing: ")")
      guard !list.isEmpty else { throw error(current.range, "the list after 'in' is empty") }
      return node(.isIn(left, list, negated: negated), from: start)
    }
    if take("between") {
      let low = try sum()
      try expect("and", "between the two ends")
      let high = try sum()
      return node(.between(left, low, high, negated: negated), from: start)
    }
    for (word, ignoringCase) in [("like", false), ("ilike", true)] where take(word) {
      let pattern = try sum()
      return node(
        .like(left, pattern, ignoringCase: ignoringCase, negated: negated), from: start)
    }
    if negated {
      place = before
      throw error(current.range, "'in', 'between' or 'like' is expected after 'not'")
    }
    let operators: [BinaryOperator] = [
      .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .less, .greater,
    ]
    for op in operators where take(op.rawValue) {
      let right = try sum()
      if operators.contains(where: { current.is($0.rawValue) }) {
        throw error(current.range, "comparisons do not chain; join two of them with 'and'")
      }
      return node(.binary(op, left, right), from: start)
    }
    return left
  }

  private mutating func sum() throws(ExpressionError) -> SyntaxNode {
    try chain(["+": .add, "-": .subtract, "||": .concatenate]) {
      (parser: inout Self) throws(ExpressionError) in
      try parser.product()
    }
  }

  private mutating func product() throws(ExpressionError) -> SyntaxNode {
    try chain(["*": .multiply, "/": .divide, "%": .modulo]) {
      (parser: inout Self) throws(ExpressionError) in
      try parser.signed()
    }
  }

  private mutating func signed() throws(ExpressionError) -> SyntaxNode {
    let start = current.range.lowerBound
    var isNegative = false
    var length = 0
    while current.is("-") || current.is("+") {
      if current.is("-") { isNegative.toggle() }
      place += 1
      length += 1
    }
    let operand = try primary()
    if length == 0 { return operand }
    switch operand.kind {
    case .literal(.int(let value)):
      return node(.literal(.int(isNegative ? 0 &- value : value)), from: start)
    case .literal(.double(let value)):
      return node(.literal(.double(isNegative ? -value : value)), from: start)
    default: return isNegative ? node(.negate(operand), from: start) : operand
    }
  }

  private mutating func primary() throws(ExpressionError) -> SyntaxNode {
    let token = current
    let start = token.range.lowerBound
    switch token.kind {
    case .int(let value):
      place += 1
      return node(.literal(.int(value)), from: start)
    case .double(let value):
      place += 1
      return node(.literal(.double(value)), from: start)
    case .text:
      place += 1
      return node(.literal(.text(token.text)), from: start)
    case .parameter:
      guard let value = parameters[token.text] else {
        let hint = token.text.nearest(in: parameters.keys.sorted())
        throw error(
          token.range,
          "there is no parameter '\(token.text)'"
            + (hint.map { "; did you mean ':\($0)'?" } ?? ""))
      }
      place += 1
      return node(.literal(value), from: start)
    case .quotedName:
      place += 1
      return node(.column(token.text), from: start)
    case .symbol where token.text == "(":
      place += 1
      let inner = try expression()
      try expect(")", "to close the parenthesis")
      return SyntaxNode(kind: inner.kind, range: start..<tokens[place - 1].range.upperBound)
    case .word: return try word(token)
    case .symbol: throw error(token.range, "a value is expected before '\(token.text)'")
    case .end:
      throw error(token.range.lowerBound..<token.range.lowerBound + 1, "a value is missing here")
    }
  }

  private mutating func word(_ token: Token) throws(ExpressionError) -> SyntaxNode {
    let start = token.range.lowerBound
    let word = token.text.lowercased()
    switch word {
    case "null", "true", "false":
      place += 1
      return node(.literal(word == "null" ? .missing : .bool(word == "true")), from: start)
    case "case": return try caseExpression()
    case "cast" where tokens[place + 1].is("("): return try castExpression()
    case "date", "timestamp":
      if case .text = tokens[place + 1].kind {
        place += 1
        return try dateLiteral(word, from: start)
      }
    default: break
    }
    if ExpressionParser.reserved.contains(word) {
      throw error(token.range, "a value is expected here, not '\(token.text)'")
    }
    place += 1
    guard take("(") else { return node(.column(token.text), from: start) }
    return try call(word, from: start)
  }

  private mutating func dateLiteral(
    _ word: String, from start: Int
  ) throws(ExpressionError) -> SyntaxNode {
    let token = current
    place += 1
    var written = token.text
    let value = written.withUTF8 { bytes -> Value? in
      word == "date"
        ? DateScanner.days(bytes).map(Value.date)
        : DateScanner.microseconds(bytes).map(Value.timestamp)
    }
    guard let value else {
      throw error(
        token.range,
        "'\(token.text)' is not a \(word); write it as "
          + (word == "date" ? "YYYY-MM-DD" : "YYYY-MM-DD HH:MM:SS"))
    }
    return node(.literal(value), from: start)
  }

  private mutating func call(_ name: String, from start: Int) throws(ExpressionError) -> SyntaxNode
  {
    var options = SyntaxNode.CallOptions()
    options.isDistinct = take("distinct")
    var list: [SyntaxNode] = []
    if name == "count", current.is("*") {
      place += 1
      try expect(")", "after the star")
    } else {
      list = try arguments(closing: ")")
    }
    if current.is("filter"), tokens[place + 1].is("(") {
      place += 2
      try expect("where", "in the filter")
      options.filter = [try expression()]
      try expect(")", "to close the filter")
    }
    if current.is("over"), tokens[place + 1].is("(") {
      place += 2
      options.window = try window()
    }
    return node(.call(name, list, options), from: start)
  }

  private mutating func window() throws(ExpressionError) -> SyntaxNode.WindowClause {
    var clause = SyntaxNode.WindowClause()
    if take("partition") {
      try expect("by", "after 'partition'")
      repeat { clause.partition.append(try expression()) } while take(",")
    }
    if take("order") {
      try expect("by", "after 'order'")
      repeat {
        clause.order.append(try expression())
        let descends = take("desc")
        if !descends { _ = take("asc") }
        clause.descending.append(descends)
      } while take(",")
    }
    try expect(")", "to close the window")
    return clause
  }

  private mutating func arguments(closing: String) throws(ExpressionError) -> [SyntaxNode] {
    if take(closing) { return [] }
    var list: [SyntaxNode] = []
    repeat { list.append(try expression()) } while take(",")
    try expect(closing, "to close the list")
    return list
  }

  private mutating func castExpression() throws(ExpressionError) -> SyntaxNode {
    let start = current.range.lowerBound
    place += 2
    let operand = try expression()
    try expect("as", "before the type")
    let token = current
    var name = token.text.lowercased()
    place += token.kind == .end ? 0 : 1
    if name == "text", current.is("list") {
      place += 1
      name = "text list"
    }
    let synonyms = [
      "integer": "int", "bigint": "int", "varchar": "text", "string": "text", "float": "double",
      "real": "double", "boolean": "bool",
    ]
    guard let type = ColumnType(rawValue: synonyms[name] ?? name) else {
      throw error(
        token.range,
        "'\(token.text)' is not a type; the types are "
          + ColumnType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    try expect(")", "to close the cast")
    return node(.cast(operand, type), from: start)
  }

  private mutating func caseExpression() throws(ExpressionError) -> SyntaxNode {
    let start = current.range.lowerBound
    place += 1
    let subject: SyntaxNode? = current.is("when") ? nil : try expression()
    var branches: [WhenBranch] = []
    while take("when") {
      let first = try expression()
      try expect("then", "after the condition")
      let value = try expression()
      let condition =
        subject.map {
          SyntaxNode(kind: .binary(.equal, $0, first), range: first.range)
        } ?? first
      branches.append(WhenBranch(condition: condition, value: value))
    }
    guard !branches.isEmpty else { throw error(current.range, "'when' is expected after 'case'") }
    let otherwise: SyntaxNode? = take("else") ? try expression() : nil
    try expect("end", "to close the case")
    return node(.when(branches, otherwise: otherwise), from: start)
  }
}

internal import Tables

/// Why a formula cannot be read.
public struct FormulaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, with the text.
  public let description: String
}

/// A variable of a model: a column, or an expression over columns.
public struct ModelVariable: Hashable, Sendable {
  /// How values are found.
  enum Source: Hashable, Sendable {
    /// A column, by exactly this name.
    case column(String)
    /// A scalar expression over columns.
    case expression(String)
    /// A whole power of an expression, kept to 32 digits.
    case power(base: String, exponent: Int)
  }

  let source: Source
  /// How the variable is called in the table of coefficients.
  public let label: String
  /// Whether numbers are to be taken as names of groups.
  let isFactor: Bool
  /// The level that the others are compared with; `nil`: the first in sorted order.
  let reference: String?

  /// A column, by exactly this name.
  public static func column(_ name: String) -> ModelVariable {
    ModelVariable(source: .column(name), label: name, isFactor: false, reference: nil)
  }
}

/// A term of a model: one variable, or the product of several (an interaction).
public struct ModelTerm: Hashable, Sendable {
  /// The variables that are multiplied.
  public let variables: [ModelVariable]

  /// `a:b`.
  public var label: String { TermName.of(product: variables.map(\.label)) }
}

/// A model formula: `y ~ x + factor + x:z + I(a * b) - 1`.
///
/// `+` adds a term, `a:b` is an interaction, `a*b` stands for `a + b + a:b`, `- 1` (or `+ 0`) leaves the
/// intercept out. A variable counts once in a term, and a term once in a model: `a:a` is `a`, `b:a` is
/// `a:b`. A variable is a column name (in backquotes where it is not a plain word), a function
/// of columns such as `ln(size)` or `row_number()`, `I(expression)`, `factor(column)`,
/// `factor(column, ref = 'level')`, or `poly(column, degree)` for raw powers 1 ... degree. Text columns
/// are factors, coded by comparison with a reference level. `x^3` (or `I(x^3)`) is formed in two
/// doubles, so that polynomials keep their digits. `offset(e)` adds e with the coefficient 1, and
/// `surv(time, event)` or `surv(start, stop, event)` stands for a response that may be censored, where methods
/// take them.
public struct ModelFormula: Hashable, Sendable {
  /// What is modelled; `nil` where a request gives it apart.
  public let response: ModelVariable?
  /// The terms, in order.
  public let terms: [ModelTerm]
  /// Whether there is an intercept.
  public let hasIntercept: Bool
  /// The columns or expressions that are added as they are.
  public let offsets: [String]
  /// The columns of `surv(...)`: time and event, or start, stop and event; `nil` of other responses.
  public let survival: [String]?

  /// A formula of plain columns.
  public init(response: String?, columns: [String], intercept: Bool = true) {
    self.response = response.map(ModelVariable.column)
    terms = columns.map { ModelTerm(variables: [.column($0)]) }
    hasIntercept = intercept
    offsets = []
    survival = nil
  }

  /// Reads a formula. `log(` is refused: who knows it from R means the natural logarithm, and who knows it
  /// from SQL that of base 10.
  public init(parsing text: String) throws(FormulaError) {
    try self.init(reading: text)
    for input in inputs where (try? Expression.parse(input))?.calls("log") == true {
      throw FormulaError(
        description:
          "'\(input)' may be meant in two ways: write ln() for the natural logarithm, or log10()")
    }
  }

  /// Reads a formula that is made of columns and expressions, in which `log` is SQL's.
  init(reading text: String) throws(FormulaError) {
    let length = text.utf8.count
    guard length <= AnalysisLimits.formulaLength else {
      throw FormulaError(
        description: "the formula has \(length) characters; the limit is "
          + "\(AnalysisLimits.formulaLength)")
    }
    let sides = Self.split(text, on: "~")
    guard sides.count == 2, let left = sides.first, let right = sides.last else {
      throw FormulaError(description: "'\(text)' is not a formula; write 'response ~ terms'")
    }
    guard !left.text.trimmed.isEmpty else {
      throw FormulaError(description: "'\(text)' has no response before '~'")
    }
    guard !right.text.trimmed.isEmpty else {
      throw FormulaError(description: "'\(text)' has no terms after '~'")
    }
    let responseText = String(left.text.trimmed)
    survival = Self.argument(of: "surv", responseText).map { inner in
      Self.split(inner[...], on: ",").map { String($0.text.trimmed) }
    }
    guard survival.map({ (2...3).contains($0.count) && $0.allSatisfy { !$0.isEmpty } }) ?? true
    else {
      throw FormulaError(
        description: "'\(responseText)': write surv(time, event), or surv(start, stop, event)")
    }
    response = survival == nil ? try Self.variable(responseText, in: text).first : nil
    var offsets: [String] = []
    var terms = TermList(of: text)
    var intercept = true
    for part in Self.split(right.text, on: "+-") {
      let piece = part.text.trimmed
      let minus = part.separator == "-"
      if piece == "1" || piece == "0" {
        intercept = (piece == "1") != minus
        continue
      }
      guard !piece.isEmpty else {
        if terms.list.isEmpty && part.separator == nil { continue }
        throw FormulaError(description: "a term is missing in '\(text)'")
      }
      guard !minus else {
        throw FormulaError(description: "only '- 1' can be subtracted in '\(text)'")
      }
      if let offset = Self.argument(of: "offset", String(piece)) {
        offsets.append(offset)
        continue
      }
      for term in try Self.terms(String(piece), in: text) { try terms.append(term) }
    }
    // Main effects come before interactions, as in R.
    let order = terms.list.enumerated().sorted {
      ($0.element.variables.count, $0.offset) < ($1.element.variables.count, $1.offset)
    }
    self.terms = order.map(\.element)
    hasIntercept = intercept
    self.offsets = offsets
  }

  /// The terms that one summand stands for.
  private static func terms(_ text: String, in whole: String) throws(FormulaError) -> [ModelTerm] {
    let factors = split(text[...], on: "*")
    if factors.count > 1 {
      var result = TermList(of: whole)
      for factor in factors {
        let single = try terms(String(factor.text.trimmed), in: whole)
        let before = result.list
        for term in single { try result.append(term) }
        for a in before {
          for b in single { try result.append(ModelTerm(variables: a.variables + b.variables)) }
        }
      }
      return result.list
    }
    var products = [ModelTerm(variables: [])]
    for factor in split(text[...], on: ":") {
      let alternatives = try variable(String(factor.text.trimmed), in: whole)
      var next = TermList(of: whole)
      for product in products {
        for alternative in alternatives {
          try next.append(ModelTerm(variables: product.variables + [alternative]))
        }
      }
      products = next.list
    }
    return products
  }

  /// Terms that differ, each with each variable once, as many as the limits allow.
  private struct TermList {
    private(set) var list: [ModelTerm] = []
    private var known: Set<Set<ModelVariable>> = []
    private let formula: String

    init(of formula: String) { self.formula = String(formula.prefix(60)) }

    mutating func append(_ term: ModelTerm) throws(FormulaError) {
      var seen: Set<ModelVariable> = []
      let variables = term.variables.filter { seen.insert($0).inserted }
      guard variables.count <= AnalysisLimits.formulaFactors else {
        throw FormulaError(
          description:
            "a term of '\(formula)' multiplies \(variables.count) variables; the limit is "
            + "\(AnalysisLimits.formulaFactors)")
      }
      guard known.insert(seen).inserted else { return }
      guard list.count < AnalysisLimits.formulaTerms else {
        throw FormulaError(
          description:
            "'\(formula)' expands to more than \(AnalysisLimits.formulaTerms) terms, the limit")
      }
      list.append(ModelTerm(variables: variables))
    }
  }

  /// The variable that `text` names; several for `poly`.
  private static func variable(
    _ text: String, in whole: String
  ) throws(FormulaError) -> [ModelVariable] {
    guard !text.isEmpty else {
      throw FormulaError(description: "a variable is missing in '\(whole)'")
    }
    func plain(_ source: ModelVariable.Source, _ label: String) -> ModelVariable {
      ModelVariable(source: source, label: label, isFactor: false, reference: nil)
    }
    if text.hasPrefix("`"), text.hasSuffix("`"), text.count > 2 {
      return [.column(String(text.dropFirst().dropLast()))]
    }
    if let inner = argument(of: "I", text) {
      if let power = power(inner) { return [plain(power, text)] }
      return [plain(.expression(inner), text)]
    }
    if let inner = argument(of: "poly", text) {
      let arguments = split(inner[...], on: ",").map { String($0.text.trimmed) }
      guard arguments.count == 2, let degree = Int(arguments[1]), (1...30).contains(degree) else {
        throw FormulaError(description: "'\(text)': write poly(column, degree), degree 1 to 30")
      }
      return (1...degree).map { exponent in
        plain(
          exponent == 1
            ? .expression(arguments[0]) : .power(base: arguments[0], exponent: exponent),
          exponent == 1 ? arguments[0] : "\(arguments[0])^\(exponent)")
      }
    }
    if let inner = argument(of: "factor", text) {
      let arguments = split(inner[...], on: ",").map { String($0.text.trimmed) }
      var reference: String?
      if arguments.count == 2 {
        let pair = split(arguments[1][...], on: "=").map { String($0.text.trimmed) }
        guard pair.count == 2, pair[0] == "ref", pair[1].count >= 2 else {
          throw FormulaError(description: "'\(text)': write factor(column, ref = 'level')")
        }
        reference = String(pair[1].dropFirst().dropLast())
      } else if arguments.count != 1 {
        throw FormulaError(description: "'\(text)': write factor(column, ref = 'level')")
      }
      let name = arguments[0]
      return [
        ModelVariable(
          source: .expression(name), label: name, isFactor: true, reference: reference)
      ]
    }
    if let power = power(text) { return [plain(power, text)] }
    return [plain(.expression(text), text)]
  }

  /// `x^3` or `x**3`.
  private static func power(_ text: String) -> ModelVariable.Source? {
    let unified = text.split(separator: "**", omittingEmptySubsequences: false)
      .joined(separator: "^")
    let parts = split(unified[...], on: "^").map { String($0.text.trimmed) }
    guard parts.count == 2, let exponent = Int(parts[1]), (2...30).contains(exponent),
      !parts[0].isEmpty, !parts[0].contains(where: { "+-*/".contains($0) })
    else { return nil }
    return .power(base: parts[0], exponent: exponent)
  }

  /// What is in the parentheses of `name( ... )`, where that is the whole text.
  private static func argument(of name: String, _ text: String) -> String? {
    guard text.hasPrefix(name + "("), text.hasSuffix(")") else { return nil }
    return String(text.dropFirst(name.count + 1).dropLast())
  }

  /// The pieces between `separators` outside parentheses and quotes, each with the separator before
  /// it.
  private static func split(
    _ text: some StringProtocol, on separators: String
  ) -> [(separator: Character?, text: Substring)] {
    var pieces: [(separator: Character?, text: Substring)] = []
    var depth = 0
    var quote: Character?
    var current = ""
    var separator: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if "'\"`".contains(character) {
        quote = character
      } else if character == "(" {
        depth += 1
      } else if character == ")" {
        depth -= 1
      } else if depth == 0, separators.contains(character) {
        pieces.append((separator, current[...]))
        current = ""
        separator = character
        continue
      }
      current.append(character)
    }
    pieces.append((separator, current[...]))
    return pieces
  }
}

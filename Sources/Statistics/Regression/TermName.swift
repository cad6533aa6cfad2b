/// How fits name their terms: a variable, a level of a factor as `domain[NLP]`, a product as `a:b`.
public enum TermName {
  /// What a fit calls its constant.
  static let intercept = "(Intercept)"

  /// The name of a level of a factor.
  static func of(level: String, of variable: String) -> String { "\(variable)[\(level)]" }

  /// The name of a product.
  static func of(product factors: [String]) -> String { factors.joined(separator: ":") }

  /// The names that are multiplied; one where the term is not a product.
  public static func factors(of term: String) -> [String] {
    let parts = term.split(separator: ":").map(String.init)
    // A colon within a function is part of its text.
    let isProduct =
      parts.count > 1 && parts.allSatisfy { !$0.contains("(") || $0.hasSuffix(")") }
    return isProduct ? parts : [term]
  }

  /// The variable and the level of `domain[NLP]`; `nil` where the term is not a level.
  public static func level(of term: String) -> (variable: String, level: String)? {
    guard term.hasSuffix("]"), let open = term.firstIndex(of: "["), open > term.startIndex else {
      return nil
    }
    return (String(term[..<open]), String(term[term.index(after: open)...].dropLast()))
  }
}

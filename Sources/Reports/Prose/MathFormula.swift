/// A formula of the prose, `$\bar{x} = \frac{1}{n} \sum_i x_i$`, as a tree: the part of TeX that statistics needs.
public struct MathFormula: Hashable, Sendable {
  /// As it is written, without the dollar signs.
  public let source: String
  let nodes: [Node]

  /// A part of a formula.
  indirect enum Node: Hashable, Sendable {
    /// A variable, or the name of a function.
    case identifier(String, isUpright: Bool)
    case number(String)
    case sign(String)
    case words(String)
    /// Of ems.
    case space(Double)
    case row([Node])
    case fraction(Node, Node)
    case root(Node, degree: Node?)
    /// A sign over a part, as in x̄.
    case accent(Node, String)
    case scripts(Node, below: Node?, above: Node?)
    /// Parentheses as tall as what is within.
    case fenced(String, [Node], String)
  }

  /// Reads TeX.
  public init(_ source: String) throws(MathFormulaError) {
    var reader = MathReader(source)
    nodes = try reader.read()
    self.source = source
  }
}

/// Why a formula cannot be read.
public enum MathFormulaError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknown(String, nearest: String?)
  case missing(String)
  case extra(String)
  case tooDeep

  /// One sentence.
  public var description: String {
    switch self {
    case .unknown(let name, let nearest):
      "a formula knows no '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .missing(let what): "the formula lacks \(what)"
    case .extra(let sign): "'\(sign)' in the formula has no counterpart"
    case .tooDeep: "the formula is nested more than \(MathReader.maximumDepth) deep"
    }
  }
}

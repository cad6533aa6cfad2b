/// What is wrong with an expression, and where.
public struct ExpressionError: Error, Hashable, Sendable {
  /// The whole expression.
  public let text: String
  /// The offending part, as offsets in Unicode scalars.
  public let range: Range<Int>
  /// What is wrong and what to do.
  public let problem: String
}

extension ExpressionError: CustomStringConvertible {
  /// The problem, the line that it is on, and carets under the spot.
  public var description: String {
    let scalars = Array(text.unicodeScalars)
    let start = min(range.lowerBound, scalars.count)
    let newlines = scalars[..<start].indices.filter { scalars[$0] == "\n" }
    let lineStart = newlines.last.map { $0 + 1 } ?? 0
    let rest = scalars[lineStart...]
    let line = rest.prefix { $0 != "\n" && $0 != "\r" }
    let width = max(1, min(range.count, line.endIndex - start))
    return "\(problem)\n  \(String(String.UnicodeScalarView(line)))\n  "
      + String(repeating: " ", count: start - lineStart) + String(repeating: "^", count: width)
  }
}

extension Expression {
  /// The formula for readers: columns and parameters under the names that they are given, texts in
  /// quotation marks, comparisons as signs.
  ///
  /// - Parameters:
  ///   - column: The name of a column for readers.
  ///   - value: What a parameter stands for, by its name with the dollar sign.
  package func words(column: (String) -> String, value: (String) -> String) -> String {
    let scalars = Array(text.unicodeScalars)
    func slice(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(scalars[range.clamped(to: scalars.indices)]))
    }
    var result = ""
    var place = 0
    for (range, leaf) in leaves(scalars) where range.lowerBound >= place {
      result += Self.signs(slice(place..<range.lowerBound))
      let written = slice(range)
      switch leaf {
      case .column(let name): result += column(name)
      case .literal(let value) where written.hasSuffix("'"):
        // A date is written as its kind and a text.
        let kind = written.prefix { $0 != "'" }
        var quoted = String(written.dropFirst(kind.count + 1).dropLast())
        if case .text(let content) = value { quoted = content }
        result += "\(kind)‘\(quoted)’"
      case .literal where written.first == "$": result += value(written)
      default: result += written
      }
      place = range.upperBound
    }
    return result + Self.signs(slice(place..<scalars.count))
  }

  /// Columns and literals in the order of the text, each with its place, without brackets around it.
  private func leaves(
    _ scalars: [Unicode.Scalar]
  ) -> [(range: Range<Int>, kind: SyntaxNode.Kind)] {
    var leaves: [(range: Range<Int>, kind: SyntaxNode.Kind)] = []
    var rest = [root]
    while let node = rest.popLast() {
      rest.append(contentsOf: node.children)
      switch node.kind {
      case .column, .literal:
        var (low, high) = (node.range.lowerBound, min(node.range.upperBound, scalars.count))
        while low < high, scalars[low] == "(" || scalars[low].properties.isWhitespace { low += 1 }
        while low < high, scalars[high - 1] == ")" || scalars[high - 1].properties.isWhitespace {
          high -= 1
        }
        leaves.append((low..<high, node.kind))
      default: break
      }
    }
    return leaves.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private static func signs(_ text: String) -> String {
    [
      (" is not null", " is known"), (" is null", " is missing"), ("<>", "≠"), ("!=", "≠"),
      (">=", "≥"), ("<=", "≤"),
    ].reduce(text) { $0.replacing($1.0, with: $1.1) }
  }
}

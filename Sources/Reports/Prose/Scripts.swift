/// `CO~2~` and `10^6^`: subscripts and superscripts without spaces, as Pandoc writes them.
enum Scripts {
  static func parse(_ text: String) -> [Inline] {
    var result: [Inline] = []
    var plain = ""
    var rest = text[...]
    while let first = rest.first {
      if first == "~" || first == "^" {
        let inner = rest.dropFirst().prefix { $0 != first && !$0.isWhitespace }
        let after = rest.dropFirst(inner.count + 1)
        if !inner.isEmpty, inner.count <= 20, after.first == first {
          if !plain.isEmpty { result.append(.text(plain)) }
          plain = ""
          let content: [Inline] = [.text(String(inner))]
          result.append(first == "~" ? .subscripted(content) : .superscripted(content))
          rest = after.dropFirst()
          continue
        }
      }
      plain.append(first)
      rest.removeFirst()
    }
    if !plain.isEmpty { result.append(.text(plain)) }
    return result
  }
}

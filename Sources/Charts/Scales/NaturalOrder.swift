/// The order of names that a reader expects: digits within them count as numbers.
enum NaturalOrder {
  /// Whether `a` comes before `b`: "7B" before "13B".
  static func precedes(_ a: String, _ b: String) -> Bool {
    let (first, second) = (parts(a), parts(b))
    for (x, y) in zip(first, second) where x.text != y.text {
      if let m = x.number, let n = y.number, m != n { return m < n }
      return x.text < y.text
    }
    return first.count == second.count ? a < b : first.count < second.count
  }

  private struct Part {
    var text: String
    var isDigits: Bool
    var number: Double? { isDigits ? Double(text) : nil }
  }

  /// Runs of digits and of other characters by turns.
  private static func parts(_ name: String) -> [Part] {
    var result: [Part] = []
    for character in name {
      let isDigit = character.isASCII && character.isNumber
      if let last = result.indices.last, result[last].isDigits == isDigit {
        result[last].text.append(character)
      } else {
        result.append(Part(text: String(character), isDigits: isDigit))
      }
    }
    return result
  }
}

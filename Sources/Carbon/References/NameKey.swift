/// How names are compared: letters and digits only, in lower case, so that `A100-SXM4 (80GB)` and
/// `a100 sxm4 80gb` are one. A point between digits stays: 1.3B is not 13B.
struct NameKey: Hashable, Sendable {
  let text: String

  init(_ name: String) {
    let characters = Array(name.lowercased())
    var kept = ""
    for (index, character) in characters.enumerated() {
      let isDecimalPoint =
        character == "." && index > 0 && characters[index - 1].isNumber
        && index + 1 < characters.count && characters[index + 1].isNumber
      if character.isLetter || character.isNumber || isDecimalPoint { kept.append(character) }
    }
    text = kept
  }

  var isEmpty: Bool { text.isEmpty }
}

/// Entries by name and alias; the first entry of a name keeps it.
struct NameIndex: Sendable {
  private var positions: [String: Int] = [:]
  /// Every name as written, for the nearest one.
  private(set) var names: [String] = []

  mutating func insert(_ name: String, at position: Int) {
    let key = NameKey(name)
    guard !key.isEmpty, positions[key.text] == nil else { return }
    positions[key.text] = position
    names.append(name)
  }

  subscript(name: String) -> Int? { positions[NameKey(name).text] }
}

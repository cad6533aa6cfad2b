/// How names are compared: letters and digits only, in lower case, so that `A100-SXM4 (80GB)` and
/// `a100 sxm4 80gb` are one.
struct NameKey: Hashable, Sendable {
  let text: String

  init(_ name: String) {
    text = String(name.lowercased().filter { $0.isLetter || $0.isNumber })
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

/// How names are compared: letters and digits only, in lower case, so that `A100-SXM4 (80GB)` and
/// `a100 sxm4 80gb` are one. A point between digits stays: 1.3B is not 13B.
struct NameKey: Hashable, Sendable {
  let text: String

  init(_ name: String) {
    text = Self.ascii(name) ?? Self.unicode(name)
  }

  /// Most names are ASCII, and every row of a list looks several up; `nil` for others.
  private static func ascii(_ name: String) -> String? {
    let bytes = Array(name.utf8)
    func isDigit(_ index: Int) -> Bool {
      bytes.indices.contains(index) && (0x30...0x39).contains(bytes[index])
    }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0x80...: return nil
      case 0x41...0x5A: kept.append(byte | 0x20)
      case 0x61...0x7A, 0x30...0x39: kept.append(byte)
      case 0x2E where isDigit(index - 1) && isDigit(index + 1): kept.append(byte)
      default: break
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private static func unicode(_ name: String) -> String {
    let characters = Array(name.lowercased())
    var kept = ""
    for (index, character) in characters.enumerated() {
      let isDecimalPoint =
        character == "." && index > 0 && characters[index - 1].isNumber
        && index + 1 < characters.count && characters[index + 1].isNumber
      if character.isLetter || character.isNumber || isDecimalPoint { kept.append(character) }
    }
    return kept
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

/// The value at an address: a number, a text, or a value with parts of its own.
public enum Node: Sendable {
  /// A number; `nil`: there is none.
  case number(Double?)
  /// A whole number.
  case whole(Int64)
  /// A text; `nil`: there is none.
  case text(String?)
  /// Yes or no; `nil`: neither.
  case flag(Bool?)
  /// A value whose parts have names.
  case value(any Addressable)
  /// A list, whose elements are found by their index, or by the names that they carry.
  case list([Node])

  /// A list of texts.
  public static func texts(_ texts: [String]) -> Node { .list(texts.map { .text($0) }) }

  /// A list of values.
  public static func values(_ values: [some Addressable]) -> Node {
    .list(values.map { .value($0) })
  }

  /// Values under names that are data.
  public static func entries(_ entries: [(name: String, value: some Addressable)]) -> Node {
    .value(Entries(entries.map { ($0.name, .value($0.value)) }))
  }

  /// A value with parts; where there is none, `null` is written.
  public static func optional(_ value: (some Addressable)?) -> Node {
    value.map { .value($0) } ?? .text(nil)
  }

  /// The value as JSON: what has no number or text is `null`.
  public var json: JSON {
    switch self {
    case .number(let number): .number(number)
    case .whole(let number): .int(number)
    case .text(let text): text.map(JSON.string) ?? .null
    case .flag(let flag): flag.map(JSON.bool) ?? .null
    case .value(let value): value.json
    case .list(let elements): .array(elements.map(\.json))
    }
  }

  /// The number, where this is one.
  public var doubleValue: Double? {
    switch self {
    case .number(let number): number
    case .whole(let number): Double(number)
    default: nil
    }
  }

  /// The text, where this is one.
  public var stringValue: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The parts in order, where this is a value that has some.
  public var parts: [(key: String, node: Node)]? {
    if case .value(let value) = self { value.parts } else { nil }
  }

  /// The elements, where this is a list.
  public var elements: [Node]? {
    if case .list(let elements) = self { elements } else { nil }
  }

  /// Whether there is a place and nothing in it.
  public var isEmpty: Bool {
    switch self {
    case .number(nil), .text(nil), .flag(nil): true
    default: false
    }
  }

  /// The number or text that stands for a value in prose and ledger.
  public var principal: Node {
    if case .value(let value) = self { value.principal ?? self } else { self }
  }
}

extension Node {
  /// What is at the end of a path; `nil` if the path leads nowhere.
  package func at(_ path: some Collection<Address.Part>) -> Node? {
    guard let first = path.first else { return self }
    return step(first)?.at(path.dropFirst())
  }

  private func step(_ part: Address.Part) -> Node? {
    switch (self, part) {
    case (.value(let value), .field(let word)), (.value(let value), .element(let word)):
      return value.part(word)
    case (.list(let elements), .element(let name)):
      if let named = elements.first(where: { $0.nameInList == name }) { return named }
      guard let index = Int(name), elements.indices.contains(index) else { return nil }
      return elements[index]
    default: return nil
    }
  }

  private var nameInList: String? {
    if case .value(let value) = self { value.nameInList } else { nil }
  }

  /// The value under a key; `nil` if this is not a value that has it.
  package func part(_ key: some CodingKey) -> Node? { at([.field(key.stringValue)]) }

  /// The first word of a path that leads nowhere, how many words lead to it, and the nearest that goes on
  /// from there. `nil` if the path leads somewhere, and where what the word belongs to is missing.
  package func unknownWord(
    in path: some Collection<Address.Part>
  ) -> (depth: Int, word: String, nearest: String?)? {
    var node = self
    for (depth, part) in path.enumerated() {
      guard let next = node.step(part) else {
        return node.isEmpty ? nil : (depth, part.word, part.word.nearest(in: node.words))
      }
      node = next
    }
    return nil
  }

  /// The words that lead on from here.
  private var words: [String] {
    switch self {
    case .value(let value): value.words
    case .list(let elements): elements.compactMap(\.nameInList)
    case .number, .whole, .text, .flag: []
    }
  }

  /// The addresses of all numbers, texts and flags below an address, in the order in which they are
  /// written.
  package func addresses(_ address: Address) -> [Address] {
    switch self {
    case .number, .whole, .text, .flag: return [address]
    case .value(let value):
      return value.parts.flatMap { key, node in
        node.addresses(
          Address(
            id: address.id,
            path: address.path + [Address.isField(key) ? .field(key) : .element(key)]))
      }
    case .list(let elements):
      var seen: Set<String> = []
      return elements.enumerated().flatMap { index, node in
        let name = node.nameInList.flatMap { seen.insert($0).inserted ? $0 : nil }
        return node.addresses(address.element(name ?? String(index)))
      }
    }
  }
}

extension Address {
  /// Whether a word may follow a point.
  static func isField(_ word: String) -> Bool {
    !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }
}

extension Address.Part {
  /// The word, without what marks it as a field or an element.
  package var word: String {
    switch self {
    case .field(let word), .element(let word): word
    }
  }
}

extension Node {
  /// The value that JSON holds.
  public init(_ json: JSON) {
    switch json {
    case .null: self = .text(nil)
    case .bool(let flag): self = .flag(flag)
    case .int(let number): self = .whole(number)
    case .double(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .list(elements.map(Node.init))
    case .object(let members): self = .value(Entries(members.map { ($0.key, Node($0.value)) }))
    }
  }
}

/// A value whose parts have names, which are the keys of its JSON and the words of addresses.
public protocol Addressable: Sendable {
  /// The parts in the order in which they are written.
  var parts: [(key: String, node: Node)] { get }
  /// The name by which a list finds the value; `nil`: by its index alone.
  var nameInList: String? { get }
  /// The number or text that stands for the value in prose; `nil`: none does.
  var principal: Node? { get }
  /// The words that lead on from here.
  var words: [String] { get }
  /// What an address means by a word: the part of that name, or what else the word stands for.
  func part(_ word: String) -> Node?
}

extension Addressable {
  /// None.
  public var nameInList: String? { nil }
  /// None.
  public var principal: Node? { nil }
  /// The names of the parts.
  public var words: [String] { parts.map(\.key) }
  /// The part of that name.
  public func part(_ word: String) -> Node? { parts.first { $0.key == word }?.node }
  /// The parts as an object.
  public var json: JSON { .object(parts.map { JSON.Member($0.key, $0.node.json) }) }
}

/// A value with a fixed set of names, each written once: `Key` is what is written, what an address says,
/// and what is read back.
public protocol Keyed: Addressable, Hashable {
  /// The names, in the order in which they are written.
  associatedtype Key: CodingKey & CaseIterable & Hashable & Sendable
  /// The value under a name; `nil` if nothing is written.
  func node(_ key: Key) -> Node?
  /// Reads the parts back.
  init(_ parts: KeyedParts<Key>) throws(PartError)
}

extension Keyed {
  /// The parts of all names that have one.
  public var parts: [(key: String, node: Node)] {
    Key.allCases.compactMap { key in node(key).map { (key.stringValue, $0) } }
  }

  /// The part of that name.
  public func part(_ word: String) -> Node? { Key(stringValue: word).flatMap(node) }

  /// The value that JSON holds, as `json` writes it.
  public init(json: JSON) throws(PartError) { try self.init(KeyedParts(json, "")) }
}

/// Parts whose names are data: the levels of a factor, the keys of a study's value.
public struct Entries: Addressable {
  /// The parts in order.
  public let parts: [(key: String, node: Node)]

  /// Parts in order.
  public init(_ parts: [(key: String, node: Node)]) { self.parts = parts }

  /// The entry `value`, or what stands for the entry `estimate`.
  public var principal: Node? { part("value") ?? part("estimate")?.principal }

  /// The entry `term`, `name` or `id`.
  public var nameInList: String? {
    ["term", "name", "id"].lazy.compactMap { part($0)?.stringValue }.first
  }
}

/// Why JSON is not a value of a kind: where, and what is wrong there.
public struct PartError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The keys that lead to the place.
  public let place: String
  /// What is wrong.
  public let problem: String

  /// One sentence.
  public var description: String { (place.isEmpty ? "" : "'\(place)' ") + problem }

  /// The same of a value that is at a place of a larger one.
  public func within(_ outer: String) -> PartError {
    PartError(place: place.isEmpty ? outer : outer + "." + place, problem: problem)
  }
}

/// The parts of a value as JSON holds them.
public struct KeyedParts<Key: CodingKey & CaseIterable> {
  private let members: [JSON.Member]
  private let place: String

  /// The members of an object; a name that is neither of `Key` nor of `others` is an error.
  public init(
    _ json: JSON, _ place: String, others: [String] = []
  ) throws(PartError) {
    guard let members = json.members else {
      throw PartError(place: place, problem: "is not an object")
    }
    for member in members
    where Key(stringValue: member.key) == nil && !others.contains(member.key) {
      let hint = member.key.nearest(in: Key.allCases.map(\.stringValue) + others)
      throw PartError(
        place: place,
        problem: "holds '\(member.key)', which this version does not know"
          + (hint.map { "; is it '\($0)'?" } ?? ""))
    }
    self.members = members
    self.place = place
  }

  /// What is written under a name; `nil` if nothing is, or `null`.
  public subscript(key: Key) -> JSON? {
    members.first { $0.key == key.stringValue }.flatMap { $0.value == .null ? nil : $0.value }
  }

  /// The same parts by the names of another kind of value that is in the same object.
  public func by<Other>(_ names: Other.Type) -> KeyedParts<Other> {
    KeyedParts<Other>(members: members, place: place)
  }

  fileprivate init(members: [JSON.Member], place: String) {
    self.members = members
    self.place = place
  }

  /// Whether a name is written, be it with `null`.
  public func has(_ key: Key) -> Bool { members.contains { $0.key == key.stringValue } }

  /// An error at a name.
  public func error(_ key: Key, _ problem: String) -> PartError {
    PartError(place: path(key), problem: problem)
  }

  private func path(_ key: Key) -> String {
    (place.isEmpty ? "" : place + ".") + key.stringValue
  }

  private func read<Value>(
    _ key: Key, _ kind: String, _ pick: (JSON) -> Value?
  ) throws(PartError) -> Value? {
    guard let json = self[key] else { return nil }
    guard let value = pick(json) else { throw error(key, "is not a \(kind)") }
    return value
  }

  /// A number.
  public func number(_ key: Key) throws(PartError) -> Double? {
    try read(key, "number", \.doubleValue)
  }

  /// A whole number.
  public func whole(_ key: Key) throws(PartError) -> Int? {
    try read(key, "whole number") { $0.doubleValue.flatMap(Int.init(exactly:)) }
  }

  /// A text.
  public func text(_ key: Key) throws(PartError) -> String? {
    try read(key, "text", \.stringValue)
  }

  /// A text that must be there.
  public func required(_ key: Key) throws(PartError) -> String {
    guard let text = try text(key) else { throw error(key, "is missing") }
    return text
  }

  /// A whole number that must be there.
  public func required(_ key: Key) throws(PartError) -> Int {
    guard let number = try whole(key) else { throw error(key, "is missing") }
    return number
  }

  /// One of a few words.
  public func word<Word: RawRepresentable<String>>(
    _ key: Key, _ kind: Word.Type = Word.self
  ) throws(PartError) -> Word? {
    try read(key, "word that this version knows") { $0.stringValue.flatMap(Word.init) }
  }

  /// Yes or no.
  public func flag(_ key: Key) throws(PartError) -> Bool? {
    try read(key, "true or false") { if case .bool(let flag) = $0 { flag } else { nil } }
  }

  /// Numbers, of which some may be missing.
  public func numbers(_ key: Key) throws(PartError) -> [Double?]? {
    try read(key, "list of numbers") { json in
      json.arrayValue?.map(\.doubleValue)
    }
  }

  /// Texts.
  public func texts(_ key: Key) throws(PartError) -> [String]? {
    try read(key, "list of texts") { json in
      let texts = json.arrayValue?.compactMap(\.stringValue)
      return texts?.count == json.arrayValue?.count ? texts : nil
    }
  }

  /// A value with parts.
  public func value<Value: Keyed>(
    _ key: Key, _ kind: Value.Type = Value.self
  ) throws(PartError) -> Value? {
    guard let json = self[key] else { return nil }
    return try Value(KeyedParts<Value.Key>(json, path(key)))
  }

  /// Values with parts.
  public func values<Value: Keyed>(
    _ key: Key, _ kind: Value.Type = Value.self
  ) throws(PartError) -> [Value]? {
    guard let json = self[key] else { return nil }
    guard let elements = json.arrayValue else { throw error(key, "is not a list") }
    var values: [Value] = []
    for (index, element) in elements.enumerated() {
      values.append(try Value(KeyedParts<Value.Key>(element, path(key) + "[\(index)]")))
    }
    return values
  }

  /// Values under names that are data, in the order in which they are written.
  public func entries<Value>(
    _ key: Key, _ read: (JSON) throws(PartError) -> Value
  ) throws(PartError) -> [(name: String, value: Value)]? {
    guard let json = self[key] else { return nil }
    guard let members = json.members else { throw error(key, "is not an object") }
    var entries: [(name: String, value: Value)] = []
    for member in members {
      do {
        entries.append((member.key, try read(member.value)))
      } catch {
        throw error.within(path(key) + "." + member.key)
      }
    }
    return entries
  }
}

internal import Basics
internal import Tables

/// A keyed container that knows all of its keys: any other is an error with the nearest name.
struct StrictContainer<Key: CodingKey & CaseIterable & RawRepresentable<String>> {
  private let container: KeyedDecodingContainer<Key>
  private let path: [any CodingKey]

  init(_ decoder: any Decoder, in place: String) throws {
    let raw = try decoder.container(keyedBy: AnyKey.self)
    let known = Key.allCases.map(\.rawValue)
    for key in raw.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
    where !known.contains(key.stringValue) {
      let nearest = key.stringValue.nearest(in: known)
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath + [key],
          debugDescription: "\(place) has no key '\(key.stringValue)'; "
            + (nearest.map { "did you mean '\($0)'?" }
              ?? "the keys are \(known.joined(separator: ", "))")))
    }
    container = try decoder.container(keyedBy: Key.self)
    path = decoder.codingPath
  }

  func optional<Value: Decodable>(_ key: Key) throws -> Value? {
    do {
      return try container.decodeIfPresent(Value.self, forKey: key)
    } catch {
      // A fraction, or a number beyond all whole numbers: of what and where it is the decoder says nothing.
      guard Value.self == Int.self, !(error is DecodingError) else { throw error }
      throw refuse("a whole number is expected here", at: key)
    }
  }

  /// Whether a value is written.
  func has(_ key: Key) -> Bool { container.contains(key) }

  /// A value with a fixed list of names.
  func name<Value: RawRepresentable<String> & CaseIterable>(_ key: Key) throws -> Value? {
    guard let text = try container.decodeIfPresent(String.self, forKey: key) else { return nil }
    return try Self.named(text, path: path + [key])
  }

  /// A name that must be written; `others` are names that would do elsewhere.
  func requiredName<Value: RawRepresentable<String> & CaseIterable>(
    _ key: Key, beside others: [String] = []
  ) throws -> Value {
    try Self.named(
      try container.decode(String.self, forKey: key), path: path + [key], beside: others)
  }

  static func named<Value: RawRepresentable<String> & CaseIterable>(
    _ text: String, path: [any CodingKey], beside others: [String] = []
  ) throws -> Value {
    if let value = Value(rawValue: text) { return value }
    let known = Value.allCases.map(\.rawValue) + others
    throw DecodingError.dataCorrupted(
      .init(
        codingPath: path,
        debugDescription: "'\(text)' is not known here; "
          + (text.nearest(in: known).map { "did you mean '\($0)'?" }
            ?? "one of \(known.joined(separator: ", "))")))
  }

  /// A problem of this part, or of the part behind `key`.
  func refuse(_ problem: SpecificationProblem, in key: Key? = nil) -> DecodingError {
    .dataCorrupted(
      .init(
        codingPath: path + (key.map { [$0] } ?? []) + [AnyKey(stringValue: problem.key)],
        debugDescription: problem.message))
  }

  func refuse(_ message: String, at key: Key? = nil) -> DecodingError {
    .dataCorrupted(
      .init(codingPath: key.map { path + [$0] } ?? path, debugDescription: message))
  }
}

/// Any key at all, to find the unknown ones.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

import Basics
import Tables

/// What identifies content: two things of one key are the same, wherever and whenever they were made.
struct ContentKey: Hashable, Sendable, CustomStringConvertible {
  /// 64 hexadecimal digits.
  let description: String

  /// The key of parts that are added one by one.
  init(_ add: (inout KeyBuilder) throws -> Void) rethrows {
    var builder = KeyBuilder()
    try add(&builder)
    description = builder.digest
  }

  /// The key of one text.
  init(of text: String) { self.init { $0.add(text) } }
}

/// Makes a key of parts. The length of each part is part of the key, so that no two lists of parts are written
/// alike.
struct KeyBuilder {
  private var hash = SHA256()

  fileprivate var digest: String { hash.hexDigest() }

  /// Adds a text.
  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update($0) }
      hash.update(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Adds another key.
  mutating func add(_ key: ContentKey) { add(key.description) }

  /// Adds what a file says, but not where and how it is laid out.
  mutating func add(_ value: YAMLValue) {
    switch value.content {
    case .null: add("null")
    case .scalar(let text, let isPlain):
      add(isPlain ? "plain" : "quoted")
      add(text)
    case .sequence(let elements):
      add("list of \(elements.count)")
      for element in elements { add(element) }
    case .mapping(let entries):
      add("mapping of \(entries.count)")
      for entry in entries {
        add(entry.key)
        add(entry.value)
      }
    }
  }
}

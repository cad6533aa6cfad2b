/// Distinct texts held in one block of UTF-8 bytes; a text is named by its code, 0 ..< count.
///
/// Codes follow the order of first appearance, so that equal input gives equal codes. A dictionary
/// may hold texts that no row uses any more (after a filter); no text stands in it twice.
public struct TextDictionary: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// An empty dictionary.
  public init() {}

  init(bytes: [UInt8], ends: [Int]) {
    self.bytes = bytes
    self.ends = ends
  }

  /// The bytes of all texts together.
  var byteCount: Int { bytes.count }

  /// The number of distinct texts.
  public var count: Int { ends.count }

  /// Appends a text that the caller knows to be new; the answer is its code.
  public mutating func append(_ text: some Sequence<UInt8>) -> UInt32 {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    return UInt32(ends.count - 1)
  }

  /// The text behind `code`, as a new string.
  public func string(_ code: UInt32) -> String {
    withUTF8(code) { String(decoding: $0, as: UTF8.self) }
  }

  /// Calls `body` with the bytes of the text behind `code`.
  public func withUTF8<Result>(
    _ code: UInt32, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    let index = Int(code)
    let start = index == 0 ? 0 : ends[index - 1]
    return try bytes.withUnsafeBufferPointer {
      try body(UnsafeBufferPointer(rebasing: $0[start..<ends[index]]))
    }
  }

  /// All texts in code order.
  public var strings: [String] { (0..<UInt32(count)).map(string) }

  /// The code of `text`, where it is here. O(count).
  public func code(of text: String) -> UInt32? {
    let wanted = Array(text.utf8)
    return (0..<UInt32(count)).first { code in
      withUTF8(code) { $0.elementsEqual(wanted) }
    }
  }

  /// For each code its place in the order of the texts by Unicode scalar value. O(count log count).
  package var sortedRanks: [UInt32] {
    let order = sortedCodes
    var ranks = [UInt32](repeating: 0, count: count)
    for (rank, code) in order.enumerated() { ranks[Int(code)] = UInt32(rank) }
    return ranks
  }

  /// The codes in the order of their texts by Unicode scalar value. O(count log count).
  package var sortedCodes: [UInt32] {
    bytes.withUnsafeBufferPointer { bytes in
      ends.withUnsafeBufferPointer { ends in
        // The first eight bytes decide nearly every comparison without touching the text.
        let keyed = (0..<ends.count).map { index -> (key: UInt64, code: UInt32) in
          let start = index == 0 ? 0 : ends[index - 1]
          var key: UInt64 = 0
          for offset in 0..<8 {
            let place = start + offset
            key = key << 8 | (place < ends[index] ? UInt64(bytes[place]) : 0)
          }
          return (key, UInt32(index))
        }
        return keyed.sorted { a, b in
          if a.key != b.key { return a.key < b.key }
          let first = UnsafeBufferPointer(
            rebasing: bytes[(a.code == 0 ? 0 : ends[Int(a.code) - 1])..<ends[Int(a.code)]])
          let second = UnsafeBufferPointer(
            rebasing: bytes[(b.code == 0 ? 0 : ends[Int(b.code) - 1])..<ends[Int(b.code)]])
          return first.lexicographicallyPrecedes(second)
        }.map(\.code)
      }
    }
  }
}

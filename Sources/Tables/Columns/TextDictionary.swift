/// Distinct texts held in one block of UTF-8 bytes; a text is named by its code, 0 ..< count.
///
/// Codes follow the order of first appearance, so that equal input gives equal codes.
public struct TextDictionary: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// An empty dictionary.
  public init() {}

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
}

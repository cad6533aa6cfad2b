/// Texts that mean a missing value.
struct MissingTokens {
  private let tokens: [[UInt8]]
  private let lengths: UInt64

  init(_ tokens: [String]) {
    self.tokens = tokens.map { Array($0.utf8) }
    lengths = self.tokens.reduce(1) { $0 | 1 << UInt64(min(63, $1.count)) }
  }

  @inline(__always)
  func contains(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    if lengths >> UInt64(min(63, cell.count)) & 1 == 0 { return false }
    return cell.isEmpty || tokens.contains { cell.elementsEqual($0) }
  }
}

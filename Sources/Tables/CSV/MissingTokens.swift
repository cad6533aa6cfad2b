internal import Basics

/// Texts that mean a missing value, and the numbers that they are, for formats that hold numbers.
struct MissingTokens {
  private let tokens: [[UInt8]]
  private let lengths: UInt64
  private let numbers: [Double]

  init(_ tokens: [String]) {
    self.tokens = tokens.map { Array($0.utf8) }
    lengths = self.tokens.reduce(1) { $0 | 1 << UInt64(min(63, $1.count)) }
    numbers = self.tokens.compactMap { token in
      token.withUnsafeBufferPointer { text in
        DecimalScanner.scan(text).map { DecimalScanner.double($0, text) }
      }
    }
  }

  @inline(__always)
  func contains(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    if lengths >> UInt64(min(63, cell.count)) & 1 == 0 { return false }
    return cell.isEmpty || tokens.contains { cell.elementsEqual($0) }
  }

  @inline(__always)
  func contains(_ number: Double) -> Bool { !numbers.isEmpty && numbers.contains(number) }
}

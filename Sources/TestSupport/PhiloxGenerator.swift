internal import Tables

/// The numbers of one Philox stream, one after the other.
public struct PhiloxGenerator: RandomNumberGenerator, Hashable, Sendable {
  private let source: Philox4x32
  private let stream: UInt64
  private var index: UInt64 = 0

  /// The generator of `seed` and `stream`, from its first number.
  public init(seed: UInt64, stream: UInt64 = 0) {
    source = Philox4x32(seed: seed)
    self.stream = stream
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    defer { index &+= 1 }
    return source.bits(index, stream: stream)
  }
}

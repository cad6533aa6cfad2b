/// Sixteen bytes at a time: which of them are a given byte.
///
/// LLVM turns each `lanes` into a comparison, an and, and one sum of absolute differences.
enum ByteMask {
  private static let weights = SIMD16<UInt8>(
    1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)

  /// A bit for each of the 64 bytes at `start` that equals the byte in all lanes of `needle`.
  @inline(__always)
  static func mask(_ block: Block, _ needle: SIMD16<UInt8>) -> UInt64 {
    lanes(block.a, needle) | lanes(block.b, needle) << 16 | lanes(block.c, needle) << 32
      | lanes(block.d, needle) << 48
  }

  /// 64 bytes.
  struct Block {
    let a, b, c, d: SIMD16<UInt8>

    @inline(__always)
    init(_ start: UnsafeRawPointer) {
      a = start.loadUnaligned(as: SIMD16<UInt8>.self)
      b = start.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self)
      c = start.loadUnaligned(fromByteOffset: 32, as: SIMD16<UInt8>.self)
      d = start.loadUnaligned(fromByteOffset: 48, as: SIMD16<UInt8>.self)
    }
  }

  @inline(__always)
  private static func lanes(_ bytes: SIMD16<UInt8>, _ needle: SIMD16<UInt8>) -> UInt64 {
    let hits = SIMD16<UInt8>(repeating: 0).replacing(with: weights, where: bytes .== needle)
    return UInt64(hits.lowHalf.wrappedSum()) | UInt64(hits.highHalf.wrappedSum()) << 8
  }
}

internal import CPlatform

/// 64 bytes at a time: which of them are a given byte.
enum ByteMask {
  /// A bit for each of the 64 bytes at `start` that equals `needle`. All 64 must be there: the scanner copies the last
  /// few of a file into a step of their own.
  @inline(__always)
  static func mask(_ start: UnsafeRawPointer, _ needle: UInt8) -> UInt64 {
    #if arch(x86_64)
      return almanac_equal_bytes(start, needle)
    #else
      let wanted = SIMD16(repeating: needle)
      return (0..<4).reduce(0) { found, part in
        let bytes = start.loadUnaligned(fromByteOffset: 16 * part, as: SIMD16<UInt8>.self)
        return found | lanes(bytes, wanted) << UInt64(16 * part)
      }
    #endif
  }

  #if !arch(x86_64)
    private static let weights = SIMD16<UInt8>(
      1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)

    @inline(__always)
    private static func lanes(_ bytes: SIMD16<UInt8>, _ wanted: SIMD16<UInt8>) -> UInt64 {
      let hits = SIMD16<UInt8>(repeating: 0).replacing(with: weights, where: bytes .== wanted)
      return UInt64(hits.lowHalf.wrappedSum()) | UInt64(hits.highHalf.wrappedSum()) << 8
    }
  #endif
}

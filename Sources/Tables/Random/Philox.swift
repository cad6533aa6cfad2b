/// Philox4x32-10: random numbers as a function of a counter and a key, so that any thread can have
/// the n-th without those before it.
///
/// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC '11,
/// doi:10.1145/2063384.2063405.
public struct Philox4x32: Hashable, Sendable {
  private let key: SIMD2<UInt32>

  /// The generator of `seed`.
  public init(seed: UInt64) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The four words at a counter.
  @inline(__always)
  public func words(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var counter = counter
    var key = key
    for round in 0..<10 {
      if round > 0 { key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
      let first = UInt64(counter.x) * 0xD251_1F53
      let second = UInt64(counter.z) * 0xCD9E_8D57
      counter = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ counter.y ^ key.x,
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ counter.w ^ key.y,
        UInt32(truncatingIfNeeded: first))
    }
    return counter
  }

  /// The words at `blocks` successive counters of a stream, as many as there is room for, four a counter: those of `words`, four
  /// counters at a time.
  package func fill(
    _ words: UnsafeMutableBufferPointer<UInt32>, blocks: Int, from block: UInt64, stream: UInt64
  ) {
    let low = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let (firstFactor, secondFactor) = (
      SIMD4<UInt64>(repeating: 0xD251_1F53), SIMD4<UInt64>(repeating: 0xCD9E_8D57)
    )
    let blocks = min(blocks, words.count / 4)
    var done = 0
    while done < blocks {
      let counter = SIMD4<UInt64>(0, 1, 2, 3) &+ (block &+ UInt64(done))
      var (x, y) = (counter & low, counter &>> 32)
      var z = SIMD4<UInt64>(repeating: stream & 0xFFFF_FFFF)
      var w = SIMD4<UInt64>(repeating: stream >> 32)
      var key = key
      for _ in 0..<10 {
        let first = x &* firstFactor
        let second = z &* secondFactor
        (x, y) = ((second &>> 32) ^ y ^ UInt64(key.x), second & low)
        (z, w) = ((first &>> 32) ^ w ^ UInt64(key.y), first & low)
        key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
      }
      for lane in 0..<min(4, blocks - done) {
        let place = (done + lane) * 4
        words[place] = UInt32(truncatingIfNeeded: x[lane])
        words[place + 1] = UInt32(truncatingIfNeeded: y[lane])
        words[place + 2] = UInt32(truncatingIfNeeded: z[lane])
        words[place + 3] = UInt32(truncatingIfNeeded: w[lane])
      }
      done += 4
    }
  }

  /// 64 random bits: number `index` of stream `stream`.
  @inline(__always)
  public func bits(_ index: UInt64, stream: UInt64 = 0) -> UInt64 {
    let words = words(
      SIMD4(
        UInt32(truncatingIfNeeded: index >> 1), UInt32(truncatingIfNeeded: index >> 33),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)))
    return index & 1 == 0
      ? UInt64(words.x) | UInt64(words.y) << 32 : UInt64(words.z) | UInt64(words.w) << 32
  }
}

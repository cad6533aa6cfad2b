internal import Mathematics
internal import Tables

/// Standard normal deviates addressed by seed, stream name and position.
///
/// Deviate `i` of a stream is a function of these three alone (Philox counters, then the inverse of the
/// normal distribution), so that neither the number of threads nor the order of models changes a draw.
package struct NormalStream: Sendable {
  private let generator: Philox4x32
  private let stream: (UInt32, UInt32)

  package init(seed: UInt64, name: String) {
    generator = Philox4x32(seed: seed)
    let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    stream = (UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32))
  }

  /// The first deviates, as many as `buffer` has places.
  func fill(_ buffer: UnsafeMutableBufferPointer<Double>) {
    NormalQuantiles.table.withUnsafeBufferPointer { table in
      let whole = buffer.count & ~3
      for position in stride(from: 0, to: whole, by: 4) {
        let words = philox(UInt32(truncatingIfNeeded: position >> 2))
        buffer[position] = NormalQuantiles.deviate(words.x, table)
        buffer[position + 1] = NormalQuantiles.deviate(words.y, table)
        buffer[position + 2] = NormalQuantiles.deviate(words.z, table)
        buffer[position + 3] = NormalQuantiles.deviate(words.w, table)
      }
      let words = philox(UInt32(truncatingIfNeeded: whole >> 2))
      for position in whole..<buffer.count {
        buffer[position] = NormalQuantiles.deviate(words[position - whole], table)
      }
    }
  }

  /// The first `count` deviates.
  package func normals(_ count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialised in
      buffer.initialize(repeating: 0)
      fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialised = count
    }
  }

  /// The first `count` whole numbers below `bound`, each as likely (to 2^-32).
  package func indices(below bound: Int, count: Int) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: count) { buffer, initialised in
      for position in stride(from: 0, to: count, by: 4) {
        let words = philox(UInt32(truncatingIfNeeded: position >> 2))
        for lane in 0..<min(4, count - position) {
          let index = (UInt64(words[lane]) &* UInt64(bound)) >> 32
          buffer.initializeElement(at: position + lane, to: Int32(truncatingIfNeeded: index))
        }
      }
      initialised = count
    }
  }

  @inline(__always)
  private func philox(_ block: UInt32) -> SIMD4<UInt32> {
    generator.words(SIMD4(block, 0, stream.0, stream.1))
  }
}

/// The inverse of the normal distribution for random words.
///
/// Between 8,192 cells of equal probability it is a straight line, off by less than 1e-5; in the 128
/// outermost, where it bends, it is computed. Ten times as fast as logarithm and cosine, which were most of
/// the time of an inventory.
enum NormalQuantiles {
  private static let bits = 13
  private static let outer = 64

  /// The quantiles of 0, 1/8192, 2/8192, ..., 1; the two ends are never used.
  static let table: [Double] = {
    let cells = 1 << bits
    let normal = StandardNormal()
    return (0...cells).map { cell in
      cell == 0 || cell == cells ? 0 : normal.quantile(Double(cell) / Double(cells))
    }
  }()

  /// The quantile of (word + 1/2) / 2^32.
  @inline(__always)
  static func deviate(_ word: UInt32, _ table: UnsafeBufferPointer<Double>) -> Double {
    let cell = Int(word >> (32 - UInt32(bits)))
    guard cell >= outer, cell < (1 << bits) - outer else { return exact(word) }
    let fraction =
      (Double(word & ((1 << (32 - UInt32(bits))) - 1)) + 0.5) / Double(1 << (32 - bits))
    return table[cell] + fraction * (table[cell + 1] - table[cell])
  }

  @inline(never)
  private static func exact(_ word: UInt32) -> Double {
    StandardNormal().quantile((Double(word) + 0.5) * 0x1p-32)
  }
}

internal import Foundation
internal import Tables

/// Standard normal deviates addressed by seed, stream name and position.
///
/// Deviate `i` of a stream is a function of these three alone (Philox counters; Box and Muller 1958), so
/// that neither the number of threads nor the order of models changes a draw.
struct NormalStream: Sendable {
  private let generator: Philox4x32
  private let stream: (UInt32, UInt32)

  init(seed: UInt64, name: String) {
    generator = Philox4x32(seed: seed)
    let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    stream = (UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32))
  }

  /// The first `count` deviates.
  func normals(_ count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialised in
      var position = 0
      var block: UInt32 = 0
      while position < count {
        let words = philox(block)
        let first = Self.pair(words.x, words.y)
        let second = Self.pair(words.z, words.w)
        let values = SIMD4(first.0, first.1, second.0, second.1)
        for lane in 0..<min(4, count - position) {
          buffer.initializeElement(at: position, to: values[lane])
          position += 1
        }
        block += 1
      }
      initialised = count
    }
  }

  /// The first `count` whole numbers below `bound`, each as likely (to 2^-32).
  func indices(below bound: Int, count: Int) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(count)
    var block: UInt32 = 0
    while result.count < count {
      let words = philox(block)
      for lane in 0..<min(4, count - result.count) {
        result.append(Int((UInt64(words[lane]) &* UInt64(bound)) >> 32))
      }
      block += 1
    }
    return result
  }

  private static func pair(_ a: UInt32, _ b: UInt32) -> (Double, Double) {
    let radius = (-2 * log((Double(a) + 0.5) * 0x1p-32)).squareRoot()
    let angle = 2 * Double.pi * (Double(b) * 0x1p-32)
    return (radius * cos(angle), radius * sin(angle))
  }

  private func philox(_ block: UInt32) -> SIMD4<UInt32> {
    generator.words(SIMD4(block, 0, stream.0, stream.1))
  }
}

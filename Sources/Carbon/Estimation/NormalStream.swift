internal import Foundation

/// Standard normal deviates addressed by seed, stream name and position.
///
/// Deviate `i` of a stream is a function of these three alone (Philox 4x32-10: Salmon, Moraes, Dror and
/// Shaw 2011, doi 10.1145/2063384.2063405; Box and Muller 1958), so that neither the number of threads
/// nor the order of models changes a draw.
struct NormalStream: Sendable {
  private let key: (UInt32, UInt32)
  private let stream: (UInt32, UInt32)

  init(seed: UInt64, name: String) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
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
        let first = Self.pair(words.0, words.1)
        let second = Self.pair(words.2, words.3)
        for value in [first.0, first.1, second.0, second.1].prefix(count - position) {
          buffer.initializeElement(at: position, to: value)
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
      for word in [words.0, words.1, words.2, words.3].prefix(count - result.count) {
        result.append(Int((UInt64(word) &* UInt64(bound)) >> 32))
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

  private func philox(_ block: UInt32) -> (UInt32, UInt32, UInt32, UInt32) {
    var c = (block, 0 as UInt32, stream.0, stream.1)
    var k = key
    for _ in 0..<10 {
      let p0 = (0xD251_1F53 as UInt32).multipliedFullWidth(by: c.0)
      let p1 = (0xCD9E_8D57 as UInt32).multipliedFullWidth(by: c.2)
      c = (p1.high ^ c.1 ^ k.0, p1.low, p0.high ^ c.3 ^ k.1, p0.low)
      k = (k.0 &+ 0x9E37_79B9, k.1 &+ 0xBB67_AE85)
    }
    return c
  }
}

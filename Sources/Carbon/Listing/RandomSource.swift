internal import Foundation
internal import Mathematics
internal import Tables

/// A stream of random numbers, one after the other: a function of seed and name.
package struct RandomSource {
  private let generator: Philox4x32
  private let stream: (UInt32, UInt32)
  private var block: UInt64 = 0
  private var words = SIMD4<UInt32>()
  private var used = 4

  /// The stream of a name.
  package init(seed: UInt64, name: String) {
    self.init(NamedStream(seed: seed, name: name))
  }

  init(_ named: NamedStream) {
    generator = named.generator
    stream = named.stream
  }

  private mutating func word() -> UInt32 {
    if used == 4 {
      words = generator.words(
        SIMD4(
          UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), stream.0,
          stream.1))
      block += 1
      used = 0
    }
    defer { used += 1 }
    return words[used]
  }

  /// Between 0 and 1, neither of them.
  package mutating func uniform() -> Double { NamedStream.uniform(word()) }

  /// Standard normal.
  package mutating func normal() -> Double {
    NormalQuantiles.table.withUnsafeBufferPointer { NormalQuantiles.deviate(word(), $0) }
  }

  /// Gamma of scale 1. Marsaglia and Tsang (2000), doi:10.1145/358407.358414; for a shape below 1 that of
  /// shape + 1, times a power of a uniform number.
  package mutating func gamma(_ shape: Double) -> Double {
    guard shape > 0 else { return 0 }
    if shape < 1 { return gamma(shape + 1) * pow(uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      if log(uniform()) < x * x / 2 + d - d * v + d * log(v) { return d * v }
    }
  }

  /// Inverse gamma, drawn again while above the bound, at most 100 times.
  package mutating func inverseGamma(_ shape: Double, _ scale: Double, atMost bound: Double)
    -> Double
  {
    for _ in 0..<100 {
      let value = scale / max(gamma(shape), .leastNormalMagnitude)
      if value <= bound { return value }
    }
    return bound
  }

  package mutating func beta(_ a: Double, _ b: Double) -> Double {
    let (x, y) = (gamma(a), gamma(b))
    return x + y > 0 ? x / (x + y) : 0.5
  }

  package mutating func dirichlet(_ shapes: [Double]) -> [Double] {
    let values = shapes.map { gamma($0) }
    let sum = values.reduce(0, +)
    return sum > 0 ? values.map { $0 / sum } : shapes.map { _ in 1 / Double(shapes.count) }
  }

  /// A position by cumulative weights.
  mutating func position(_ cumulative: [Double]) -> Int {
    NamedStream.position(cumulative[...], uniform())
  }
}

/// Random words addressed by seed, name and position, so that the order in which they are asked for changes nothing.
struct NamedStream: Sendable {
  let generator: Philox4x32
  let stream: (UInt32, UInt32)

  init(seed: UInt64, name: String) {
    generator = Philox4x32(seed: seed)
    let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    stream = (UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32))
  }

  /// Four words of a draw.
  @inline(__always)
  func words(_ draw: Int, _ part: UInt32 = 0) -> SIMD4<UInt32> {
    generator.words(SIMD4(UInt32(truncatingIfNeeded: draw), part, stream.0, stream.1))
  }

  @inline(__always)
  static func uniform(_ word: UInt32) -> Double { (Double(word) + 0.5) * 0x1p-32 }

  /// The first position whose cumulative weight reaches a share of the whole.
  @inline(__always)
  static func position(_ cumulative: ArraySlice<Double>, _ share: Double) -> Int {
    guard let total = cumulative.last else { return 0 }
    let wanted = share * total
    var (low, high) = (cumulative.startIndex, cumulative.endIndex - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return low - cumulative.startIndex
  }
}

import Basics
import Foundation
import Tables

/// Seeded draws: the same numbers on every machine and in every run.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }

  mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
  }

  mutating func normals(_ count: Int, mean: Double = 0, sd: Double = 1) -> [Double] {
    (0..<count).map { _ in mean + sd * normal() }
  }

  /// Values with many ties.
  mutating func tied(_ count: Int) -> [Double] { (0..<count).map { _ in (normal() * 2).rounded() } }

  /// Values to test with, by shape: in multiples of 1/1024, so that sums with offsets stay exact.
  mutating func values(_ shape: Shape, _ count: Int) -> [Double] {
    (0..<count).map { _ in
      switch shape {
      case .normal: (normal() * 1024).rounded() / 1024
      case .ties: Double(Int.random(in: 1...5, using: &self))
      case .heavyTails: (tan(Double.pi * (uniform() - 0.5)) * 64).rounded() / 64
      case .offset: 1_000_000_000 + Double(Int.random(in: 1...40, using: &self))
      case .skewed: (exp(1.5 * normal()) * 1024).rounded() / 1024
      }
    }
  }

  enum Shape: String, CaseIterable, Sendable {
    case normal, ties, heavyTails, offset, skewed
  }
}

extension JSON {
  /// A list of numbers, `null` where there is none.
  init(_ values: [Double?]) { self = .array(values.map { .number($0) }) }

  /// The same object with a member set or replaced.
  func with(_ key: String, _ value: JSON) -> JSON {
    var kept = (members ?? []).filter { $0.key != key }
    kept.append(.init(key, value))
    return .object(kept)
  }
}

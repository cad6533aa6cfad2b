import Foundation

/// Random numbers by seed: SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform on [0, 1).
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  mutating func below(_ count: Int) -> Int { Int(uniform() * Double(count)) }

  mutating func element<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

  /// Standard normal (Box and Muller 1958).
  mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// Lomax, the Pareto distribution that starts at 0.
  mutating func pareto(_ shape: Double) -> Double { pow(1 - uniform(), -1 / shape) - 1 }

  /// Poisson: by products below 30, by the rounded normal above.
  mutating func poisson(_ mean: Double) -> Int {
    guard mean < 30 else { return max(0, Int((mean + mean.squareRoot() * normal()).rounded())) }
    var (count, product, limit) = (0, uniform(), exp(-mean))
    while product > limit {
      product *= uniform()
      count += 1
    }
    return count
  }

  /// Beta, from two gammas.
  mutating func beta(_ a: Double, _ b: Double) -> Double {
    let x = gamma(a)
    return x / (x + gamma(b))
  }

  /// Gamma for a shape of at least 1 (Marsaglia and Tsang 2000, doi:10.1145/358407.358414).
  private mutating func gamma(_ shape: Double) -> Double {
    let d = shape - 1 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = pow(1 + c * x, 3)
      if v > 0, log(1 - uniform()) < x * x / 2 + d - d * v + d * log(v) { return d * v }
    }
  }
}

/// Values drawn by weight.
struct Weighted<Value: Sendable>: Sendable {
  let values: [Value]
  private let cumulative: [Double]

  init(_ pairs: [(Value, Double)]) {
    values = pairs.map(\.0)
    let total = pairs.reduce(0) { $0 + $1.1 }
    var sum = 0.0
    cumulative = pairs.map {
      sum += $0.1 / total
      return sum
    }
  }

  func index(_ random: inout Random) -> Int {
    let u = random.uniform()
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > u { high = middle } else { low = middle + 1 }
    }
    return low
  }

  func pick(_ random: inout Random) -> Value { values[index(&random)] }
}

internal import Dispatch
internal import Foundation

/// Draws from products of factors: shared unknowns once a draw for all models, own ones by model.
///
/// Each unknown has a stream of its own, named by what it is, and each model writes only its own draws:
/// the answer is the same for any number of threads and any order of models.
struct MonteCarlo: Sendable {
  let seed: UInt64
  let draws: Int
  let threads: Int

  /// `threads` nil: one for each processor.
  init(seed: UInt64, draws: Int, threads: Int? = nil) {
    self.seed = seed
    self.draws = max(draws, 1)
    self.threads = max(threads ?? ProcessInfo.processInfo.activeProcessorCount, 1)
  }

  /// The deviates of the unknown called `name`.
  func deviates(_ name: String) -> [Double] {
    NormalStream(seed: seed, name: name).normals(draws)
  }

  /// Draws in kg of each plan; empty where there is none. `names` are distinct and name the streams of
  /// what is a model's own.
  func draws(of plans: [TierPlan?], names: [String]) -> [[Double]] {
    let keys = Set(plans.flatMap { $0?.factors.compactMap(\.sharedKey) ?? [] }).sorted()
    let shared = parallel(keys.count) { deviates("shared " + keys[$0]) }
    let position = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    return parallel(plans.count) { row in
      guard let plan = plans[row] else { return [] }
      var result = [Double](repeating: plan.unitConstant, count: draws)
      // What is log-linear is added up first, so that there is one exponential a draw.
      var exponent = [Double](repeating: 0, count: draws)
      var constant = 1.0
      var hasExponent = false
      for (index, factor) in plan.factors.enumerated() {
        let sampler = factor.quantity.sampler
        if sampler.base == 0 {
          constant = factor.divides ? constant / sampler.offset : constant * sampler.offset
          continue
        }
        let z =
          factor.sharedKey.flatMap { position[$0] }.map { shared[$0] }
          ?? deviates("own \(index) \(factor.kind.rawValue) \(names[row])")
        if sampler.isLogLinear {
          constant = factor.divides ? constant / sampler.base : constant * sampler.base
          let sign = factor.divides ? -1.0 : 1.0
          let (below, above) = (sign * sampler.below, sign * sampler.above)
          hasExponent = true
          for draw in 0..<draws { exponent[draw] += z[draw] * (z[draw] < 0 ? below : above) }
        } else if factor.divides {
          for draw in 0..<draws { result[draw] /= sampler(z[draw]) }
        } else {
          for draw in 0..<draws { result[draw] *= sampler(z[draw]) }
        }
      }
      if hasExponent {
        for draw in 0..<draws { result[draw] *= constant * exp(exponent[draw]) }
      } else {
        for draw in 0..<draws { result[draw] *= constant }
      }
      return result
    }
  }

  /// `body` of each index in order, computed by up to `threads` threads.
  func parallel(_ count: Int, _ body: @Sendable (Int) -> [Double]) -> [[Double]] {
    guard threads > 1, count > 1 else { return (0..<count).map(body) }
    var result = [[Double]](repeating: [], count: count)
    result.withUnsafeMutableBufferPointer { buffer in
      let slots = Slots(base: buffer.baseAddress)
      let lanes = min(threads, count)
      DispatchQueue.concurrentPerform(iterations: lanes) { lane in
        for index in stride(from: lane, to: count, by: lanes) {
          slots.base?[index] = body(index)
        }
      }
    }
    return result
  }

  /// Sendable because each lane writes only the slots of its own indices, the buffer outlives
  /// `concurrentPerform`, and nothing reads it before that returns.
  private struct Slots: @unchecked Sendable {
    let base: UnsafeMutablePointer<[Double]>?
  }
}

/// The 5 %, 50 % and 95 % points and the mean of draws.
public struct DrawSummary: Hashable, Sendable {
  /// The 50 % point.
  public let median: Double
  /// The 5 % point.
  public let low: Double
  /// The 95 % point.
  public let high: Double
  /// The mean.
  public let mean: Double

  package init(_ draws: [Double]) {
    var draws = draws
    let sum = draws.reduce(0, +)
    mean = draws.isEmpty ? 0 : sum / Double(draws.count)
    (low, median, high) = draws.withUnsafeMutableBufferPointer { buffer in
      // Each selection leaves smaller values before and larger ones behind, so that the next one has
      // less to look through.
      let low = Self.quantile(0.05, of: buffer, from: 0)
      let median = Self.quantile(0.5, of: buffer, from: Self.position(0.05, buffer.count))
      return (low, median, Self.quantile(0.95, of: buffer, from: Self.position(0.5, buffer.count)))
    }
  }

  private static func position(_ probability: Double, _ count: Int) -> Int {
    Int(probability * Double(max(count - 1, 0)))
  }

  /// The quantile by linear interpolation (type 7), the same as of the sorted draws; everything before
  /// `start` must be in its place or smaller already. Expected time O(count).
  private static func quantile(
    _ probability: Double, of buffer: UnsafeMutableBufferPointer<Double>, from start: Int
  ) -> Double {
    guard !buffer.isEmpty else { return 0 }
    let below = position(probability, buffer.count)
    select(below, in: buffer, from: start)
    let value = buffer[below]
    let fraction = probability * Double(buffer.count - 1) - Double(below)
    guard fraction > 0, below + 1 < buffer.count else { return value }
    let next = buffer[(below + 1)...].min() ?? value
    if next == value { return value }
    return fraction < 0.5
      ? value + (next - value) * fraction : next - (next - value) * (1 - fraction)
  }

  /// Puts the element of rank `rank` in its place, smaller ones before it (Hoare 1961).
  private static func select(
    _ rank: Int, in buffer: UnsafeMutableBufferPointer<Double>, from start: Int
  ) {
    var (low, high) = (start, buffer.count - 1)
    while low < high {
      let pivot = buffer[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while buffer[left] < pivot { left += 1 }
        while buffer[right] > pivot { right -= 1 }
        if left <= right {
          buffer.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return
      }
    }
  }
}

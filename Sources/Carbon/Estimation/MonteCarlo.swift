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

  init(_ draws: [Double]) {
    let sorted = draws.sorted()
    median = quantile(sorted, 0.5)
    low = quantile(sorted, 0.05)
    high = quantile(sorted, 0.95)
    mean = draws.isEmpty ? 0 : draws.reduce(0, +) / Double(draws.count)
  }
}

internal import Basics
internal import Foundation
internal import Tables

/// Draws from products of factors: shared unknowns once a draw for all models, own ones by model.
///
/// Each unknown has a stream of its own, named by what it is, and each model writes only its own draws:
/// the answer is the same for any number of threads and any order of models. Everything runs by column, one
/// factor over all draws at a time.
struct MonteCarlo: Sendable {
  let seed: UInt64
  let draws: Int
  let threads: Int

  /// `threads` nil: one for each processor.
  init(seed: UInt64, draws: Int, threads: Int? = nil) {
    self.seed = seed
    self.draws = max(draws, 1)
    self.threads = Parallel.workers(threads)
  }

  /// The deviates of the unknown called `name`.
  func deviates(_ name: String) -> [Double] {
    NormalStream(seed: seed, name: name).normals(draws)
  }

  /// A factor that several models share: the unknown, and how it spreads.
  private struct SharedFactor: Hashable {
    let key: String
    let quantity: UncertainQuantity
  }

  /// Draws in kg of each plan; empty if there is none. `names` are distinct and name the streams of
  /// what is a model's own.
  func draws(of plans: [TierPlan?], names: [String]) -> [[Double]] {
    let shared = sharedColumns(plans)
    return parallel(plans.count) { row in
      guard let plan = plans[row] else { return [] }
      return [Double](unsafeUninitializedCapacity: draws) { result, initialised in
        result.initialize(repeating: plan.unitConstant)
        initialised = draws
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * draws) { scratch in
          scratch.initialize(repeating: 0)
          // What is log-linear is added up first, so that there is one exponential a draw.
          let exponent = UnsafeMutableBufferPointer(rebasing: scratch[..<draws])
          let own = UnsafeMutableBufferPointer(rebasing: scratch[draws...])
          var constant = 1.0
          var hasExponent = false
          for (index, factor) in plan.factors.enumerated() {
            let sampler = factor.quantity.sampler
            let scale = sampler.base == 0 ? sampler.offset : sampler.base
            if sampler.base == 0 || sampler.isLogLinear {
              constant = factor.divides ? constant / scale : constant * scale
            }
            if sampler.base == 0 { continue }
            hasExponent = hasExponent || sampler.isLogLinear
            let target = sampler.isLogLinear ? exponent : result
            let operation = Operation(isLogLinear: sampler.isLogLinear, divides: factor.divides)
            if let key = factor.sharedKey,
              let column = shared[SharedFactor(key: key, quantity: factor.quantity)]
            {
              column.withUnsafeBufferPointer { operation.apply($0, to: target) }
            } else {
              NormalStream(seed: seed, name: Self.ownStream(factor, index, names[row])).fill(own)
              sampler.transform(own)
              operation.apply(UnsafeBufferPointer(own), to: target)
            }
          }
          if hasExponent {
            for draw in 0..<draws { result[draw] *= constant * exp(exponent[draw]) }
          } else {
            for draw in 0..<draws { result[draw] *= constant }
          }
        }
      }
    }
  }

  /// The stream of a factor that is a model's own.
  static func ownStream(_ factor: Factor, _ index: Int, _ name: String) -> String {
    "own \(index) \(factor.kind.rawValue) \(name)"
  }

  /// The draws of each shared factor: deviations of the logarithm where it is log-linear, else values.
  private func sharedColumns(_ plans: [TierPlan?]) -> [SharedFactor: [Double]] {
    var factors: [SharedFactor] = []
    var seen: Set<SharedFactor> = []
    for case .some(let plan) in plans {
      for factor in plan.factors where factor.quantity.sampler.base != 0 {
        guard let key = factor.sharedKey else { continue }
        let shared = SharedFactor(key: key, quantity: factor.quantity)
        if seen.insert(shared).inserted { factors.append(shared) }
      }
    }
    let distinct = factors
    let columns = parallel(distinct.count) { index in
      var column = deviates("shared " + distinct[index].key)
      column.withUnsafeMutableBufferPointer { distinct[index].quantity.sampler.transform($0) }
      return column
    }
    return Dictionary(uniqueKeysWithValues: zip(distinct, columns))
  }

  /// How the draws of a factor enter those of the product.
  private enum Operation {
    case add, subtract, multiply, divide

    init(isLogLinear: Bool, divides: Bool) {
      self =
        isLogLinear ? (divides ? .subtract : .add) : (divides ? .divide : .multiply)
    }

    func apply(_ column: UnsafeBufferPointer<Double>, to target: UnsafeMutableBufferPointer<Double>)
    {
      switch self {
      case .add: for draw in 0..<target.count { target[draw] += column[draw] }
      case .subtract: for draw in 0..<target.count { target[draw] -= column[draw] }
      case .multiply: for draw in 0..<target.count { target[draw] *= column[draw] }
      case .divide: for draw in 0..<target.count { target[draw] /= column[draw] }
      }
    }
  }

  /// `body` of each index in order, computed by up to `threads` threads.
  func parallel(_ count: Int, _ body: @escaping @Sendable (Int) -> [Double]) -> [[Double]] {
    Parallel.map(Array(0..<count), threads: threads, body)
  }
}

internal import Mathematics

/// Rows divided into those that a model learns from and those that it is tested on.
public struct TrainTestSplit: Hashable, Sendable {
  /// The rows to learn from, in the order in which they are used.
  public let train: [Int]
  /// The rows to test on, in the order in which they are used.
  public let test: [Int]

  /// The split of scikit-learn's `train_test_split(test_size=..., random_state=seed)`.
  ///
  /// The permutation of NumPy's legacy `RandomState(seed)`: MT19937 seeded by `init_genrand`, Fisher
  /// and Yates's shuffle from the end with masked rejection on 32 bits. The first ⌈testShare · count⌉
  /// rows of it are the test rows, the rest the training rows.
  public static func numPyLegacy(
    count: Int, testShare: Double, seed: UInt64
  ) throws(StatisticsError) -> TrainTestSplit {
    let generator: MersenneTwister
    do {
      generator = try MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
    } catch {
      throw StatisticsError(.badRequest, "seed \(seed) cannot be used: \(error)")
    }
    let order = generator.permutation(count: count)
    let tested = min(max(Int((testShare * Double(count)).rounded(.up)), 0), count)
    return TrainTestSplit(train: Array(order[tested...]), test: Array(order[..<tested]))
  }
}

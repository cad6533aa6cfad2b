internal import Basics

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
    mean = draws.isEmpty ? 0 : draws.reduce(0, +) / Double(draws.count)
    let points = [0.05, 0.5, 0.95]
    let values = draws.withUnsafeBufferPointer { draws in
      Self.quantiles(points, of: draws, within: Self.windows(points, of: draws))
        ?? Self.quantiles(points, of: draws, within: [Window](repeating: .all, count: 3))
    }
    (low, median, high) = values.map { ($0[0], $0[1], $0[2]) } ?? (0, 0, 0)
  }

  /// Values between which a quantile lies.
  private struct Window {
    let low: Double
    let high: Double
    static let all = Window(low: -.infinity, high: .infinity)
  }

  /// Where the quantiles lie with near certainty, by a sample of some 500 draws: four standard deviations
  /// around each, so that nine tenths of the draws need not be ordered at all.
  private static func windows(
    _ probabilities: [Double], of draws: UnsafeBufferPointer<Double>
  ) -> [Window] {
    guard draws.count >= 2000 else { return [Window](repeating: .all, count: probabilities.count) }
    let sample = stride(from: 0, to: draws.count, by: draws.count / 500).map { draws[$0] }.sorted()
    let count = Double(sample.count)
    return probabilities.map { p in
      let margin = 4 * (count * p * (1 - p)).squareRoot() + 2
      let (low, high) = (Int((p * count - margin).rounded(.down)), Int(p * count + margin))
      return Window(
        low: low < 0 ? -.infinity : sample[low],
        high: high < sample.count ? sample[high] : .infinity)
    }
  }

  /// The quantiles by linear interpolation (type 7), the same as of the sorted draws; `nil` for no draws, or
  /// where a window does not hold the draws that it should.
  private static func quantiles(
    _ probabilities: [Double], of draws: UnsafeBufferPointer<Double>, within windows: [Window]
  ) -> [Double]? {
    guard !draws.isEmpty else { return nil }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: draws.count + 1) { kept in
      var values: [Double] = []
      for (probability, window) in zip(probabilities, windows) {
        var below = 0
        var count = 0
        for draw in draws {
          below += draw < window.low ? 1 : 0
          kept[count] = draw
          // Without a branch: what does not belong is written over by the next one.
          count += draw >= window.low && draw <= window.high ? 1 : 0
        }
        let (rank, share) = Quantile.place(probability, count: draws.count)
        let needed = share > 0 ? rank + 1 : rank
        guard rank >= below, needed - below < count else { return nil }
        let inside = UnsafeMutableBufferPointer(rebasing: kept[..<count])
        Selection.place(rank - below, in: inside)
        let value = inside[rank - below]
        let next = share > 0 ? inside[(rank - below + 1)...].min() ?? value : value
        values.append(Quantile.between(value, next, share))
      }
      return values
    }
  }
}

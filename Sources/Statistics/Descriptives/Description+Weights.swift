internal import Basics
internal import Mathematics
internal import Tables

extension Description {
  /// Describes values by weights of reliability: a row counts as much as its weight, whatever the unit.
  ///
  /// Mean Σwx / Σw; variance Σw(x - mean)² / (Σw - Σw² / Σw), whose expectation is that of equal weights; the
  /// effective number (Σw)² / Σw² stands for n in Student's interval of the mean (Kish 1965). Quantiles are
  /// those of the weighted distribution, its two sides averaged where it is flat. Weights are finite
  /// and not negative; rows without a value or a weight are dropped and counted. Agrees with R's
  /// `cov.wt(method = "unbiased")` and `statsmodels` `DescrStatsW(...).quantile`. O(n).
  public func describe(
    _ values: [Double], weights: [Double]
  ) throws(StatisticsError) -> AnalysisResult {
    guard values.count == weights.count else {
      throw StatisticsError(.badRequest, "describe: values and weights differ in length")
    }
    return try describe(weighted: CompleteCases([values, weights]))
  }

  func describe(weighted cases: CompleteCases) throws(StatisticsError) -> AnalysisResult {
    let values = cases.columns[0]
    let weights = cases.columns[1]
    guard weights.allSatisfy({ $0 >= 0 }) else {
      throw StatisticsError(.domainError, "describe: weights must not be negative")
    }
    let total = DoubleDouble.sum(weights).value
    guard total > 0 else {
      throw StatisticsError(
        .tooFewObservations, "describe needs at least 1 value with weight; got \(cases.accounting)")
    }
    var result = AnalysisResult(method: "describe", title: "Weighted description")
    result.account(cases)
    var sum = DoubleDouble.zero
    for (value, weight) in zip(values, weights) { sum += DoubleDouble.product(value, weight) }
    let mean = (sum / total).value
    var squares = DoubleDouble.zero
    var squaredWeights = 0.0
    for (value, weight) in zip(values, weights) {
      squares += DoubleDouble.product(value - mean, value - mean) * weight
      squaredWeights += weight * weight
    }
    let effective = total * total / squaredWeights
    let used = zip(values, weights).filter { $1 > 0 }.map(\.0)
    let isConstant = used.min() == used.max()
    // A sum of squares that left the range of doubles is not a spread, and least of all none.
    let hasSpread = isConstant || squares.value.isNormal
    let variance =
      effective > 1 && hasSpread ? squares.value / (total - squaredWeights / total) : nil
    let order = RadixSort.order(values).map { Int($0) }.filter { weights[$0] > 0 }
    func quantile(_ p: Double) -> Double {
      var running = 0.0
      for (index, position) in order.enumerated() {
        running += weights[position]
        if running > p * total * (1 + 1e-14) { return values[position] }
        if abs(running - p * total) <= p * total * 1e-14, index + 1 < order.count {
          return (values[position] + values[order[index + 1]]) / 2
        }
      }
      return values[order[order.count - 1]]
    }
    result.add(.mean, mean)
    result.add(.sd, variance?.squareRoot())
    result.add(.variance, variance)
    result.add(.min, values[order[0]])
    result.add(.q1, quantile(0.25))
    result.add(.median, quantile(0.5))
    result.add(.q3, quantile(0.75))
    result.add(.max, values[order[order.count - 1]])
    result.add(.effectiveCount, effective)
    result.add(.sumOfWeights, total)
    if let variance {
      let margin =
        StudentT(df: effective - 1).upperQuantile((1 - level) / 2)
        * (variance / effective).squareRoot()
      result.add(.meanInterval, .interval(Interval(mean - margin, mean + margin)))
    } else {
      result.add(.meanInterval, .interval(nil))
    }
    result.add(.level, level)
    return result
  }
}

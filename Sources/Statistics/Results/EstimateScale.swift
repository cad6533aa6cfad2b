/// What kind of quantity an estimate is, by the name that it has in results.
public enum EstimateScale: Hashable, Sendable {
  /// On the scale of the values, in their unit.
  case values
  /// So much of one variable for each unit of another.
  case slope
  /// From −1 to 1, and its sign is a direction.
  case correlation
  /// Any other: a ratio, a share, a probability.
  case other
}

extension Estimate {
  private static let onScaleOfValues: Set<String> = [
    "difference of means", "mean difference", "mean", "median", "sd", "hodges-lehmann",
    "pseudo-median", "difference of medians",
  ]
  private static let slopes: Set<String> = ["slope", "theil-sen"]
  private static let correlations: Set<String> = ["r", "rho", "tau", "tau-b"]

  /// What kind of quantity it is.
  public var scale: EstimateScale {
    if Self.onScaleOfValues.contains(name) { return .values }
    if Self.slopes.contains(name) { return .slope }
    return Self.correlations.contains(name) ? .correlation : .other
  }
}

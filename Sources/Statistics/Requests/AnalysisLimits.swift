/// What an analysis may ask of a machine.
///
/// Beyond a limit the answer is an error that names it and what was met, before time or memory is spent.
/// The limits leave room for real data and stop what grows without bound: an identifier taken for a
/// group, a formula whose products explode, draws without end.
enum AnalysisLimits {
  /// Groups that are compared.
  static let groups = 10_000
  /// Comparisons of two groups.
  static let comparisons = 1_000_000
  /// Correlations of two variables in a matrix.
  static let correlations = 125_000
  /// Comparisons that each have a studentised range of their own, with its quantile.
  static let rangeQuantiles = 300
  /// Treatments that are compared with a control.
  static let treatments = 100
  /// Cells of a table of counts.
  static let tableCells = 1_000_000
  /// Coefficients of a model.
  static let coefficients = 1_000
  /// Values in the columns of a model.
  static let designCells = 100_000_000
  /// Rows times the square of the coefficients.
  static let designWork = 50_000_000_000
  /// Terms that a formula stands for.
  static let formulaTerms = 1_000
  /// Variables that one term multiplies.
  static let formulaFactors = 12
  /// Characters of a formula.
  static let formulaLength = 100_000
  /// Rows times pairs of variables in a matrix of correlations; of Kendall's a tenth.
  static let matrixWork = 10_000_000_000
  /// Rows times draws of a bootstrap or a permutation test.
  static let drawnRows = 100_000_000_000
  /// Pairs of points times draws of a bootstrap of Theil and Sen's slope.
  static let drawnPairs = 10_000_000_000
  /// Rows of a BCa interval, which leaves out each once.
  static let jackknifeRows = 20_000
  /// Quantiles that a description lists.
  static let quantiles = 1_000
  /// Rows times coefficients squared times steps of a fit that iterates.
  static let iteratedWork = 200_000_000_000

  /// How many steps of an iteration over `rows` the limit allows.
  static func steps(rows: Int, coefficients p: Int) -> Int {
    max(Int(Double(iteratedWork) / (Double(max(rows, 1)) * Double(p * p + 10))), 10)
  }

  /// Pairs times their discordant pairs in an exact test of Kendall's tau.
  static let kendallWork = 4_000_000_000
  /// Values among which changes are sought.
  static let changedValues = 50_000
  /// Clusters times cubed coefficients (twice as many with weights) under CR2, which takes a root in each cluster.
  static let clusterRoots = 1_000_000_000
  /// Clusters times squared coefficients times squared terms of the F test under CR2.
  static let clusterWork = 10_000_000_000
}

extension StatisticsError {
  /// A request beyond a limit.
  static func beyond(_ limit: Int, _ what: String, _ hint: String) -> StatisticsError {
    StatisticsError(.domainError, "\(what); the limit is \(limit). \(hint)")
  }
}

internal import Basics
internal import Mathematics
internal import Tables

/// Correlations of every two of several variables, with the rows behind each.
///
/// Null hypothesis of each pair: no association. Pearson's r, Spearman's ρ or Kendall's τ-b by ``Pearson``,
/// ``Spearman`` and ``Kendall``, with interval, p and p adjusted for all pairs. Rows are dropped pair by pair, so
/// that each pair tells its own numbers of complete and of missing rows; a pair that is constant or
/// has fewer than 3 rows has no correlation, and a note says why. `n` counts the rows that are complete in
/// all variables. Agrees with pandas' `DataFrame.corr` and
/// R's `cor(use = "pairwise.complete.obs")`. O(k² n) for k variables, after their sorts.
public struct CorrelationMatrix: Sendable {
  /// What is computed.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case pearson, spearman, kendall
  }

  /// What is computed.
  public var kind = Kind.pearson
  /// The level of the intervals.
  public var level = 0.95
  /// The adjustment for the number of pairs.
  public var correction = PValueAdjustment.Correction.holm

  /// Pearson's correlations, adjusted by Holm.
  public init(_ kind: Kind = .pearson) { self.kind = kind }

  /// Correlates variables of one length, NaN where missing; the pairs above the diagonal, row by row.
  public func test(
    _ variables: [(name: String, values: [Double])]
  ) throws(StatisticsError) -> AnalysisResult {
    guard variables.count >= 2 else {
      throw StatisticsError(
        .badRequest, "correlation-matrix needs at least 2 variables; got \(variables.count)")
    }
    try checkSize(variables.count, rows: variables[0].values.count)
    guard Set(variables.map(\.values.count)).count == 1 else {
      let lengths = variables.map { "\($0.values.count)" }.joined(separator: " and ")
      throw StatisticsError(
        .badRequest, "the variables of correlation-matrix differ in length: \(lengths)")
    }
    var result = AnalysisResult(
      method: "correlation-matrix",
      title: "Correlation matrix (\(kind.rawValue), \(correction.rawValue))")
    result.account(CompleteCases(variables.map(\.values)))
    let pairs = pairs(of: variables)
    for pair in pairs {
      if let problem = pair.problem {
        result.notes.append("\(pair.names[0]) and \(pair.names[1]): \(problem)")
      }
    }
    guard pairs.contains(where: { $0.count >= 3 }) else {
      throw StatisticsError(
        .tooFewObservations,
        "correlation-matrix needs at least 3 complete rows of two variables; no pair has them")
    }
    let counts = pairs.map(\.count)
    if let least = counts.min(), let most = counts.max(),
      result.count != .one(most) || least != most
    {
      let count = { (rows: Int) in NumberFormat.integer.text(Double(rows)) }
      result.notes.append(
        "each pair has the rows that hold both of its values, "
          + (least == most ? count(least) : "from \(count(least)) to \(count(most))")
          + "; n counts the rows that hold all \(variables.count)")
    }
    if kind == .pearson,
      variables.contains(where: { variable in
        Moments(variable.values.filter { !$0.isNaN }).isSkewed
      })
    {
      result.notes.append(
        "the intervals are for normal columns; for skewed ones they cover less than their level (0.90 for 0.95 of 50 lognormal "
          + "rows, σ = 0.5); those of kind spearman cover it")
    }
    let adjusted = PValueAdjustment(correction).adjust(pairs.map(\.pValue))
    result.comparisons = zip(pairs, adjusted).map { pair, adjusted in
      Comparison(
        groups: pair.names, statistic: pair.estimate?.value, pValue: pair.pValue,
        adjustedPValue: adjusted, estimate: pair.estimate, count: pair.count,
        missingCount: pair.droppedCount)
    }
    return result
  }

  private func checkSize(_ count: Int, rows: Int) throws(StatisticsError) {
    let pairs = count * (count - 1) / 2
    guard pairs <= AnalysisLimits.correlations else {
      throw .beyond(
        AnalysisLimits.correlations,
        "correlation-matrix: \(count) variables make \(pairs) correlations", "Name fewer variables")
    }
    let limit = kind == .kendall ? AnalysisLimits.matrixWork / 10 : AnalysisLimits.matrixWork
    guard pairs * rows <= limit else {
      throw .beyond(
        limit,
        "correlation-matrix: \(rows) rows of \(pairs) correlations are \(pairs * rows) products",
        "Name fewer variables, or use fewer rows")
    }
  }

  /// What is known of two variables.
  private struct Pair: Sendable {
    let names: [String]
    let count: Int
    let droppedCount: Int
    var pValue: Double?
    var estimate: Estimate?
    /// Why they have no correlation.
    var problem: String?
  }

  /// The pairs above the diagonal, several at once; of ranks each variable is sorted once for all.
  private func pairs(of variables: [(name: String, values: [Double])]) -> [Pair] {
    let places = variables.indices.flatMap { i in
      variables.indices.dropFirst(i + 1).map { (x: i, y: $0) }
    }
    @Sendable func names(_ i: Int, _ j: Int) -> [String] { [variables[i].name, variables[j].name] }
    guard kind == .spearman else {
      return Parallel.map(places) { x, y in
        let cases = CompleteCases([variables[x].values, variables[y].values])
        return pair(
          names(x, y), cases.count, cases.missingCount + cases.nonFiniteCount, cases.accounting
        ) { () throws(StatisticsError) in
          let answer = try kind == .pearson ? pearson.bare(cases) : kendall.bare(cases)
          return (answer.pValue, answer.estimate)
        }
      }
    }
    let ranked = Parallel.map(variables) { RankedVariable($0.values) }
    let exact = fewPairs(places, variables)
    return Parallel.map(Array(places.enumerated())) { index, place in
      let (x, y) = (place.x, place.y)
      let ranks = RankedPair(ranked[x], ranked[y])
      return pair(
        names(x, y), ranks.count, ranks.missingCount + ranks.nonFiniteCount, ranks.accounting
      ) { () throws(StatisticsError) in
        let n = Double(ranks.count)
        let rho = try spearman.coefficient(ranks)
        return (exact[index] ?? spearman.pValue(rho, n), spearman.estimate(rho, n))
      }
    }
  }

  /// The exact p-values of the pairs of variables that have few rows in common, by their place.
  ///
  /// Pairs of like ties share one distribution, which is counted once.
  private func fewPairs(
    _ places: [(x: Int, y: Int)], _ variables: [(name: String, values: [Double])]
  ) -> [Int: Double] {
    // Only variables with few values make few pairs; most have many, and are not looked at again.
    let ranks = Parallel.map(Array(places.enumerated())) { index, place -> (Int, RankPatterns)? in
      guard
        let rows = Self.commonRows(variables[place.x].values, variables[place.y].values)
      else { return nil }
      let x = Ranking(rows.map { variables[place.x].values[$0] })
      let y = Ranking(rows.map { variables[place.y].values[$0] })
      return (index, RankPatterns(x, y))
    }.compactMap { $0 }
    var keys: [RankPatterns.Key] = []
    var numbers: [RankPatterns.Key: Int] = [:]
    for (_, rank) in ranks where numbers[rank.key] == nil {
      numbers[rank.key] = keys.count
      keys.append(rank.key)
    }
    let distributions = Parallel.map(keys) { PermutationCorrelation($0.x, $0.y) }
    var values: [Int: Double] = [:]
    for (index, rank) in ranks {
      guard let number = numbers[rank.key] else { continue }
      values[index] = spearman.alternative.pValue(distributions[number].tails(rank.observed))
    }
    return values
  }

  /// The rows that both variables have, where they are 3 or more and few enough to count their orders.
  private static func commonRows(_ x: [Double], _ y: [Double]) -> [Int]? {
    var rows: [Int] = []
    for row in 0..<min(x.count, y.count) where x[row].isFinite && y[row].isFinite {
      rows.append(row)
      guard Spearman.isCountable(rows.count) else { return nil }
    }
    return rows.count >= 3 ? rows : nil
  }

  private func pair(
    _ names: [String], _ count: Int, _ dropped: Int, _ accounting: String,
    _ correlate: () throws(StatisticsError) -> (pValue: Double?, estimate: Estimate?)
  ) -> Pair {
    var pair = Pair(names: names, count: count, droppedCount: dropped)
    do throws(StatisticsError) {
      guard count >= 3 else {
        throw StatisticsError(.tooFewObservations, "fewer than 3 complete rows: \(accounting)")
      }
      (pair.pValue, pair.estimate) = try correlate()
    } catch {
      pair.problem = error.message
    }
    return pair
  }

  private var pearson: Pearson {
    var test = Pearson()
    test.level = level
    return test
  }

  private var spearman: Spearman {
    var test = Spearman()
    test.level = level
    return test
  }

  private var kendall: Kendall {
    var test = Kendall()
    test.level = level
    return test
  }
}

extension CorrelationMatrix: Method {
  static let facts = MethodFacts(
    "correlation-matrix", "correlation matrix", .association,
    "The correlation of every two of several variables.",
    hypothesis: "no association, for each pair", takes: .columns, least: 3, claim: .matrix,
    references: [
      .init("Fisher", 1915, doi: "10.1093/biomet/10.4.507"),
      .init("Holm", 1979, in: "Scandinavian Journal of Statistics 6"),
    ],
    agreesWith: ["pandas DataFrame.corr", "R Hmisc::rcorr"])

  init(_ options: inout Options) throws(StatisticsError) {
    level = try options.level()
    kind = try options.choice("kind", else: .pearson, "The correlation of each pair.")
    correction = try options.correction()
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    var variables: [(name: String, values: [Double])] = []
    if let frame = request.frame, let formula = request.formula {
      for name in formula.terms.map(\.label) {
        variables.append((name, try ColumnSource.numbers(name, in: frame)))
      }
    }
    let given = [request.x, request.y].compactMap { $0 } + request.z
    for (index, variable) in given.enumerated() {
      variables.append((variable.name ?? "\(index + 1)", variable.values))
    }
    return try test(variables)
  }
}

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
    let adjusted = PValueAdjustment(correction).adjust(pairs.map(\.pValue))
    result.comparisons = zip(pairs, adjusted).map { pair, adjusted in
      Comparison(
        groups: pair.names, statistic: pair.estimate?.value, pValue: pair.pValue,
        adjustedPValue: adjusted, estimate: pair.estimate, count: pair.count,
        missingCount: pair.droppedCount)
    }
    return result
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
    return Parallel.map(places) { x, y in
      let ranks = RankedPair(ranked[x], ranked[y])
      return pair(
        names(x, y), ranks.count, ranks.missingCount + ranks.nonFiniteCount, ranks.accounting
      ) { () throws(StatisticsError) in
        let n = Double(ranks.count)
        let rho = try spearman.coefficient(ranks)
        return (spearman.pValue(rho, n), spearman.estimate(rho, n))
      }
    }
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

extension CorrelationMatrix: RequestedMethod {
  init(_ options: inout OptionReader) throws(StatisticsError) {
    level = try options.level()
    kind = try options.choice("kind", Kind.self) ?? .pearson
    correction = try options.choice("correction", PValueAdjustment.Correction.self) ?? .holm
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

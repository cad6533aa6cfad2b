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
    // Each variable is sorted once; the order among the rows of a pair follows.
    let orders = kind == .spearman ? variables.map { Self.order($0.values) } : []
    var pairs: [(names: [String], cases: CompleteCases, answer: AnalysisResult?)] = []
    for (i, first) in variables.enumerated() {
      for (j, second) in variables.enumerated().dropFirst(i + 1) {
        let cases = CompleteCases([first.values, second.values])
        let known = orders.isEmpty ? nil : Self.rankings(cases, orders[i], orders[j])
        var answer: AnalysisResult?
        do throws(StatisticsError) {
          answer = try correlate(cases, known)
        } catch {
          result.notes.append("\(first.name) and \(second.name): \(error.message)")
        }
        pairs.append(([first.name, second.name], cases, answer))
      }
    }
    guard pairs.contains(where: { $0.cases.count >= 3 }) else {
      throw StatisticsError(
        .tooFewObservations,
        "correlation-matrix needs at least 3 complete rows of two variables; no pair has them")
    }
    let adjusted = PValueAdjustment(correction).adjust(pairs.map { $0.answer?.pValue })
    result.comparisons = zip(pairs, adjusted).map { pair, adjusted in
      Comparison(
        groups: pair.names, statistic: pair.answer?.statistic?.value,
        pValue: pair.answer?.pValue, adjustedPValue: adjusted, estimate: pair.answer?.estimate,
        count: pair.cases.count, missingCount: pair.cases.missingCount + pair.cases.nonFiniteCount)
    }
    return result
  }

  /// The rows of the finite values, by value.
  private static func order(_ values: [Double]) -> [Int32] {
    let rows = values.indices.filter { values[$0].isFinite }
    return RadixSort.order(rows.map { values[$0] }).map { Int32(rows[Int($0)]) }
  }

  /// The rankings of a pair from the orders of its variables; `nil` where so few rows are common that
  /// sorting them is faster.
  private static func rankings(
    _ cases: CompleteCases, _ x: [Int32], _ y: [Int32]
  ) -> (x: Ranking, y: Ranking)? {
    guard cases.count * 8 >= max(x.count, y.count), let last = cases.rows.last else { return nil }
    var position = [Int32](repeating: -1, count: last + 1)
    for (index, row) in cases.rows.enumerated() { position[row] = Int32(index) }
    func common(_ order: [Int32]) -> [Int32] {
      order.compactMap { row in
        guard row <= last, position[Int(row)] >= 0 else { return nil }
        return position[Int(row)]
      }
    }
    return (
      Ranking(cases.columns[0], order: common(x)), Ranking(cases.columns[1], order: common(y))
    )
  }

  private func correlate(
    _ cases: CompleteCases, _ rankings: (x: Ranking, y: Ranking)?
  ) throws(StatisticsError) -> AnalysisResult {
    guard cases.count >= 3 else {
      throw StatisticsError(
        .tooFewObservations, "fewer than 3 complete rows: \(cases.accounting)")
    }
    switch kind {
    case .pearson:
      var test = Pearson()
      test.level = level
      return try test.bare(cases)
    case .spearman:
      var test = Spearman()
      test.level = level
      return try test.bare(cases, rankings: rankings)
    case .kendall:
      var test = Kendall()
      test.level = level
      return try test.bare(cases)
    }
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

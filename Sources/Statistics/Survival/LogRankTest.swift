internal import Basics
internal import Mathematics

/// The log-rank test: whether groups last equally long.
///
/// Null hypothesis: the hazards are equal at every time. At each time the events of a group are compared with what its share of those at risk
/// expects, with the hypergeometric variance; χ² with k - 1 degrees of freedom; summed over strata where there are some. Rows with a missing
/// value are dropped and counted. Agrees with R's `survival::survdiff`. O(n log n + times · k²).
///
/// Mantel (1966), Cancer Chemotherapy Reports 50; Peto and Peto (1972), doi:10.2307/2344317.
public struct LogRankTest: Sendable {
  private let columns: SurvivalData.Columns
  private let strata: [String]

  func answer(_ data: SurvivalData) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    let k = data.groupNames.count
    guard k > 1 else {
      throw StatisticsError(.badRequest, "\(name) compares at least two groups; there is \(k)")
    }
    guard k <= 500 else { throw .beyond(500, "\(name): there are \(k) groups", "Choose fewer") }
    guard data.events.contains(true) else {
      throw StatisticsError(.constantInput, "\(name): no row has the event")
    }
    var observed = [Double](repeating: 0, count: k)
    var expected = observed
    var variance = [Double](repeating: 0, count: k * k)
    for stratum in 0..<data.strataCount {
      let rows = data.strata.indices.filter { data.strata[$0] == stratum }
        .sorted { data.times[$0] < data.times[$1] }
      var risk = [Double](repeating: 0, count: k)
      for row in rows { risk[data.groups[row]] += 1 }
      var start = 0
      while start < rows.count {
        var dead = [Double](repeating: 0, count: k)
        var end = start
        while end < rows.count, data.times[rows[end]] == data.times[rows[start]] {
          if data.events[rows[end]] { dead[data.groups[rows[end]]] += 1 }
          end += 1
        }
        let (n, d) = (Double(rows.count - start), dead.reduce(0, +))
        if d > 0 {
          let factor = n > 1 ? d * (n - d) / (n - 1) : 0
          for i in 0..<k {
            observed[i] += dead[i]
            expected[i] += d * risk[i] / n
            guard factor > 0, risk[i] > 0 else { continue }
            for j in 0..<k {
              variance[i * k + j] += factor * risk[i] / n * ((i == j ? 1 : 0) - risk[j] / n)
            }
          }
        }
        for row in rows[start..<end] { risk[data.groups[row]] -= 1 }
        start = end
      }
    }
    // One group follows from the others; one that is never at risk with others tells nothing.
    let told = (0..<k).filter { variance[$0 * k + $0] > 0 }.dropLast()
    guard !told.isEmpty else {
      throw StatisticsError(
        .constantInput,
        "\(name): no event happened that left others behind while two groups were at risk")
    }
    let part = told.flatMap { i in told.map { variance[i * k + $0] } }
    let gaps = told.map { observed[$0] - expected[$0] }
    guard let solved = SymmetricMatrix.solve(part, told.count, gaps) else {
      throw StatisticsError(.singularDesign, "\(name): the groups were never at risk together")
    }
    let statistic = zip(gaps, solved).reduce(0) { $0 + $1.0 * $1.1 }
    var result = AnalysisResult(
      method: name, title: "Log-rank test" + (strata.isEmpty ? "" : ", within strata"))
    result.account(data)
    result.statistic = NamedValue("chi-square", statistic)
    result.degreesOfFreedom = [Double(told.count)]
    result.set(pValue: ChiSquared(df: Double(told.count)).survival(statistic), "chi-squared")
    if k == 2, expected[0] > 0, expected[1] > 0, observed[1] > 0 {
      result.effectSizes = [
        EffectSize("hazard-ratio", observed[0] / expected[0] / (observed[1] / expected[1]))
      ]
    }
    result.add(
      .groups,
      .parts(
        .array(
          (0..<k).map { index in
            .row([
              "group": .string(data.groupNames[index]),
              "n": .int(Int64(data.groups.count { $0 == index })),
              "observed": .cell(observed[index]), "expected": .cell(expected[index]),
            ])
          })))
    if (0..<k).contains(where: { index in data.groups.count { $0 == index } < 20 }) {
      result.notes.append(
        "with a group of fewer than 20 the test may reject a little too often (0.07 for 0.05 of 15, 25 and 40)"
      )
    }
    result.assumptions = [
      Assumption(
        "hazards are proportional", .notChecked,
        "where curves cross, the test sees little; cox tests it")
    ]
    return result
  }
}

extension LogRankTest: Method {
  static let facts = MethodFacts(
    "log-rank", "log-rank test", .survival,
    "Whether groups last equally long, where some things are still there when observation ends.",
    hypothesis: "equal hazards at every time", takes: .table, statistic: "chi-square",
    claim: .finding("differed in survival"), assumptions: ["hazards are proportional"],
    references: [
      .init("Mantel", 1966, in: "Cancer Chemotherapy Reports 50"),
      .init("Peto and Peto", 1972, doi: "10.2307/2344317"),
    ],
    agreesWith: ["R survival::survdiff"])

  init(_ options: inout Options) throws(StatisticsError) {
    columns = try SurvivalData.Columns(&options, groupIsNeeded: true)
    strata = try options.columns(
      "strata", otherwise: "none", "The columns within whose categories groups are compared.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try answer(SurvivalData(columns, strata: strata, in: request.data(), for: request.method))
  }
}

internal import Basics
internal import Mathematics
internal import Tables
internal import Foundation

/// Distributions fitted to positive values by maximum likelihood, and compared.
///
/// Log-normal, exponential, Weibull, Gamma and Pareto of all values; a power law from a bound on that is found by the least distance. `ks` is the
/// distance of Kolmogorov and Smirnov, which of fitted distributions has no p-value from its table. Where a power law is fitted,
/// every other family is compared with it on the values from its bound on, both cut there; else every two families on all values:
/// Vuong's statistic is positive where the first is nearer the data. With `gof_draws` samples of the power law tell whether it is as near its
/// fit as the data are: p below 0.1 speaks against it. Missing values are dropped and counted. Agrees with R's `fitdistrplus` and
/// `poweRlaw`, and `powerlaw` of PyPI. O(n), of the power law O(n²).
///
/// Clauset, Shalizi and Newman (2009), doi:10.1137/070710111; Vuong (1989), doi:10.2307/1912557.
public struct FitDistribution: Sendable {
  private let families: [DistributionFamily]
  private let isDiscrete: Bool
  private let goodnessDraws: Int
  private let seed: Int

  func test(_ sample: Sample) throws(StatisticsError) -> AnalysisResult {
    let name = Self.facts.name
    let x = RadixSort.sorted(sample.values)
    guard x.count >= 2 else {
      throw StatisticsError(
        .tooFewObservations, "\(name) needs at least 2 values; got \(sample.accounting)")
    }
    guard x[0] > 0 else {
      throw StatisticsError(.domainError, "\(name): the values must be positive")
    }
    guard x[0] < x[x.count - 1] else {
      throw StatisticsError(.constantInput, "\(name): all \(x.count) values are equal")
    }
    guard !isDiscrete || x.allSatisfy({ $0 == $0.rounded() && $0 < 1e15 }) else {
      throw StatisticsError(.domainError, "\(name): with 'discrete' the values must be whole")
    }
    guard x[x.count - 1] / x[0] < 1e200, x[x.count - 1] < 1e200, x[0] > 1e-200 else {
      throw StatisticsError(
        .domainError,
        "\(name): the values are too far apart, or too far from 1; give them in another unit")
    }
    var result = AnalysisResult(method: name, title: "Fitted distributions")
    result.account(sample)
    var fits: [JSON] = []
    var whole: [FittedDistribution] = []
    var law: PowerLaw?
    for family in families {
      if family == .powerLaw {
        guard let found = PowerLaw(x, isDiscrete: isDiscrete) else {
          result.notes.append("no power law was found")
          continue
        }
        law = found
        fits.append(describe(found, x, &result))
      } else if let fit = FittedDistribution(family, x) {
        whole.append(fit)
        fits.append(Self.describe(fit, x))
      } else {
        result.notes.append("\(family.rawValue) has no maximum of its likelihood for these values")
      }
    }
    guard !fits.isEmpty else {
      throw StatisticsError(.didNotConverge, "\(name): no family has a maximum of its likelihood")
    }
    result.add(.fits, .parts(.array(fits)))
    compare(&result, x, law, whole)
    return result
  }

  private static func describe(_ fit: FittedDistribution, _ x: [Double]) -> JSON {
    let likelihood = x.reduce(0) { $0 + fit.logDensity($1) }
    let k = Double(fit.family.parameterCount)
    return .row([
      "family": .string(fit.family.rawValue),
      "parameters": .object(fit.parameters.map { JSON.Member($0.name, .cell($0.value)) }),
      "log_likelihood": .cell(likelihood), "aic": .cell(2 * k - 2 * likelihood),
      "bic": .cell(k * log(Double(x.count)) - 2 * likelihood), "ks": .cell(fit.distance(x)),
      "support": "all", "n_tail": .int(Int64(x.count)),
    ])
  }

  private func describe(
    _ law: PowerLaw, _ x: [Double], _ result: inout AnalysisResult
  ) -> JSON {
    let tail = x.suffix(law.count)
    let likelihood = tail.reduce(0) { $0 + law.logDensity($1) }
    if law.tried.0 < law.tried.of {
      result.notes.append(
        "the bound of the power law was sought at \(law.tried.0) of \(law.tried.of) values")
    }
    if law.count < 50 {
      result.notes.append(
        "the power law rests on \(law.count) values; fewer than 50 tell little of a tail")
    }
    var members: [JSON.Member] = [
      .init("family", .string(DistributionFamily.powerLaw.rawValue)),
      .init("parameters", .row(["alpha": .cell(law.alpha), "xmin": .cell(law.xmin)])),
      .init("log_likelihood", .cell(likelihood)), .init("aic", .null), .init("bic", .null),
      .init("ks", .cell(law.distance)), .init("support", "tail"),
      .init("n_tail", .int(Int64(law.count))),
    ]
    if goodnessDraws > 0 {
      let p = law.goodness(x, Resampling(draws: goodnessDraws, seed: UInt64(seed)))
      members.append(.init("gof_p_value", .cell(p)))
    }
    return .object(members)
  }

  /// Vuong's comparisons.
  private func compare(
    _ result: inout AnalysisResult, _ x: [Double], _ law: PowerLaw?, _ whole: [FittedDistribution]
  ) {
    var pairs: [(String, String, [Double])] = []
    if let law {
      guard !isDiscrete else {
        if whole.count > 0 {
          result.notes.append("a discrete power law is not compared with continuous families")
        }
        return
      }
      let tail = Array(x.suffix(law.count))
      let first = tail.map(law.logDensity)
      for family in families where family != .powerLaw && family != .pareto {
        guard let other = FittedDistribution(family, tail, from: law.xmin) else { continue }
        pairs.append(
          (
            DistributionFamily.powerLaw.rawValue, family.rawValue,
            zip(first, tail).map { $0 - other.logDensity($1) }
          ))
      }
    } else {
      for (index, first) in whole.enumerated() {
        for second in whole.dropFirst(index + 1) {
          pairs.append(
            (
              first.family.rawValue, second.family.rawValue,
              x.map { first.logDensity($0) - second.logDensity($0) }
            ))
        }
      }
    }
    guard !pairs.isEmpty else { return }
    result.comparisons = pairs.map { first, second, ratios in
      let n = Double(ratios.count)
      let mean = ratios.reduce(0, +) / n
      let sd = (ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
      // Where both say the same, their ratio is rounding error.
      let size = ratios.reduce(0) { max($0, abs($1)) }
      let z = sd > 1e-9 * max(size, 1e-3) ? mean * n.squareRoot() / sd : nil
      var comparison = Comparison(
        groups: [first, second], statistic: z,
        pValue: z.map { 2 * StandardNormal().survival(abs($0)) }, adjustedPValue: nil, estimate: nil
      )
      comparison.namesSides = true
      return comparison
    }
  }
}

extension FitDistribution: Method {
  static let facts = MethodFacts(
    "fit-distribution", "fitted distributions", .spread,
    "Which distribution positive values follow: log-normal, exponential, Weibull, Gamma, Pareto, or a power law.",
    takes: .variable, least: 2, claim: .parts,
    references: [
      .init("Clauset, Shalizi and Newman", 2009, doi: "10.1137/070710111"),
      .init("Vuong", 1989, doi: "10.2307/1912557"),
    ],
    agreesWith: ["R fitdistrplus::fitdist", "R poweRlaw::estimate_xmin", "powerlaw of PyPI"])

  init(_ options: inout Options) throws(StatisticsError) {
    families = try options.choices(
      "families", otherwise: DistributionFamily.allCases, "The families that are fitted.")
    isDiscrete = try options.flag(
      "discrete", else: false, "Whether the power law is one of whole numbers.")
    goodnessDraws = try options.integer(
      "gof_draws", in: 0...100_000, else: 0,
      "How many samples of the power law tell how well it fits; 0: none.")
    seed = try options.integer(
      "gof_seed", in: 0...Int(UInt32.max), else: 1, "The same seed gives the same samples.")
  }

  func answer(_ request: AnalysisRequest) throws(StatisticsError) -> AnalysisResult {
    try test(request.sample())
  }
}

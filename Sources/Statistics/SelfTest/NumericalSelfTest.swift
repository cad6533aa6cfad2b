internal import Basics
internal import Foundation
internal import Mathematics
internal import Tables

/// The digits that this build attains on certified data.
///
/// The data sets are from NIST's Statistical Reference Datasets (https://www.itl.nist.gov/div898/strd/).
/// Digits are -log10 of the relative error, at most 15 (11 for the nonlinear sets, whose values are certified to
/// 11). Offsets as large as 1e12 leave fewer digits in the data themselves; `attainable` is what exact arithmetic
/// on the same doubles gives.
public enum NumericalSelfTest {
  /// One certified quantity.
  public struct Row: Hashable, Sendable {
    /// The data set.
    public let set: String
    /// What was compared, the worst of several.
    public let quantity: String
    /// Agreeing digits.
    public let digits: Double
    /// Digits that exact arithmetic on the same input gives.
    public let attainable: Double
    /// Digits that are asked for: 1.5 below what is attainable; of nonlinear models 9 in the parameters
    /// and 6 in their standard errors.
    public let goal: Double

    init(
      set: String, quantity: String, digits: Double, attainable: Double, goal: Double? = nil
    ) {
      self.set = set
      self.quantity = quantity
      self.digits = digits
      self.attainable = attainable
      self.goal = goal ?? attainable - 1.5
    }

    /// Whether the digits reach the goal.
    public var holds: Bool { digits >= goal }
  }

  /// Runs all sets of a folder, `datasets/certified` of the program.
  public static func run(folder: String) throws(CertifiedDataError) -> [Row] {
    let data = try CertifiedData(folder: folder)
    var all: [Row] = []
    for set in data.univariate { all += rows(set) }
    for set in data.linear { all += rows(set) }
    for set in data.variance { all.append(row(set)) }
    for set in data.nonlinear { all += rows(set) }
    return all
  }

  /// Agreeing digits of the worst of several pairs.
  private static func digits(_ pairs: [(Double?, Double)], most: Double = 15) -> Double {
    pairs.map { value, certified -> Double in
      guard let value else { return 0 }
      if value == certified { return most }
      let error = abs(value - certified) / (certified == 0 ? 1 : abs(certified))
      return min(max(-log10(error), 0), most)
    }.min() ?? 0
  }

  private static func rows(_ set: CertifiedData.Univariate) -> [Row] {
    let moments = Moments(set.values)
    let found = [
      digits([(moments.mean, set.mean)]),
      digits([(moments.standardDeviation, set.standardDeviation)]),
      digits([(Autocorrelation.lag1(set.values, moments), set.autocorrelation)]),
    ]
    return zip(
      ["mean", "standard deviation", "lag-1 autocorrelation"], zip(found, set.attainable)
    ).map { Row(set: set.name, quantity: $0, digits: $1.0, attainable: $1.1) }
  }

  private static func rows(_ set: CertifiedData.Linear) -> [Row] {
    let formula: ModelFormula
    let result: AnalysisResult
    do {
      var columns = set.columns.map { (name: $0.name, column: Column(.double($0.values))) }
      columns.append((name: "y", column: Column(.double(set.response))))
      formula = try ModelFormula(parsing: set.formula)
      result = try LinearModel().fit(formula, on: Table(columns))
    } catch {
      return [Row(set: set.name, quantity: "coefficients", digits: 0, attainable: 15)]
    }
    let found = result.coefficients ?? []
    var rows = [
      Row(
        set: set.name, quantity: "coefficients",
        digits: digits(zip(found, set.coefficients).map { ($0.estimate, $1) }),
        attainable: set.attainable)
    ]
    if !set.standardErrors.isEmpty {
      rows.append(
        Row(
          set: set.name, quantity: "standard errors",
          digits: digits(zip(found, set.standardErrors).map { ($0.standardError, $1) }),
          attainable: set.attainable))
    }
    return rows
  }

  private static func row(_ set: CertifiedData.Variance) -> Row {
    Row(
      set: set.name, quantity: "F", digits: digits([(VarianceTable(set.groups)?.f, set.f)]),
      attainable: set.attainable)
  }

  private static func rows(_ set: CertifiedData.Nonlinear) -> [Row] {
    set.starts.enumerated().flatMap { index, start -> [Row] in
      let x = set.x
      let shape = set.model
      let fit = try? NonlinearLeastSquares(response: set.y, start: start) { parameters in
        x.map { shape($0, parameters) }
      }
      let found = fit?.parameters ?? []
      func agreed(_ values: [Double], _ certified: [Double]) -> Double {
        values.isEmpty ? 0 : digits(zip(values, certified).map { ($0, $1) }, most: 11)
      }
      var rows = [
        Row(
          set: set.name, quantity: "parameters, start \(index + 1)",
          digits: agreed(found, set.parameters), attainable: 10.5, goal: 9)
      ]
      if !set.standardErrors.isEmpty {
        let p = start.count
        let variance = (fit?.residualSumOfSquares ?? 0) / Double(set.y.count - p)
        let errors = found.indices.map { j in
          ((fit?.inverseGram[j * p + j] ?? 0) * variance).squareRoot()
        }
        rows.append(
          Row(
            set: set.name, quantity: "standard errors, start \(index + 1)",
            digits: agreed(errors, set.standardErrors), attainable: 10.5, goal: 6))
      }
      return rows
    }
  }
}

internal import Basics
internal import Foundation
internal import Mathematics
internal import Tables

/// The digits that this build attains on certified data.
///
/// The data sets are NIST's Statistical Reference Datasets (https://www.itl.nist.gov/div898/strd/), typed
/// in from their published definitions; digits are -log10 of the relative error, at most 15 (11 for the
/// nonlinear sets, whose values are certified to 11). Offsets as large as 1e12 leave fewer digits in
/// the data themselves; `attainable` is what exact arithmetic on the same doubles gives.
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

  /// Runs all sets.
  public static func run() -> [Row] {
    univariate() + linear() + analysisOfVariance() + nonlinear()
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

  private static func univariate() -> [Row] {
    func alternating(_ offset: Double, _ first: Double, _ low: Double, _ high: Double) -> [Double] {
      [offset + first] + (0..<1000).map { offset + ($0 % 2 == 0 ? low : high) }
    }
    let sets: [(String, [Double], mean: Double, sd: Double, lag: Double, [Double])] = [
      ("NumAcc1", [10_000_001, 10_000_003, 10_000_002], 10_000_002, 1, -0.5, [15, 15, 15]),
      ("NumAcc2", alternating(0, 1.2, 1.1, 1.3), 1.2, 0.1, -0.999, [15, 15, 15]),
      (
        "NumAcc3", alternating(1_000_000, 0.2, 0.1, 0.3), 1_000_000.2, 0.1, -0.999, [15, 9.4, 12.2]
      ),
      (
        "NumAcc4", alternating(10_000_000, 0.2, 0.1, 0.3), 10_000_000.2, 0.1, -0.999,
        [15, 8.2, 11]
      ),
      (
        "Mavro", CertifiedData.mavro, 2.001856, 0.000429123454003053, 0.937989183438248,
        [15, 12.5, 12.5]
      ),
    ]
    return sets.flatMap { name, values, mean, sd, lag, attainable -> [Row] in
      let moments = Moments(values)
      let found = [
        digits([(moments.mean, mean)]), digits([(moments.standardDeviation, sd)]),
        digits([(Autocorrelation.lag1(values, moments), lag)]),
      ]
      return zip(["mean", "standard deviation", "lag-1 autocorrelation"], zip(found, attainable))
        .map { Row(set: name, quantity: $0, digits: $1.0, attainable: $1.1) }
    }
  }

  private static func linear() -> [Row] {
    CertifiedData.linear.flatMap { set -> [Row] in
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
  }

  private static func analysisOfVariance() -> [Row] {
    let centers = [0.4, 0.3, 0.5, 0.3, 0.5, 0.3, 0.5, 0.3, 0.5]
    let sets: [(String, Double, Int, Double, Double)] = [
      ("SmLs01", 1, 21, 21, 15), ("SmLs02", 1, 201, 201, 15), ("SmLs03", 1, 2001, 2001, 15),
      ("SmLs04", 1e6, 21, 21, 10.4), ("SmLs05", 1e6, 201, 201, 10.2),
      ("SmLs06", 1e6, 2001, 2001, 10.1), ("SmLs07", 1e12, 21, 21, 4.4),
      ("SmLs08", 1e12, 201, 201, 4.1), ("SmLs09", 1e12, 2001, 2001, 4.1),
    ]
    return sets.map { name, offset, count, f, attainable in
      // The values as they are published: tenths, each rounded to double once.
      let samples = centers.map { center in
        (0..<count).map { index -> Double in
          let tenths = (center * 10).rounded() + (index == 0 ? 0 : (index % 2 == 1 ? -1 : 1))
          return offset < 1e12 ? (offset * 10 + tenths) / 10 : offset + tenths / 10
        }
      }
      let table = VarianceTable(samples)
      return Row(
        set: name, quantity: "F", digits: digits([(table?.f, f)]), attainable: attainable)
    }
  }

  private static func nonlinear() -> [Row] {
    CertifiedData.nonlinear.flatMap { set in
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
}

internal import Basics
internal import Foundation

/// Why a least-squares problem has no unique answer.
public enum LeastSquaresError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Response, weights and matrix do not have the same number of rows.
  case shape
  /// Fewer rows than columns.
  case underdetermined(rows: Int, columns: Int)
  /// The columns at these positions are linear combinations of the others.
  case rankDeficient(rank: Int, dependent: [Int])
  /// GSL could not factorise the columns, for lack of memory.
  case routine(NumericalError)

  /// One sentence.
  public var description: String {
    switch self {
    case .shape: "the response, the weights and the design differ in length"
    case .underdetermined(let rows, let columns):
      "\(columns) coefficients cannot be estimated from \(rows) rows"
    case .rankDeficient(let rank, let dependent):
      "the design has rank \(rank); \(dependent.count) column(s) depend on the others"
    case .routine(let error): error.description
    }
  }
}

/// Weighted least squares: the b that makes Σ wᵢ (yᵢ - xᵢb)² smallest, to full double precision.
///
/// GSL's QR factorisation of scaled, pivoted columns gives a first answer; steps of iterative
/// refinement with residuals in two doubles then remove its error: each step shrinks it by about
/// κ · 1e-16, where κ is the condition number of the scaled columns. Coefficients end at the rounding
/// of the result for κ up to about 1e13. O(n p²).
///
/// Björck, Å. (1967), "Solving linear least squares problems by Gram-Schmidt orthogonalization" and
/// "Iterative refinement of linear least squares solutions I", BIT 7; here in its seminormal form with
/// the residual recomputed each time. Agrees with R's `lm` and NumPy's `lstsq` where those have
/// digits.
public struct LeastSquares: Sendable {
  /// The coefficients, in the order of the columns.
  public let coefficients: [Double]
  /// What rounding the coefficients left.
  public let coefficientRests: [Double]
  /// (XᵀWX)⁻¹, row-major.
  public let inverseGram: [Double]
  /// y - Xb, unweighted.
  public let residuals: [Double]
  /// Σ w r².
  public let residualSumOfSquares: Double
  /// Condition number of the columns scaled to like size.
  public let condition: Double
  /// Digits that the refinement gained are visible in the number of steps it took.
  public let refinementSteps: Int

  private let factor: TriangularFactor

  /// Fits `response` on the columns of `design`. `weights` must be positive.
  public init(
    _ design: DesignMatrix, _ response: [Double], weights: [Double]? = nil
  ) throws(LeastSquaresError) {
    let n = design.rowCount
    let p = design.columnCount
    guard response.count == n, (weights?.count ?? n) == n else { throw .shape }
    guard n >= p else { throw .underdetermined(rows: n, columns: p) }
    let factor: TriangularFactor
    do {
      factor = try TriangularFactor(
        design, response, weightRoots: weights?.map { $0.squareRoot() })
    } catch {
      throw .routine(error)
    }
    guard factor.rank == p else {
      throw .rankDeficient(
        rank: factor.rank, dependent: factor.order[factor.rank...].sorted())
    }
    self.factor = factor
    condition = p == 0 ? 1 : factor.conditionEstimate

    let refined = Self.refine(
      factor, condition, design, response, weights, start: factor.coefficients())
    let residuals = refined.residuals
    refinementSteps = refined.steps
    coefficients = refined.coefficients.map(\.high)
    coefficientRests = refined.coefficients.map(\.low)
    self.residuals = residuals
    var sum = DoubleDouble.zero
    if let weights {
      for i in 0..<n {
        sum += DoubleDouble.product(residuals[i], residuals[i]) * weights[i]
      }
    } else {
      for i in 0..<n { sum += DoubleDouble.product(residuals[i], residuals[i]) }
    }
    residualSumOfSquares = sum.value
    inverseGram = Self.inverse(factor, design, weights, condition)
  }

  /// The fit of another response on the same columns, by the same factor: O(n p).
  public func fit(
    _ response: [Double], on design: DesignMatrix, weights: [Double]? = nil
  ) -> (coefficients: [Double], residuals: [Double]) {
    let weighted = weights.map { zip(response, $0).map { $0 * $1 } } ?? response
    let products = design.columns.map { zip($0, weighted).reduce(0) { $0 + $1.0 * $1.1 } }
    let refined = Self.refine(
      factor, condition, design, response, weights, start: factor.applyInverseGram(products))
    return (refined.coefficients.map(\.high), refined.residuals)
  }

  /// Coefficients from a first answer, until no step gains a digit.
  private static func refine(
    _ factor: TriangularFactor, _ condition: Double, _ design: DesignMatrix, _ response: [Double],
    _ weights: [Double]?, start: [Double]
  ) -> (coefficients: [DoubleDouble], residuals: [Double], steps: Int) {
    let (n, p) = (design.rowCount, design.columnCount)
    var b = start.map { DoubleDouble($0) }
    var residuals = [Double](repeating: 0, count: n)
    var gradient = Self.gradient(design, response, weights, b, &residuals)
    var previous = Double.infinity
    var steps = 0
    while p > 0, steps < 40 {
      let delta = factor.applyInverseGram(gradient)
      var largest = 0.0
      for j in 0..<p {
        let size = abs(delta[j]) / Swift.max(abs(b[j].high), Double.leastNormalMagnitude)
        if delta[j] != 0 { largest = Swift.max(largest, size) }
      }
      // Converged, or no longer improving (a coefficient that is exactly zero).
      if !largest.isFinite || largest == 0 { break }
      if largest > previous * 0.5, steps > 2 { break }
      for j in 0..<p { b[j] += delta[j] }
      steps += 1
      gradient = Self.gradient(design, response, weights, b, &residuals)
      previous = largest
      // What is left after this step is about κ · 1e-15 of it.
      if largest * min(condition * 1e-15, 0.5) < 1e-19 { break }
    }
    return (b, residuals, steps)
  }

  /// XᵀW(y - Xb), with the residuals as a by-product, in two doubles throughout.
  private static func gradient(
    _ design: DesignMatrix, _ response: [Double], _ weights: [Double]?, _ b: [DoubleDouble],
    _ residuals: inout [Double]
  ) -> [Double] {
    let n = design.rowCount
    let p = design.columnCount
    let block = 256
    var high = [Double](repeating: 0, count: block)
    var low = [Double](repeating: 0, count: block)
    var totals = [DoubleDouble](repeating: .zero, count: p)
    var start = 0
    residuals.withUnsafeMutableBufferPointer { residuals in
      response.withUnsafeBufferPointer { response in
        high.withUnsafeMutableBufferPointer { high in
          low.withUnsafeMutableBufferPointer { low in
            while start < n {
              let take = Swift.min(block, n - start)
              for i in 0..<take {
                high[i] = response[start + i]
                low[i] = 0
              }
              for j in 0..<p {
                let minus = -b[j]
                design.columns[j].withUnsafeBufferPointer { column in
                  let lanes = DoubleDoubleLanes(
                    high: SIMD4(repeating: minus.high), low: SIMD4(repeating: minus.low))
                  var i = 0
                  while i + 4 <= take {
                    let at = start + i
                    let sum =
                      DoubleDoubleLanes(
                        high: SIMD4(high[i], high[i + 1], high[i + 2], high[i + 3]),
                        low: SIMD4(low[i], low[i + 1], low[i + 2], low[i + 3]))
                      + lanes * SIMD4(column[at], column[at + 1], column[at + 2], column[at + 3])
                    for lane in 0..<4 {
                      high[i + lane] = sum.high[lane]
                      low[i + lane] = sum.low[lane]
                    }
                    i += 4
                  }
                  while i < take {
                    let sum =
                      DoubleDouble(high: high[i], low: low[i]) + minus * column[start + i]
                    high[i] = sum.high
                    low[i] = sum.low
                    i += 1
                  }
                }
                if let rests = design.lowParts[j] {
                  for i in 0..<take {
                    let sum = DoubleDouble(high: high[i], low: low[i]) + minus * rests[start + i]
                    high[i] = sum.high
                    low[i] = sum.low
                  }
                }
              }
              for i in 0..<take { residuals[start + i] = high[i] }
              if let weights {
                for i in 0..<take {
                  let product = DoubleDouble(high: high[i], low: low[i]) * weights[start + i]
                  high[i] = product.high
                  low[i] = product.low
                }
              }
              for first in stride(from: 0, to: p, by: 4) {
                let four = (0..<4).map { Swift.min(first + $0, p - 1) }
                var lanes = DoubleDoubleLanes(high: .zero)
                for lane in 0..<4 { lanes[lane] = totals[four[lane]] }
                withColumns(design, four) { c0, c1, c2, c3 in
                  for i in 0..<take {
                    let at = start + i
                    let rest = DoubleDoubleLanes(
                      high: SIMD4(repeating: high[i]), low: SIMD4(repeating: low[i]))
                    lanes = lanes + rest * SIMD4(c0[at], c1[at], c2[at], c3[at])
                  }
                }
                for lane in 0..<4 { totals[four[lane]] = lanes[lane] }
              }
              for j in 0..<p {
                guard let rests = design.lowParts[j] else { continue }
                for i in 0..<take { totals[j] += high[i] * rests[start + i] }
              }
              start += take
            }
          }
        }
      }
    }
    return totals.map(\.value)
  }

  /// The values of four columns.
  private static func withColumns(
    _ design: DesignMatrix, _ four: [Int],
    _ body: (
      UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>,
      UnsafeBufferPointer<Double>
    ) -> Void
  ) {
    design.columns[four[0]].withUnsafeBufferPointer { c0 in
      design.columns[four[1]].withUnsafeBufferPointer { c1 in
        design.columns[four[2]].withUnsafeBufferPointer { c2 in
          design.columns[four[3]].withUnsafeBufferPointer { c3 in body(c0, c1, c2, c3) }
        }
      }
    }
  }

  /// So many columns at most have their inverse refined, which takes n p² + p³ operations in two doubles: 0.2 s at 200 columns
  /// and rows, 17 s at 1,000. Beyond, the standard errors have the digits of the triangle.
  static let refinedColumns = 200

  /// (XᵀWX)⁻¹ from the triangle; refined against XᵀWX in two doubles where the condition asks for it.
  private static func inverse(
    _ factor: TriangularFactor, _ design: DesignMatrix, _ weights: [Double]?, _ condition: Double
  ) -> [Double] {
    let p = design.columnCount
    var columns = (0..<p).map { j in
      factor.applyInverseGram((0..<p).map { $0 == j ? 1 : 0 })
    }
    if condition > 1e3, p <= refinedColumns {
      let gram = Self.gram(design, weights)
      for j in 0..<p {
        var z = columns[j].map { DoubleDouble($0) }
        for _ in 0..<30 {
          let rest = (0..<p).map { i -> Double in
            var sum = DoubleDouble(i == j ? 1 : 0)
            for k in 0..<p { sum += -(gram[i * p + k] * z[k]) }
            return sum.value
          }
          let delta = factor.applyInverseGram(rest)
          var largest = 0.0
          for i in 0..<p {
            z[i] += delta[i]
            largest = Swift.max(
              largest, abs(delta[i]) / Swift.max(abs(z[i].high), .leastNormalMagnitude))
          }
          if !(largest > 1e-17) { break }
        }
        columns[j] = z.map(\.value)
      }
    }
    var result = [Double](repeating: 0, count: p * p)
    for i in 0..<p {
      for j in 0...i {
        let value = i == j ? columns[i][i] : (columns[i][j] + columns[j][i]) / 2
        result[i * p + j] = value
        result[j * p + i] = value
      }
    }
    return result
  }

  private static func gram(_ design: DesignMatrix, _ weights: [Double]?) -> [DoubleDouble] {
    let n = design.rowCount
    let p = design.columnCount
    var gram = [DoubleDouble](repeating: .zero, count: p * p)
    func entry(_ j: Int, _ i: Int) -> DoubleDouble {
      DoubleDouble(high: design.columns[j][i], low: design.lowParts[j]?[i] ?? 0)
    }
    for a in 0..<p {
      for b in 0...a {
        var sum = DoubleDouble.zero
        for i in 0..<n {
          var product = entry(a, i) * entry(b, i)
          if let weights { product = product * weights[i] }
          sum += product
        }
        gram[a * p + b] = sum
        gram[b * p + a] = sum
      }
    }
    return gram
  }

  /// The condition number of the columns as they are, the ratio of the extreme singular values.
  public var rawCondition: Double { factor.rawCondition }

  /// xᵢ (XᵀWX)⁻¹ xᵢᵀ wᵢ for each row: how strongly it pulls its own fitted value.
  public func leverages(_ design: DesignMatrix, weights: [Double]? = nil) -> [Double] {
    var row = [Double](repeating: 0, count: design.columnCount)
    return (0..<design.rowCount).map { i in
      for j in row.indices { row[j] = design.columns[j][i] }
      let whitened = factor.whiten(row)
      return whitened.reduce(0) { $0 + $1 * $1 } * (weights?[i] ?? 1)
    }
  }
}

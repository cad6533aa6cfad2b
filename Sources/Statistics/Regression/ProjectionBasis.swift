internal import Mathematics

/// The columns of a fit as sandwiches, leverages and projections need them: multiplied by √w, and moved to
/// mean zero where they are nearly dependent.
///
/// A column far from zero all but repeats the intercept; products with (XᵀWX)⁻¹ then cancel and keep
/// few digits. About the means nothing cancels, and the covariance is carried back.
struct ProjectionBasis {
  let columns: [[Double]]
  /// The inverse of their products.
  let inverseGram: [Double]
  private let fit: LeastSquares
  private let design: DesignMatrix
  let weights: [Double]?
  private let standardised: StandardisedColumns?

  /// An exact fit has no residuals to project, and needs no second factorisation.
  init(_ data: ModelData, _ fit: LeastSquares, isExact: Bool) {
    let centred = fit.condition > 1e3 && !isExact ? Self.centred(data) : nil
    self.fit = centred?.fit ?? fit
    design = centred?.design ?? data.design
    standardised = centred?.columns
    weights = data.weights
    inverseGram = self.fit.inverseGram
    columns =
      if let roots = data.weights?.map({ $0.squareRoot() }) {
        design.columns.map { zip($0, roots).map { $0 * $1 } }
      } else {
        design.columns
      }
  }

  /// The columns of the last step of an iteration, multiplied by the roots of its weights; `nil` where they are dependent.
  ///
  /// - Parameter standardised: The way back to the columns as they were given.
  init?(whitened columns: [[Double]], response: [Double], of standardised: StandardisedColumns) {
    var design = DesignMatrix(rowCount: response.count)
    for column in columns {
      guard (try? design.append(column)) != nil else { return nil }
    }
    guard let fit = try? LeastSquares(design, response) else { return nil }
    self.fit = fit
    self.design = design
    self.columns = columns
    self.standardised = standardised
    weights = nil
    inverseGram = fit.inverseGram
  }

  /// `nil` without an intercept to move the means to, and for powers, which means do not set apart.
  private static func centred(
    _ data: ModelData
  ) -> (columns: StandardisedColumns, design: DesignMatrix, fit: LeastSquares)? {
    guard data.recipe.formula.hasIntercept, data.design.lowParts.allSatisfy({ $0 == nil }) else {
      return nil
    }
    let columns = StandardisedColumns(data.design.columns, hasIntercept: true)
    var design = DesignMatrix(rowCount: data.design.rowCount)
    for column in columns.columns {
      guard (try? design.append(column)) != nil else { return nil }
    }
    return (try? LeastSquares(design, data.response, weights: data.weights)).map {
      (columns, design, $0)
    }
  }

  /// How strongly each row pulls its own fitted value.
  func leverages() -> [Double] { fit.leverages(design, weights: weights) }

  /// The covariance of the coefficients of the columns as they were given.
  func covariance(_ matrix: [Double]) -> [Double] {
    standardised?.covariance(matrix, size: columns.count) ?? matrix
  }

  /// By column the combination of rows that each coefficient, of the columns as they were given, is.
  var directions: [Double] {
    guard let standardised else { return inverseGram }
    let p = columns.count
    let transform = standardised.transform(size: p)
    var result = [Double](repeating: 0, count: p * p)
    for k in 0..<p {
      for c in 0..<p {
        result[k * p + c] = (0..<p).reduce(0.0) {
          $0 + inverseGram[k * p + $1] * transform[c * p + $1]
        }
      }
    }
    return result
  }
}

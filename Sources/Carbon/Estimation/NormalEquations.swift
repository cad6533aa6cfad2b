/// Least squares on a handful of centred predictors by Cholesky's factorisation of X'X.
///
/// For refitting one small design thousands of times, where sums over clusters are at hand already and a
/// factorisation of the design each time would cost a hundred times as much. The predictors are centred
/// and of like size, so that forming X'X loses no digits that matter.
struct NormalEquations: Sendable {
  let size: Int

  /// The solution of `gram` x = `moment`, of a symmetric `size` x `size` matrix in row order; `nil` where
  /// it is not positive definite.
  func solve(_ gram: [Double], _ moment: [Double]) -> [Double]? {
    var lower = gram
    for column in 0..<size {
      var pivot = lower[column * size + column]
      for k in 0..<column { pivot -= lower[column * size + k] * lower[column * size + k] }
      guard pivot > 1e-10 * max(gram[column * size + column], 1e-300) else { return nil }
      let root = pivot.squareRoot()
      lower[column * size + column] = root
      for row in column + 1..<max(size, column + 1) {
        var sum = lower[row * size + column]
        for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
        lower[row * size + column] = sum / root
      }
    }
    var solution = moment
    for row in 0..<size {
      for k in 0..<row { solution[row] -= lower[row * size + k] * solution[k] }
      solution[row] /= lower[row * size + row]
    }
    for row in (0..<size).reversed() {
      for k in row + 1..<max(size, row + 1) { solution[row] -= lower[k * size + row] * solution[k] }
      solution[row] /= lower[row * size + row]
    }
    return solution
  }
}

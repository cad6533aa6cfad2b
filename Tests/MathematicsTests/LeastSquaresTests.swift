import Basics
import Foundation
import Mathematics
import Testing

@Suite struct LeastSquaresTests {
  private func design(_ columns: [[Double]]) throws -> DesignMatrix {
    var design = DesignMatrix(rowCount: columns.first?.count ?? 0)
    for column in columns { try design.append(column) }
    return design
  }

  @Test func exactPolynomialIsRecoveredExactly() throws {
    let x = (0..<40).map { Double($0) - 13 }
    var matrix = DesignMatrix(rowCount: x.count)
    try matrix.append([Double](repeating: 1, count: x.count))
    for k in 1...6 { try matrix.appendPower(of: x, exponent: k) }
    let y = x.map { x in
      (0...6).reduce(0.0) { sum, k in
        sum + Double(k + 1) * (0..<k).reduce(1.0) { product, _ in product * x }
      }
    }
    let fit = try LeastSquares(matrix, y)
    #expect(fit.coefficients == [1, 2, 3, 4, 5, 6, 7])
    #expect(fit.residualSumOfSquares < 1e-35)
  }

  @Test(
    "A factor of many levels has the means of its groups, and their errors, with and without weights",
    arguments: [false, true])
  func repeatedRows(_ isWeighted: Bool) throws {
    let (n, levels) = (4_100, 500)
    let generator = try MersenneTwister(seed: 3)
    let y = (0..<n).map { _ in Double(generator.next()) / 4_294_967_296 - 0.5 }
    let level = (0..<n).map { $0 * 7 % levels }
    let weights = isWeighted ? (0..<n).map { Double($0 % 5 + 1) } : nil
    let columns =
      [[Double](repeating: 1, count: n)]
      + (1..<levels).map { l in level.map { $0 == l ? 1 : 0 } }
    let fit = try LeastSquares(design(columns), y, weights: weights)
    var (sums, totals) = (
      [Double](repeating: 0, count: levels), [Double](repeating: 0, count: levels)
    )
    for i in 0..<n {
      let weight = weights?[i] ?? 1
      sums[level[i]] += weight * y[i]
      totals[level[i]] += weight
    }
    let first = sums[0] / totals[0]
    #expect(abs(fit.coefficients[0] - first) < 1e-14)
    for l in 1..<levels {
      #expect(abs(fit.coefficients[l] - (sums[l] / totals[l] - first)) < 1e-13)
      let inverse = 1 / totals[0] + 1 / totals[l]
      #expect(abs(fit.inverseGram[l * levels + l] / inverse - 1) < 1e-11)
    }
  }

  @Test("Four sums side by side have the bits of four sums one after the other")
  func lanes() throws {
    let generator = try MersenneTwister(seed: 5)
    func uniform() -> Double { Double(generator.next()) / 4_294_967_296 - 0.5 }
    var lanes = DoubleDoubleLanes(high: .zero)
    var singles = [DoubleDouble](repeating: .zero, count: 4)
    for step in 0..<2000 {
      var (a, b) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      for lane in 0..<4 {
        // Every hundredth factor is too large to be split.
        a[lane] = uniform() * (step % 100 == 99 ? 1e304 : 1e8)
        b[lane] = uniform() * (step % 100 == 99 ? 1e-290 : 1e-3)
      }
      let factor = DoubleDoubleLanes(high: a, low: a * 1e-17)
      lanes = lanes + factor * b
      lanes = lanes + factor * DoubleDoubleLanes(high: b, low: b * 1e-17)
      for lane in 0..<4 {
        let factor = DoubleDouble(high: a[lane], low: a[lane] * 1e-17)
        singles[lane] += factor * b[lane]
        singles[lane] += factor * DoubleDouble(high: b[lane], low: b[lane] * 1e-17)
      }
    }
    for lane in 0..<4 { #expect(lanes[lane] == singles[lane]) }
  }

  @Test func dependentColumnsAreNamed() throws {
    let a: [Double] = [1, 2, 3, 4, 5]
    let b: [Double] = [2, 1, 5, 3, 0.5]
    let sum = zip(a, b).map { $0 + $1 }
    do {
      _ = try LeastSquares(design([a, b, sum]), [1, 0, 2, 1, 3])
      Issue.record("a design of rank 2 was accepted")
    } catch let error as LeastSquaresError {
      guard case .rankDeficient(let rank, let dependent) = error else {
        Issue.record("wrong error \(error)")
        return
      }
      #expect(rank == 2)
      #expect(dependent.count == 1)
    }
  }

  @Test func zeroColumnIsDependent() throws {
    #expect(throws: LeastSquaresError.self) {
      try LeastSquares(design([[1, 1, 1], [0, 0, 0]]), [1, 2, 3])
    }
  }

  @Test func scalesOfColumnsDoNotMatter() throws {
    let a = (0..<30).map { Double(($0 * 7919) % 101) }
    let b = (0..<30).map { Double(($0 * 104_729) % 97) }
    let y = zip(a, b).map { 3 * $0 - 2 * $1 + Double(Int($0) % 5) }
    let plain = try LeastSquares(design([a, b]), y)
    let scaled = try LeastSquares(design([a.map { $0 * 1e-150 }, b.map { $0 * 1e140 }]), y)
    #expect(abs(scaled.coefficients[0] * 1e-150 / plain.coefficients[0] - 1) < 1e-15)
    #expect(abs(scaled.coefficients[1] * 1e140 / plain.coefficients[1] - 1) < 1e-15)
  }

  @Test func weightTwoIsARowTwice() throws {
    let x: [Double] = [1, 2, 3, 5, 8]
    let y: [Double] = [2, 1, 4, 3, 9]
    let ones = [Double](repeating: 1, count: 5)
    let weighted = try LeastSquares(design([ones, x]), y, weights: [1, 2, 1, 1, 2])
    let doubled = try LeastSquares(
      design([[1, 1, 1, 1, 1, 1, 1], [1, 2, 2, 3, 5, 8, 8]]), [2, 1, 1, 4, 3, 9, 9])
    for (a, b) in zip(weighted.coefficients, doubled.coefficients) { #expect(abs(a - b) < 1e-14) }
  }

  @Test func leveragesSumToTheNumberOfColumns() throws {
    let x = (0..<50).map { Double(($0 * 31) % 17) }
    let matrix = try design([[Double](repeating: 1, count: 50), x, x.map { $0 * $0 }])
    let fit = try LeastSquares(matrix, x.map { 1 / (1 + $0) })
    #expect(abs(fit.leverages(matrix).reduce(0, +) - 3) < 1e-12)
  }

  @Test func doubleDoubleKeepsWhatADoubleLoses() {
    #expect(DoubleDouble.sum([1e16, 1, -1e16]).value == 1)
    let third = DoubleDouble(1) / 3
    #expect(
      (third * 3 - DoubleDouble(1)).value == 0 || abs((third * 3 - DoubleDouble(1)).value) < 1e-31)
    #expect((DoubleDouble(2).squareRoot * DoubleDouble(2).squareRoot).high == 2)
  }

  @Test func singularValuesOfADiagonalAreItsEntries() throws {
    let two = try #require(SingularValues.extremes(of: [3, 0, 0, 1e-12], size: 2))
    #expect(two.largest == 3 && two.smallest == 1e-12)
    var matrix = [Double](repeating: 0, count: 60 * 60)
    for i in 0..<60 { matrix[i * 61] = i == 7 ? -1e-40 : 3e200 / Double(i + 1) }
    let many = try #require(SingularValues.extremes(of: matrix, size: 60))
    #expect(abs(many.largest / 3e200 - 1) < 1e-15 && many.smallest < 1e-150 * 3e200)
    #expect(SingularValues.extremes(of: [], size: 0) == nil)
    let zeros = try #require(
      SingularValues.extremes(of: [Double](repeating: 0, count: 2500), size: 50))
    #expect(zeros.largest == 0 && zeros.smallest == 0)
  }

  /// Ones on the diagonal and beside it have the singular values 2 cos(kπ / (2n + 1)).
  @Test(
    "The extreme singular values of a matrix that has them in closed form",
    arguments: [1, 5, 40, 41, 150, 333])
  func singularValuesInClosedForm(size: Int) throws {
    var matrix = [Double](repeating: 0, count: size * size)
    for i in 0..<size { for j in i..<min(i + 2, size) { matrix[i * size + j] = 1 } }
    let angle = Double.pi / Double(2 * size + 1)
    // Rows that are turned keep the singular values.
    for k in 0..<(size - 1) {
      let (c, s) = (cos(Double(k) + 0.3), sin(Double(k) + 0.3))
      for j in 0..<size {
        let (a, b) = (matrix[k * size + j], matrix[(k + 1) * size + j])
        matrix[k * size + j] = c * a - s * b
        matrix[(k + 1) * size + j] = s * a + c * b
      }
    }
    let found = try #require(SingularValues.extremes(of: matrix, size: size))
    #expect(abs(found.largest / (2 * cos(angle)) - 1) < 1e-13)
    #expect(abs(found.smallest / (2 * cos(Double(size) * angle)) - 1) < 1e-11)
  }
}

extension DesignMatrix {
  /// Appends base^exponent, exact to about 32 digits; exponent >= 1.
  fileprivate mutating func appendPower(of base: [Double], exponent: Int) throws(NumericalError) {
    var high = base
    var low = [Double](repeating: 0, count: base.count)
    for row in base.indices {
      var power = DoubleDouble(base[row])
      for _ in 1..<max(exponent, 1) { power = power * base[row] }
      high[row] = power.high
      low[row] = power.low
    }
    try append(high, lowPart: exponent > 1 ? low : nil)
  }
}

import Foundation
import Mathematics
import TestSupport
import Testing

/// Laws of factorisations at random matrices.
@Suite struct MatrixTests {
  private func matrix(_ n: Int, _ generator: inout PhiloxGenerator) -> [Double] {
    (0..<n * n).map { _ in Double.random(in: -1...1, using: &generator) }
  }

  private func transposed(_ a: [Double], _ n: Int) -> [Double] {
    (0..<n * n).map { a[$0 % n * n + $0 / n] }
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private func identity(_ n: Int) -> [Double] { (0..<n * n).map { $0 % (n + 1) == 0 ? 1 : 0 } }

  /// B'B plus the identity.
  private func positive(_ n: Int, _ generator: inout PhiloxGenerator) -> [Double] {
    let b = matrix(n, &generator)
    return zip(SymmetricMatrix.multiply(transposed(b, n), b, n), identity(n)).map { $0 + $1 }
  }

  @Test(arguments: [1, 2, 3, 7, 20, 41])
  func productsAreSumsOverTheInnerIndex(_ n: Int) {
    var generator = PhiloxGenerator(seed: 12, stream: UInt64(n))
    let (a, b) = (matrix(n, &generator), matrix(n, &generator))
    let expected = (0..<n * n).map { cell in
      (0..<n).reduce(0.0) { $0 + a[cell / n * n + $1] * b[$1 * n + cell % n] }
    }
    #expect(SymmetricMatrix.multiply(a, b, n) == expected)
    #expect(SymmetricMatrix.multiply(transposed(a, n), transposed: true, b, n) == expected)
    let unfit = SymmetricMatrix.multiply(a, [], n).filter { !$0.isNaN }
    #expect(unfit == [])
    #expect(SymmetricMatrix.multiply([], [], 0) == [])
  }

  @Test(arguments: 1...12)
  func inversesTimesTheMatrixAreOne(_ n: Int) throws {
    var generator = PhiloxGenerator(seed: 11, stream: UInt64(n))
    let a = positive(n, &generator)
    let inverse = try #require(SymmetricMatrix.inverse(a, n))
    #expect(distance(SymmetricMatrix.multiply(a, inverse, n), identity(n)) < 1e-12)
    let b = zip(matrix(n, &generator), identity(n)).map { (one: Double, other: Double) in
      one + 4 * other
    }
    let other = try #require(SquareMatrix.inverse(b, n))
    #expect(distance(SymmetricMatrix.multiply(b, other, n), identity(n)) < 1e-11)
    let x = (0..<n).map { Double($0) - 1.5 }
    let right = (0..<n).map { i in (0..<n).reduce(0.0) { $0 + a[i * n + $1] * x[$1] } }
    #expect(distance(try #require(SymmetricMatrix.solve(a, n, right)), x) < 1e-11)
  }

  @Test(arguments: 1...12)
  func choleskysFactorTimesItselfIsTheMatrix(_ n: Int) throws {
    var generator = PhiloxGenerator(seed: 12, stream: UInt64(n))
    let a = positive(n, &generator)
    let lower = try #require(SymmetricMatrix.cholesky(a, n))
    #expect(distance(SymmetricMatrix.multiply(lower, transposed(lower, n), n), a) < 1e-13)
  }

  @Test(arguments: 1...12)
  func eigenvectorsTurnTheMatrixIntoItsEigenvalues(_ n: Int) {
    var generator = PhiloxGenerator(seed: 13, stream: UInt64(n))
    let a = positive(n, &generator)
    let (values, vectors) = SymmetricMatrix.eigen(a, n)
    let turned = SymmetricMatrix.multiply(
      SymmetricMatrix.multiply(transposed(vectors, n), a, n), vectors, n)
    let diagonal = (0..<n * n).map { $0 % (n + 1) == 0 ? values[$0 / n] : 0 }
    #expect(distance(turned, diagonal) < 1e-12)
  }

  @Test("Small eigenvalues keep their digits beside large ones")
  func gradedEigenvalues() throws {
    var generator = PhiloxGenerator(seed: 15)
    for _ in 0..<50 {
      let scales = (0..<4).map { pow(10, -3 * Double($0)) }
      let unscaled = positive(4, &generator)
      var a = unscaled
      for i in 0..<4 { for j in 0..<4 { a[i * 4 + j] *= scales[i] * scales[j] } }
      // The product of the eigenvalues is the determinant, which Cholesky's pivots give.
      let lower = try #require(SymmetricMatrix.cholesky(unscaled, 4))
      var determinant = 1.0
      for i in 0..<4 {
        let pivot: Double = lower[i * 5] * scales[i]
        determinant *= pivot * pivot
      }
      let product = SymmetricMatrix.eigen(a, 4).values.reduce(1, *)
      #expect(abs(product / determinant - 1) < 1e-12)
    }
  }

  @Test func matricesWithoutAnInverseHaveNone() {
    #expect(SymmetricMatrix.inverse([1, 2, 2, 1], 2) == nil)
    #expect(SymmetricMatrix.inverse([1, 1, 1, 1], 2) == nil)
    #expect(SymmetricMatrix.solve([1, 0, 0, .nan], 2, [1, 1]) == nil)
    #expect(SquareMatrix.inverse([1, 2, 2, 4], 2) == nil)
    #expect(SquareMatrix.inverse([.nan, 2, 2, 4], 2) == nil)
    #expect(SymmetricMatrix.cholesky([], 0) == nil)
  }

  @Test(
    "Rows enter in blocks of 512: whatever is left for the last one, whole coefficients are found exactly"
  )
  func blocks() throws {
    for n in [3, 4, 511, 512, 513, 514, 1_023, 1_024, 1_025, 1_537] {
      for p in 1...3 {
        var generator = PhiloxGenerator(seed: 14, stream: UInt64(n))
        let columns = (0..<p).map { _ in
          (0..<n).map { _ in Double(Int.random(in: -50...50, using: &generator)) }
        }
        var design = DesignMatrix(rowCount: n)
        for column in columns { try design.append(column) }
        let b = (0..<p).map { Double(2 * $0 + 1) }
        let y = (0..<n).map { row in (0..<p).reduce(0.0) { $0 + b[$1] * columns[$1][row] } }
        #expect(try LeastSquares(design, y).coefficients == b, "\(n) rows, \(p) columns")
      }
    }
  }
}

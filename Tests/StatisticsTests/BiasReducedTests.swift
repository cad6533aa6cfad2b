import Basics
import Foundation
import Statistics
import Tables
import Testing

/// CR2 as its paper writes it down: with matrices as large as the data.
private struct DirectCR2 {
  typealias Matrix = [[Double]]
  private(set) var errors: [Double] = []
  private(set) var degreesOfFreedom: [Double] = []

  /// Pustejovsky and Tipton (2018), with a working covariance of I: A = B^(-1/2), B = (I - H)_g (I - H)_g'.
  init(_ x: Matrix, _ y: [Double], _ weights: [Double], _ codes: [Int]) {
    let (n, p) = (x.count, x[0].count)
    let weighted = zip(x, weights).map { row, w in row.map { $0 * w } }
    let bread = Self.function(Self.product(Self.transpose(weighted), x)) { 1 / $0 }
    let projection = Self.product(Self.product(x, bread), Self.transpose(weighted))
    let rest = (0..<n).map { i in (0..<n).map { (i == $0 ? 1 : 0) - projection[i][$0] } }
    let residuals = rest.map { row in zip(row, y).reduce(0) { $0 + $1.0 * $1.1 } }
    var covariance = Matrix(repeating: [Double](repeating: 0, count: p), count: p)
    var spread: [Matrix] = []
    for cluster in Set(codes).sorted() {
      let rows = codes.indices.filter { codes[$0] == cluster }
      let own = rows.map { rest[$0] }
      let root = Self.function(Self.product(own, Self.transpose(own))) {
        $0 > 1e-10 ? 1 / $0.squareRoot() : 0
      }
      let outer = Self.product(root, Self.product(rows.map { weighted[$0] }, bread))
      let sum = Self.product([rows.map { residuals[$0] }], outer)[0]
      for a in 0..<p { for b in 0..<p { covariance[a][b] += sum[a] * sum[b] } }
      spread.append(Self.product(Self.transpose(own), outer))
    }
    for j in 0..<p {
      errors.append(covariance[j][j].squareRoot())
      let parts = spread.map { $0.map { $0[j] } }
      var (trace, squares) = (0.0, 0.0)
      for (g, one) in parts.enumerated() {
        for (h, other) in parts.enumerated() {
          let value = zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
          if g == h { trace += value }
          squares += value * value
        }
      }
      degreesOfFreedom.append(trace * trace / squares)
    }
  }

  static func transpose(_ a: Matrix) -> Matrix { a[0].indices.map { j in a.map { $0[j] } } }

  static func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    let columns = transpose(b)
    return a.map { row in columns.map { zip(row, $0).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  /// A function of a symmetric matrix, by Jacobi's rotations.
  static func function(_ matrix: Matrix, _ change: (Double) -> Double) -> Matrix {
    var (a, v) = (matrix, matrix)
    let n = a.count
    for i in 0..<n { for j in 0..<n { v[i][j] = i == j ? 1 : 0 } }
    for _ in 0..<40 {
      for p in 0..<n {
        for q in (p + 1)..<max(n, p + 1) where a[p][q] != 0 {
          let angle = 0.5 * atan2(2 * a[p][q], a[q][q] - a[p][p])
          let (c, s) = (cos(angle), sin(angle))
          for k in 0..<n {
            (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
          }
          for k in 0..<n {
            (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
            (v[k][p], v[k][q]) = (c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q])
          }
        }
      }
    }
    let values = (0..<n).map { change(a[$0][$0]) }
    return (0..<n).map { i in
      (0..<n).map { j in (0..<n).reduce(0) { $0 + values[$1] * v[i][$1] * v[j][$1] } }
    }
  }
}

@Suite(
  "Bias-reduced errors of clusters are those of the whole matrices, whatever the sizes of the clusters"
)
struct BiasReducedTests {
  @Test(
    "errors and degrees of freedom agree with the definition on random designs", arguments: 1...24)
  func definition(_ seed: Int) throws {
    var numbers = SeededNumbers(UInt64(seed))
    let n = Int.random(in: 12...26, using: &numbers)
    let slopes = Int.random(in: 1...3, using: &numbers)
    let clusters = Int.random(in: 3...6, using: &numbers)
    var codes = (0..<n).map { $0 < clusters ? $0 : Int.random(in: 0..<clusters, using: &numbers) }
    codes.shuffle(using: &numbers)
    var columns = (0..<slopes).map { _ in numbers.normals(n) }
    if seed % 3 == 0, seed % 8 != 0 { columns[0] = codes.map { Double($0 % 2) } }
    // A column that tells one cluster apart has a root in some directions only.
    if seed % 8 == 0, slopes > 1 { columns[1] = codes.map { $0 == 1 ? 1 : 0 } }
    let isWeighted = seed % 2 == 0
    let weights = (0..<n).map { _ in isWeighted ? exp(2 * numbers.normal()) * 1e6 : 1 }
    let y = zip(codes, columns[0]).map { Double($0) * 0.3 + $1 + numbers.normal() }
    let direct = DirectCR2(
      (0..<n).map { i in [1] + columns.map { $0[i] } }, y, weights, codes)
    var request: JSON = [
      "method": isWeighted ? "wls" : "ols", "y": JSON(y),
      "x": .object(columns.enumerated().map { .init("x\($0)", JSON($1)) }),
      "groups": .array(codes.map { .int(Int64($0)) }), "options": ["covariance": "CR2"],
    ]
    if isWeighted { request = request.with("weights", JSON(weights)) }
    let found = try #require(try answer(request).coefficients)
    for (j, coefficient) in found.enumerated() {
      let error = try #require(coefficient.standardError)
      let df = try #require(coefficient.degreesOfFreedom)
      #expect(abs(error / direct.errors[j] - 1) < 1e-8, "\(error) for \(direct.errors[j])")
      #expect(
        abs(df / direct.degreesOfFreedom[j] - 1) < 1e-7, "\(df) for \(direct.degreesOfFreedom[j])")
    }
  }

  @Test("weights of another unit, and of 1, change nothing")
  func units() throws {
    var numbers = SeededNumbers(77)
    let codes = (0..<30).map { $0 * $0 % 7 }
    let x = numbers.normals(30)
    let y = numbers.normals(30)
    let weights = (0..<30).map { _ in 0.1 + numbers.uniform() }
    func errors(_ weights: [Double]?) throws -> [Double] {
      var request: JSON = [
        "method": weights == nil ? "ols" : "wls", "y": JSON(y), "x": ["x": JSON(x)],
        "groups": .array(codes.map { .int(Int64($0)) }), "options": ["covariance": "CR2"],
      ]
      if let weights { request = request.with("weights", JSON(weights)) }
      let found = try #require(try answer(request).coefficients)
      return found.flatMap { [$0.standardError ?? 0, $0.degreesOfFreedom ?? 0] }
    }
    let one = try errors(Array(repeating: 3, count: 30))
    for (a, b) in zip(try errors(nil), one) { #expect(abs(a / b - 1) < 1e-10) }
    let some = try errors(weights)
    for scale in [1e-12, 1e9] {
      for (a, b) in zip(some, try errors(weights.map { $0 * scale })) {
        #expect(abs(a / b - 1) < 1e-9)
      }
    }
  }

  /// A matrix as large as one of these clusters would take 35 GB.
  @Test("200,000 rows in 3 clusters take seconds", arguments: [false, true])
  func large(_ isWeighted: Bool) throws {
    var numbers = SeededNumbers(5)
    let n = 200_000
    let codes = (0..<n).map { $0 % 3 }
    let x = numbers.normals(n)
    let y = zip(codes, x).map { Double($0) * 0.01 + 0.5 * $1 + numbers.normal() }
    let table = try Table([("y", Column(.double(y))), ("x", Column(.double(x)))])
    var model = LinearModel()
    model.covariance = .cluster
    let weights = isWeighted ? (0..<n).map { 1 + Double($0 % 5) } : nil
    let clock = ContinuousClock()
    var result: AnalysisResult?
    let time = try clock.measure {
      result = try model.fit(
        ModelFormula(parsing: "y ~ x"), on: table, weights: weights, clusters: codes)
    }
    #expect(time < .seconds(5))
    let fit = try #require(result)
    // Three clusters alike in all but their errors: degrees of freedom of about 2, and errors of about CR1's.
    let df = try #require(fit[path: "cr2.coefficients.x.df"]?.doubleValue)
    let reduced = try #require(fit[path: "cr2.coefficients.x.std_error"]?.doubleValue)
    let plain = try #require(fit[path: "coefficients.x.std_error"]?.doubleValue)
    #expect(abs(df - 2) < 0.01)
    #expect(abs(reduced / plain - 1) < 0.05)
  }

  @Test("clusters without a named covariance make it a clustered one")
  func inferred() throws {
    let request: JSON = [
      "method": "ols", "y": [1, 3, 2, 5, 4, 7, 6, 9], "x": ["x": [1, 2, 3, 4, 5, 6, 7, 9]],
      "groups": [1, 1, 2, 2, 3, 3, 4, 4],
    ]
    let fit = try answer(request)
    #expect(fit.json == (try answer(request.with("options", ["covariance": "cluster"]))).json)
    #expect(throws: StatisticsError.self) {
      try answer(request.with("options", ["covariance": "HC3"]))
    }
  }
}

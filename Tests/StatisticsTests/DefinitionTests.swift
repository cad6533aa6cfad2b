import Basics
import Foundation
import Statistics
import Tables
import Testing

@Suite("Answers are those that the definitions give, computed the long way")
struct DefinitionTests {
  private func close(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-11) -> Bool {
    switch (a, b) {
    case (nil, nil): true
    case (let a?, let b?):
      abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-300) || abs(a - b) < 1e-13
    default: false
    }
  }

  @Test("an exact permutation test counts every arrangement")
  func exactPermutation() throws {
    // Of the 20 arrangements of 6 values only the observed and its mirror are as extreme.
    let result = try samples("permutation", [[1, 2, 3], [10, 11, 12]])
    #expect(result.pValue == 0.1)
    #expect(result.pMethod == "exact")
  }

  @Test("the Hodges-Lehmann estimate is the median of all differences, of large samples too")
  func hodgesLehmann() throws {
    var random = SeededNumbers(15)
    let a = random.normals(150, mean: 1)
    let b = random.normals(90)
    let result = try samples("mann-whitney", [a, b])
    let all = a.flatMap { x in b.map { x - $0 } }.sorted()
    let median = (all[all.count / 2 - 1] + all[all.count / 2]) / 2
    #expect(close(result.estimate?.value, median))
  }

  @Test("the Hodges-Lehmann estimate holds among many ties")
  func hodgesLehmannTies() throws {
    var random = SeededNumbers(18)
    let a = random.tied(120)
    let b = random.tied(130).map { $0 + 1 }
    let all = a.flatMap { x in b.map { x - $0 } }.sorted()
    let result = try samples("mann-whitney", [a, b])
    #expect(result.estimate?.value == (all[all.count / 2 - 1] + all[all.count / 2]) / 2)
  }

  @Test("tau-b counts pairs")
  func kendall() throws {
    var random = SeededNumbers(16)
    let x = random.tied(60)
    let y = zip(x, random.tied(60)).map { ($0 + $1).rounded() }
    var (difference, tiedX, tiedY) = (0.0, 0.0, 0.0)
    for i in x.indices {
      for j in 0..<i {
        let product = (x[i] - x[j]) * (y[i] - y[j])
        difference += product > 0 ? 1 : (product < 0 ? -1 : 0)
        if x[i] == x[j] { tiedX += 1 }
        if y[i] == y[j] { tiedY += 1 }
      }
    }
    let total = 60.0 * 59 / 2
    let tau = difference / ((total - tiedX) * (total - tiedY)).squareRoot()
    #expect(close(try pairs("kendall", x, y).statistic?.value, tau))
  }

  @Test("quantile regression on a constant gives the quantile")
  func quantileOfConstant() throws {
    let y: [Double] = [3, 9, 1, 7, 5, 2, 8]
    let ones: JSON = .array(y.map { _ in 1 })
    let result = try answer([
      "method": "quantile-regression", "y": JSON(y), "x": ["one": ones],
      "options": ["intercept": false, "tau": 0.5],
    ])
    #expect(result.coefficients?.first?.estimate == 5)
  }

  @Test("ridge regression without penalty is least squares, with a large one nearly nothing")
  func ridge() throws {
    var random = SeededNumbers(17)
    let x = random.normals(20)
    let y = zip(x, random.normals(20)).map { 2 * $0 + $1 }
    let data: JSON = ["x": JSON(x)]
    let ridge = try answer([
      "method": "ridge", "y": JSON(y), "x": data, "options": ["lambda": 0],
    ])
    let plain = try answer(["method": "ols", "y": JSON(y), "x": data])
    for (a, b) in zip(ridge.coefficients ?? [], plain.coefficients ?? []) {
      #expect(close(a.estimate, b.estimate))
    }
    let strong = try answer([
      "method": "ridge", "y": JSON(y), "x": data, "options": ["lambda": 1e6],
    ])
    let slope = try #require(strong.coefficients?.last?.estimate)
    #expect(abs(slope) < 1e-4)
  }
}

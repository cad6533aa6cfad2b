import Basics
import Foundation
import Mathematics
import Statistics
import Testing

@Suite(
  "Numbers of given ranks are those of the sorted list, and what is tabulated is what is integrated"
)
struct SelectionTests {
  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let n = sorted.count
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2
  }

  @Test("Theil and Sen's slope is the median of all slopes", arguments: LawData.all)
  func slopes(_ data: LawData) throws {
    for count in [120, 301] {
      let columns = data.columns(count, count)
      let (x, y) = (columns[0], columns[1])
      var slopes: [Double] = []
      for i in x.indices {
        for j in 0..<i where x[i] != x[j] { slopes.append((y[i] - y[j]) / (x[i] - x[j])) }
      }
      let result = try pairs("theil-sen", x, y)
      #expect(close(result.estimate?.value, Self.median(slopes)), "\(data) \(count)")
      let ends = try #require(result.estimate?.interval)
      let (low, high) = (try #require(ends.low), try #require(ends.high))
      #expect(slopes.contains { $0 == low } && slopes.contains { $0 == high })
      #expect(low <= high)
    }
  }

  @Test("the pseudo-median is the median of Walsh's averages", arguments: LawData.all)
  func averages(_ data: LawData) throws {
    let x = data.columns(150)[0].map { $0 - 2 }.filter { $0 != 0 }
    let averages = x.indices.flatMap { i in x[0...i].map { x[i] / 2 + $0 / 2 } }
    let result = try single("wilcoxon", x)
    #expect(close(result.estimate?.value, Self.median(averages)), "\(data)")
  }

  @Test("neither stops at many values, and a line is found again")
  func many() throws {
    var numbers = SeededNumbers(3)
    let x = (0..<30_000).map { Double($0) }
    let y = x.map { 0.25 * $0 + numbers.normal() }
    let slope = try pairs("theil-sen", x, y).estimate
    #expect(abs((slope?.value ?? 0) - 0.25) < 1e-5)
    #expect((slope?.interval?.low ?? 1) < 0.25 && (slope?.interval?.high ?? 0) > 0.25)
    let whole = (0..<20_000).map { Double($0 % 7) }
    #expect(try pairs("theil-sen", x.prefix(20_000).map { $0 }, whole).estimate?.value == 0)
    #expect(try single("wilcoxon", numbers.normals(20_000, mean: 1)).estimate?.value != nil)
    #expect(try single("mann-kendall", y).number(.sensSlope) == slope?.value)
  }

  @Test("Kendall's exact p goes on beyond 300 pairs, and says where it stops")
  func kendall() throws {
    var numbers = SeededNumbers(4)
    let x = numbers.normals(500)
    let y = x.map { 0.1 * $0 + numbers.normal() }
    let exact = try pairs("kendall", x, y, ["p_method": "exact"]).pValue ?? 0
    let asymptotic = try pairs("kendall", x, y, ["p_method": "asymptotic"]).pValue ?? 1
    #expect(abs(exact - asymptotic) < 0.1 * asymptotic + 1e-5)
    let far = numbers.normals(40_000)
    #expect {
      try pairs("kendall", far, numbers.normals(40_000), ["p_method": "exact"])
    } throws: { "\($0)".contains("limit is 4000000000") }
  }

  @Test("the tail of many comparisons is that of the integrals", arguments: [3.0, 12, 400])
  func tukey(_ scale: Double) throws {
    var numbers = SeededNumbers(5)
    let groups = (0..<24).map { index in
      numbers.normals(index % 3 + 3, mean: Double(index) / scale)
    }
    let result = try samples("tukey-hsd", groups.map { $0.map { $0 } })
    let comparisons = try #require(result.comparisons)
    #expect(comparisons.count == 276)
    let df = groups.reduce(0.0) { $0 + Double($1.count - 1) }
    let within = groups.reduce(0.0) { sum, values in
      let mean = values.reduce(0, +) / Double(values.count)
      return sum + values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    let range = StudentizedRange(groups: 24, df: df)
    var pair = 0
    for i in groups.indices {
      for j in groups.indices.dropFirst(i + 1) {
        defer { pair += 1 }
        guard pair % 17 == 0 else { continue }
        let error =
          (within / df / 2 * (1 / Double(groups[i].count) + 1 / Double(groups[j].count)))
          .squareRoot()
        let p = range.survival(abs(try #require(comparisons[pair].statistic)) / error)
        #expect(AgreeingDigits.of(try #require(comparisons[pair].adjustedPValue), p) > 8.5)
      }
    }
  }

  private func close(_ a: Double?, _ b: Double) -> Bool {
    a.map { abs($0 - b) <= 1e-14 * max(abs(b), 1e-12) } ?? false
  }
}

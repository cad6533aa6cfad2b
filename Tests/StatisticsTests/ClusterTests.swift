import Basics
import Statistics
import Tables
import Testing

@Suite("Clustered errors are judged by the number of clusters")
struct ClusterTests {
  private struct Data {
    let request: JSON
    let clusters: Int
    let rows: Int
  }

  private static func data(_ seed: UInt64, clusters: Int, size: Int, slopes: Int = 2) -> Data {
    var numbers = SeededNumbers(seed)
    let n = clusters * size
    let codes = (0..<n).map { $0 * 7 % clusters }
    let shifts = numbers.normals(clusters)
    var columns: [JSON.Member] = []
    for slope in 0..<slopes { columns.append(.init("x\(slope)", JSON(numbers.normals(n)))) }
    let y = codes.map { shifts[$0] + numbers.normal() }
    return Data(
      request: [
        "method": "ols", "y": JSON(y), "x": .object(columns),
        "groups": .array(codes.map { .int(Int64($0)) }), "options": ["covariance": "cluster"],
      ], clusters: clusters, rows: n)
  }

  @Test("t has G - 1 degrees of freedom, and F q and G - 1", arguments: [(1, 3), (2, 8), (3, 40)])
  func degreesOfFreedom(_ seed: Int, _ clusters: Int) throws {
    let data = Self.data(UInt64(seed), clusters: clusters, size: 5)
    let fit = try answer(data.request)
    let g = Double(clusters - 1)
    #expect(fit.coefficients?.allSatisfy { $0.degreesOfFreedom == g } == true)
    #expect(fit[path: "f.df1"]?.doubleValue == 2)
    #expect(fit[path: "f.df2"]?.doubleValue == g)
    #expect(fit[path: "clusters"]?.doubleValue == Double(clusters))
    #expect(fit[path: "df_residual"]?.doubleValue == Double(data.rows - 3))
    // Two-sided p and interval say the same on these degrees of freedom.
    for coefficient in fit.coefficients ?? [] {
      let interval = try #require(coefficient.interval)
      let holdsZero = (interval.low ?? 0) <= 0 && 0 <= (interval.high ?? 0)
      #expect(holdsZero == ((coefficient.pValue ?? 0) > 0.05))
    }
  }

  @Test("below 30 clusters CR2 is beside it, with a note; from 30 on neither does")
  func beside() throws {
    let few = Self.data(4, clusters: 6, size: 8)
    let fit = try answer(few.request)
    let reduced = try answer(few.request.with("options", ["covariance": "CR2"]))
    #expect(
      fit[path: "cr2.coefficients"] == reduced[path: "coefficients"])
    #expect(fit[path: "cr2.f"] == reduced[path: "f"])
    #expect(fit.notes.contains { $0.contains("6 clusters") && $0.contains("0.14 for 0.05") })
    for clusters in [29, 30] {
      let other = try answer(Self.data(5, clusters: clusters, size: 4).request)
      #expect((other[path: "cr2"] != nil) == (clusters < 30))
      #expect(other.notes.contains { $0.contains("too often") } == (clusters < 30))
    }
  }

  @Test("of one slope F is t² with one p, for every covariance")
  func oneSlope() throws {
    let data = Self.data(6, clusters: 9, size: 4, slopes: 1)
    for kind in ["nonrobust", "HC0", "HC1", "HC2", "HC3", "cluster", "CR2"] {
      var request = data.request.with("options", ["covariance": .string(kind)])
      if !["cluster", "CR2"].contains(kind) {
        request = JSON.object((request.members ?? []).filter { $0.key != "groups" })
      }
      let fit = try answer(request)
      let slope = try #require(fit.coefficients?.last)
      let (t, p) = (try #require(slope.statistic), try #require(slope.pValue))
      let f = try #require(fit[path: "f.value"]?.doubleValue)
      #expect(abs(f / (t * t) - 1) < 1e-9, "\(kind)")
      #expect(abs((fit[path: "f.p_value"]?.doubleValue ?? 0) / p - 1) < 1e-9, "\(kind)")
    }
  }

  @Test("Hotelling's F does not depend on the units or the coding of the terms")
  func invariance() throws {
    let data = Self.data(7, clusters: 12, size: 5, slopes: 3)
    let plain = try answer(data.request.with("options", ["covariance": "CR2"]))
    let x = try #require(data.request["x"]?.members)
    let mixed = JSON.object(
      zip(x, x.dropFirst() + x.prefix(1)).enumerated().map { index, pair in
        let values = zip(pair.0.value.arrayValue ?? [], pair.1.value.arrayValue ?? []).map {
          ($0.doubleValue ?? 0) * 1000 + (index == 0 ? 3 * ($1.doubleValue ?? 0) : 0) - 7
        }
        return JSON.Member(pair.0.key, JSON(values))
      })
    let other = try answer(
      data.request.with("options", ["covariance": "CR2"]).with("x", mixed))
    for field in ["f.value", "f.df1", "f.df2", "f.p_value"] {
      let (a, b) = (
        try #require(plain[path: field]?.doubleValue), try #require(other[path: field]?.doubleValue)
      )
      #expect(abs(a / b - 1) < 1e-7, "\(field): \(a), \(b)")
    }
  }

  @Test("too few clusters for a joint test of many terms are reported")
  func tooFew() throws {
    let data = Self.data(8, clusters: 3, size: 8, slopes: 4)
    let fit = try answer(data.request.with("options", ["covariance": "CR2"]))
    #expect(fit[path: "f"] == .null)
    #expect(fit.notes.contains { $0.contains("no joint test") })
  }

  @Test("t(G - 1) rejects a true null hypothesis too often with 6 clusters, as the note says")
  func size() throws {
    var rejected = 0
    let draws = 400
    for seed in 0..<draws {
      // A treatment of whole clusters, of unlike size: what makes few clusters hard.
      var numbers = SeededNumbers(UInt64(seed) + 100)
      let codes = [0] + [Int](repeating: 1, count: 20) + [2, 2, 3, 3, 3, 4, 5, 5]
      let shifts = numbers.normals(6)
      let y = codes.map { shifts[$0] + numbers.normal() }
      let x = codes.map { $0 < 2 ? 1.0 : 0 }
      let fit = try answer([
        "method": "ols", "y": JSON(y), "x": ["x": JSON(x)],
        "groups": .array(codes.map { .int(Int64($0)) }), "options": ["covariance": "cluster"],
      ])
      if (fit.coefficients?.last?.pValue ?? 1) < 0.05 { rejected += 1 }
    }
    #expect(Double(rejected) / Double(draws) > 0.08)
  }

  @Test("large clusters and many are no matter", arguments: [(2, 3_000), (3_000, 2)])
  func sizes(_ clusters: Int, _ size: Int) throws {
    let data = Self.data(9, clusters: clusters, size: size)
    let clock = ContinuousClock()
    let time = try clock.measure {
      _ = try answer(data.request.with("options", ["covariance": "CR2"]))
    }
    #expect(time < .seconds(5))
  }
}

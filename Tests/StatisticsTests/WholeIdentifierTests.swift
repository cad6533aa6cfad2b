import Basics
import Statistics
import Tables
import Testing

/// Identifiers of more than 2^53, which no double distinguishes from their neighbours.
@Suite("Whole numbers beyond 2^53 stay apart in analyses")
struct WholeIdentifierTests {
  private static let id: Int64 = 1_234_567_890_123_456_780

  @Test("as blocks, clusters, groups and categories")
  func groups() throws {
    let rows = 24
    let table = try Table([
      ("id", Column(ints: (0..<rows).map { Self.id + Int64($0 / 2) })),
      ("half", Column(ints: (0..<rows).map { Self.id + Int64($0 / 12) })),
      ("side", Column(texts: (0..<rows).map { ["a", "b"][$0 % 2] })),
      ("x", Column(doubles: (0..<rows).map { Double($0 * 7 % 11) + Double($0 % 2) })),
      ("z", Column(doubles: (0..<rows).map { Double($0 * 5 % 13) })),
    ])
    let paired = try Analysis.run(
      AnalysisRequest(method: "t-test-paired", table: table, x: "x", group: "side", block: "id"))
    #expect(paired.count == .one(12))
    let fit = try Analysis.run(
      AnalysisRequest(
        method: "ols", table: table, cluster: "id", formula: "x ~ z",
        options: ["covariance": "cluster"]))
    #expect(fit[path: "clusters"]?.doubleValue == 12)
    let two = try Analysis.run(
      AnalysisRequest(method: "mann-whitney", table: table, x: "x", group: "half"))
    #expect(two.count == .samples([12, 12]))
    #expect(two.sampleNames == ["\(Self.id)", "\(Self.id + 1)"])
    let counts = try Analysis.run(
      AnalysisRequest(method: "chi-square", table: table, x: "half", y: "side"))
    #expect(counts.degreesOfFreedom == [1])
  }

  @Test("a group by days is named by its days")
  func days() throws {
    let table = try Table([
      ("day", Column(type: .date, (0..<10).map { Value.date(19_000 + Int32($0 % 2)) })),
      ("x", Column(doubles: (0..<10).map { Double($0) })),
    ])
    let result = try Analysis.run(
      AnalysisRequest(method: "mann-whitney", table: table, x: "x", group: "day"))
    #expect(result.sampleNames == ["2022-01-08", "2022-01-09"])
  }

  @Test(
    "in the ends and the middle of a description, from a table and from JSON",
    arguments: [[Int64](0...4), [3, 1, 0, 2]])
  func description(_ offsets: [Int64]) throws {
    let values = offsets.map { Self.id + $0 }
    let table = try Table([("id", Column(ints: values.map { $0 } + [nil]))])
    let text = values.map(String.init).joined(separator: ",")
    let requests = [
      try AnalysisRequest(method: "describe", table: table, x: "id"),
      try AnalysisRequest(json: JSON.parse("{\"method\": \"describe\", \"x\": [\(text), null]}")),
    ]
    for request in requests {
      let result = try Analysis.run(request)
      #expect(result[path: "min"] == .int(values.min() ?? 0))
      #expect(result[path: "max"] == .int(values.max() ?? 0))
      let sorted = values.sorted()
      if values.count % 2 == 1 {
        #expect(result[path: "median"] == .int(sorted[2]))
        #expect(result[path: "q1"] == .int(sorted[1]) && result[path: "q3"] == .int(sorted[3]))
      }
    }
  }
}

import Statistics
import Tables
import Testing

@Suite("Values in groups are paired by a block, never by the order of the rows")
struct BlockTests {
  /// Six blocks of three treatments in long form, in the order of `order`.
  private static func table(_ order: [Int]) throws -> Table {
    let values: [Double] = [
      5.1, 6.2, 7.9, 4.4, 5.9, 5.2, 6.0, 6.6, 8.1, 5.5, 5.4, 7.0, 4.9, 6.1, 6.8, 5.0, 7.2, 7.1,
    ]
    let treatments = ["a", "b", "c"]
    return try Table([
      ("score", Column(.double(order.map { values[$0] }))),
      ("treatment", Column(texts: order.map { treatments[$0 % 3] })),
      ("judge", Column(texts: order.map { "j\($0 / 3)" })),
      ("passed", Column(texts: order.map { values[$0] > 6 ? "yes" : "no" })),
    ])
  }

  private static let methods: [(name: String, levels: [String]?)] = [
    ("friedman", nil), ("t-test-paired", ["a", "c"]), ("wilcoxon", ["c", "a"]),
    ("mcnemar", ["a", "b"]),
  ]

  private static func run(
    _ method: String, _ levels: [String]?, _ order: [Int], block: String? = "judge"
  ) throws -> AnalysisResult {
    try Analysis.run(
      AnalysisRequest(
        method: method, table: table(order), x: method == "mcnemar" ? "passed" : "score",
        group: "treatment", levels: levels, block: block))
  }

  @Test("no order of the rows changes the answer")
  func shuffled() throws {
    for (method, levels) in Self.methods {
      let straight = try Self.run(method, levels, Array(0..<18)).json.text()
      var numbers = SeededNumbers(3)
      for _ in 0..<20 {
        let order = (0..<18).map { $0 }.shuffled(using: &numbers)
        #expect(try Self.run(method, levels, order).json.text() == straight, "\(method)")
      }
    }
  }

  @Test("without a block groups are refused, whatever the order")
  func refused() throws {
    for (method, levels) in Self.methods {
      #expect {
        try Self.run(method, levels, Array(0..<18), block: nil)
      } throws: {
        guard let error = $0 as? StatisticsError else { return false }
        return error.code == .badRequest && error.message.contains("'block'")
      }
    }
  }

  @Test("blocks are the pairs of columns side by side")
  func sideBySide() throws {
    let wide = try Table([
      ("a", Column(doubles: [5.1, 4.4, 6, 5.5, 4.9, 5])),
      ("b", Column(doubles: [6.2, 5.9, 6.6, 5.4, 6.1, 7.2])),
      ("c", Column(doubles: [7.9, 5.2, 8.1, 7, 6.8, 7.1])),
    ])
    let order = Array(0..<18)
    let friedman = try Analysis.run(
      AnalysisRequest(method: "friedman", table: wide, x: "a", z: ["b", "c"]))
    #expect(friedman.pValue == (try Self.run("friedman", nil, order)).pValue)
    #expect(friedman.sampleNames == ["a", "b", "c"])
    let paired = try Analysis.run(
      AnalysisRequest(method: "t-test-paired", table: wide, x: "a", y: "c"))
    #expect(paired.pValue == (try Self.run("t-test-paired", ["a", "c"], order)).pValue)
    let signed = try Analysis.run(AnalysisRequest(method: "wilcoxon", table: wide, x: "c", y: "a"))
    #expect(signed.pValue == (try Self.run("wilcoxon", ["c", "a"], order)).pValue)
  }

  @Test("a block that lacks a group is incomplete, and counted")
  func incomplete() throws {
    for (method, levels) in Self.methods where method != "mcnemar" {
      let whole = try Self.run(method, levels, Array(3..<18))
      // The first judge rated 'b' only, or not at all.
      let partial = try Self.run(method, levels, [1] + Array(3..<18))
      #expect(partial.pValue == whole.pValue, "\(method)")
      #expect(partial.missingCount == (method == "friedman" ? 1 : 0))
    }
    let one = try Self.run("t-test-paired", ["a", "c"], [0] + Array(3..<18))
    #expect(one.missingCount == 1)
  }

  @Test("a group with several rows in a block is an error that names both")
  func several() throws {
    for (method, levels) in Self.methods {
      #expect {
        try Self.run(method, levels, Array(0..<18) + [0])
      } throws: {
        guard let error = $0 as? StatisticsError else { return false }
        return error.code == .domainError && error.message.contains("'j0'")
          && error.message.contains("'a'")
      }
    }
  }

  @Test("two measurements are two groups")
  func two() throws {
    #expect {
      try Self.run("t-test-paired", nil, Array(0..<18))
    } throws: {
      ($0 as? StatisticsError)?.message.contains("levels") == true
    }
  }
}

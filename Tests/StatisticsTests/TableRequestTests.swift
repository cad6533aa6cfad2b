import Basics
import Foundation
import Statistics
import Tables
import Testing

@Suite("Columns of a table are answered as the same numbers in a JSON request are")
struct TableRequestTests {
  /// The request over a table that holds the numbers of a JSON request.
  private struct Rewritten {
    var json: JSON
    var columns: [(name: String, column: Column)] = []
    var x: String?
    var y: String?
    var z: [String] = []
    var group: String?
    var formula: String?
    var weights: String?
    var block: String?

    init(_ request: JSON) throws {
      json = request
      if let samples = request["samples"]?.arrayValue {
        // Rows of samples need names, in both requests.
        let named = samples.enumerated().map { JSON.Member("g\($0)", $1) }
        json = request.with("samples", .object(named))
        try addSamples(named.map { ($0.key, $0.value.arrayValue ?? []) })
      } else if let table = request["table"]?.arrayValue {
        try addCounts(table.map { ($0.arrayValue ?? []).compactMap(\.doubleValue) })
      } else if let tables = request["tables"]?.arrayValue {
        try addStrata(tables)
      } else if let members = request["data"]?.members {
        for member in members { add(member.key, member.value.arrayValue ?? []) }
        formula = request["formula"]?.stringValue
      } else if request["method"]?.stringValue == "proportion" {
        try addProportions(request)
      } else if let cells = request["p_values"]?.arrayValue {
        add("p", cells)
        x = "p"
      } else {
        addVariables(request)
      }
    }

    private mutating func add(_ name: String, _ cells: [JSON]) {
      if cells.contains(where: { $0.stringValue != nil }) {
        columns.append((name, Column(texts: cells.map(\.stringValue))))
      } else {
        columns.append(
          (
            name,
            Column(
              doubles: cells.map { cell in
                if case .bool(let flag) = cell { flag ? 1 : 0 } else { cell.doubleValue }
              })
          ))
      }
    }

    private mutating func addStrata(_ tables: [JSON]) throws {
      var all: [(name: String, texts: [String])] = [("row", []), ("column", []), ("stratum", [])]
      for (stratum, table) in tables.enumerated() {
        columns = []
        try addCounts(
          (table.arrayValue ?? []).map { ($0.arrayValue ?? []).compactMap(\.doubleValue) })
        for index in 0..<2 {
          all[index].texts += (0..<columns[index].column.count).map {
            columns[index].column.value(at: $0).description
          }
        }
        all[2].texts += [String](repeating: "s\(stratum)", count: columns[0].column.count)
      }
      columns = all.map { ($0.name, Column(texts: $0.texts)) }
      block = "stratum"
    }

    private mutating func addSamples(_ samples: [(name: String, cells: [JSON])]) throws {
      columns = [
        ("value", Column(doubles: samples.flatMap { $0.cells.map(\.doubleValue) })),
        (
          "group",
          Column(texts: samples.flatMap { sample in sample.cells.map { _ in sample.name } })
        ),
        (
          "block",
          Column(doubles: samples.flatMap { sample in sample.cells.indices.map { Double($0) } })
        ),
      ]
      (x, group) = ("value", "group")
    }

    private mutating func addCounts(_ table: [[Double]]) throws {
      var (rows, names): ([String], [String]) = ([], [])
      for (i, row) in table.enumerated() {
        for (j, count) in row.enumerated() {
          // Of pairs both sides have the same categories.
          rows += [String](repeating: "c\(i)", count: Int(count))
          names += [String](repeating: "c\(j)", count: Int(count))
        }
      }
      columns = [("row", Column(texts: rows)), ("column", Column(texts: names))]
      (x, y) = ("row", "column")
    }

    private mutating func addProportions(_ request: JSON) throws {
      func numbers(_ key: String) -> [Double] {
        request[key]?.doubleValue.map { [$0] }
          ?? (request[key]?.arrayValue ?? []).compactMap(\.doubleValue)
      }
      let samples = zip(numbers("successes"), numbers("trials")).enumerated().map { index, pair in
        (
          name: "g\(index)",
          cells: (0..<Int(pair.1)).map { JSON.int($0 < Int(pair.0) ? 1 : 0) }
        )
      }
      try addSamples(samples)
      if samples.count == 1 { group = nil }
    }

    private mutating func addVariables(_ request: JSON) {
      func place(_ key: String) -> String? {
        guard let cells = request[key]?.arrayValue else { return nil }
        add(key, cells)
        return key
      }
      var terms: [String] = []
      formula = request["formula"]?.stringValue
      if let members = request["x"]?.members {
        for member in members { add(member.key, member.value.arrayValue ?? []) }
        terms = members.map(\.key)
      } else {
        x = place("x")
      }
      y = place("y")
      for member in request["z"]?.members ?? [] {
        add(member.key, member.value.arrayValue ?? [])
        z.append(member.key)
      }
      weights = place("weights") ?? place("trials")
      group = place("groups")
      let response = place("successes") ?? y
      if formula != nil { (x, y) = (nil, nil) }
      if formula == nil, !terms.isEmpty, let response {
        formula = "\(response) ~ " + terms.map { "`\($0)`" }.joined(separator: " + ")
        (x, y) = (nil, nil)
      }
    }
  }

  /// Without the names that a table of rows has and a request without names lacks.
  private static func comparable(_ result: AnalysisResult) -> String {
    let named: Set = ["row_flow", "samples", "table"]
    return JSON.object((result.json.members ?? []).filter { !named.contains($0.key) }).text()
  }

  @Test("a test of counts holds its cross table, under the names of both variables")
  func crossTable() throws {
    let table = try Table([
      (name: "a", column: Column(texts: ["u", "u", "v", "v", "v", nil])),
      (name: "b", column: Column(texts: ["y", "n", "n", "n", "y", "y"])),
    ])
    for method in ["chi-square", "g-test", "fisher"] {
      let result = try Analysis.run(
        AnalysisRequest(method: method, table: table, x: "a", y: "b"))
      let counts = try #require(result.crossTable)
      #expect(counts.rows == ["u", "v"] && counts.columns == ["n", "y"])
      #expect(counts.counts == [[1, 1], [2, 1]])
      #expect(result[path: "table.counts.1.0"] == 2)
      #expect(try AnalysisResult(json: result.json) == result)
    }
  }

  @Test("ratios of odds and of rates are the exponentials of their coefficients, with intervals")
  func ratios() throws {
    let table = try Table([
      (name: "x", column: Column(doubles: (0..<30).map { Double($0 * 7 % 11) })),
      (name: "y", column: Column(doubles: (0..<30).map { Double($0 * 5 % 3 % 2) })),
      (name: "n", column: Column(doubles: (0..<30).map { Double($0 * 3 % 7) })),
    ])
    for (method, formula, key) in [
      ("logistic", "y ~ x", "odds_ratio"), ("poisson", "n ~ x", "rate_ratio"),
    ] {
      let result = try Analysis.run(
        AnalysisRequest(method: method, table: table, formula: formula))
      let slope = try #require(result.onlySlope)
      #expect(slope.ratioEstimate == slope.estimate.map { exp($0) })
      #expect(slope.ratioInterval?.low == slope.interval?.low.map { exp($0) })
      #expect(result[path: "coefficients.x.\(key)"]?.doubleValue == slope.ratioEstimate)
      #expect(result[path: "coefficients.(Intercept).\(key)"] == nil)
      #expect(try AnalysisResult(json: result.json).coefficients == result.coefficients)
    }
  }

  @Test("groups that the data do not hold are unfit data, and no wrong request")
  func fewGroups() throws {
    for kinds in [["a", "a", "a"], [nil, nil, nil]] as [[String?]] {
      let table = try Table([
        (name: "x", column: Column(doubles: [1, 2, 3])), (name: "g", column: Column(texts: kinds)),
      ])
      for method in ["kruskal-wallis", "mann-whitney", "anova", "levene"] {
        #expect {
          _ = try AnalysisRequest(method: method, table: table, x: "x", group: "g")
        } throws: {
          ($0 as? StatisticsError)?.code == .tooFewObservations
        }
      }
    }
  }

  @Test("the two answers are one", arguments: ReferenceRow.smallest)
  func sameAnswer(_ row: ReferenceRow) throws {
    let request = try Rewritten(row.request)
    let asked = try Analysis.run(AnalysisRequest(json: request.json))
    let fromTable = try Analysis.run(
      AnalysisRequest(
        method: row.method, table: Table(request.columns), x: request.x, y: request.y,
        z: request.z, group: request.group,
        block: request.block ?? (["friedman", "cochran-q"].contains(row.method) ? "block" : nil),
        formula: request.formula, weights: request.weights,
        options: row.request["options"] ?? [:]))
    #expect(Self.comparable(asked) == Self.comparable(fromTable))
  }
}

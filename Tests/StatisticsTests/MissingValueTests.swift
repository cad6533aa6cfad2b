import Basics
import Statistics
import Tables
import Testing

/// A method with what it is given, which decides what a missing value means.
struct MissingValueCase: Sendable, CustomTestStringConvertible {
  enum Shape: String, Sendable {
    case sample, weightedSample, pair, triple, matrix, samples, blocks
    case fit, weightedFit, binomialFit, table, proportion, pValues, series, gaps, modelled, strata
    case survival, model
  }

  let method: String
  let shape: Shape

  var testDescription: String { "\(method), \(shape.rawValue)" }
}

@Suite("One policy of missing values holds for all methods")
struct MissingValueTests {
  private typealias Shape = MissingValueCase.Shape

  private static let cases: [MissingValueCase] = {
    Methods.all.flatMap { method in
      shapes(method.facts).map { MissingValueCase(method: method.facts.name, shape: $0) }
    }
  }()

  private static func shapes(_ facts: MethodFacts) -> [Shape] {
    let isWeighted = facts.fields.contains("weights")
    return switch facts.takes {
    case .variable: isWeighted ? [.sample, .weightedSample] : [.sample]
    case .oneOrTwo: [.sample]
    case .pair, .repeated: [.pair]
    case .differences: [.sample, .pair]
    case .partial: [.triple]
    case .columns: [.matrix]
    case .samples: [.samples]
    case .blocks: [.blocks]
    case .counts, .pairedCounts: [.table]
    case .proportion: [.proportion]
    case .pValues: [.pValues]
    case .fit: isWeighted ? [.weightedFit] : [.fit]
    case .binomialFit: [.binomialFit]
    case .series: [.series]
    case .gappedSeries: [.gaps]
    case .modelledSeries: [.modelled]
    case .strata: [.strata]
    case .table: [.survival]
    case .tableModel: [.model]
    }
  }

  private static func cases(of shapes: Shape...) -> [MissingValueCase] {
    cases.filter { shapes.contains($0.shape) }
  }

  private static func options(_ method: String) -> JSON {
    if method == "nonlinear" {
      return ["model": "a * x + b * w + c", "start": ["a": 1, "b": 1, "c": 0]]
    }
    var members: [JSON.Member] = []
    switch method {
    case "kaplan-meier", "log-rank": return ["time": "t", "event": "e", "group": "g"]
    case "marginal-means": return ["of": ["g"]]
    case "glm": return ["family": "gaussian"]
    default: break
    }
    for option in Methods[method]?.options ?? [] {
      if case .required(let example) = option.standard {
        members.append(.init(option.name, example))
      }
      if option.name == "draws" { members.append(.init("draws", 200)) }
    }
    return .object(members)
  }

  private static func response(_ method: String, _ numbers: inout SeededNumbers) -> [Double] {
    (0..<24).map { row in
      switch method {
      case "logistic": row % 3 == 0 || (row > 12 && row % 2 == 0) ? 1 : 0
      case "poisson", "negative-binomial": Double([0, 9, 2, 0, 14, 1, 5, 21][row % 8])
      default: Double(row) * 0.25 + (numbers.normal() * 64).rounded() / 64
      }
    }
  }

  private static func around(_ values: [Double], _ head: [Double?], _ tail: [Double?]) -> [Double?]
  {
    var result = head
    for value in values { result.append(value) }
    result.append(contentsOf: tail)
    return result
  }

  /// A request without missing values, the same with some, and how many these are.
  private static func requests(
    _ method: String, _ shape: Shape
  ) -> (clean: JSON, dirty: JSON, missing: Int) {
    var numbers = SeededNumbers(7)
    let base: JSON = ["method": .string(method), "options": options(method)]
    func column() -> [Double] { numbers.values(.normal, 24) }
    switch shape {
    case .sample, .weightedSample:
      let isPositive = ["gini", "concentration", "fit-distribution"].contains(method)
      let x = column().map { isPositive ? abs($0) + 1.0 / 1024 : $0 }
      var gaps: [Double?] = x
      gaps.insert(contentsOf: [nil, nil], at: 9)
      gaps.insert(nil, at: 0)
      guard shape == .weightedSample else {
        return (base.with("x", JSON(x)), base.with("x", JSON(gaps)), 3)
      }
      let weights = x.map { abs($0) + 1 }
      return (
        base.with("x", JSON(x)).with("weights", JSON(weights)),
        base.with("x", JSON(x + [1, 2])).with("weights", JSON(weights + [nil, nil])), 2
      )
    case .matrix:
      let (x, y) = (column(), column())
      // Pair by pair: a row of z alone says nothing about x and y.
      return (
        base.with("z", ["x": JSON(x), "y": JSON(y)]),
        base.with("z", ["x": JSON(around(x, [nil], [1])), "y": JSON(around(y, [2], [nil]))]), 2
      )
    case .pair, .triple:
      let (x, y, z) = (column(), column(), column())
      func request(_ x: [Double?], _ y: [Double?], _ z: [Double?]) -> JSON {
        let pair = base.with("x", JSON(x)).with("y", JSON(y))
        return shape == .pair ? pair : pair.with("z", ["z": JSON(z)])
      }
      // Incomplete rows at both ends: one in x, one in y, one in both.
      return (
        request(x, y, z),
        request(
          around(x, [nil], [0.5, nil]), around(y, [2.5], [nil, nil]), around(z, [1], [2, nil])),
        3
      )
    case .series, .gaps, .modelled:
      let x = (0..<60).map { abs(numbers.normal()) + 1 + Double($0) / 8 }
      let name = shape == .modelled ? "y" : "x"
      var gaps: [Double?] = x
      gaps[7] = nil
      return (base.with(name, JSON(x)), base.with(name, JSON(gaps)), 1)
    case .strata:
      return (
        base.with("tables", [[[12, 5], [7, 16]], [[3, 4], [5, 9]]]),
        base.with("tables", [[[12, .null], [7, 16]], [[3, 4], [5, 9]]]), 1
      )
    case .survival, .model:
      let n = 24
      let t = (0..<n).map { Double($0 % 9 + 1) + Double($0) / 64 }
      let y = column()
      func data(_ t: [Double?], _ y: [Double?], _ e: [JSON], _ g: [JSON]) -> JSON {
        ["t": JSON(t), "y": JSON(y), "e": .array(e), "g": .array(g)]
      }
      let e = (0..<n).map { JSON.int(Int64($0 % 3 == 0 ? 0 : 1)) }
      let g = (0..<n).map { JSON.string(["a", "b", "c"][$0 % 3 == 0 ? $0 / 3 % 3 : $0 % 2]) }
      let request =
        shape == .model
        ? base.with("formula", .string(method == "cox" ? "surv(t, e) ~ y" : "y ~ g + t")) : base
      let isCox = method == "cox" || shape == .survival
      return (
        request.with("data", data(t, y, e, g)),
        request.with(
          "data",
          data(
            t + [nil, 2], y + [1, isCox && shape == .survival ? 1 : nil], e + [1, 1],
            g + ["a", shape == .survival ? .null : "a"])), 2
      )
    case .samples:
      let samples = (0..<2).map { _ in column() }
      let gaps = samples.enumerated().map { index, values in
        around(values, [Double?](repeating: nil, count: index + 1), [nil])
      }
      return (
        base.with("samples", .array(samples.map { JSON($0) })),
        base.with("samples", .array(gaps.map { JSON($0) })), 5
      )
    case .blocks:
      let isBinary = method == "cochran-q"
      let samples = (0..<3).map { _ in column().map { isBinary ? ($0 > 0 ? 1 : 0) : $0 } }
      let gaps = samples.enumerated().map { index, values in
        around(values, [index == 0 ? nil : 1], [index == 2 ? nil : 3])
      }
      return (
        base.with("samples", .array(samples.map { JSON($0) })),
        base.with("samples", .array(gaps.map { JSON($0) })), 2
      )
    case .fit, .weightedFit, .binomialFit:
      let y = response(method, &numbers)
      let (x, w) = (column(), column())
      let weights = (0..<24).map { Double($0 % 4 + 1) }
      func request(_ y: [Double?], _ x: [Double?], _ w: [Double?], _ extra: [Double?]) -> JSON {
        var request = base.with("x", ["x": JSON(x), "w": JSON(w)])
        switch shape {
        case .binomialFit:
          request = request.with("successes", JSON(y.map { $0.map { max($0, 0).rounded() } }))
            .with("trials", JSON(extra.map { $0.map { $0 + 9 } }))
        case .weightedFit: request = request.with("y", JSON(y)).with("weights", JSON(extra))
        default: request = request.with("y", JSON(y))
        }
        return request
      }
      // Incomplete rows at the end; the last lacks a weight or its trials only.
      let rows = shape == .fit ? 3 : 4
      func gapped(_ values: [Double], _ tail: [Double?]) -> [Double?] {
        around(values, [], Array(tail.prefix(rows)))
      }
      return (
        request(y, x, w, weights),
        request(
          gapped(y, [nil, 1, 1, 1]), gapped(x, [0.5, nil, 1, 0.25]), gapped(w, [1, nil, nil, 0.5]),
          gapped(weights, [1, 1, 1, nil])), rows
      )
    case .table:
      return (
        base.with("table", [[12, 5], [7, 16]]), base.with("table", [[12, .null], [7, 16]]), 1
      )
    case .proportion:
      return (
        base.with("successes", [5, 7]).with("trials", [9, 14]),
        base.with("successes", [5, .null]).with("trials", [9, 14]), 1
      )
    case .pValues:
      return (
        base.with("p_values", [0.01, 0.2, 0.03]),
        base.with("p_values", [0.01, .null, 0.2, 0.03, .null]), 2
      )
    }
  }

  /// The answer without what may differ: the counts of what was dropped, and row numbers.
  private static func comparable(_ json: JSON) -> JSON {
    switch json {
    case .object(let members):
      .object(
        members.filter {
          !["n_missing", "notes", "row_flow"].contains($0.key) && !$0.key.hasSuffix("_row")
        }.map { .init($0.key, comparable($0.value)) })
    case .array(let items): .array(items.map(comparable))
    default: json
    }
  }

  private static func run(_ json: JSON) throws -> AnalysisResult {
    try Analysis.run(AnalysisRequest(json: json))
  }

  @Test(
    "missing values are dropped, or their rows, and counted; the rest of the answer stays",
    arguments: cases.filter {
      ![.table, .proportion, .pValues, .series, .gaps, .modelled, .strata].contains($0.shape)
    })
  func droppedAndCounted(_ given: MissingValueCase) throws {
    let (clean, dirty, missing) = Self.requests(given.method, given.shape)
    let plain = try Self.run(clean)
    let answer = try Self.run(dirty)
    #expect(plain.missingCount == 0)
    #expect(answer.missingCount == missing)
    #expect(Self.comparable(answer.json).text() == Self.comparable(plain.json).text())
  }

  @Test(
    "a missing count is refused, and a gap in a series: they have no row to drop",
    arguments: cases(of: .table, .proportion, .series, .modelled, .strata))
  func missingCountsAreRefused(_ given: MissingValueCase) {
    let (clean, dirty, _) = Self.requests(given.method, given.shape)
    #expect(throws: Never.self) { try Self.run(clean) }
    #expect { try Self.run(dirty) } throws: { ($0 as? StatisticsError)?.code == .badRequest }
  }

  @Test(
    "a gap of a series with seasons keeps its place and is counted", arguments: cases(of: .gaps))
  func gapsKeepTheirPlace(_ given: MissingValueCase) throws {
    let (clean, dirty, missing) = Self.requests(given.method, given.shape)
    #expect(try Self.run(clean).missingCount == 0)
    let answer = try Self.run(dirty)
    #expect(answer.missingCount == missing && answer.pValue != nil)
  }

  @Test("a missing p-value stays missing and does not count")
  func missingPValues() throws {
    let (clean, dirty, missing) = Self.requests("adjust", .pValues)
    let plain = try Self.run(clean)
    let answer = try Self.run(dirty)
    let adjusted = answer[path: "adjusted"]?.arrayValue ?? []
    #expect(adjusted.count == 5)
    #expect(adjusted.filter { $0 != .null } == plain[path: "adjusted"]?.arrayValue)
    #expect([adjusted[1], adjusted[4]] == [.null, .null])
    #expect(answer.missingCount == missing)
  }

  @Test(
    "nothing but missing values is too few observations",
    arguments: cases.filter {
      ![.table, .proportion, .series, .modelled, .strata].contains($0.shape)
    })
  func onlyMissingValues(_ given: MissingValueCase) {
    func emptied(_ json: JSON) -> JSON {
      switch json {
      case .array(let items) where items.allSatisfy({ $0.arrayValue == nil }):
        .array(items.map { _ in .null })
      case .array(let items): .array(items.map(emptied))
      case .object(let members): .object(members.map { .init($0.key, emptied($0.value)) })
      default: json
      }
    }
    let (clean, _, _) = Self.requests(given.method, given.shape)
    let request = JSON.object(
      (clean.members ?? []).map {
        .init($0.key, $0.key == "options" ? $0.value : emptied($0.value))
      })
    #expect { try Self.run(request) } throws: {
      ($0 as? StatisticsError)?.code == .tooFewObservations
    }
  }

  @Test(
    "an infinite value is dropped, counted and named",
    arguments: cases(of: .sample, .pair, .samples))
  func infiniteValues(_ given: MissingValueCase) throws {
    let shape = given.shape
    let (clean, _, _) = Self.requests(given.method, shape)
    var request = try AnalysisRequest(json: clean)
    let plain = try Analysis.run(request)
    if shape == .samples {
      request.samples = request.samples.map { Sample($0.values + [.infinity]) }
    } else {
      request.x = request.x.map { RequestVariable($0.values + [-.infinity], name: $0.name) }
      request.y = request.y.map { RequestVariable($0.values + [1], name: $0.name) }
    }
    let answer = try Analysis.run(request)
    #expect(answer.nonFiniteCount == (shape == .samples ? 2 : 1))
    #expect(answer.missingCount == 0)
    #expect(answer.notes.contains { $0.contains("infinite") })
    #expect(answer[path: "statistic"] == plain[path: "statistic"])
    #expect(answer[path: "p_value"] == plain[path: "p_value"])
  }
}

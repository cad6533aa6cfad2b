import Basics
import Foundation
import Statistics
import Tables
import Testing

/// NIST's Statistical Reference Datasets, where `ALMANAC_DATASETS` names a folder that holds them.
private enum CertifiedFiles {
  static let folder: URL? = {
    guard let path = ProcessInfo.processInfo.environment["ALMANAC_DATASETS"] else { return nil }
    let folder = URL(fileURLWithPath: path).appendingPathComponent("nist")
    let certified = folder.appendingPathComponent("certified.json").path
    return FileManager.default.fileExists(atPath: certified) ? folder : nil
  }()

  static func text(_ name: String) throws -> String {
    let folder = try #require(folder)
    return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  static func certified(_ kind: String, _ set: String) throws -> JSON {
    try #require(try JSON.parse(text("certified.json"))[kind]?[set])
  }

  /// The rows of numbers that end the file.
  static func rows(_ name: String) throws -> [[Double]] {
    var rows: [[Double]] = []
    for line in try text(name).split(whereSeparator: \.isNewline).reversed() {
      let cells = line.split { $0 == " " || $0 == "," || $0 == "\t" || $0 == "\r" }
      let numbers = cells.compactMap { Double($0) }
      guard !numbers.isEmpty, numbers.count == cells.count else { break }
      rows.append(numbers)
    }
    return rows.reversed()
  }

  static func number(_ json: JSON?) throws -> Double {
    let value = try #require(json)
    return try #require(value.doubleValue ?? value.stringValue.flatMap { Double($0) })
  }

  static func numbers(_ json: JSON?) throws -> [Double] {
    try #require(json?.arrayValue).map { try number($0) }
  }
}

/// The digits below are those that doubles allow, which NIST's certificates do not know: where the data
/// are not doubles (1e7 + 0.1), the certified value differs from that of the doubles.
@Suite(
  "Certified values of NIST's data sets are met",
  .enabled(if: CertifiedFiles.folder != nil, "set ALMANAC_DATASETS to a folder with 'nist' in it"))
struct CertifiedDataTests {
  private func expectDigits(
    _ value: Double?, _ certified: Double, _ digits: Double, _ what: String,
    _ location: SourceLocation = #_sourceLocation
  ) {
    guard let value else {
      Issue.record("\(what) is missing", sourceLocation: location)
      return
    }
    let attained = AgreeingDigits.of(value, certified)
    #expect(
      attained >= digits, "\(what): \(attained) digits, \(value) for \(certified)",
      sourceLocation: location)
  }

  @Test("mean, standard deviation and autocorrelation", arguments: ["NumAcc1", "Michelso", "Lew"])
  func univariate(_ set: String) throws {
    let values = try CertifiedFiles.rows("\(set).txt").flatMap { $0 }
    let certified = try CertifiedFiles.certified("univariate", set)
    #expect(try Double(values.count) == CertifiedFiles.number(certified["n"]))
    let answer = try Analysis.run(
      AnalysisRequest(json: ["method": "describe", "x": JSON(values)]))
    for (path, key) in [("mean", "mean"), ("sd", "sd"), ("lag1_autocorrelation", "lag1")] {
      expectDigits(
        answer[path: path]?.doubleValue, try CertifiedFiles.number(certified[key]), 13,
        "\(set) \(path)")
    }
  }

  @Test(
    "coefficients and standard errors of linear models",
    arguments: [("norris", 1), ("pontius", 2), ("wampler1", 5)])
  func linear(_ set: String, _ degree: Int) throws {
    let rows = try CertifiedFiles.rows("\(set).csv")
    let certified = try CertifiedFiles.certified("linear", set)
    let table = try Table([
      ("y", Column(doubles: rows.map { $0[0] })), ("x", Column(doubles: rows.map { $0[1] })),
    ])
    let answer = try Analysis.run(
      AnalysisRequest(
        method: "ols", table: table, formula: degree == 1 ? "y ~ x" : "y ~ poly(x, \(degree))"))
    let beta = try CertifiedFiles.numbers(certified["beta"])
    let errors = try CertifiedFiles.numbers(certified["se"])
    let coefficients = try #require(answer.coefficients)
    #expect(coefficients.count == beta.count)
    for (coefficient, (b, se)) in zip(coefficients, zip(beta, errors)) {
      expectDigits(coefficient.estimate, b, 12, "\(set) \(coefficient.term)")
      if se > 0 {
        expectDigits(coefficient.standardError, se, 11.5, "\(set) error of \(coefficient.term)")
      }
    }
    expectDigits(
      answer[path: "r_squared"]?.doubleValue, try CertifiedFiles.number(certified["r_squared"]), 13,
      "\(set) r_squared")
    let sd = try CertifiedFiles.number(certified["residual_sd"])
    if sd > 0 {
      expectDigits(answer[path: "sigma"]?.doubleValue, sd, 12, "\(set) sigma")
      expectDigits(
        answer[path: "f.value"]?.doubleValue, try CertifiedFiles.number(certified["f"]), 12,
        "\(set) F")
    }
  }

  @Test(
    "F of one-way analyses of variance",
    arguments: [("SiRstv", 12.0), ("SmLs01", 13.0), ("AtmWtAg", 8.5)])
  func variance(_ set: String, _ digits: Double) throws {
    let rows = try CertifiedFiles.rows("\(set).dat")
    let certified = try CertifiedFiles.certified("anova", set)
    let groups = Set(rows.map { $0[0] }).sorted()
    let samples = groups.map { group in rows.filter { $0[0] == group }.map { $0[1] } }
    let answer = try Analysis.run(
      AnalysisRequest(json: ["method": "anova", "samples": .array(samples.map { JSON($0) })]))
    expectDigits(
      answer.statistic?.value, try CertifiedFiles.number(certified["f"]), digits, "\(set) F")
    expectDigits(
      answer[path: "effect_sizes.eta-squared"]?.doubleValue,
      try CertifiedFiles.number(certified["r_squared"]), digits, "\(set) R²")
  }

  private static let models = [
    "Misra1a": "b1 * (1 - exp(-b2 * x))", "Chwirut2": "exp(-b1 * x) / (b2 + b3 * x)",
    "DanWood": "b1 * power(x, b2)",
    "Kirby2": "(b1 + b2 * x + b3 * x * x) / (1 + b4 * x + b5 * x * x)",
    "Thurber":
      "(b1 + b2*x + b3*x*x + b4*x*x*x) / (1 + b5*x + b6*x*x + b7*x*x*x)",
  ]

  @Test(
    "parameters of nonlinear models, from both starts",
    arguments: ["Misra1a", "Chwirut2", "DanWood", "Kirby2", "Thurber"], ["start1", "start2"])
  func nonlinear(_ set: String, _ start: String) throws {
    let rows = try CertifiedFiles.rows("\(set).dat")
    let certified = try CertifiedFiles.certified("nonlinear", set)
    let model = try #require(Self.models[set])
    let starts = try CertifiedFiles.numbers(certified[start])
    let answer = try Analysis.run(
      AnalysisRequest(json: [
        "method": "nonlinear", "y": JSON(rows.map { $0[0] }), "x": ["x": JSON(rows.map { $0[1] })],
        "options": [
          "model": .string(model),
          "start": .object(
            starts.enumerated().map { .init("b\($0.offset + 1)", .double($0.element)) }),
        ],
      ]))
    let beta = try CertifiedFiles.numbers(certified["beta"])
    let errors = try CertifiedFiles.numbers(certified["se"])
    for (coefficient, (b, se)) in zip(try #require(answer.coefficients), zip(beta, errors)) {
      expectDigits(coefficient.estimate, b, 9, "\(set) \(start) \(coefficient.term)")
      expectDigits(
        coefficient.standardError, se, 6, "\(set) \(start) error of \(coefficient.term)")
    }
    expectDigits(
      answer[path: "sigma"]?.doubleValue, try CertifiedFiles.number(certified["rsd"]), 9,
      "\(set) \(start) sigma")
  }
}

import Basics
import Foundation
import Studies
import Testing

@Suite("Two results compared")
struct ComparisonTests {
  private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Golden").path

  /// An analysis with these numbers.
  private func analysis(
    estimate: Double, ci: [Double] = [1, 3], p: Double, method: String = "t-test",
    corrected: Double? = nil
  ) -> JSON {
    var members: [JSON.Member] = [
      .init("method", .string(method)), .init("title", "Test"),
      .init("statistic", ["name": "t", "value": 2.5]), .init("df", 18),
      .init("p_value", .number(p)),
      .init("p_method", "t"), .init("alternative", "two-sided"),
      .init(
        "estimate",
        [
          "name": "difference of means", "value": .number(estimate),
          "ci": .array(ci.map { .number($0) }), "level": 0.95,
        ]),
      .init("effect_sizes", []), .init("n", [10, 10]), .init("n_missing", 0),
      .init("assumptions", []), .init("notes", []),
    ]
    if let corrected {
      members += [
        .init("family", "main"), .init("p_adjusted", .number(corrected)),
        .init("correction", "holm"),
      ]
    }
    return .object(members)
  }

  private func results(
    analyses: [JSON.Member] = [], values: [JSON.Member] = [], version: String = "0.1.1",
    sha: String = "a", rows: Int64 = 10, verdict: String = "match", title: String = "Study"
  ) throws -> ResultsFile {
    try ResultsFile(json: [
      "schema": 1, "tool": ["name": "almanac", "version": .string(version)],
      "study": ["id": "s", "title": .string(title), "parameters": .object([]), "seed": 1],
      "sources": [
        "data": [
          "dataset": .null, "file": "d.csv", "sha256": .string(sha), "pinned": .null, "bytes": 5,
          "rows": .int(rows),
        ]
      ],
      "analyses": .object(analyses), "values": .object(values),
      "ledger": [
        [
          "id": "row", "published": 1, "recomputed": 1, "verdict": .string(verdict),
          "basis": "computed", "tolerance": 0, "explained": false, "source": .null, "note": .null,
        ]
      ],
    ])
  }

  private func value(_ number: JSON) -> JSON { ["value": number, "unit": .null] }

  private func first(_ old: JSON?, _ new: JSON?) throws -> JSON? {
    let comparison = Comparison(
      old: try results(analyses: old.map { [.init("a", $0)] } ?? []),
      new: try results(analyses: new.map { [.init("a", $0)] } ?? []))
    return comparison.json["conclusions"]?.arrayValue?.first
  }

  @Test("Each verdict on a conclusion follows from the numbers of both")
  func conclusions() throws {
    let base = analysis(estimate: 2, p: 0.01)
    func verdict(_ old: JSON?, _ new: JSON?) throws -> String? {
      try first(old, new)?["verdict"]?.stringValue
    }
    #expect(try verdict(base, analysis(estimate: 2.5, p: 0.02)) == "kept")
    #expect(try verdict(base, analysis(estimate: 3.1, p: 0.001)) == "stronger")
    #expect(try verdict(base, analysis(estimate: 0.9, p: 0.04)) == "weaker")
    #expect(try verdict(base, analysis(estimate: -2, p: 0.01)) == "reversed")
    #expect(try verdict(base, analysis(estimate: 2, p: 0.05)) == "reversed")
    #expect(try verdict(analysis(estimate: 2, p: 0.2), base) == "reversed")
    #expect(try verdict(base, analysis(estimate: 2, p: 0.01, corrected: 0.01)) == "not-comparable")
    #expect(try verdict(base, analysis(estimate: 2, p: 0.01, method: "welch")) == "not-comparable")
    #expect(try verdict(base, nil) == "gone")
    #expect(try verdict(nil, base) == "new")
    #expect(try verdict(base, base) == nil)
    // Neither is significant: a sign alone is no reversal.
    #expect(
      try verdict(
        analysis(estimate: 1, ci: [-3, 5], p: 0.6), analysis(estimate: -1, ci: [-5, 3], p: 0.7))
        == "kept")
  }

  @Test("A corrected p-value decides, not the raw one")
  func corrected() throws {
    let found = try first(
      analysis(estimate: 2, p: 0.01, corrected: 0.03),
      analysis(estimate: 2, p: 0.01, corrected: 0.06))
    #expect(found?["verdict"]?.stringValue == "reversed")
    #expect(found?["old"]?["p_value"]?.doubleValue == 0.03)
  }

  @Test("The gravest comes first")
  func order() throws {
    let base = analysis(estimate: 2, p: 0.01)
    let comparison = Comparison(
      old: try results(analyses: [.init("kept", base), .init("weak", base), .init("turned", base)]),
      new: try results(analyses: [
        .init("kept", analysis(estimate: 2.1, p: 0.01)),
        .init("weak", analysis(estimate: 0.5, p: 0.01)),
        .init("turned", analysis(estimate: -2, p: 0.01)),
      ]))
    #expect(
      comparison.json["conclusions"]?.arrayValue?.compactMap { $0["address"]?.stringValue }
        == ["turned", "weak", "kept"])
    #expect(comparison.hasReversal)
  }

  @Test("Values are told by all digits, and by their interval where they have one")
  func values() throws {
    func values(_ total: JSON, _ big: JSON) -> [JSON.Member] {
      [
        .init("total", value(total)), .init("total-low", value(1)), .init("total-high", value(5)),
        .init("big", value(big)),
      ]
    }
    let old = try results(values: values(3, .int(9_007_199_254_740_992)))
    func told(_ new: ResultsFile) -> [String] {
      Comparison(old: old, new: new).json["values"]?.arrayValue?.map {
        "\($0["address"]?.stringValue ?? "") \($0["verdict"]?.stringValue ?? "")"
      } ?? []
    }
    #expect(told(try results(values: values(3.0, .int(9_007_199_254_740_992)))) == [])
    #expect(
      told(try results(values: values(4, .int(9_007_199_254_740_993)))) == [
        "big moved", "total within",
      ])
    #expect(told(try results(values: values(6, .int(9_007_199_254_740_992)))) == ["total moved"])
  }

  @Test("Data, program and ledger are told apart, and nothing is said where nothing changed")
  func causes() throws {
    let old = try results()
    #expect(Comparison(old: old, new: try results()).isEmpty)
    #expect(Comparison(old: old, new: try results(sha: "b")).cause == "the data")
    #expect(Comparison(old: old, new: try results(version: "0.2.0")).cause == "the program")
    let ledger = Comparison(old: old, new: try results(verdict: "differs")).json["ledger"]
    #expect(ledger?.arrayValue?.first?["new"]?.stringValue == "differs")
  }

  @Test("Results of older versions are read", arguments: ["0.1.0", "0.1.1"])
  func olderVersions(_ version: String) throws {
    let file = "\(Self.golden)/results-\(version).json"
    #expect(try Comparison(oldPath: file, newPath: file).isEmpty)
  }

  @Test("Files that are missing or damaged are named")
  func damaged() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("comparison-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let good = "\(Self.golden)/results-0.1.1.json"
    let file = folder.appendingPathComponent("results.json")
    #expect { try Comparison(oldPath: good, newPath: folder.path) } throws: {
      "\($0)".contains("results.json")
    }
    for text in ["", "{", "[]", "{}", "{\"schema\": 99}"] {
      try Data(text.utf8).write(to: file)
      #expect { try Comparison(oldPath: good, newPath: folder.path) } throws: {
        "\($0)".contains("results.json: these are no results that can be compared")
      }
    }
  }

  @Test("Values that differ are never printed alike")
  func digits() throws {
    let comparison = Comparison(
      old: try results(values: [.init("v", value(0.123456789))]),
      new: try results(values: [.init("v", value(0.123456788))]))
    #expect(
      comparison.sections.first?.rows.first == ["v", "moved", "0.123456789", "0.123456788"])
  }

  @Test("What differs by rounding is counted for people, and listed in JSON")
  func rounding() throws {
    let old = try results(values: [
      .init("v", value(.double(0.1))), .init("w", value(.double(1.25))),
    ])
    let new = try results(values: [.init("v", value(.double(0.1.nextUp))), .init("w", value(1.5))])
    let comparison = Comparison(old: old, new: new)
    #expect(comparison.sections.flatMap(\.rows).map(\.first) == ["w"])
    #expect(comparison.roundingSentence?.hasPrefix("1 entry differs by") == true)
    #expect(comparison.json["values"]?.arrayValue?.count == 2)
  }

  @Test("Text of the data is no markup")
  func hostile() throws {
    let evil = "<script>alert(1)</script>"
    let comparison = Comparison(
      old: try results(values: [.init("v", value("x"))]),
      new: try results(values: [.init("v", value(.string(evil)))], title: evil))
    #expect(!(try comparison.text(.html)).contains(evil))
    #expect(!(try comparison.text(.md)).contains(evil))
  }
}

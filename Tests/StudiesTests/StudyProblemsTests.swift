import Foundation
import Studies
import Testing

@Suite("Problems of a study file")
struct StudyProblemsTests {
  private func problems(_ study: String, report: String = "# Report\n") throws -> [String] {
    try TemporaryStudy.use(study: study, report: report) {
      try $0.builder().lint().map(\.description)
    }
  }

  @Test("all problems are listed at once, each with its place and the nearest name")
  func allAtOnce() throws {
    let found = try problems(
      """
      study: demo
      title: Demo
      sources:
        rows: { path: rows.csv }
      tables:
        big:
          from: rwos
          wehre: x > 1
          limit: 3
      analyses:
        a: { method: spaerman, table: big, x: x, y: y }
      values:
        n: { table: big, value: "count(" }
      """, report: "{{number(m)}} {{figure nothing}} {{shout(n)}}")
    #expect(
      found.contains(
        "study.yml:7:11: error: no source or table is called 'rwos'; did you mean 'rows'?"))
    #expect(
      found.contains("study.yml:8:5: error: table 'big' has no key 'wehre'; did you mean 'where'?"))
    #expect(
      found.contains {
        $0.hasPrefix(
          "study.yml:11:16: error: no method is called 'spaerman'; did you mean 'spearman'?")
      })
    #expect(found.contains { $0.hasPrefix("study.yml:13:27: error:") })
    #expect(found.contains { $0.hasPrefix("report.md:1:1: error: no result is called 'm'") })
    #expect(found.contains { $0.hasPrefix("report.md:1:15: error: no figure is called 'nothing'") })
    #expect(found.contains { $0.hasPrefix("report.md:1:34: error: no tag is called 'shout'") })
  }

  @Test("an expression that a flow mapping cut at its comma gets a hint")
  func flowMapping() throws {
    let found = try problems(
      """
      study: demo
      title: Demo
      sources: { rows: { path: rows.csv } }
      values:
        n: { table: rows, value: quantile(x, 0.5) }
      """)
    #expect(found.contains { $0.contains("must be in quotes") })
  }

  @Test("tables that are made from each other are found before anything runs")
  func circle() throws {
    let found = try problems(
      """
      study: demo
      title: Demo
      tables:
        a: { from: b, limit: 1 }
        b: { from: a, limit: 1 }
      """)
    #expect(found.contains { $0.contains("depends on itself") })
  }

  @Test("a file outside of the study's folder is refused")
  func outside() throws {
    let found = try problems("study: demo\ntitle: Demo\ninclude: [../secret.yml]\n")
    #expect(found.contains { $0.contains("leaves the study's folder") })
  }

  @Test(
    "what is not a study is reported, not crashed on",
    arguments: [
      "", "[1, 2", "study: demo", "- a\n- b", "study: demo\ntitle: x\nsources: 3",
      "study: demo\ntitle: x\ntables: {a: [1]}", "study: demo\ntitle: x\nfigures: {f: {layers: 3}}",
      "a: &a [*a]", "study: Demo!\ntitle: x", "study: demo\nstudy: demo\ntitle: x", "\u{0}",
      "study: demo\ntitle: x\nanalyses: {a: {method: ols}}",
    ])
  func nasty(text: String) throws {
    #expect(try problems(text).contains { $0.contains("error:") })
  }

  @Test(
    "a number beyond what makes sense is an error with its place, not a crash",
    arguments: [
      "limit: -5", "sample: { share: 1e300 }", "sample: { share: -0.5 }", "sample: { rows: -5 }",
      "display: { limit: -5 }", "display: { columns: { a: { title: A, digits: -1 } } }",
      "split: { test: 0.5, seed: -5 }", "limit: 99999999999999999999",
    ])
  func outOfRange(step: String) throws {
    let found = try problems(
      "study: demo\ntitle: Demo\nsources: { d: { path: d.csv } }\ntables:\n  t:\n    from: d\n    "
        + step + "\n")
    #expect(found.contains { $0.hasPrefix("study.yml:7:") && $0.contains("error:") }, "\(found)")
  }

  @Test("prose that cannot be read, and an error within it, are reported with its name")
  func prose() throws {
    let study = "study: demo\ntitle: Demo\n"
    let unreadable = try TemporaryStudy.use(study: study) { place -> [String] in
      try Data([0x23, 0x20, 0xE9]).write(to: place.folder.appendingPathComponent("report.md"))
      return try place.builder().lint().map(\.description)
    }
    #expect(unreadable == ["report.md:1:1: error: this is not UTF-8 text; save the file as UTF-8"])
    #expect {
      _ = try TemporaryStudy.use(
        study: study
          + "sources: { d: { path: d.csv } }\nanalyses: { n: { method: describe, table: d, x: a } }\n",
        report: "# R\n\n{{number(n.no)}}\n", files: ["d.csv": "a\n1\n2\n"]
      ) { try $0.builder().build(to: $0.folder.appendingPathComponent("out").path) }
    } throws: {
      "\($0)".contains("report.md:3:1: error:")
    }
  }

  @Test("a study that repeats itself without end is refused, whatever its size")
  func repeated() throws {
    let bomb = (1...9).reduce("a0: &a0 [x, x]\n") {
      $0 + "a\($1): &a\($1) [" + Array(repeating: "*a\($1 - 1)", count: 10).joined(separator: ", ")
        + "]\n"
    }
    #expect(try problems(bomb).contains { $0.contains("contains more than 200000 values") })
  }
}

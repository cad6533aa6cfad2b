import Basics
import Foundation
import Studies
import Tables
import Testing

@Suite("Building a study")
struct StudyBuildTests {
  static let study = """
    study: demo
    title: Demo
    parameters:
      least: { type: int, default: 0 }
    sources:
      rows: { path: rows.csv, columns: { co2: { unit: g, label: Emissions } } }
    repairs:
      lift-zero:
        description: A zero is a reading below the meter's step.
        update: { where: co2 = 0, set: { co2: "0.5" } }
    tables:
      models:
        from: rows
        repair: lift-zero
        where: co2 >= $least
        derive: { log_co2: ln(co2) }
      by-group:
        from: models
        group: kind
        summarise: { n: count(), typical: median(co2) }
        display: { caption: By kind. }
    analyses:
      kinds: { title: Emissions by kind, method: mann-whitney, table: models, x: co2, group: kind, levels: [a, b], family: all }
      size: { title: Emissions and size, method: ols, table: models, formula: ln(co2) ~ ln(size), family: all }
    families:
      all: { correction: holm, members: { kinds: kinds.p_value, size: size.slope.p_value } }
    values:
      total: { title: in all, table: models, value: sum(co2), unit: g }
    figures:
      size:
        table: models
        title: Emissions and size
        layers: [{ mark: point, x: size, y: co2 }, { mark: fit, model: size, x: size, y: co2 }]
        scales: { x: { type: log, title: Size }, y: { type: log, title: Emissions } }
        caption: One point a model.
    expected:
      total: { value: total, published: 36.5 }
      wrong: { value: total, published: 37.5 }
      known: { value: total, published: 38.5, explained: A row was added later. }
    """
  static let report = """
    # Demo

    In all {{quantity(total)}}, {{p(kinds)}}.

    {{facts total}}

    {{figure size}}

    {{test size}}

    {{table by-group}}

    {{if "kinds.p_value" < 0.05}}
    They differ.
    {{else}}
    No clear difference.
    {{end}}

    {{ledger}}

    {{repairs}}

    {{methods}}
    """
  static let rows = """
    model,kind,size,co2
    m1,a,10,1
    m2,a,20,2
    m3,a,35,4
    m4,b,50,6
    m5,b,60,9
    m6,b,90,14
    m7,b,5,0
    """

  private func demo<Result>(
    rows: String = Self.rows, _ body: (TemporaryStudy) throws -> Result
  ) throws -> Result {
    try TemporaryStudy.use(
      study: Self.study, report: Self.report, files: ["rows.csv": rows], body)
  }

  @Test("the ledger tells a match, a difference and an explained difference apart")
  func ledger() throws {
    let results = try demo { try $0.builder().check() }
    let verdicts = results.ledger.map { "\($0.id) \($0.verdict.rawValue) \($0.explained)" }
    #expect(verdicts == ["total match false", "wrong differs false", "known differs true"])
    #expect(results.ledger.filter(\.isUnexplained).map(\.id) == ["wrong"])
  }

  @Test("one changed input cell turns the ledger red")
  func mutation() throws {
    let rows = Self.rows.replacing("m4,b,50,6", with: "m4,b,50,7")
    let results = try demo(rows: rows) { try $0.builder().check() }
    #expect(results.ledger.first { $0.id == "total" }?.isUnexplained == true)
  }

  @Test("a repair that is switched off changes nothing and says so")
  func repairOff() throws {
    try demo { study in
      let on = try study.builder().check()
      let off = try study.builder { $0.settings = [("repair.lift-zero", "false")] }.check()
      #expect(on.ledger.first?.recomputed == .double(36.5))
      #expect(
        off.ledger.first?.recomputed == .double(36) || off.ledger.first?.recomputed == .int(36))
    }
  }

  @Test("an unknown parameter and a wrong type are errors that name it")
  func parameters() throws {
    try demo { study in
      #expect(throws: (any Error).self) {
        try study.builder { $0.settings = [("laest", "1")] }.check()
      }
      #expect(throws: (any Error).self) {
        try study.builder { $0.settings = [("least", "many")] }.check()
      }
      let results = try study.builder { $0.settings = [("least", "5")] }.check()
      #expect(results.ledger.first?.recomputed?.doubleValue == 29)
    }
  }

  @Test("a build writes every file of the contract, the same bytes each time")
  func deterministic() throws {
    try demo { study in
      let out = study.folder.appendingPathComponent("out")
      let again = study.folder.appendingPathComponent("again/deeper")
      _ = try study.builder().build(to: out.path)
      _ = try study.builder { $0.threads = 1 }.build(to: again.path)
      let first = try TemporaryStudy.contents(of: out)
      let second = try TemporaryStudy.contents(of: again)
      #expect(first == second)
      for path in [
        "report.html", "report.md", "results.json", "manifest.json", "figures/size.png",
        "figures/size.pdf", "figures/size.svg", "tables/by-group.csv", "tables/by-group.tex",
        "tables/figure-size.csv",
      ] {
        #expect(first[path] != nil, "\(path) is missing")
      }
    }
  }

  @Test("no tag, no Swift optional and no NaN is left in a report")
  func forbiddenPatterns() throws {
    try demo { study in
      let out = study.folder.appendingPathComponent("out")
      _ = try study.builder().build(to: out.path)
      for name in ["report.md", "report.html", "results.json"] {
        let text = try String(contentsOf: out.appendingPathComponent(name), encoding: .utf8)
        for pattern in ["{{", "Optional(", ">nan<", ">inf<", "| nan |", "NaN"] {
          #expect(!text.contains(pattern), "\(name) holds \(pattern)")
        }
      }
    }
  }

  @Test("a build that fails leaves the earlier report whole")
  func atomic() throws {
    try demo { study in
      let out = study.folder.appendingPathComponent("out")
      _ = try study.builder().build(to: out.path)
      let before = try TemporaryStudy.contents(of: out)
      try Data("model,kind,size,co2\nm1,a,x,\"".utf8)
        .write(to: study.folder.appendingPathComponent("rows.csv"))
      #expect(throws: (any Error).self) { try study.builder().build(to: out.path) }
      #expect(try TemporaryStudy.contents(of: out) == before)
    }
  }

  @Test("data that an analysis cannot be made of give a report that says so")
  func unfitData() throws {
    let rows = "model,kind,size,co2\nm1,a,1,2\nm2,b,2,3\n"
    let results = try demo(rows: rows) { try $0.builder().check() }
    #expect(results.warnings.contains { $0.message.contains("has no result") })
  }

  @Test("an explanation names the source, the filter and the first rows")
  func explanation() throws {
    let text = try demo { try $0.builder().explain("kinds.p_value").text }
    for part in ["kinds.p_value = ", "rows.csv", "read", "m1"] {
      #expect(text.contains(part), "\(part) is missing from \(text)")
    }
  }
}

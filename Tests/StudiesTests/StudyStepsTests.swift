import Basics
import Foundation
import Studies
import Tables
import Testing

@Suite("The steps of a table, and where rows come from")
struct StudyStepsTests {
  private static let rows = """
    model,kind,month,size,tags
    m1,a,2022-01-01,10,"['x', 'y']"
    m2,a,2022-01-01,20,"['x']"
    m3,b,2022-03-01,40,
    m4,b,2022-04-01,50,"['z']"
    """
  private static let names = "kind,name\na,Alpha\nb,Beta\nc,Gamma\n"

  private static func lines(_ table: Table) -> [String] {
    [table.names.joined(separator: " ")]
      + (0..<table.rowCount).map { row in
        table.columns.map { $0.isValid(row) ? $0.value(at: row).description : "–" }.joined(
          separator: " ")
      }
  }

  /// The rows of table `t` of a study with these tables.
  private func table(_ tables: String, more: String = "", set: [(String, String)] = []) throws
    -> [String]
  {
    let study = """
      study: demo
      title: Demo
      sources:
        rows: { path: rows.csv, types: { tags: text list } }
        names: { path: names.csv }
      \(more)
      tables:
      \(tables)
      """
    return try TemporaryStudy.use(
      study: study, files: ["rows.csv": Self.rows, "names.csv": Self.names]
    ) { study in
      let builder = try study.builder { $0.settings = set.map { (name: $0.0, value: $0.1) } }
      #expect(try study.builder().lint().filter { $0.severity == .error } == [])
      return Self.lines(try builder.table("t"))
    }
  }

  @Test(
    "each step does what the reference says",
    arguments: [
      ("where: size > 20", ["model size", "m3 40", "m4 50"]),
      (
        "derive: { before: \"lag(size) over (partition by kind order by size)\" }\n    where: kind = 'a'\n"
          + "    select: [model, before]", ["model before", "m1 –", "m2 10"]
      ),
      (
        "derive: { sum: \"cumulative_sum(size) over (order by model)\" }\n    select: [model, sum]",
        ["model sum", "m1 10", "m2 30", "m3 70", "m4 120"]
      ),
      (
        "group: kind\n    summarise: { n: count(), typical: median(size) }",
        ["kind n typical", "a 2 15", "b 2 45"]
      ),
      ("summarise: { total: sum(size) }", ["total", "120"]),
      ("rename: { id: model }\n    select: [id]\n    limit: 1", ["id", "m1"]),
      (
        "drop: [kind, month, tags]\n    sort: [-size]\n    limit: 2",
        ["model size", "m4 50", "m3 40"]
      ),
      ("distinct: [kind]\n    select: [model, kind]", ["model kind", "m1 a", "m3 b"]),
      (
        "join: { with: names, on: [kind] }\n    select: [model, name]",
        ["model name", "m1 Alpha", "m2 Alpha", "m3 Beta", "m4 Beta"]
      ),
      (
        "where: kind = 'a'\n    join: { with: names, on: [kind], kind: full }\n    select: [model, name]",
        ["model name", "m1 Alpha", "m2 Alpha", "– Beta", "– Gamma"]
      ),
      (
        "where: kind = 'a'\n    join: { with: names, on: [kind], kind: anti }\n    select: [model]",
        ["model"]
      ),
      (
        "group: month\n    summarise: { n: count() }\n    calendar: { column: month, every: month, fill: { n: 0 } }",
        ["month n", "2022-01-01 2", "2022-02-01 0", "2022-03-01 1", "2022-04-01 1"]
      ),
      (
        "group: [kind, month]\n    summarise: { n: count() }\n    pivot: { names: kind, values: n }",
        ["month a b", "2022-01-01 2 –", "2022-03-01 – 1", "2022-04-01 – 1"]
      ),
      (
        "limit: 1\n    derive: { half: size / 2 }\n"
          + "    unpivot: { columns: [size, half], names: what, values: value }\n    select: [what, value]",
        ["what value", "size 10", "half 5"]
      ),
      (
        "explode: tags\n    select: [model, tags]\n    limit: 3",
        ["model tags", "m1 x", "m1 y", "m2 x"]
      ),
      (
        "steps: [{ derive: { d: size * 2 } }, { where: d > 80 }, { derive: { d: d + 1 } }]\n"
          + "    select: [model, d]", ["model d", "m4 101"]
      ),
      (
        "split: { seed: 42, test: 0.25, keep: test }\n    select: [model]\n"
          + "    summarise: { n: count() }", ["n", "1"]
      ),
    ])
  func step(body: String, expected: [String]) throws {
    let narrow = body.hasPrefix("where: size") ? "\n    select: [model, size]" : ""
    #expect(try table("  t:\n    from: rows\n    \(body)\(narrow)\n") == expected)
  }

  @Test("a union puts rows below each other, by the names of columns")
  func union() throws {
    #expect(
      try table("  a: { from: rows, select: [kind] }\n  t: { union: [a, names], limit: 5 }\n").last
        == "a Alpha")
  }

  @Test("a sample by several columns is drawn with a seed, shares or equal parts, and weights")
  func samples() throws {
    func sample(_ how: String) throws -> [String] {
      try table(
        "  t:\n    from: rows\n    sample: { rows: 2, by: [kind, month], seed: 3, \(how) }\n"
          + "    summarise: { n: count(), weight: sum(sampling_weight) }\n")
    }
    // Three strata of 2, 1 and 1 rows stand for four rows, however two are drawn.
    #expect(try sample("allocation: proportional").first == "n weight")
    #expect(try sample("allocation: proportional") == sample("allocation: proportional"))
    let equal = try table(
      "  t:\n    from: rows\n    sample: { rows: 2, by: kind, allocation: equal, seed: 3 }\n"
        + "    select: [kind, sampling_weight]\n")
    #expect(equal == ["kind sampling_weight", "a 2", "b 2"])
    let share = try table(
      "  t: { from: rows, sample: { share: 0.5, seed: 1 }, summarise: { n: count() } }\n")
    #expect(share == ["n", "2"])
  }

  @Test("parameters have types and may be listed; another value is refused")
  func parameters() throws {
    let more = """
      parameters:
        least: { type: double, default: 15 }
        day: { type: date, default: 2022-01-01 }
        kind: { type: text, default: a, in: [a, b] }
        loud: { type: bool, default: true }
      """
    let body =
      "  t: { from: rows, where: size > $least and month >= $day and kind = $kind and $loud, select: [model] }\n"
    #expect(try table(body, more: more) == ["model", "m2"])
    #expect(try table(body, more: more, set: [("kind", "b")]) == ["model", "m3", "m4"])
    #expect(
      try table(body, more: more, set: [("kind", "b"), ("day", "2022-04-01")]) == ["model", "m4"])
    for wrong in [
      ("least", "many"), ("day", "soon"), ("kind", "c"), ("loud", "very"), ("lest", "1"),
    ] {
      #expect(throws: (any Error).self) { try table(body, more: more, set: [wrong]) }
    }
  }

  @Test("a prediction is that of the fitted model")
  func prediction() throws {
    let more = "analyses: { fit: { method: ols, table: lines, formula: y ~ x } }"
    let tables = """
        lines: { from: rows, derive: { x: size, y: 2 * size + 1 } }
        t: { from: lines, predict: { analysis: fit, as: p }, derive: { p: "round(p, 6)" }, select: [p], limit: 2 }

      """
    #expect(try table(tables, more: more) == ["p", "21", "41"])
  }

  @Test("a section that depends on a condition stands or not, and so does its other branch")
  func conditional() throws {
    let study = """
      study: demo
      title: Demo
      sources: { rows: { path: rows.csv } }
      parameters: { loud: { type: bool, default: false } }
      values: { n: { table: rows, value: count() } }
      """
    let report = "# R\n\n{{if n > 3 and $loud}}\nMany, loudly.\n{{else}}\nQuiet.\n{{end}}\n"
    try TemporaryStudy.use(study: study, report: report, files: ["rows.csv": Self.rows]) { study in
      for (loud, words) in [("true", "Many, loudly."), ("false", "Quiet.")] {
        let out = study.folder.appendingPathComponent("out-\(loud)")
        _ = try study.builder {
          $0.settings = [(name: "loud", value: loud)]
          $0.documents = [.md]
        }.build(to: out.path)
        let text = try String(
          contentsOf: out.appendingPathComponent("report.md"), encoding: .utf8)
        #expect(text.contains(words))
        #expect(text.contains("Quiet.") == (loud == "false"))
      }
    }
  }

  /// The rows of a source that is the file `name` with this content.
  private func source(_ name: String, _ keys: String = "", prepare: (URL) throws -> Void) throws
    -> [String]
  {
    try TemporaryStudy.use(
      study:
        "study: d\ntitle: D\nsources: { s: { path: \(name)\(keys) } }\ntables: { t: { from: s } }\n"
    ) { study in
      try prepare(study.folder)
      #expect(try study.builder().lint().filter { $0.severity == .error } == [])
      return Self.lines(try study.builder().table("t"))
    }
  }

  @Test(
    "tab-separated files and JSON lines are sources like CSV",
    arguments: [
      ("a.csv", "a,b\n1,x\n"), ("a.tsv", "a\tb\n1\tx\n"), ("a.jsonl", "{\"a\": 1, \"b\": \"x\"}\n"),
    ])
  func files(name: String, content: String) throws {
    #expect(
      try source(name) { try Data(content.utf8).write(to: $0.appendingPathComponent(name)) }
        == ["a b", "1 x"])
    let zipped = try source(name + ".gz") { folder in
      try Data(content.utf8).write(to: folder.appendingPathComponent(name))
      try Self.run("gzip", [folder.appendingPathComponent(name).path])
    }
    #expect(zipped == ["a b", "1 x"])
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program)")
  }

  @Test(
    "a table and a query of a SQLite file are sources",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3"),
      "sqlite3 is not installed"))
  func database() throws {
    func read(_ keys: String) throws -> [String] {
      try source("d.db", ", " + keys) { folder in
        try Self.run(
          "sqlite3",
          [
            folder.appendingPathComponent("d.db").path,
            "create table models(a, b); insert into models values (1, 'x'), (2, 'y');",
          ])
      }
    }
    #expect(try read("table: models") == ["a b", "1 x", "2 y"])
    #expect(try read("query: select b from models where a > 1") == ["b", "y"])
  }

  @Test("a join that is to be one-to-one refuses a key that occurs twice on either side")
  func oneToOne() throws {
    func join(_ more: String, on keys: String) -> String {
      "  t: { from: rows, \(more) join: { with: names, on: \(keys), expect: one-to-one } }\n"
    }
    let error = try #require(throws: (any Error).self) { try table(join("", on: "[kind]")) }
    #expect("\(error)".contains("is not one-to-one: the key a occurs in several rows here"))
    #expect(try table(join("distinct: [kind],", on: "[kind]")).count == 3)
    // A key with a missing part equals nothing, not even another such key.
    let gaps = "derive: { other: \"case when model = 'm1' then kind end\" },"
    #expect(try table(join(gaps, on: "{ other: kind }")).count == 5)
    let several = try #require(throws: (any Error).self) {
      try table("  t: { from: names, join: { with: rows, on: [kind], expect: one-to-one } }\n")
    }
    #expect("\(several)".contains("rows"), "\(several)")
  }
}

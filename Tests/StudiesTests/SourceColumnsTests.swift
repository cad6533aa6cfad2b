import Foundation
import Studies
import Tables
import Testing

@Suite("What a study reads of a source")
struct SourceColumnsTests {
  private static let study = """
    study: narrow
    title: Narrow
    sources:
      rows: { path: rows.csv, types: { odd: text }, columns: { co2: { unit: g } } }
    tables:
      kept:
        from: rows
        where: co2 > 1
        select: [kind, co2]
      kinds:
        from: rows
        group: kind
        summarise: { n: count() }
    analyses:
      mean: { method: describe, table: rows, x: ln(co2) }
    values:
      total: { table: rows, value: sum(co2), unit: g }
    """
  private static let rows = "kind,odd,co2\na,x,1\nb,y,2\na,z,4\n"

  private func use<Result>(
    _ study: String = Self.study, report: String = "# R\n",
    _ body: (TemporaryStudy) throws -> Result
  ) throws -> Result {
    try TemporaryStudy.use(study: study, report: report, files: ["rows.csv": Self.rows]) {
      // A byte that is not UTF-8, in the column `odd`: an error, where the column is read.
      var bytes = Array(Self.rows.utf8)
      if let place = bytes.firstIndex(of: UInt8(ascii: "y")) { bytes[place] = 0xFF }
      try Data(bytes).write(to: $0.folder.appendingPathComponent("rows.csv"))
      return try body($0)
    }
  }

  /// Expects that the column `odd` is read: that its bytes are told, and not that it is missed.
  private func expectRead(_ study: String, report: String = "# R\n") throws {
    let error = #expect(throws: (any Error).self) {
      try use(study, report: report) {
        try $0.builder().build(to: $0.folder.appendingPathComponent("out").path)
      }
    }
    #expect("\(error as Any)".contains("is not UTF-8"), "\(error as Any)")
  }

  @Test("what takes a column by its name elsewhere than in a step reads it")
  func named() throws {
    try expectRead(Self.study, report: "# R\n\n{{number(rows.columns.odd.missing)}}\n")
    try expectRead(Self.study + "\n  each: { table: rows, keys: odd, rows: co2 }\n")
    try expectRead(
      Self.study + "\nexpected:\n  a: { value: rows.columns.odd.missing, published: 0 }\n")
    try expectRead(
      Self.study.replacing(
        "x: ln(co2) }",
        with:
          "x: ln(co2) }\n  rest: { method: spearman, table: rows, x: co2, y: ln(co2), leave-out: odd }"
      ))
    try expectRead(
      Self.study.replacing(
        "where: co2 > 1\n    select: [kind, co2]", with: "where: odd = 'x'\n    select: [kind]"))
    try expectRead(
      Self.study.replacing("select: [kind, co2]", with: "expect: odd <> 'z'\n    select: [kind]"))
  }

  @Test("a join reads its keys on both sides, and a calendar its dates, where nothing else does")
  func keys() throws {
    let study = """
      study: keys
      title: Keys
      sources: { a: { path: a.csv }, b: { path: b.csv } }
      tables:
        joined: { from: a, join: { with: b, on: { k: j } }, select: [v] }
        days: { from: a, calendar: { column: day, every: day }, select: [u] }
      """
    let files = [
      "a.csv": "k,u,day\n1,5,2024-01-01\n2,6,2024-01-03\n", "b.csv": "j,v\n1,7\n2,8\n",
    ]
    try TemporaryStudy.use(study: study, files: files) { study in
      let joined = try study.builder().table("joined")
      #expect(try joined.column("v").doublesOrNaN == [7, 8])
      #expect(try study.builder().table("days").rowCount == 3)
      // What is not expected is refused: several rows of a key on the other side.
      try Data("j,v\n1,7\n1,8\n".utf8).write(to: study.folder.appendingPathComponent("b.csv"))
      let error = #expect(throws: (any Error).self) { try study.builder().table("joined") }
      #expect("\(error as Any)".contains("occurs in 2 rows"), "\(error as Any)")
    }
  }

  @Test("the model of another table reads its columns of the rows that it predicts")
  func predictions() throws {
    let study = """
      study: fits
      title: Fits
      sources: { old: { path: old.csv }, new: { path: new.csv } }
      tables: { t: { from: new, predict: { analysis: fit, as: guess }, select: [guess] } }
      analyses: { fit: { method: ols, table: old, formula: y ~ x } }
      """
    let files = ["old.csv": "x,y\n1,2\n2,4\n3,6.5\n", "new.csv": "a,x\n0,1\n0,2\n"]
    try TemporaryStudy.use(study: study, files: files) { study in
      let table = try study.builder().table("t")
      #expect(try table.column("guess").missingCount == 0)
    }
  }

  @Test("columns that nothing reads are not looked at")
  func idleColumns() throws {
    let results = try use { try $0.builder().check() }
    #expect(results.analysisCount == 1)
    #expect(results.warnings.isEmpty)
  }

  @Test("the picture of an analysis reads what the analysis reads")
  func correlationsOfAnAnalysis() throws {
    let study =
      Self.study + """

        figures:
          matrix:
            table: rows
            title: Correlations
            layers: [{ mark: correlation, model: both }]
        """
    let both = "  both: { method: correlation-matrix, table: rows, x: [co2, ln(co2)] }\n"
    let whole = study.replacingOccurrences(of: "values:\n", with: both + "values:\n")
    try #require(whole != study)
    #expect(try use(whole) { try $0.builder().check() }.analysisCount == 2)
  }

  @Test(
    "what takes rows as a whole reads all columns",
    arguments: [
      ("select: [kind, co2]", "derive: { more: co2 * 2 }"), ("select: [kind, co2]", "limit: 2"),
      ("select: [kind, co2]", "distinct: []\n    select: [kind]"),
      ("summarise: { n: count() }", "summarise: { n: count(odd) }"),
    ])
  func wholeRows(old: String, new: String) throws {
    let study = Self.study.replacingOccurrences(of: old, with: new)
    try #require(study != Self.study)
    try expectRead(study)
  }

  @Test(
    "a step reads what it and the steps after it need, and no more",
    arguments: [
      "sort: [-co2]\n    select: [kind]", "drop: [odd]", "drop: [odd]\n    sort: [co2]",
      "rename: { gas: co2, other: odd }\n    select: [gas]", "distinct: [kind]\n    select: [co2]",
      "derive: { more: co2 * 2 }\n    group: kind\n    summarise: { n: sum(more) }",
      "derive: { odd: co2 * 2 }\n    select: [odd]",
      "limit: 2\n    select: [co2, odd]\n    drop: [odd]",
      "columns: { odd: { label: Odd } }\n    select: [kind]",
      "sample: { rows: 2, by: [kind] }\n    select: [co2]",
      "join: { with: kinds, on: [kind] }\n    select: [kind, n]",
      "unpivot: { columns: [co2], names: a, values: b }\n    select: [a, b]",
    ])
  func steps(new: String) throws {
    let study = Self.study.replacingOccurrences(of: "select: [kind, co2]", with: new)
    try #require(study != Self.study)
    #expect(throws: Never.self) { try use(study) { try $0.builder().check() } }
  }

  @Test(
    "a column that a later step needs is read",
    arguments: [
      "sort: [odd]\n    select: [kind]", "distinct: [odd]\n    select: [kind]",
      "rename: { other: odd }\n    select: [other]",
      "derive: { more: length(odd) }\n    select: [kind]",
      "sample: { rows: 2, by: [odd] }\n    select: [co2]",
      "unpivot: { columns: [odd, kind], names: a, values: b }\n    select: [a]",
      "join: { with: rows, on: [kind], expect: many-to-many }\n    select: [odd_right]",
    ])
  func needed(new: String) throws {
    let study = Self.study.replacingOccurrences(of: "select: [kind, co2]", with: new)
    try #require(study != Self.study)
    try expectRead(study)
  }

  @Test("a repair reads the columns that it names")
  func repair() throws {
    func study(_ column: String) -> String {
      Self.study.replacingOccurrences(
        of: "select: [kind, co2]", with: "repair: r\n    select: [kind]")
        + "\nrepairs:\n  r: { description: d, update: { where: co2 > 1, set: { \(column): \(column) } } }\n"
    }
    #expect(throws: Never.self) { try use(study("co2")) { try $0.builder().check() } }
    try expectRead(study("odd"))
  }

  @Test("explode reads its list")
  func explode() throws {
    let study = """
      study: lists
      title: Lists
      sources: { rows: { path: rows.csv, types: { tags: text list } } }
      tables: { t: { from: rows, explode: tags, group: kind, summarise: { n: count() } } }
      """
    let rows = "kind,tags\na,\"['x', 'y']\"\nb,['z']\n"
    try TemporaryStudy.use(study: study, files: ["rows.csv": rows]) { study in
      let table = try study.builder().table("t")
      #expect(try table.column("n").doublesOrNaN == [2, 1])
    }
  }

  @Test("a chart reads the columns that it maps, and a word of a title is none of them")
  func chart() throws {
    func figure(_ x: String) -> String {
      Self.study + """

        figures:
          odd:
            table: rows
            title: odd
            layers: [{ mark: bar, x: \(x), y: co2, summary: sum, name: odd }]
        """
    }
    #expect(throws: Never.self) { try use(figure("kind")) { try $0.builder().check() } }
    try expectRead(figure("odd"))
  }

  @Test("an option that is called like a column reads none")
  func option() throws {
    let study = Self.study.replacingOccurrences(
      of: "x: ln(co2) }", with: "x: ln(co2), where: kind <> 'odd' }")
    #expect(throws: Never.self) { try use(study) { try $0.builder().check() } }
  }

  @Test("a profile of a source reads all columns")
  func profile() throws {
    #expect(throws: (any Error).self) {
      try use(report: "# R\n\n{{data-quality rows}}\n") {
        try $0.builder().build(to: $0.folder.appendingPathComponent("out").path)
      }
    }
  }

  @Test("a source that needs more memory than allowed is refused with the size that it needs")
  func memory() throws {
    let error = try #require(throws: (any Error).self) {
      try use { try $0.builder { $0.memory = 1_000_000 }.check() }
    }
    #expect("\(error)".contains("rows.csv: needs about"), "\(error)")
    #expect("\(error)".contains("--memory allows 1 MB; give --memory"), "\(error)")
    #expect(throws: Never.self) {
      try use { try $0.builder { $0.memory = 1_000_000_000 }.check() }
    }
  }
}

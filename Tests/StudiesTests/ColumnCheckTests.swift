import Foundation
import Studies
import Testing

/// Columns, types and units are checked against the heads of files: the rows here cannot be read at
/// all, so whatever is found was found before them.
@Suite("Columns of a study, before a row is read")
struct ColumnCheckTests {
  private static let head = """
    study: demo
    title: Demo
    sources:
      rows:
        path: rows.csv
        types: { kind: text, day: date, share: double }
        columns: { co2: { unit: g }, energy: { unit: kWh }, share: { unit: "%" } }

    """
  private static let unreadable =
    "model,kind,size,co2,energy,day,share,note\nm1,a,10,1,2,x,3,\"never closed\n"

  private func problems(_ body: String, rows: String = Self.unreadable) throws -> [String] {
    try TemporaryStudy.use(study: Self.head + body, files: ["rows.csv": rows]) {
      try $0.builder().lint().map(\.description)
    }
  }

  @Test(
    "a column that is not there is found where it is named, with the nearest name",
    arguments: [
      ("tables:\n  t: { from: rows, where: kin = 'a' }\n", "9:27", "'kin'; did you mean 'kind'?"),
      ("tables:\n  t: { from: rows, derive: { a: sise + 1 } }\n", "9:33", "did you mean 'size'?"),
      ("tables:\n  t: { from: rows, sort: [-sise] }\n", "9:27", "did you mean 'size'?"),
      ("tables:\n  t: { from: rows, select: [kynd] }\n", "9:29", "did you mean 'kind'?"),
      ("tables:\n  t: { from: rows, rename: { a: kynd } }\n", "9:33", "did you mean 'kind'?"),
      ("tables:\n  t: { from: rows, group: kynd, summarise: { n: count() } }\n", "9:27", "'kind'?"),
      ("tables:\n  t: { from: rows, summarise: { n: sum(co22) } }\n", "9:36", "'co2'?"),
      ("tables:\n  t: { from: rows, pivot: { names: kynd, values: co2 } }\n", "9:36", "'kind'?"),
      ("tables:\n  t: { from: rows, calendar: { column: dai, every: day } }\n", "9:40", "'day'?"),
      ("tables:\n  t: { from: rows, sample: { rows: 2, by: [kynd] } }\n", "9:44", "'kind'?"),
      ("tables:\n  t: { from: rows, display: { columns: { sise: Size } } }\n", "9:42", "'size'?"),
      ("analyses:\n  a: { method: spearman, table: rows, x: sise, y: co2 }\n", "9:42", "'size'?"),
      (
        "analyses:\n  a: { method: ols, table: rows, formula: co2 ~ ln(sise) }\n", "9:43", "'size'?"
      ),
      ("values:\n  v: { table: rows, value: max(sise) }\n", "9:28", "'size'?"),
      (
        "figures:\n  f: { table: rows, layers: [{ mark: point, x: sise, y: co2 }] }\n", "9:48",
        "'size'?"
      ),
      (
        "repairs:\n  r: { description: x, update: { set: { co22: \"0\" } } }\ntables:\n"
          + "  t: { from: rows, repair: r }\n", "9:41", "'co2'?"
      ),
    ])
  func missingColumn(body: String, place: String, hint: String) throws {
    let found = try problems(body)
    #expect(
      found.contains { $0.hasPrefix("study.yml:\(place): error:") && $0.contains(hint) }, "\(found)"
    )
  }

  @Test(
    "a type or a unit that cannot fit is found without the rows",
    arguments: [
      ("derive: { a: lower(kind) + 1 }", "needs a number"),
      ("derive: { a: lower(note) + 1 }", "needs a number"),
      ("derive: { a: co2 + energy }", "kWh"), ("where: share", "a condition is needed"),
      ("where: day > 'x'", "date"), ("derive: { a: ln(co2), b: a + energy }", "ln(g)"),
      ("summarise: { a: sum(kind) }", "number"),
      ("summarise: { a: sum(co2), b: count() }\n    where: b", "a condition is needed"),
    ])
  func types(step: String, message: String) throws {
    let found = try problems("tables:\n  t:\n    from: rows\n    \(step)\n")
    #expect(found.contains { $0.contains("error:") && $0.contains(message) }, "\(found)")
  }

  @Test(
    "what only the rows can tell is taken as fitting",
    arguments: [
      "where: note > 3", "where: note = 'x'", "derive: { a: \"date_trunc('month', note)\" }",
      "derive: { a: number(co2) + 1 }", "derive: { a: day - note }",
      "derive: { a: co2 / energy, b: a * size }", "where: day > date '2022-01-01'",
      "derive: { a: \"row_number() over (partition by kind order by day)\" }",
      "derive: { d: note + note }\n    summarise: { m: median(d) }\n    where: m > 1",
      "pivot: { names: kind, values: co2 }\n    where: anything > 1",
    ])
  func open(step: String) throws {
    #expect(try problems("tables:\n  t:\n    from: rows\n    \(step)\n") == [])
  }

  private static let readable =
    "model,kind,size,co2,energy,day,share,note\nm1,a,10,1,2,2024-01-05,3,x\n"

  @Test(
    "types that no one declares are those of the rows",
    arguments: [
      ("derive: { a: note + 1 }", "needs a number"),
      ("derive: { a: model || kind, b: a * 2 }", "needs a number"),
      ("derive: { a: size + co2, b: energy * size, c: lower(b) }", "needs text"),
      ("derive: { a: \"case when size > 1 then note else size end\" }", "this is int where"),
      ("unpivot: { columns: [model, note], names: n, values: v }\n    where: v > 1", "compared"),
      ("rename: { id: model }\n    derive: { a: id % 2 }", "needs a number"),
    ])
  func inferred(step: String, message: String) throws {
    let found = try problems(
      "tables:\n  t:\n    from: rows\n    \(step)\n", rows: Self.readable)
    #expect(found.contains { $0.contains("error:") && $0.contains(message) }, "\(found)")
  }

  @Test("a type that only a late row shows is not an error")
  func lateType() throws {
    let rows =
      "model,kind,size,co2,energy,day,share,note\n"
      + String(repeating: "m1,a,10,1,2,2024-01-05,3,7\n", count: 3000)
      + "m1,a,10,1,2,2024-01-05,3,late\n"
    #expect(
      try problems("tables: { t: { from: rows, derive: { a: lower(note) } } }\n", rows: rows) == [])
    let found = try problems(
      "tables: { t: { from: rows, derive: { a: lower(size) } } }\n", rows: rows)
    #expect(found.contains { $0.contains("needs text here, and this is int") }, "\(found)")
  }

  @Test("columns are followed through joins, unions and further tables")
  func chain() throws {
    let found = try problems(
      """
      tables:
        by-kind: { from: rows, group: kind, summarise: { n: count(), typical: median(co2) } }
        joined: { from: rows, join: { with: by-kind, on: [kind] }, where: typicall > 1 }
        both: { union: [rows, by-kind], where: typical > 1 and sise > 2 }
        months: { from: rows, join: { with: by-kind, on: { kind: kynd } } }

      """)
    #expect(found.count == 3, "\(found)")
    #expect(found[0].hasPrefix("study.yml:10:69: error: no column is called 'typicall'"))
    #expect(found[1].hasPrefix("study.yml:11:42: error: no column is called 'sise'"))
    #expect(found[2].contains("'by-kind' has no column 'kynd'"))
  }

  @Test("options of a method are read without data")
  func options() throws {
    let found = try problems(
      "analyses:\n  a: { method: spearman, table: rows, x: size, y: co2, options: { alpha: 3 } }\n")
    #expect(found.contains { $0.contains("spearman has no option 'alpha'") }, "\(found)")
  }

  @Test("a declared column that the file lacks, and a file that is not there, are found")
  func sources() throws {
    let found = try problems("", rows: "model,kind,size,day,share,note\n")
    #expect(
      found.contains {
        $0.hasPrefix("study.yml:7:16: error: source 'rows' has no column 'co2'")
      }, "\(found)")
    let missing = try TemporaryStudy.use(study: Self.head) { try $0.builder().lint() }
    #expect(missing.contains { $0.message.contains("there is no file 'rows.csv'") })
  }

  @Test("a build tells the same problems before it reads")
  func build() throws {
    let error = try #require(throws: StudyProblems.self) {
      try TemporaryStudy.use(
        study: Self.head + "tables:\n  t: { from: rows, where: kin = 'a' }\n",
        files: ["rows.csv": Self.unreadable]
      ) { try $0.builder().check() }
    }
    #expect(error.description.contains("no column is called 'kin'"))
  }

  @Test(
    "a misspelt part of an address is an error with the nearest name, not a dash",
    arguments: [
      ("a.p_vlaue", "'a' has no 'p_vlaue'; did you mean 'p_value'?"),
      ("m.coefficients[siz].estimate", "'m.coefficients' has no 'siz'; did you mean 'size'?"),
      ("m.coefficients[size].estimat", "has no 'estimat'; did you mean 'estimate'?"),
      ("m.coefficients[7]", "'m.coefficients' has no '7'"),
      ("m.slop", "'m' has no 'slop'"), ("rows.row", "'rows' has no 'row'; did you mean 'rows'?"),
      ("rows.columns.siz.unit", "'rows.columns' has no 'siz'; did you mean 'size'?"),
      ("byk[tow]", "'byk' has no 'tow'; did you mean 'two'?"),
      ("f[n].p_value", "'f' has no 'n'"),
      ("a.effect_sizes[r]", "'a.effect_sizes' has no 'r'"),
    ])
  func slips(_ address: String, _ message: String) throws {
    let study = """
      study: demo
      title: Demo
      sources: { rows: { path: rows.csv } }
      analyses:
        a: { method: spearman, table: rows, x: size, y: co2 }
        m: { method: ols, table: rows, formula: co2 ~ size }
        none: { method: ols, table: rows, where: size > 99, formula: co2 ~ size }
      families: { f: { correction: holm, members: { first: a.p_value } } }
      values: { byk: { table: rows, keys: kind, rows: size } }
      """
    let rows = "size,co2,kind\n1,2,one\n2,1,two\n3,5,three\n4,3,four\n5,6,five\n"
    for tag in ["number", "quantity", "interval"] {
      try TemporaryStudy.use(
        study: study, report: "# R\n\n{{\(tag)(\(address))}}\n", files: ["rows.csv": rows]
      ) { study in
        let out = study.folder.appendingPathComponent("out").path
        let error = try #require(throws: (any Error).self) { try study.builder().build(to: out) }
        #expect("\(error)".contains(message), "\(error)")
      }
    }
    // What the data do not give prints as missing.
    try TemporaryStudy.use(
      study: study, report: "# R\n\n{{number(none.coefficients[size].estimate)}}\n",
      files: ["rows.csv": rows]
    ) { study in
      let out = study.folder.appendingPathComponent("out").path
      _ = try study.builder().build(to: out)
    }
  }
}

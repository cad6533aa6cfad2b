import Foundation
import Studies
import Testing

@Suite("A report for each value of a parameter")
struct EachBuildTests {
  private static let groups = [
    "North", "South", "north", "a/../b", "<b>&", "=1+1", "東京", "CON", "-x",
  ]

  /// A random study with a parameter that is read in some places and not in others.
  private static func study(_ dice: inout SplitMix64) -> (
    study: String, report: String, data: String
  ) {
    let isText = dice.roll(2) == 0
    let (name, condition) = isText ? ("kind", "kind = $kind") : ("cut", "size > $cut")
    let data = (0..<60).map { row in
      "\(groups[dice.roll(groups.count)]),\(dice.roll(9)),\(row % 7 + dice.roll(50))\n"
    }
    let rows = ["own", "rows", "drawn"][dice.roll(3)]
    var study = """
      study: demo
      title: Demo
      seed: \(dice.roll(1000))
      parameters:
        \(name): { type: \(isText ? "text" : "int"), default: \(isText ? "North" : "3") }
      sources: { rows: { path: rows.csv, types: { size: int, y: double } } }
      tables:
        own: { from: rows, where: \(condition) }
        all: { from: rows, where: size >= 0 }
        drawn: { from: rows, sample: { rows: 20 } }
      values:
        most: { table: own, value: count() }
        whole: { table: all, value: sum(y) }

      """
    var report = "# Demo {{text($\(name))}}\n\n{{count(most)}} of {{number(whole)}}\n\n"
    if dice.roll(2) == 0 {
      study += "analyses:\n  line: { method: spearman, table: \(rows), x: size, y: y }\n"
      report += "{{p(line)}}\n\n"
    }
    if dice.roll(2) == 0 {
      study += "figures:\n  points: { table: \(rows), layers: [{ mark: point, x: size, y: y }] }\n"
      report += "{{figure(points)}}\n\n"
    }
    if dice.roll(2) == 0 { report += "{{methods}}\n" }
    return (study, report, "kind,size,y\n" + data.joined())
  }

  @Test(
    "No report of several differs from the same build alone, in random studies", arguments: 0..<8)
  func isolation(seed: Int) throws {
    var dice = SplitMix64(state: UInt64(seed) &* 7919 &+ 1)
    let (study, report, data) = Self.study(&dice)
    try TemporaryStudy.use(study: study, report: report, files: ["rows.csv": data]) { place in
      let builder = try place.builder { $0.figures = [.svg] }
      let request = study.contains("type: text") ? "rows.kind" : "cut=0..5"
      let out = place.folder.appending(path: "out")
      let results = try builder.build(each: request, to: out.path)
      #expect(results.reports.count > 3)
      for each in results.reports {
        let alone = place.folder.appending(path: "alone")
        let single = try place.builder {
          $0.figures = [.svg]
          $0.settings = [(name: results.parameter, value: each.value)]
        }
        do {
          _ = try single.build(to: alone.path)
        } catch {
          #expect(each.failure == "\(error)")
          continue
        }
        #expect(
          try TemporaryStudy.contents(of: alone)
            == TemporaryStudy.contents(of: out.appending(path: each.folder)), "\(each.value)")
        try FileManager.default.removeItem(at: alone)
      }
    }
  }

  private static let plain = """
    study: demo
    title: Demo
    parameters:
      size: { type: int, default: 1 }
      kind: { type: text, default: a, in: [b, a] }
    sources: { rows: { path: rows.csv } }
    tables:
      own: { from: rows, where: number(size) = $size }
      sorts: { from: rows, where: kind = $kind }
    values:
      count: { table: own, value: count() }
    """

  private func use(_ rows: String, _ body: (TemporaryStudy, StudyBuilder) throws -> Void) throws {
    try TemporaryStudy.use(
      study: Self.plain, report: "# Demo\n\n{{count(count)}}\n",
      files: ["rows.csv": "kind,size\n" + rows]
    ) { try body($0, $0.builder()) }
  }

  @Test("A value that fails is told on the index, and the others are whole")
  func failure() throws {
    try use("a,1\nb,2\na,x<i>\n,3\nb,\n") { place, builder in
      let out = place.folder.appending(path: "out")
      let results = try builder.build(each: "rows.size", to: out.path)
      #expect(results.reports.map(\.value) == ["1", "2", "3", "x<i>"])
      #expect(results.failed.map(\.value) == ["x<i>"])
      #expect(results.missingRows == 1)
      let files = Set(try TemporaryStudy.contents(of: out).keys)
      #expect(
        files.isSuperset(of: ["index.html", "index.json", "1/report.html", "3/results.json"]))
      #expect(!files.contains { $0.hasPrefix("x") })
      let page = try String(contentsOf: out.appending(path: "index.html"), encoding: .utf8)
      #expect(page.contains("x&lt;i&gt;"))
      #expect(page.contains("is of type int"))
      #expect(page.contains("href=\"2/report.html\""))
      #expect(!page.contains("<i>"))
    }
  }

  @Test("Where all fail nothing is written, and what was there stays")
  func allFail() throws {
    try use("a,x\nb,y\n") { place, builder in
      let out = place.folder.appending(path: "out")
      _ = try builder.build(to: out.path)
      let before = try TemporaryStudy.contents(of: out)
      #expect(throws: StudyError.self) { try builder.build(each: "rows.size", to: out.path) }
      #expect(try TemporaryStudy.contents(of: out) == before)
    }
  }

  @Test(
    "A request that cannot be met is refused with what is wrong",
    arguments: [
      ("size=a", "is of type int, not 'a'"), ("size=5..1", "write 1..5"),
      ("size=1..501", "501 values; at most 500"),
      ("size=1..9223372036854775807", "at most 500"),
      ("size=-9223372036854775808..9223372036854775807", "more values; at most 500"),
      ("size=1,1", "'1' is given twice"), ("size=1,01", "are the same value"),
      ("size=1,,2", "a value is missing"), ("size=", "a value is missing"), ("=1", "--each takes"),
      ("", "--each takes"), (".size", "--each takes"), ("sise=1", "did you mean 'size'?"),
      ("size=0.1..0.5", "ranges are of whole numbers"), ("size", "does not list the values"),
      ("rows.kinds", "no parameter 'kinds'"), ("row.kind", "no source or table is called 'row'"),
      ("kind=c", "is one of b, a, not 'c'"),
    ])
  func refusals(request: String, message: String) throws {
    try use("a,1\n") { place, builder in
      let out = place.folder.appending(path: "out").path
      do {
        _ = try builder.build(each: request, to: out)
        Issue.record("\(request) was built")
      } catch {
        #expect("\(error)".contains(message), "\(error)")
      }
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  @Test("A parameter that is set is not repeated too")
  func setAndEach() throws {
    try use("a,1\n") { place, _ in
      let builder = try place.builder { $0.settings = [(name: "size", value: "1")] }
      #expect(throws: StudyError.self) {
        try builder.build(each: "size=1,2", to: place.folder.appending(path: "out").path)
      }
      let kinds = try builder.build(each: "kind", to: place.folder.appending(path: "out").path)
      #expect(kinds.reports.map(\.value) == ["b", "a"])
    }
  }

  @Test("Names of folders are safe and differ on any file system, whatever the values are")
  func folders() {
    var dice = SplitMix64(state: 5)
    let letters = Array("aAbB.-_/\\ \u{0}\u{301}é東<\"'%\n~:*?|")
    for _ in 0..<2000 {
      let values = Set(
        (0..<dice.roll(12)).map { _ in
          String((0..<dice.roll(6)).map { _ in letters[dice.roll(letters.count)] })
        } + ["index.json", "COM1", "con", "..", String(repeating: "x", count: dice.roll(300))])
      let names = ReportFolders.names(for: values.sorted())
      #expect(Set(names.map { $0.lowercased() }).count == values.count, "\(values)")
      for name in names {
        #expect(name.wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9._-]{0,79}/) != nil, "\(name)")
        #expect(!name.hasSuffix("."), "\(name)")
        #expect(!["con", "com1", "index.json"].contains(name.lowercased()))
      }
    }
    #expect(ReportFolders.names(for: ["2021", "North", "Île"]) == ["2021", "North", "Ile"])
  }
}

extension SplitMix64 {
  fileprivate mutating func roll(_ sides: Int) -> Int { Int(next() % UInt64(sides)) }
}

import Basics
import Foundation
import Studies
import Synchronization
import TestSupport
import Testing

@Suite("A study as a graph")
struct StudyGraphTests {
  /// A study of all kinds of nodes.
  private static let study = """
    study: demo
    title: Demo
    seed: 5
    parameters:
      cut: { type: int, default: 2 }
      draws: { type: int, default: 100 }
    sources:
      rows: { path: rows.csv }
      other: { path: other.csv }
      plans: { dataset: training-disclosures, file: disclosures.csv }
    repairs:
      halve: { description: Halved, update: { where: size > 8, set: { size: size / 2 } } }
      drop: { description: Dropped, remove: size > 99, basis: fitted, fitted-to: [halved] }
    tables:
      big: { from: rows, where: size > $cut, repair: [halve] }
      drawn: { from: rows, repair: [drop], sample: { rows: 6 } }
      split: { from: rows, sample: { rows: 6, seed: 3 } }
      joined: { from: big, join: { with: other, on: kind } }
      fitted: { from: joined, predict: { analysis: line, as: expected } }
      estimates: { from: plans, carbon: { step: training-estimate, draws: $draws } }
      totals: { from: estimates.totals, where: grouping = 'tier' }
      again: { from: plans, carbon: { step: training-estimate, draws: $draws, table: rules } }
      summary: { results: [line, rank, all] }
    analyses:
      line: { method: ols, table: big, formula: co2 ~ size }
      rank: { method: spearman, table: rows, x: size, y: co2, level: 0.9, family: all }
      other-rank: { method: kendall, table: drawn, x: size, y: co2, family: all }
    families:
      all: { correction: holm }
    values:
      most: { table: joined, value: max(size) }
      ratio: { value: '"line.slope" / most' }
      corrected: { value: '"rank.p_adjusted"' }
      halved: { value: '"halve.rows"' }
    figures:
      points: { table: big, layers: [{ mark: point, x: size, y: co2 }, { mark: fit, model: line, x: size, y: co2 }] }
      others: { table: drawn, layers: [{ mark: point, x: size, y: co2 }, { mark: fit, model: line, x: size, y: co2 }] }
    expected:
      most: { value: most.value, published: 9 }
      halved: { value: halve.rows, published: 1 }
      lost: { not-computable: The file is lost. }
    """
  /// A report with every kind of tag.
  private static let report = """
    # Demo

    Most is {{number(most)}}, the cut {{count($cut)}}, {{p(rank)}}, {{interval(rank)}} and {{number(big.rows)}}.

    {{if most > $cut}}
    {{sentence(rank)}} It {{trend(rank)}}.
    {{else}}
    Never: {{number(ratio)}}
    {{end}}

    {{figure points}}

    {{table summary}}

    {{test line}}

    {{facts ratio, corrected}}

    {{ledger}}

    {{row-flow}}

    {{methods}}

    {{repairs}}

    {{sources}}

    {{families}}

    {{data-quality other}}
    """
  private static let rows =
    "size,co2,kind\n1,2,a\n3,3,a\n2,1,b\n4,4,b\n5,6,a\n6,5,b\n7,9,a\n9,8,b\n"
  private static let other = "kind,weight\na,1\nb,2\n"

  /// Calls `body` with the study with these files and options.
  private static func use<Result>(
    _ study: String = study, report: String = report, rows: String = rows, other: String = other,
    adjust: (inout StudyOptions) -> Void = { _ in }, _ body: (StudyBuilder) throws -> Result
  ) throws -> Result {
    try TemporaryStudy.use(
      study: study, report: report, files: ["rows.csv": rows, "other.csv": other]
    ) { try body($0.builder(adjust)) }
  }

  @Test("each node reads nothing but its inputs")
  func reads() throws {
    let nodes = try Self.use { try $0.nodes(computing: true) }
    for (name, node) in nodes {
      #expect(Set(node.reads).isSubset(of: node.inputs), "\(name) reads \(node.reads)")
      // A file is forgotten when it is read; what comes from outside is never computed.
      let isGone = name.hasPrefix("file of") || ["the fonts", "the theme"].contains(name)
      // What a condition leaves out is not computed.
      #expect(node.isComputed != (isGone || name == "tag {{number(ratio)}}"), "\(name)")
    }
    #expect(nodes.count > 60)
  }

  @Test("one figure is drawn, and one table made, from what it needs and no more")
  func needed() throws {
    func read(_ body: (StudyBuilder) throws -> Void) throws -> [String] {
      let told = Told()
      try Self.use(adjust: { $0.progress = { told.note($0) } }, body)
      return told.files
    }
    #expect(try read { try _ = $0.picture("points", format: .svg) } == ["Reading rows.csv"])
    #expect(try read { try _ = $0.table("big") } == ["Reading rows.csv"])
    #expect(try read { try _ = $0.table("joined") } == ["Reading rows.csv", "Reading other.csv"])
  }

  @Test("the nodes of bundled studies read nothing but their inputs")
  func bundled() throws {
    for study in ["training-carbon", "hf-carbon-2023"] {
      if study == "hf-carbon-2023", ProcessInfo.processInfo.environment["ALMANAC_DATASETS"] == nil {
        continue
      }
      var options = StudyOptions()
      options.offline = true
      let builder = try StudyBuilder(
        study: study, bundle: TemporaryStudy.bundle(), options: options)
      for (name, node) in try builder.nodes(computing: true) {
        #expect(Set(node.reads).isSubset(of: node.inputs), "\(study): \(name) reads \(node.reads)")
      }
    }
  }

  @Test("what several tables take from one step is computed once")
  func outputs() throws {
    let nodes = try Self.use { try $0.nodes(computing: true) }
    let step = "step training-estimate on plans"
    #expect(nodes.keys.filter { $0.hasPrefix("step ") } == [step])
    #expect(nodes["table estimates"]?.reads.contains(step) == true)
    #expect(nodes["table again"]?.reads.contains(step) == true)
    #expect(nodes["table totals"]?.reads == ["table estimates"])
  }

  // MARK: Keys

  /// A change, and the nodes that it changes at first; what is based on them changes too.
  private struct Change: Sendable {
    let name: String
    var edit: @Sendable (String) -> String = { $0 }
    var rows: @Sendable (String) -> String = { $0 }
    var other: @Sendable (String) -> String = { $0 }
    var report: @Sendable (String) -> String = { $0 }
    var settings: [(name: String, value: String)] = []
    var options: @Sendable (inout StudyOptions) -> Void = { _ in }
    let changed: [String]
  }

  private static func replacing(_ a: String, _ b: String) -> @Sendable (String) -> String {
    { $0.replacing(a, with: b) }
  }

  private static let changes: [Change] = [
    Change(name: "a row", rows: { $0 + "8,7,a\n" }, changed: ["file of source rows"]),
    Change(
      name: "a cell of another file", other: replacing("b,2", "b,3"),
      changed: ["file of source other"]),
    Change(
      name: "how a source is read",
      edit: replacing("{ path: other.csv }", "{ path: other.csv, missing: ['-'] }"),
      changed: ["file of source other"]),
    Change(
      name: "a condition", edit: replacing("grouping = 'tier'", "grouping = 'year'"),
      changed: ["table totals"]),
    Change(
      name: "a parameter of a condition", settings: [("cut", "1")],
      changed: settingsAreTold + [
        "table big", "tag {{count($cut)}}", "tag {{if most > $cut}}",
      ]),
    Change(
      name: "a parameter of a step", settings: [("draws", "101")],
      changed: settingsAreTold + [
        "table estimates", "table again", "step training-estimate on plans",
      ]),
    Change(name: "a repair", settings: [("repair.halve", "false")], changed: ["table big"]),
    Change(
      name: "words of the prose", report: replacing("Most is", "The most is"),
      changed: ["the report"]),
    Change(
      name: "the title of the study", edit: replacing("title: Demo", "title: Other"),
      changed: ["the results", "the report"]),
    Change(
      name: "the title of an analysis",
      edit: replacing("method: ols,", "method: ols, title: Line,"),
      changed: ["analysis line"]),
    Change(
      name: "a published value", edit: replacing("published: 9", "published: 8"),
      changed: ["expected value most"]),
    Change(
      name: "a number that becomes a text", edit: replacing("published: 1 }", "published: '1' }"),
      changed: ["expected value halved"]),
    Change(
      name: "a fitted repair", settings: [("repair.drop", "false")],
      changed: ["table drawn", "repair drop", "expected value halved"]),
    Change(
      name: "the formats of figures", options: { $0.figures = [.svg] },
      changed: ["figure points", "figure others"]),
    Change(
      name: "what a repair does", edit: replacing("remove: size > 99", "remove: size > 98"),
      changed: ["table drawn", "repair drop"]),
    Change(
      name: "the seed", edit: replacing("seed: 5", "seed: 6"),
      changed: [
        "table drawn", "table estimates", "table again", "step training-estimate on plans",
        "the results", "tag {{methods}}",
      ]),
    Change(
      name: "an option", edit: replacing("level: 0.9", "level: 0.8"), changed: ["analysis rank"]),
    Change(
      name: "a formula", edit: replacing("co2 ~ size", "co2 ~ size - 1"), changed: ["analysis line"]
    ),
    Change(
      name: "a correction", edit: replacing("correction: holm", "correction: bh"),
      changed: ["family all"]),
    Change(
      name: "an aggregate", edit: replacing("max(size)", "min(size)"), changed: ["value most"]),
    Change(
      name: "a mark", edit: replacing("mark: point", "mark: line"),
      changed: ["figure points", "figure others"]),
    Change(
      name: "layout and comments",
      edit: {
        "# A comment\n"
          + $0.replacing(
            "{ table: joined, value: max(size) }",
            with: "\n        table: joined # rows\n        value:   max(size)")
      },
      changed: []),
  ]
  /// Where the values of all parameters are printed.
  private static let settingsAreTold = ["the labels of columns", "the results", "the report"]

  /// The nodes and all that are based on them.
  private func dependents(of roots: Set<String>, in nodes: [String: NodeFacts]) -> Set<String> {
    var found = roots
    while true {
      let more = nodes.filter {
        !found.contains($0.key) && !found.isDisjoint(with: $0.value.inputs)
      }
      if more.isEmpty { return found }
      found.formUnion(more.keys)
    }
  }

  private func check(_ changes: [Change], against before: [String: NodeFacts]) throws {
    // What is more text comes last, and layout before it, so that each finds what it changes.
    let edited = changes.reversed().reduce(Self.study) { $1.edit($0) }
    let after = try Self.use(
      edited, report: changes.reduce(Self.report) { $1.report($0) },
      rows: changes.reduce(Self.rows) { $1.rows($0) },
      other: changes.reduce(Self.other) { $1.other($0) },
      adjust: { options in
        options.settings = changes.flatMap(\.settings)
        for change in changes { change.options(&options) }
      }
    ) { try $0.nodes() }
    let names = changes.map(\.name).joined(separator: ", ")
    let expected = dependents(of: Set(changes.flatMap(\.changed)), in: before)
    let changed = Set(before.keys.filter { before[$0]?.key != after[$0]?.key })
    #expect(Set(after.keys) == Set(before.keys), "\(names)")
    #expect(changed == expected, "\(names): \(changed.symmetricDifference(expected).sorted())")
  }

  @Test(
    "a change of data, definition, parameter or seed changes the keys that depend on it, and no others"
  )
  func keys() throws {
    let before = try Self.use { try $0.nodes() }
    for change in Self.changes { try check([change], against: before) }
  }

  @Test("and so do any changes together", arguments: 0..<24)
  func together(_ seed: Int) throws {
    var generator = PhiloxGenerator(seed: 16, stream: UInt64(seed))
    let chosen = Self.changes.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
    try check(chosen, against: Self.use { try $0.nodes() })
  }

  @Test("keys do not depend on where a study lies, nor on the run")
  func stable() throws {
    let (a, b) = (
      try Self.use { try $0.nodes() }, try Self.use { try $0.nodes(computing: true) }
    )
    #expect(a.mapValues(\.key) == b.mapValues(\.key))
    #expect(Set(a.values.map(\.key)).count == a.count)
  }

  @Test("lists that read alike when they are written in one go have other keys")
  func lists() throws {
    func key(_ missing: String) throws -> String? {
      let edit = Self.replacing("{ path: other.csv }", "{ path: other.csv, missing: \(missing) }")
      return try Self.use(edit(Self.study)) { try $0.nodes()["file of source other"]?.key }
    }
    #expect(try key("[x, plainplainy]") != key("[xplain, plainy]"))
    #expect(try key("[x, y]") == key("[ x,  y ]"))
  }

  @Test("the same tag is one node, wherever it stands")
  func tags() throws {
    let again = try Self.use(report: Self.report + "\n\nAgain {{number(most)}}.\n") {
      try $0.nodes()
    }
    let before = try Self.use { try $0.nodes() }
    #expect(Set(again.keys) == Set(before.keys))
    #expect(
      again.keys.filter { again[$0]?.key != before[$0]?.key }.sorted() == [
        "report.html", "report.md", "the report",
      ])
  }

  // MARK: Why

  @Test("two explanations say what has changed between them: data, definition, parameter")
  func changes() throws {
    let before = try Self.use { try $0.explain("most").json }
    func since(
      _ study: String = Self.study, rows: String = Self.rows, cut: String = "2"
    ) throws -> [String] {
      let now = try Self.use(study, rows: rows, adjust: { $0.settings = [("cut", cut)] }) {
        try $0.explain("most").comparing(with: before).json
      }
      return now["changes"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }
    #expect(try since() == [])
    #expect(try since(cut: "1") == ["table big: parameter cut = 1, was 2"])
    #expect(try since(rows: Self.rows + "8,7,a\n") == ["file of source rows: content has changed"])
    #expect(
      try since(Self.study.replacing("max(size)", with: "min(size)"), cut: "1") == [
        "value most: definition has changed", "table big: parameter cut = 1, was 2",
      ])
    #expect(
      try since(
        Self.study.replacing(
          "with: other, on: kind", with: "with: big, on: kind, expect: many-to-many")
      ).sorted() == [
        "table joined: definition has changed",
        "table joined: no longer depends on source other",
      ])
    // What does not concern it has not changed.
    #expect(try since(Self.study.replacing("holm", with: "bh")) == [])
    #expect(throws: StudyError.self) {
      try Self.use { try $0.explain("ratio").comparing(with: before) }
    }
    #expect(throws: StudyError.self) { try Self.use { try $0.explain("most").comparing(with: 1) } }
  }

  @Test("another program is told once, whatever rests on it")
  func programs() throws {
    func book(_ version: String) throws -> RecipeBook {
      func node(_ key: String, _ more: JSON...) -> JSON {
        [
          "key": .string(key + version),
          "depends_on": .array(
            [["name": "program", "key": .string(version), "value": .string(version)]] + more),
        ]
      }
      let input: JSON = ["name": "table a", "key": .string("a" + version), "value": .null]
      return try #require(RecipeBook(json: ["table a": node("a"), "value b": node("b", input)]))
    }
    #expect(
      try book("2").changes(of: "value b", since: book("1")) == ["program = 2, was 1"])
    #expect(try book("2").changes(of: "value b", since: book("2")) == [])
    let written = try book("1").json
    #expect(RecipeBook(json: written)?.json == written)
    #expect(RecipeBook(json: ["a": 1]) == nil)
  }

  // MARK: Several at once

  @Test(
    "results, progress and errors are the same for any number of threads", arguments: [1, 2, 7])
  func threads(_ threads: Int) throws {
    let one = try Self.use(adjust: { $0.threads = 1 }) { try $0.check().json }
    let told = Told()
    let many = try Self.use(
      adjust: {
        $0.threads = threads
        $0.progress = { told.note($0) }
      }
    ) { try $0.check().json }
    #expect(one == many)
    #expect(told.isOrderly)
    // Two tables fail; the first by the order of the study is told.
    let failing = Self.study.replacing(
      "where: size > $cut", with: "expect: size > 1, where: size > $cut"
    )
    .replacing("from: rows, repair: [drop],", with: "from: rows, expect: size > 2, repair: [drop],")
    let error = #expect(throws: StudyError.self) {
      try Self.use(failing, adjust: { $0.threads = threads }) { try $0.check() }
    }
    #expect(error?.message.hasPrefix("table 'big' expects size > 1") == true, "\(error as Any)")
  }

  /// What was told of the progress.
  private final class Told: Sendable {
    private let steps = Mutex<[StudyProgress]>([])

    func note(_ progress: StudyProgress) { steps.withLock { $0.append(progress) } }

    var files: [String] {
      steps.withLock { $0.map(\.what).filter { $0.hasPrefix("Reading ") } }
    }

    var isOrderly: Bool {
      let counted = steps.withLock { $0 }.filter { $0.total > 0 && !$0.what.contains("rows of") }
      return !counted.isEmpty && counted.allSatisfy { (1...$0.total).contains($0.done) }
    }
  }

  @Test("a table that would take more than --memory allows is refused with the numbers")
  func memory() throws {
    let rows = "size,co2,kind\n" + (0..<60_000).map { "\($0),\($0 % 977),a\n" }.joined()
    let many = (0..<150).map { "c\($0): size * \($0)" }.joined(separator: ", ")
    let study = """
      study: large
      title: Large
      sources: { rows: { path: rows.csv } }
      tables:
        wide: { from: rows, derive: { \(many) }, limit: 1 }
      """
    func build(_ memory: Int?) throws -> StudyResults {
      try Self.use(study, report: "# L\n", rows: rows, adjust: { $0.memory = memory }) {
        try $0.check()
      }
    }
    let error = #expect(throws: StudyError.self) { try build(70_000_000) }
    let text = "\(error as Any)"
    #expect(
      text.contains("study.yml:5:") && text.contains("step 'derive' needs about 72 MB of memory")
        && text.contains("of the 70 MB that --memory allows"), "\(text)")
    #expect(throws: Never.self) { try build(nil) }
  }

  // MARK: Outputs of steps

  @Test("a table of a step is the same, taken from the table or by the step itself")
  func sameOutput() throws {
    let study = Self.study.replacing(
      "again:", with: "same: { from: estimates.rules }\n  again:")
    try TemporaryStudy.use(study: study, files: ["rows.csv": Self.rows, "other.csv": Self.other]) {
      let builder = try $0.builder()
      let (a, b) = (try builder.table("same"), try builder.table("again"))
      #expect(a.rowCount > 0)
      #expect(a.names == b.names && a.rowFlow == b.rowFlow)
      for (a, b) in zip(a.columns, b.columns) {
        #expect((0..<a.count).map(a.value) == (0..<b.count).map(b.value))
      }
    }
  }

  @Test(
    "an output that no step gives is reported with the nearest",
    arguments: [
      ("estimates.total", "table 'estimates' has no output 'total'; did you mean 'totals'?"),
      ("big.rows", "table 'big' has no step that gives several tables; write from: big"),
      ("estimate.totals", "no table is called 'estimate'; did you mean 'estimates'?"),
      ("rows.totals", "no table is called 'rows'"),
      ("again.totals.more", "table 'again' has no output 'totals.more'"),
      ("totals.totals", "table 'totals' has no step that gives several tables"),
    ])
  func unknownOutput(_ from: String, _ message: String) throws {
    let study = Self.study.replacing("from: estimates.totals", with: "from: \(from)")
    let found = try TemporaryStudy.use(
      study: study, files: ["rows.csv": Self.rows, "other.csv": Self.other]
    ) { try $0.builder().lint() }
    #expect(found.contains { $0.message.hasPrefix(message) }, "\(found)")
  }

  @Test("columns of an output are known before a row is read")
  func columnsOfOutput() throws {
    let study = Self.study.replacing("grouping = 'tier'", with: "groupng = 'tier'")
    let found = try TemporaryStudy.use(
      study: study, files: ["rows.csv": Self.rows, "other.csv": Self.other]
    ) { try $0.builder().lint() }
    #expect(
      found.contains { $0.message == "no column is called 'groupng'; did you mean 'grouping'?" },
      "\(found)")
  }

  @Test("a table that starts from its own output is reported")
  func circle() throws {
    let study = Self.study.replacing(
      "from: plans, carbon: { step: training-estimate, draws: $draws }",
      with: "from: totals, carbon: { step: training-estimate, draws: $draws }")
    let found = try TemporaryStudy.use(
      study: study, files: ["rows.csv": Self.rows, "other.csv": Self.other]
    ) { try $0.builder().lint() }
    #expect(found.contains { $0.message.contains("depends on itself") }, "\(found)")
  }

  @Test("the rows that a repair touched do not depend on what was asked first")
  func repairs() throws {
    let value = try TemporaryStudy.use(
      study: Self.study, files: ["rows.csv": Self.rows, "other.csv": Self.other]
    ) { try $0.builder().explain("halve.rows").value }
    #expect(value == 1)
  }
}

import Foundation
import Studies
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
      drop: { description: Dropped, remove: size > 99 }
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
    """
  private static let rows =
    "size,co2,kind\n1,2,a\n3,3,a\n2,1,b\n4,4,b\n5,6,a\n6,5,b\n7,9,a\n9,8,b\n"
  private static let other = "kind,weight\na,1\nb,2\n"

  /// The nodes of the study with these files, where `adjust` has changed it.
  private static func nodes(
    _ study: String = study, rows: String = rows, other: String = other, computing: Bool = false,
    settings: [(name: String, value: String)] = []
  ) throws -> [String: NodeFacts] {
    try TemporaryStudy.use(study: study, files: ["rows.csv": rows, "other.csv": other]) {
      try $0.builder { $0.settings = settings }.nodes(computing: computing)
    }
  }

  @Test("each node reads nothing but its inputs")
  func reads() throws {
    let nodes = try Self.nodes(computing: true)
    for (name, node) in nodes {
      #expect(Set(node.reads).isSubset(of: node.inputs), "\(name) reads \(node.reads)")
      #expect(node.isComputed || name.hasPrefix("figure "), "\(name)")
    }
    #expect(nodes.count > 25)
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
    let nodes = try Self.nodes(computing: true)
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
    var settings: [(name: String, value: String)] = []
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
      name: "a parameter of a condition", settings: [("cut", "1")], changed: ["table big"]),
    Change(
      name: "a parameter of a step", settings: [("draws", "101")],
      changed: ["table estimates", "table again", "step training-estimate on plans"]),
    Change(name: "a repair", settings: [("repair.halve", "false")], changed: ["table big"]),
    Change(
      name: "what a repair does", edit: replacing("remove: size > 99", "remove: size > 98"),
      changed: ["table drawn"]),
    Change(
      name: "the seed", edit: replacing("seed: 5", "seed: 6"),
      changed: [
        "table drawn", "table estimates", "table again", "step training-estimate on plans",
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
      name: "a mark", edit: replacing("mark: point", "mark: line"), changed: ["figure points"]),
    Change(
      name: "layout and comments",
      edit: {
        "# A comment\n"
          + $0.replacing(
            "{ table: joined, value: max(size) }",
            with: "\n        table: joined # rows\n        value:   max(size)")
      },
      changed: []),
    Change(
      name: "an expected value",
      edit: { $0 + "\nexpected:\n  most: { value: most.value, published: 9 }" }, changed: []),
  ]

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
    let after = try Self.nodes(
      edited, rows: changes.reduce(Self.rows) { $1.rows($0) },
      other: changes.reduce(Self.other) { $1.other($0) }, settings: changes.flatMap(\.settings))
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
    let before = try Self.nodes()
    for change in Self.changes { try check([change], against: before) }
  }

  @Test("and so do any changes together", arguments: 0..<24)
  func together(_ seed: Int) throws {
    var generator = PhiloxGenerator(seed: 16, stream: UInt64(seed))
    let chosen = Self.changes.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
    try check(chosen, against: Self.nodes())
  }

  @Test("keys do not depend on where a study lies, nor on the run")
  func stable() throws {
    let (a, b) = (try Self.nodes(), try Self.nodes(computing: true))
    #expect(a.mapValues(\.key) == b.mapValues(\.key))
    #expect(Set(a.values.map(\.key)).count == a.count)
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

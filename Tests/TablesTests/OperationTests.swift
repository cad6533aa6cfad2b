import Basics
import Tables
import TestSupport
import Testing

private func sample() throws -> Table {
  try Table(
    [
      ("k", Column(texts: ["b", "a", "b", nil, "a"])),
      ("v", Column(doubles: [1, 2, 3, 4, nil], metadata: .init(unit: Unit(symbol: "g")))),
      ("n", Column(ints: [5, 1, 7, 2, 9])),
    ], rowFlow: [RowFlowStep(step: "read", rows: 5)])
}

private func cells(_ table: Table, _ name: String) throws -> [Value] {
  let column = try table.column(name)
  return (0..<table.rowCount).map(column.value)
}

private func summary(_ name: String, _ text: String) throws -> Summary {
  Summary(name, try Expression.parse(text))
}

@Suite struct OperationTests {
  @Test func groupsAreSortedByKeyWithMissingLast() throws {
    let grouped = try sample().grouped(
      by: ["k"],
      summarise: [
        try summary("rows", "count()"), try summary("values", "count(v)"),
        try summary("mean", "mean(v)"),
        try summary("share", "100 * count() filter (where n > 4) / count()"),
        try summary("ratio", "sum(v) / sum(n)"), try summary("last", "last(v)"),
        try summary("name", "upper(k)"),
      ])
    #expect(try cells(grouped, "k") == [.text("a"), .text("b"), .missing])
    #expect(try cells(grouped, "rows") == [.int(2), .int(2), .int(1)])
    #expect(try cells(grouped, "values") == [.int(1), .int(2), .int(1)])
    #expect(try cells(grouped, "mean") == [.double(2), .double(2), .double(4)])
    #expect(try cells(grouped, "share") == [.double(50), .double(100), .double(0)])
    #expect(try cells(grouped, "ratio") == [.double(0.2), .double(4.0 / 12), .double(2)])
    #expect(try cells(grouped, "last") == [.double(2), .double(3), .double(4)])
    #expect(try cells(grouped, "name") == [.text("A"), .text("B"), .missing])
    #expect(try grouped.column("mean").metadata.unit?.symbol == "g")
    #expect(grouped.rowFlow.last == RowFlowStep(step: "group by k", rows: 3))
  }

  @Test func summariesOfNothing() throws {
    let none = try sample().filtered(try Expression.parse("n > 100"))
    let one = try none.grouped(
      by: [],
      summarise: [
        try summary("n", "count()"), try summary("m", "mean(v)"),
        try summary("q", "quantile(v, 0.9)"),
      ])
    #expect(one.rowCount == 1)
    #expect(try cells(one, "n") == [.int(0)])
    #expect(try cells(one, "m") == [.missing])
    #expect(try none.grouped(by: ["k"], summarise: [try summary("n", "count()")]).rowCount == 0)
  }

  @Test(
    arguments: [
      ("count(distinct k)", .int(2)), ("median(v)", .double(2.5)),
      ("quantile(v, 0.25)", .double(1.75)),
      ("min(k)", .text("a")), ("max(n)", .int(9)), ("mode(k)", .text("b")),
      ("share(n > 4)", .double(0.6)),
      ("count_if(v > 1)", .int(3)), ("first(k)", .text("b")), ("sum(n)", .int(24)),
      ("weighted_mean(v, n)", .double((5 + 2 + 21 + 8) / 15.0)),
    ] as [(String, Value)])
  func summarises(_ text: String, _ expected: Value) throws {
    let one = try sample().grouped(by: [], summarise: [try summary("s", text)])
    #expect(try cells(one, "s") == [expected])
  }

  @Test func spreadOfLargeNumbersDoesNotCancel() throws {
    let table = try Table([("x", Column(doubles: [1e9 + 1, 1e9 + 2, 1e9 + 3]))])
    let one = try table.grouped(
      by: [], summarise: [try summary("s", "sd(x)"), try summary("m", "mean(x)")])
    #expect(try cells(one, "s") == [.double(1)])
    #expect(try cells(one, "m") == [.double(1e9 + 2)])
  }

  @Test func groupingAgreesWithAPlainLoop() throws {
    var random = PhiloxGenerator(seed: 7)
    let rows = 3000
    let a = (0..<rows).map { _ in Int64.random(in: -5...5, using: &random) }
    let b = (0..<rows).map { _ in ["x", "y", nil, "z"].randomElement(using: &random) ?? nil }
    let v = (0..<rows).map { _ -> Double? in
      Bool.random(using: &random) ? Double.random(in: -1...1, using: &random) : nil
    }
    let table = try Table([
      ("a", Column(ints: a)), ("b", Column(texts: b)), ("v", Column(doubles: v)),
    ])
    let grouped = try table.grouped(
      by: ["a", "b"],
      summarise: [
        try summary("n", "count(v)"), try summary("max", "max(v)"),
        try summary("d", "count(distinct b)"),
        try summary("med", "median(v)"),
      ])
    var plain: [String: [Double]] = [:]
    for row in 0..<rows {
      plain["\(a[row])|\(b[row] ?? "-")", default: []] += v[row].map { [$0] } ?? []
    }
    #expect(grouped.rowCount == plain.count)
    for row in 0..<grouped.rowCount {
      let key =
        "\(try grouped.column("a").value(at: row))|"
        + (try grouped.column("b").isValid(row) ? "\(try grouped.column("b").value(at: row))" : "-")
      let values = try #require(plain[key]).sorted()
      #expect(try grouped.column("n").value(at: row) == .int(Int64(values.count)))
      #expect(try grouped.column("max").value(at: row).doubleValue == values.last)
      let middle = values.count / 2
      let median =
        values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
      #expect(abs((try grouped.column("med").value(at: row).doubleValue ?? .nan) - median) < 1e-15)
    }
  }

  @Test func sortingIsStableWithMissingLastEitherWay() throws {
    let table = try sample()
    #expect(try cells(table.sorted(by: [SortKey("k")]), "n") == [1, 9, 5, 7, 2].map { .int($0) })
    #expect(
      try cells(table.sorted(by: [SortKey("k", descending: true)]), "n")
        == [5, 7, 1, 9, 2].map { .int($0) })
    #expect(
      try cells(table.sorted(by: [SortKey("k"), SortKey("n", descending: true)]), "n")
        == [9, 1, 7, 5, 2].map { .int($0) })
  }

  @Test func longSortsAgreeWithTheStandardLibrary() throws {
    var random = PhiloxGenerator(seed: 3)
    let values = (0..<5000).map { _ in
      (Double.random(in: -100...100, using: &random) * 10).rounded() / 10
    }
    let table = try Table([("x", Column(doubles: values))])
    #expect(try cells(table.sorted(by: [SortKey("x")]), "x") == values.sorted().map { .double($0) })
  }

  @Test func filteringKeepsTheRowFlow() throws {
    let filtered = try sample().filtered(try Expression.parse("v > 1"))
    #expect(
      filtered.rowFlow == [.init(step: "read", rows: 5), .init(step: "where v > 1", rows: 3)])
  }

  @Test func joinsFindMissAndRefuse() throws {
    let left = try sample()
    let right = try Table([
      ("k", Column(texts: ["a", "c", nil])), ("v", Column(ints: [10, 30, 99])),
    ])
    let joined = try left.joined(right, on: ["k"])
    #expect(try cells(joined, "v_right") == [.missing, .int(10), .missing, .missing, .int(10)])
    #expect(try left.joined(right, on: ["k"], kind: .inner).rowCount == 2)
    #expect(
      try cells(left.joined(right, on: ["k"], kind: .anti), "n") == [5, 7, 2].map { .int($0) })
    let full = try left.joined(right, on: ["k"], kind: .full)
    #expect(
      try cells(full, "k") == [
        .text("b"), .text("a"), .text("b"), .missing, .text("a"), .text("c"), .missing,
      ])
    #expect(throws: TableError.duplicateKey(key: "b", rows: 2)) {
      try right.joined(left, on: ["k"])
    }
    #expect(try right.joined(left, on: ["k"], allowingDuplicates: true).rowCount == 4)
  }

  @Test func emptyPeriodsAreFilled() throws {
    let table = try Table([
      ("month", Column(type: .date, [.date(0), .date(90), .missing])),
      ("n", Column(ints: [3, 4, 1])),
    ])
    let filled = try table.fillingPeriods(of: "month", .month, values: ["n": .int(0)])
    #expect(
      try cells(filled, "month").map(\.description) == [
        "1970-01-01", "1970-02-01", "1970-03-01", "1970-04-01", "",
      ])
    #expect(try cells(filled, "n") == [3, 0, 0, 4, 1].map { .int($0) })
  }

  @Test func pivotAndUnpivotAreInverse() throws {
    let long = try Table([
      ("q", Column(ints: [2, 1, 1])), ("d", Column(texts: ["x", "y", "x"])),
      ("n", Column(ints: [5, 6, 7])),
    ])
    let wide = try long.pivoted(rows: ["q"], names: "d", values: "n", empty: .int(0))
    #expect(wide.names == ["q", "x", "y"])
    #expect(try cells(wide, "y") == [.int(6), .int(0)])
    let back = try wide.unpivoted(["x", "y"], names: "d", values: "n")
    #expect(try cells(back, "n") == [7, 6, 5, 0].map { .int($0) })
    #expect(try cells(back, "d") == ["x", "y", "x", "y"].map { .text($0) })
  }

  @Test func listsExplode() throws {
    let table = try Table([
      (
        "tags",
        Column(
          type: .textList, [.textList(["a", "b"]), .textList([]), .missing, .textList(["b"])])
      ),
      ("i", Column(ints: [1, 2, 3, 4])),
    ])
    let rows = try table.exploded("tags")
    #expect(try cells(rows, "i") == [1, 1, 4].map { .int($0) })
    #expect(try cells(rows, "tags") == ["a", "b", "b"].map { .text($0) })
  }

  @Test func unionsMeetByName() throws {
    let other = try Table([("n", Column(doubles: [0.5])), ("w", Column(texts: ["new"]))])
    let both = try sample().union(other)
    #expect(both.names == ["k", "v", "n", "w"])
    #expect(try cells(both, "n").last == .double(0.5))
    #expect(try cells(both, "w").first == .missing)
    #expect(throws: TableError.self) { try sample().union(try Table([("k", Column(ints: [1]))])) }
  }

  @Test func samplesAreSeededAndShared() throws {
    let rows = 1000
    let table = try Table([
      ("i", Column(ints: (0..<rows).map { Int64($0) })),
      ("s", Column(texts: (0..<rows).map { $0 % 10 == 0 ? "rare" : "often" })),
    ])
    let first = try table.sampled(100, seed: 1)
    #expect(try cells(first, "i") == cells(table.sampled(100, seed: 1), "i"))
    #expect(try cells(first, "i") != cells(table.sampled(100, seed: 2), "i"))
    let equal = try table.sampled(100, seed: 1, strata: ["s"], allocation: .equal, weight: "w")
    #expect(try cells(equal, "s").filter { $0 == .text("rare") }.count == 50)
    let total = try cells(equal, "w").compactMap(\.doubleValue).reduce(0, +)
    #expect(abs(total - 1000) < 1e-9)
    let proportional = try table.sampled(101, seed: 1, strata: ["s"])
    #expect(try cells(proportional, "s").filter { $0 == .text("rare") }.count == 10)
    #expect(throws: TableError.sampleSize(asked: 1001, rows: 1000)) {
      try table.sampled(1001, seed: 1)
    }
  }

  /// Known answers of the Random123 distribution (kat_vectors, philox4x32 with 10 rounds).
  @Test func philoxGivesThePublishedWords() {
    #expect(
      Philox4x32(seed: 0).words(SIMD4(0, 0, 0, 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox4x32(seed: .max).words(SIMD4(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox4x32(seed: 0x299f_31d0_a409_3822).words(
        SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func manyWordsAtATimeAreTheSameWords() {
    let source = Philox4x32(seed: 0x0123_4567_89ab_cdef)
    for (blocks, first, stream) in [
      (1, 0, 0), (4, 7, 1), (5, 1 << 32 - 2, 1 << 40), (19, 3, .max), (256, 0, 12),
    ] as [(Int, UInt64, UInt64)] {
      var words = [UInt32](repeating: 0, count: 4 * blocks)
      words.withUnsafeMutableBufferPointer {
        source.fill($0, blocks: blocks, from: first, stream: stream)
      }
      for block in 0..<blocks {
        let counter = first &+ UInt64(block)
        let expected = source.words(
          SIMD4(
            UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
            UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)))
        #expect((0..<4).map { words[4 * block + $0] } == (0..<4).map { expected[$0] })
      }
    }
  }

  @Test func listsAreUnnestedWithAndWithoutOtherColumns() throws {
    let lists: [Value] = [.textList(["a", "b"]), .missing, .textList([]), .textList(["b"])]
    let table = try Table([
      ("l", Column(type: .textList, lists)), ("i", Column(ints: [1, 2, 3, 4])),
    ])
    let whole = try table.exploded("l")
    #expect(try cells(whole, "l") == [.text("a"), .text("b"), .text("b")])
    #expect(try cells(whole, "i") == [.int(1), .int(1), .int(4)])
    let alone = try table.selected(["l"]).exploded("l")
    #expect(try cells(alone, "l") == cells(whole, "l"))
    let counts = try alone.grouped(by: ["l"], summarise: [Summary("n", .parse("count()"))])
    #expect(try cells(counts, "n") == [.int(1), .int(2)])
  }

  @Test func aTextStandsInForAllThatIsMissing() throws {
    let table = try Table([
      ("t", Column(texts: ["x", nil, "none", nil])), ("u", Column(texts: ["x", "y", "y", "x"])),
    ])
    let filled = try table.derived("f", Expression.parse("coalesce(t, 'none')"))
    #expect(try cells(filled, "f") == [.text("x"), .text("none"), .text("none"), .text("none")])
    let groups = try filled.grouped(by: ["f"], summarise: [Summary("n", .parse("count()"))])
    #expect(groups.rowCount == 2)
    let whole = try table.derived("f", Expression.parse("coalesce(u, 'none')"))
    #expect(try cells(whole, "f") == cells(table, "u"))
  }
}

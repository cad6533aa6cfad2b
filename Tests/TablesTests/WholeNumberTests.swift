import Basics
import Foundation
import Tables
import TestSupport
import Testing

/// Whole numbers keep every digit from the cell to the print, also those that no double holds.
@Suite struct WholeNumberTests {
  private static let id: Int64 = 1_234_567_890_123_456_789

  @Test("The ends and quartiles of a column of whole numbers are its own")
  func profile() throws {
    let values: [Int64] = [Self.id, Self.id + 2, .min, .max, 9_007_199_254_740_993]
    let profile = ColumnProfile(name: "id", Column(ints: values))
    let spread = try #require(profile.distribution)
    #expect(spread.minimum == .int(.min) && spread.maximum == .int(.max))
    #expect(spread.median == .int(Self.id))
    #expect(spread.firstQuartile == .int(9_007_199_254_740_993))
    let text = profile.json.text()
    for digits in ["1234567890123456789", "-9223372036854775808", "9223372036854775807"] {
      #expect(text.contains(digits), "\(text)")
    }
    // Between two: half way is exact where it is a whole number, and the sum has more than 64 bits.
    let pair = ColumnProfile(name: "id", Column(ints: [.max, .max - 2]))
    #expect(pair.distribution?.median == .int(.max - 1))
    #expect(ColumnProfile(name: "x", Column(ints: [1, 2])).distribution?.median == .double(1.5))
    #expect(ColumnProfile(name: "x", Column(ints: [-5, 2])).distribution?.median == .double(-1.5))
    #expect(ColumnProfile(name: "x", Column(ints: [-5, -1])).distribution?.median == .int(-3))
  }

  @Test("Summaries, windows and roundings of whole numbers are whole numbers")
  func expressions() throws {
    let table = try Table([
      ("id", Column(ints: [Self.id, Self.id + 1, nil])), ("g", Column(ints: [1, 1, 1])),
    ])
    func summary(_ text: String) throws -> Value {
      try table.grouped(by: ["g"], summarise: [Summary("s", try Expression.parse(text))]).column(
        "s"
      ).value(at: 0)
    }
    #expect(try summary("max(id)") == .int(Self.id + 1))
    #expect(try summary("min(id)") == .int(Self.id))
    #expect(try summary("sum(id)") == .int(2 * Self.id + 1))
    #expect(try summary("first(id)") == .int(Self.id))
    #expect(try summary("count(distinct id)") == .int(2))
    func first(_ text: String) throws -> Value {
      try Expression.parse(text).evaluate(on: table).value(at: 0)
    }
    #expect(try first("round(id, 0)") == .int(Self.id))
    #expect(try first("round(id, 2)") == .int(Self.id))
    #expect(try first("round(id, -2)") == .int(1_234_567_890_123_456_800))
    #expect(try first("round(-15, -1)") == .int(-20))
    #expect(try first("round(id, -18)") == .int(1_000_000_000_000_000_000))
    #expect(try first("round(9223372036854775807, -1)") == .missing)
    #expect(try first("round(id, -400)") == .int(0))
    #expect(try first("greatest(id, 3)") == .int(Self.id))
    #expect(try first("lead(id)") == .int(Self.id + 1))
    #expect(try first("cast(id as text)") == .text("1234567890123456789"))
  }

  @Test("A sum beyond 64 bits is missing, and said")
  func overflow() throws {
    let table = try Table([("x", Column(ints: [.max, 1]))])
    let sum = try table.grouped(by: [], summarise: [Summary("s", try Expression.parse("sum(x)"))])
    #expect(try sum.column("s").value(at: 0) == .missing)
    #expect(sum.rowFlow.last?.step == "became missing: 1 of 1 sums, overflow (s)")
  }

  @Test("Whole numbers of every text format are exact")
  func readers() throws {
    let digits = ["1234567890123456789", "9007199254740993", "-9223372036854775808"]
    let csv = "id,t\n" + digits.map { "\($0),x\n" }.joined()
    let lines = digits.map { "{\"id\": \($0)}\n" }.joined()
    for (name, text) in [("data.csv", csv), ("data.jsonl", lines)] {
      let column = try withFile(text.utf8, name: name) { try TableFile.read($0).column("id") }
      #expect(column.type == .int)
      #expect((0..<3).map { column.value(at: $0).description } == digits)
    }
  }

  @Test(
    "Whole decimals of Parquet are whole numbers, and apart",
    .enabled(if: duckdb != nil, "NOT TESTED: DuckDB's program is not installed"))
  func parquet() throws {
    try withFile([], name: "x") { path in
      let file = path.dropLast(1) + "data.parquet"
      try run(
        duckdb ?? "",
        [
          "-c",
          "copy (select cast(1234567890123456700 + i as decimal(38,0)) as id, "
            + "cast(1000000000000000000000000000000 + i as decimal(38,0)) as large, "
            + "cast(i as decimal(9,2)) as price  from range(5) t(i)) "
            + "to '\(file)' (format parquet)",
        ])
      let table = try TableFile.read(String(file))
      #expect(table.columns.map(\.type) == [.int, .text, .double])
      #expect(try table.column("id").value(at: 4) == .int(1_234_567_890_123_456_704))
      #expect(try table.distinct(by: ["id"]).rowCount == 5)
      #expect(try table.distinct(by: ["large"]).rowCount == 5)
    }
  }
}

@Suite struct LeadingNumberTests {
  @Test(
    "number() reads the number that is meant, where it can only be one",
    arguments: [
      ("8 v100 16GB", 8), ("2.6B", 2.6), (" -3%", -3), ("+4", 4), (".5", 0.5), ("5.", 5),
      ("5, about", 5),
      ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,234,567", 1_234_567), ("1.234.567", 1_234_567),
      ("1,234,567.89 t", 1_234_567.89), ("1.234.567,89", 1_234_567.89), ("12,34,567", 1_234_567),
      ("1,5", 1.5), ("0,123", 0.123), ("1234,567", 1234.567), ("1,2345 kg", 1.2345),
      ("12,5 %", 12.5),
      ("1'234.5", 1234.5), ("1\u{2019}234", 1234), ("1\u{A0}234,5", 1234.5),
      ("12\u{202F}345", 12_345),
      ("1 234,50", 1234.5), ("1 234 567", 1_234_567), ("1_000_000", 1_000_000),
      ("-1,234.5e3", -1_234_500),
      ("1e3", 1000), ("1e", 1), ("\u{2212}3", -3), ("1.234", 1.234),
      ("1, 2", 1), ("5'10", 5), ("8 16GB", 8), ("1,234.5.", 1234.5), ("7 x 1,234.5", 7),
    ] as [(String, Double)])
  func reads(_ text: String, _ value: Double) throws {
    #expect(try number(text) == .double(value))
  }

  @Test(
    "What may be two numbers, or is none, is missing",
    arguments: [
      "1,234", "12,345 kg", "123,456", "-1,234", "1 234", "1,2,3", "1.2.3", "10.04.2024", "1,23.4",
      "1.5,3.2", "3-5", "10:30", "1,5-2,5", "10-20",
      "1,234,56", "12.345.67", "about 5", "", "x", "-", ".", ",5", "e5", "1,234.567,8",
    ])
  func refuses(_ text: String) throws {
    #expect(try number(text) == .missing)
  }

  @Test("What became missing is counted")
  func counted() throws {
    let table = try Table([("t", Column(texts: ["1,234", "5", nil, "x"]))])
    let (_, losses) = try Expression.parse("number(t)").evaluateCounting(on: table)
    #expect(
      losses.map(\.text) == [
        "became missing: 2 of 3 numbers, text that begins with none, or with one that has two readings"
      ])
  }

  private func number(_ text: String) throws -> Value {
    try Expression.parse("number(t)").evaluate(on: Table([("t", Column(texts: [text]))])).value(
      at: 0)
  }
}

@Suite struct MomentTests {
  private func summary(_ text: String, _ values: [Double]) throws -> Value {
    try Table([("x", Column(doubles: values))])
      .grouped(by: [], summarise: [Summary("s", try Expression.parse(text))]).column("s").value(
        at: 0)
  }

  @Test("A spread that leaves the range of doubles is missing or right, and never 0")
  func range() throws {
    let tiny = [1e-200, 2e-200, 3e-200]
    #expect(try summary("variance(x)", tiny) == .missing)
    #expect(abs((try summary("sd(x)", tiny).doubleValue ?? 0) / 1e-200 - 1) < 1e-14)
    let huge = [1e200, 2e200, 3e200]
    #expect(try summary("variance(x)", huge) == .missing)
    #expect(abs((try summary("sd(x)", huge).doubleValue ?? 0) / 1e200 - 1) < 1e-14)
    #expect(
      abs((try summary("mean(x)", [1.5e308, 1.7e308]).doubleValue ?? 0) / 1.6e308 - 1) < 1e-14)
    #expect(try summary("sd(x)", [-1.7e308, 1.7e308]) == .missing)
    #expect(try summary("sd(x)", [0, .leastNonzeroMagnitude]).doubleValue != 0)
    for value in [0.1, 5, .leastNonzeroMagnitude, 1e308, 0, 1.0 / 3] {
      #expect(
        try summary("variance(x)", Array(repeating: value, count: 3)) == .double(0), "\(value)")
      #expect(try summary("sd(x)", Array(repeating: value, count: 7)) == .double(0), "\(value)")
    }
    let profile = ColumnProfile(name: "x", Column(doubles: tiny.map { $0 }))
    #expect(abs((profile.distribution?.standardDeviation ?? 0) / 1e-200 - 1) < 1e-14)
  }

  @Test("A change of unit by a power of two changes nothing but the unit")
  func scaling() throws {
    var random = PhiloxGenerator(seed: 3)
    for _ in 0..<50 {
      let values = (0..<20).map { _ in Double.random(in: -5...9, using: &random) }
      let plain = try #require(try summary("sd(x)", values).doubleValue)
      for power in [-900, -600, -300, 300, 600, 900] {
        let unit = Double(sign: .plus, exponent: power, significand: 1)
        let scaled = try #require(try summary("sd(x)", values.map { $0 * unit }).doubleValue)
        #expect(abs(scaled / unit / plain - 1) < 1e-14)
      }
    }
  }
}

@Suite("Lists and dictionaries as Python or JSON prints them") struct LiteralTests {
  private static let values: [(String, String, JSON?)] = [
    ("{'f1': nan, 'acc': 0.5, 'n': 3}", "acc", 0.5),
    ("{'f1': nan}", "f1", .some(.null)), ("{'f1': -inf}", "f1", .some(.null)),
    ("{\"a\": {\"b\": [1, 2]}}", "a.b", [1.0, 2.0]), ("{'a.b': 1}", "a.b", 1.0),
    ("{'a': 'it\\'s'}", "a", "it's"), ("{'a': '\\U0001F600\\xe9'}", "a", "😀é"),
    ("{1: True}", "1.0", nil), ("{'a': __import__('os')}", "a", nil), ("{'a': 1", "a", nil),
    ("{'a': 1} + {}", "a", nil), ("['a']", "a", nil), ("", "a", nil),
  ]

  private static let lists: [(String, [String]?)] = [
    ("['a', \"b,c\", 'd\\'e']", ["a", "b,c", "d'e"]), ("('a',)", ["a"]), ("[]", []),
    ("[ 'a' ,\t'b'\r\n]", ["a", "b"]), ("[1, two words, None, nan]", ["1", "two words"]),
    ("['']", [""]), ("['a'", nil), ("['a' 'b']", nil), ("[['a']]", nil), ("[a,,b]", nil),
    ("'a'", nil), ("", nil),
  ]

  @Test("The value at a key, or at keys joined by dots", arguments: Self.values)
  func value(_ text: String, _ path: String, _ expected: JSON?) {
    #expect(Literal.value(in: text, at: path) == expected)
  }

  @Test("The entries of a list, or that it is none", arguments: Self.lists)
  func entries(_ text: String, _ expected: [String]?) {
    #expect(Literal.entries(of: text) == expected)
  }

  @Test("What is nested beyond measure is not a literal, and ends nothing")
  func depth() {
    for open in ["[", "{'a':", "("] {
      #expect(Literal.value(in: String(repeating: open, count: 100_000), at: "a") == nil)
    }
  }
}

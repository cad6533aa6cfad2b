import Basics
import Tables
import Testing

private func table() throws -> Table {
  try Table(
    [
      ("x", Column(doubles: [1, 4, nil, 0], metadata: .init(unit: Unit(symbol: "g")))),
      ("y", Column(doubles: [1, 2, 3, 0.5], metadata: .init(unit: Unit(symbol: "kg")))),
      ("e", Column(doubles: [1, 2, 4, 5], metadata: .init(unit: Unit(symbol: "kWh")))),
      ("n", Column(ints: [1, 2, 3, nil])),
      ("t", Column(texts: ["Ab", "cd", nil, "2.6B"])),
      ("d", Column(type: .date, [.date(0), .date(31), .missing, .date(19_000)])),
      ("b", Column(type: .bool, [.bool(true), .bool(false), .missing, .bool(true)])),
      (
        "l",
        Column(
          type: .textList, [.textList(["a", "b"]), .textList([]), .missing, .textList(["b"])])
      ),
      ("m", Column(texts: ["{'acc': 0.5, 'f1': nan}", "{\"acc\": 2}", "oops", nil])),
    ])
}

private func values(_ text: String, _ parameters: [String: Value] = [:]) throws -> [Value] {
  let table = try table()
  let column = try Expression.parse(text, parameters: parameters).evaluate(on: table)
  return (0..<column.count).map(column.value)
}

private func message(_ text: String) -> String {
  do {
    _ = try Expression.parse(text).evaluate(on: try table())
    return "no error"
  } catch {
    return "\(error)"
  }
}

@Suite struct ExpressionTests {
  @Test(
    arguments: [
      ("n + 1", [.int(2), .int(3), .int(4), .missing]),
      ("n * 2 - 1", [.int(1), .int(3), .int(5), .missing]),
      ("1 / 2", Array(repeating: .double(0.5), count: 4)),
      ("-n", [.int(-1), .int(-2), .int(-3), .missing]),
      ("7 % 4 + 2 * 3", Array(repeating: .int(9), count: 4)),
      ("(1 + 2) * 3", Array(repeating: .int(9), count: 4)),
      ("not n > 1 or b", [.bool(true), .bool(false), .missing, .bool(true)]),
      ("n between 2 and 3", [.bool(false), .bool(true), .bool(true), .missing]),
      ("n not in (1, 3)", [.bool(false), .bool(true), .bool(false), .missing]),
      ("n in (1, null)", [.bool(true), .missing, .missing, .missing]),
      ("t is not null", [.bool(true), .bool(true), .bool(false), .bool(true)]),
      ("t like '%b'", [.bool(true), .bool(false), .missing, .bool(false)]),
      ("t ilike '%B'", [.bool(true), .bool(false), .missing, .bool(true)]),
      ("t = 'cd'", [.bool(false), .bool(true), .missing, .bool(false)]),
      ("t > 'Ab'", [.bool(false), .bool(true), .missing, .bool(false)]),
      ("upper(t) || '!'", [.text("AB!"), .text("CD!"), .missing, .text("2.6B!")]),
      (
        "case when n > 1 then 'big' else t end",
        [.text("Ab"), .text("big"), .text("big"), .text("2.6B")]
      ),
      (
        "case n when 1 then 10 when 2 then 0.5 end",
        [.double(10), .double(0.5), .missing, .missing]
      ),
      ("coalesce(n, 9)", [.int(1), .int(2), .int(3), .int(9)]),
      ("nullif(n, 2)", [.int(1), .missing, .int(3), .missing]),
      ("least(n, 2)", [.int(1), .int(2), .int(2), .int(2)]),
      ("greatest(n, 2, 2.5)", [.double(2.5), .double(2.5), .double(3), .double(2.5)]),
      ("number(t)", [.missing, .missing, .missing, .double(2.6)]),
      ("number('10-20 kg')", [.missing, .missing, .missing, .missing]),
      ("number('3 – 4')", [.missing, .missing, .missing, .missing]),
      ("number('2024-04-10')", [.missing, .missing, .missing, .missing]),
      ("number('12:30')", [.missing, .missing, .missing, .missing]),
      ("number('1/2')", [.missing, .missing, .missing, .missing]),
      ("number('3 -4')", [.double(3), .double(3), .double(3), .double(3)]),
      ("number('5-')", [.double(5), .double(5), .double(5), .double(5)]),
      ("cast(n as text)", [.text("1"), .text("2"), .text("3"), .missing]),
      ("round(2.675, 2)", Array(repeating: .double(2.68), count: 4)),
      ("round(-1234.5, -2)", Array(repeating: .double(-1200), count: 4)),
      ("sqrt(n - 2)", [.missing, .double(0), .double(1), .missing]),
      ("year(d)", [.int(1970), .int(1970), .missing, .int(2022)]),
      ("date_trunc('month', d)", [.date(0), .date(31), .missing, .date(18_993)]),
      ("date_trunc('week', d)", [.date(-3), .date(25), .missing, .date(18_995)]),
      ("date_diff('month', date '1969-12-31', d)", [.int(1), .int(2), .missing, .int(625)]),
      ("d = '1970-02-01'", [.bool(false), .bool(true), .missing, .bool(false)]),
      ("d - date '1970-01-01'", [.int(0), .int(31), .missing, .int(19_000)]),
      ("d + 1", [.date(1), .date(32), .missing, .date(19_001)]),
      ("list_contains(l, 'b')", [.bool(true), .bool(false), .missing, .bool(true)]),
      ("list_length(l)", [.int(2), .int(0), .missing, .int(1)]),
      ("dict_number(m, 'acc')", [.double(0.5), .double(2), .missing, .missing]),
      ("dict_number(m, 'f1')", [.missing, .missing, .missing, .missing]),
      ("regexp_matches(t, '^[a-c]')", [.bool(false), .bool(true), .missing, .bool(false)]),
      (
        "regexp_extract(t, '([0-9]+)\\.([0-9]+)', 2)", [.text(""), .text(""), .missing, .text("6")]
      ),
      ("split_part('a,b,c', ',', -1)", Array(repeating: .text("c"), count: 4)),
      ("substring('héllo', 2, 3)", Array(repeating: .text("éll"), count: 4)),
      ("row_number()", [.int(1), .int(2), .int(3), .int(4)]),
      ("row_number() over (order by n desc)", [.int(3), .int(2), .int(1), .int(4)]),
      ("lag(n)", [.missing, .int(1), .int(2), .int(3)]),
      ("lead(n, 2)", [.int(3), .missing, .missing, .missing]),
      ("cumulative_sum(n)", [.double(1), .double(3), .double(6), .missing]),
      ("moving_mean(n, 2)", [.missing, .double(1.5), .double(2.5), .missing]),
      ("rank() over (order by b)", [.int(2), .int(1), .int(4), .int(2)]),
    ] as [(String, [Value])])
  func givesTheValue(_ text: String, _ expected: [Value]) throws {
    #expect(try values(text) == expected)
  }

  @Test func kleenesTruthTables() throws {
    let truth: [(String, Value)] = [
      ("true", .bool(true)), ("false", .bool(false)), ("null", .missing),
    ]
    for (a, first) in truth {
      for (b, second) in truth {
        let and: Value =
          first == .bool(false) || second == .bool(false)
          ? .bool(false) : first == .missing || second == .missing ? .missing : .bool(true)
        let or: Value =
          first == .bool(true) || second == .bool(true)
          ? .bool(true) : first == .missing || second == .missing ? .missing : .bool(false)
        #expect(try values("(\(a) and true) and (\(b) or false)")[0] == and, "\(a) and \(b)")
        #expect(try values("(\(a) and true) or (\(b) or false)")[0] == or, "\(a) or \(b)")
      }
    }
  }

  @Test func parametersAreValues() throws {
    #expect(try values("n >= $least", ["least": .int(2)])[1] == .bool(true))
    #expect(
      throws: ExpressionError.self, performing: { try values("n > $leest", ["least": .int(2)]) })
  }

  @Test func addingConvertsToTheUnitOfTheLeft() throws {
    let sum = try Expression.parse("x + y").evaluate(on: try table())
    #expect(sum.metadata.unit?.symbol == "g")
    #expect(sum.value(at: 0) == .double(1001))
    #expect(try values("x < y")[0] == .bool(true))
    #expect(try values("x = 1")[0] == .bool(true))
  }

  @Test(
    arguments: [
      ("y / e", "kg/kWh"), ("y / e * e", "kg"), ("y * 2", "kg"), ("x / y", "1"), ("1 / y", "1/kg"),
      ("ln(x)", "ln(g)"), ("exp(ln(x))", "g"), ("log10(x / y)", "1"), ("power(y, 2)", "kg^2"),
      ("coalesce(x, y)", "g"), ("d - d", "day"),
    ])
  func unitOf(_ text: String, _ symbol: String) throws {
    let type = try Expression.parse(text).type(in: try table().schema)
    #expect(type.unit?.symbol == symbol)
  }

  @Test func ratioOfOneDimensionIsConverted() throws {
    #expect(try values("x / y")[0] == .double(0.001))
  }

  @Test func differentDimensionsAreRefusedWithACaret() {
    #expect(
      message("x + e")
        == """
        units do not agree: g on the left, kWh here; they measure different things
          x + e
              ^
        """)
  }

  @Test(
    arguments: [
      ("xx + 1", "no column is called 'xx'; did you mean 'x'?"),
      ("flor(n)", "there is no function 'flor'; did you mean 'floor'?"),
      ("n +", "a value is missing here"), ("n + )", "a value is expected before ')'"),
      ("'abc", "this text is never closed"), ("n = 1 = 2", "comparisons do not chain"),
      ("t + 1", "'+' needs a number, and this is text"), ("sum(n)", "it belongs under summarise"),
      ("ln(t)", "'ln' needs a number here, and this is text"), ("", "the expression is empty"),
      ("t = 1", "text cannot be compared with int"), ("n ? 2", "is not allowed here"),
      ("date_trunc('moon', d)", "the period is one of 'second'"),
      ("regexp_matches(t, '(')", "the pattern cannot be read: '(' is never closed"),
      ("12abc", "a number runs into a name"), ("d = 'soon'", "'soon' is not a date"),
    ])
  func saysWhatIsWrong(_ text: String, _ expected: String) {
    #expect(message(text).contains(expected), "\(message(text))")
  }

  @Test func deepNestingIsAnErrorAndNoCrash() {
    let open = String(repeating: "(", count: 100_000)
    #expect(message(open + "1").contains("too long"))
    #expect(message(String(repeating: "(", count: 500) + "1").contains("nested too deeply"))
    let sum = (0..<1900).map { _ in "1" }.joined(separator: "+")
    #expect(message(sum).contains("chain is too long"))
    #expect(message(String(repeating: "not ", count: 3000) + "b").contains("nested too deeply"))
  }

  @Test(
    "Each part of an expression is looked at once, however deep it lies", .timeLimit(.minutes(1)))
  func depthCostsNoMoreThanLength() throws {
    let table = try table()
    for text in [
      Array(repeating: "x", count: 350).joined(separator: " + "),
      String(repeating: "coalesce(", count: 60) + "x" + String(repeating: ", 1)", count: 60),
      String(repeating: "greatest(x - ", count: 60) + "x" + String(repeating: ", 1)", count: 60),
      String(repeating: "case when b then ", count: 60) + "x"
        + String(repeating: " else 1 end", count: 60),
      String(repeating: "(d - ", count: 60) + "1" + String(repeating: ")", count: 60),
    ] {
      _ = message(text)
      _ = try? Expression.parse(text).evaluate(on: table)
    }
  }

  @Test func rowsOutOfTheDomainAreMissingAndCounted() throws {
    let (column, losses) = try Expression.parse("ln(x) + n / 0").evaluateCounting(on: try table())
    #expect(column.missingCount == 4)
    #expect(
      losses.map(\.text) == [
        "became missing: 1 of 3 logarithms, number of 0 or less",
        "became missing: 3 of 3 quotients, division by zero",
      ])
  }

  @Test func wholeNumbersThatOverflowAreMissing() throws {
    #expect(try values("n + 9223372036854775807")[0] == .missing)
    #expect(try values("n - 9223372036854775807")[0] == .int(-9_223_372_036_854_775_806))
  }

  @Test func columnsAreNamedInOrderOfUse() throws {
    #expect(try Expression.parse("b and \"odd name\" > a + b").columns == ["b", "odd name", "a"])
  }

  @Test func aPatternThatWouldBacktrackForeverEnds() throws {
    let long = String(repeating: "a", count: 2000)
    #expect(try values("regexp_matches('\(long)', '^(a+)+$b')")[0] == .bool(false))
  }
}

/// What is missing by computation has the type of its computation; `null` as written takes that of its place.
@Suite struct MissingResultTests {
  @Test(
    "a result that is missing keeps its type among others",
    arguments: [
      "1 % 0 % 0", "1 % 0 % 3", "case when true then 1 % 0 else 2 end", "coalesce(null + 1, 2)",
      "coalesce(-null, 1)", "greatest(7 % 0, 1)", "coalesce(9223372036854775807 + 1, 1)",
      "-(1 % 0)", "nullif(1, 1) % 2", "case when true then null else 2 end", "1 % 0 = 1",
    ])
  func typesAgree(text: String) throws {
    let table = try Table([("x", Column(doubles: [1, 2]))])
    let expression = try Expression.parse(text)
    let type = try expression.type(in: table.schema)
    #expect(try expression.evaluate(on: table).type == type.type)
  }
}

@Suite struct UnitTests {
  @Test(
    arguments: [
      ("kg", "g", 1000), ("t", "kg", 1000), ("Mt", "t", 1e6), ("lb", "g", 453.592_37),
      ("kWh", "J", 3.6e6), ("MWh", "kWh", 1000), ("GB", "MB", 1000), ("KiB", "byte", 1024),
      ("PFLOP", "FLOP", 1e15), ("h", "min", 60), ("day", "h", 24), ("kW", "W", 1000),
      ("%", "1", 0.01), ("g/kWh", "kg/MWh", 1), ("kgCO2e", "g", 1000), ("kW*h", "kWh", 1),
      ("kg/EFLOP", "g/PFLOP", 1),
    ])
  func converts(_ from: String, _ to: String, _ factor: Double) throws {
    let found = try #require(Unit(symbol: from).factor(to: Unit(symbol: to)))
    #expect(abs(found / factor - 1) < 1e-15)
    let back = try #require(Unit(symbol: to).factor(to: Unit(symbol: from)))
    #expect(abs(back * found - 1) < 1e-15)
  }

  @Test func otherDimensionsDoNotConvert() {
    #expect(Unit(symbol: "g").factor(to: Unit(symbol: "kWh")) == nil)
    #expect(Unit(symbol: "USD").factor(to: Unit(symbol: "EUR")) == nil)
    #expect(Unit(symbol: "USD").factor(to: Unit(symbol: "USD")) == 1)
  }

  @Test func productsBringPartsOfOneDimensionTogether() {
    let (unit, factor) = Unit(symbol: "kg/kWh").multiplied(by: Unit(symbol: "Wh"))
    #expect(unit.symbol == "kg")
    #expect(factor == 0.001)
    #expect(Unit(symbol: "%").multiplied(by: Unit(symbol: "g")).unit.symbol == "g")
    #expect(Unit(symbol: "%").multiplied(by: Unit(symbol: "g")).factor == 0.01)
  }
}

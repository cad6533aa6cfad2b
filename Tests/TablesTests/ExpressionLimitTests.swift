import Basics
import Tables
import Testing

/// Formulas at the ends of what 64 bits hold: missing and counted, or at the end of the range, and never a trap.
@Suite struct ExpressionLimitTests {
  private func value(_ text: String) throws -> Value {
    let table = try Table([
      ("n", Column(ints: [.min])), ("d", Column(type: .date, [.date(.max)])),
      ("x", Column(doubles: [1], metadata: .init(unit: Unit(symbol: "g^9223372036854775807")))),
      ("m", Column(doubles: [2], metadata: .init(unit: Unit(symbol: "g")))),
    ])
    return try Expression.parse(text).evaluate(on: table).value(at: 0)
  }

  @Test("The smallest whole number has no counterpart, and is missing")
  func smallest() throws {
    #expect(try value("-n") == .missing)
    #expect(try value("abs(n)") == .missing)
    #expect(try value("n % -1") == .int(0))
    #expect(try value("0 - n") == .missing)
    #expect(try value("-(n + 1)") == .int(.max))
  }

  @Test(
    "Days beyond the range of moments, and steps beyond that of rows, end no program",
    arguments: [
      "cast(d as timestamp)", "date_trunc('hour', d)", "date_trunc('month', d)",
      "d > timestamp '2020-01-01 00:00'",
      "date_diff('second', d, date '0001-01-01')", "d + 9223372036854775807",
      "d - 9223372036854775807",
      "year(d + 1)", "hour(d)", "lead(n, -9223372036854775808)", "lag(n, 9223372036854775807)",
      "cast(cast(d as timestamp) as text)", "cast(d as text)",
      "moving_mean(m, 9223372036854775807)",
      "substring('abc', -9223372036854775808, 9223372036854775807)",
      "split_part('a', 'b', -9223372036854775808)",
      "make_date(9223372036854775807, 1, 1)", "round(m, 9223372036854775807)",
      "round(n, -9223372036854775808)",
      "power(power(power(m, 9), 9), 9)", "x * x", "x / m", "power(x, 9)", "x + x",
    ])
  func extremes(_ text: String) throws {
    _ = try value(text).description
  }
}

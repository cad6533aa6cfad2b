import Basics
import Foundation
import Tables
import Testing

/// Whatever has no result is missing, and is reported with how many there were.
@Suite("Values that became missing")
struct LossTests {
  private func table() throws -> Table {
    try Table([
      ("a", Column(doubles: [1, 2, 3, nil, 5])), ("b", Column(doubles: [1, 0, 2, 0, 0])),
      ("i", Column(ints: [.max, 1, 2, 3, .min])),
      ("t", Column(texts: ["1", "x", "2024-02-30", nil, "2024-02-29"])),
    ])
  }

  private func told(_ name: String, _ text: String) throws -> [String] {
    try table().derived(name, Expression.parse(text)).rowFlow.map(\.step)
  }

  @Test(
    "each way of losing a value has its words, and only rows that had their operands count",
    arguments: [
      ("a / b", "2 of 4 quotients, division by zero"),
      ("a % b", "2 of 4 remainders, division by zero"),
      ("i % 0", "5 of 5 remainders, division by zero"),
      ("ln(b)", "3 of 5 logarithms, number of 0 or less"),
      ("log2(-a)", "4 of 4 logarithms, number of 0 or less"),
      ("sqrt(b - 1)", "3 of 5 square roots, number below 0"),
      ("power(b, -1)", "3 of 5 powers, no real value"),
      ("exp(a * 1000)", "4 of 4 exponentials, overflow"),
      ("i + 1", "1 of 5 sums, overflow"), ("i - 1", "1 of 5 differences, overflow"),
      ("i * 2", "2 of 5 products, overflow"),
      ("-i", "1 of 5 differences, overflow"), ("abs(i)", "1 of 5 absolute values, overflow"),
      ("a * 1e308 * 10", "4 of 5 products, overflow"), ("a / 1e-320", "4 of 4 quotients, overflow"),
      ("cast(t as double)", "3 of 4 values, no double"),
      ("cast(t as int)", "3 of 4 values, no int"),
      ("cast(t as date)", "3 of 4 dates, no date"), ("date(t)", "3 of 4 dates, no date"),
      ("make_date(2023, 2, 28 + b)", "2 of 5 dates, no such day"),
      ("date '2024-01-01' + i", "2 of 5 dates, overflow"),
      ("a / b + a / b", "4 of 8 quotients, division by zero"),
      ("share_of_total(b - b)", "5 of 5 shares, division by zero"),
    ])
  func words(text: String, words: String) throws {
    #expect(try told("new", text) == ["became missing: \(words) (new)"])
  }

  @Test(
    "what is not asked for, or is there in the end, is no loss",
    arguments: [
      "case when b <> 0 then a / b end", "case when b = 0 then 0 else a / b end",
      "coalesce(a / b, 0)", "coalesce(ln(b), a, 1)", "a / nullif(b, 0)",
      "b > 0 or a / b > 0 or true",
      "a / b is null", "cast(a as int)", "lag(a)", "a + b", "least(ln(b), 1)",
      "case when b = 0 then null when a / b > 1 then 1 else ln(b) end",
    ])
  func noLoss(text: String) throws { #expect(try told("new", text) == []) }

  @Test("a condition tells what it could not judge")
  func condition() throws {
    let kept = try table().filtered(Expression.parse("a / b > 1"))
    #expect(
      kept.rowFlow.map(\.step) == [
        "became missing: 2 of 4 quotients, division by zero", "where a / b > 1",
      ])
    #expect(kept.rowFlow.map(\.rows) == [5, 1])
    #expect(kept.rowFlow[1].step == "where a / b > 1")
  }

  @Test("summaries tell what is lost among the rows and among the groups")
  func summaries() throws {
    func told(_ text: String) throws -> [String] {
      try table().grouped(by: [], summarise: [Summary("s", Expression.parse(text))]).rowFlow.map(
        \.step)
    }
    #expect(
      try told("sum(a / b)") == [
        "summarise", "became missing: 2 of 4 quotients, division by zero (s)",
      ])
    #expect(
      try told("sum(a) / sum(b - b)") == [
        "summarise", "became missing: 1 of 1 quotients, division by zero (s)",
      ])
    #expect(
      try told("sum(i) * 9223372036854775807") == [
        "summarise", "became missing: 1 of 1 products, overflow (s)",
      ])
  }

  @Test("a left join tells the rows without a match")
  func join() throws {
    let other = try Table([("a", Column(doubles: [1, 2])), ("n", Column(ints: [7, 8]))])
    let joined = try table().joined(other, on: ["a"], called: "prices")
    #expect(
      joined.rowFlow.map(\.step) == [
        "left join on a", "no match in prices for 3 of 5 rows",
      ])
    #expect(try table().joined(other, on: ["a"], kind: .inner).rowFlow.count == 1)
  }

  @Test("the order of the rows does not matter to a sum of whole numbers")
  func order() throws {
    for values in [
      [Int64.max, 2, -Int64.max], [Int64.max, -Int64.max, 2], [2, -Int64.max, .max],
    ] {
      let table = try Table([("i", Column(ints: values.map { $0 }))])
      let sum = try table.grouped(
        by: [], summarise: [Summary("s", Expression.parse("sum(i)"))]
      ).column("s")
      #expect(sum.value(at: 0) == .int(2))
    }
    for values in [[Int64.max, 1], [.min, -1], [.min, .min], [Int64.max, .max, .max]] {
      let table = try Table([("i", Column(ints: values.map { $0 }))])
      let result = try table.grouped(by: [], summarise: [Summary("s", Expression.parse("sum(i)"))])
      #expect(try result.column("s").value(at: 0) == .missing)
      #expect(result.rowFlow.last?.step == "became missing: 1 of 1 sums, overflow (s)")
    }
  }

  @Test("a sum of doubles that leaves them is missing, and one that only passes their end is not")
  func doubles() throws {
    func sum(_ values: [Double]) throws -> Value {
      try Table([("x", Column(.double(values)))]).grouped(
        by: [], summarise: [Summary("s", Expression.parse("sum(x)"))]
      ).column("s").value(at: 0)
    }
    #expect(try sum([1.7e308, 1.7e308]) == .missing)
    #expect(try sum([1.7e308, 1.7e308, -1.7e308]) == .double(1.7e308))
    #expect(try sum([.infinity, 1]) == .double(.infinity))
  }

  @Test("infinite values of a file stay what they are")
  func infinite() throws {
    let table = try Table([("x", Column(.double([.infinity, 1])))])
    let sum = try table.derived("y", Expression.parse("x + 1"))
    #expect(try sum.column("y").value(at: 0) == .double(.infinity))
    #expect(sum.rowFlow == [])
  }
}

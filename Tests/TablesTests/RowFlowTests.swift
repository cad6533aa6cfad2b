import Basics
import Tables
import Testing

@Suite("The row flow")
struct RowFlowTests {
  private func words(_ text: String, parameters: [String: Value] = [:]) throws -> String {
    try Expression.parse(text, parameters: parameters).words(
      column: { ["co2_eq": "emissions", "first": "first author", "is": "state"][$0] ?? $0 },
      value: { ["$least": "5"][$0] ?? $0 })
  }

  @Test(
    "a condition is reported with the names that readers know, whatever the columns are called",
    arguments: [
      ("co2_eq is not null", "emissions is known"),
      ("co2_eq is null or not (co2_eq >= 5)", "emissions is missing or not (emissions ≥ 5)"),
      ("first = 'first'", "first author = ‘first’"),
      ("\"is\" <> 'a and b'", "state ≠ ‘a and b’"),
      ("first in ('co2_eq', 'it''s')", "first author in (‘co2_eq’, ‘it's’)"),
      ("((co2_eq)) + 1 <= 2", "((emissions)) + 1 ≤ 2"),
      (
        "case first when 'a' then 1 else 2 end = 1",
        "case first author when ‘a’ then 1 else 2 end = 1"
      ),
      ("lower(first) like '%>=%'", "lower(first author) like ‘%>=%’"),
      ("day >= date '2023-01-31'", "day ≥ date ‘2023-01-31’"),
      ("co2_eq > -1", "emissions > -1"),
    ])
  func conditions(text: String, told: String) throws {
    #expect(try words(text) == told)
  }

  @Test("a parameter is reported by its value")
  func parameters() throws {
    #expect(try words("co2_eq >= $least", parameters: ["least": .int(5)]) == "emissions ≥ 5")
  }

  @Test("steps are written as before, and reported in words")
  func steps() throws {
    let table = try Table([("first", Column(texts: ["a", "b", "a"]))], rowCount: 3)
    let flow = try table.filtered(Expression.parse("first = 'a'")).distinct(by: ["first"]).rowFlow
    #expect(flow.map(\.step) == ["where first = 'a'", "distinct first"])
    #expect(flow.map(\.rows) == [2, 1])
    let told = flow.map { $0.change.words(column: { "label of " + $0 }, value: { $0 }) }
    #expect(told == ["where label of first = ‘a’", "distinct label of first"])
    let grouped = RowChange.grouped(["first"])
    #expect(grouped.text == "group by first")
    #expect(grouped.words(column: { $0 + "!" }, value: { $0 }) == "groups by first!")
    for step in flow { #expect(try RowFlowStep(json: step.json) == step) }
  }
}

import Foundation
import Tables
import Testing

@Suite("Tables of variables by groups, and cross tables")
struct SummaryTableTests {
  private let table: Table

  init() throws {
    table = try Table([
      ("arm", Column(texts: ["a", "a", "a", "a", "b", "b", "b", "b", nil])),
      ("age", Column(doubles: [50, 60, 70, 60, 55, 65, 75, nil, 90])),
      ("smokes", Column(texts: ["yes", "no", "no", "no", "yes", "yes", "no", nil, "yes"])),
      (
        "stage",
        Column(texts: ["low", "low", "medium", "high", "high", "high", "medium", "low", "low"])
      ),
    ])
  }

  private func texts(_ table: Table, _ column: String) -> [String] {
    (0..<table.rowCount).map { table[column]?.value(at: $0).description ?? "?" }
  }

  @Test("quantities, answers and levels have the figures that are worked out by hand")
  func byHand() throws {
    let result = try SummaryTable(table, by: "arm", statistic: .mean).table(of: [
      "age", "smokes", "stage",
    ])
    #expect(
      texts(result, "Variable") == ["age, mean (SD)", "smokes, n (%)", "stage, n (%)", "", "", ""])
    #expect(texts(result, "Level") == ["", "yes", "", "low", "medium", "high"])
    #expect(
      texts(result, "a (n = 4)") == [
        "60.0 (8.16)", "1 (25.0 %)", "", "2 (50.0 %)", "1 (25.0 %)", "1 (25.0 %)",
      ])
    #expect(
      texts(result, "b (n = 4)") == [
        "65.0 (10.0)", "2 (66.7 %)", "", "1 (25.0 %)", "1 (25.0 %)", "2 (50.0 %)",
      ])
    #expect(texts(result, "Missing") == ["1", "1", "0", "", "", ""])
    // 5 / sqrt((66.667 + 100) / 2); of 1/4 and 2/3: 0.41667 / sqrt((0.1875 + 0.22222) / 2).
    let smd = (0..<3).compactMap { result["SMD"]?.value(at: $0).doubleValue }
    #expect(abs(smd[0] - 0.5477) < 1e-4 && abs(smd[1] - 0.9206) < 1e-4)
    // Levels medium and high: d = (0, -1/4), S = [[3/16, -3/32], [-3/32, 7/32]]; d' S^-1 d = 4/11.
    #expect(abs(smd[2] - (4.0 / 11).squareRoot()) < 1e-9)
  }

  @Test("swapping the groups keeps the distance, and equal groups are 0 apart")
  func laws() throws {
    let swapped = try Table([
      ("arm", Column(texts: ["b", "b", "b", "b", "a", "a", "a", "a", nil])),
      ("stage", try table.column("stage")),
    ])
    let one = try SummaryTable(table, by: "arm").table(of: ["stage"])
    let other = try SummaryTable(swapped, by: "arm").table(of: ["stage"])
    #expect(one["SMD"]?.value(at: 0).doubleValue == other["SMD"]?.value(at: 0).doubleValue)
    let same = try Table([
      ("g", Column(texts: ["x", "y", "x", "y"])), ("v", Column(doubles: [1, 1, 3, 3])),
    ])
    let result = try SummaryTable(same, by: "g").table(of: ["v", "g"])
    #expect(result["SMD"]?.value(at: 0).doubleValue == 0 && result.rowCount == 1)
  }

  @Test("nothing to sum up is told by a dash, and without groups there is one column")
  func edges() throws {
    let empty = try Table([("v", Column(doubles: [nil, nil])), ("t", Column(texts: [nil, nil]))])
    let result = try SummaryTable(empty).table(of: ["v", "t"])
    #expect(texts(result, "All (n = 2)") == ["–", ""])
    #expect(result["SMD"] == nil && texts(result, "Missing") == ["2", "2"])
    #expect(throws: TableError.self) { try SummaryTable(empty).table(of: ["w"]) }
  }

  @Test("a cross table counts pairs, with sums and shares of rows, columns or all")
  func cross() throws {
    let rows = try table.crossTable(rows: "arm", columns: "smokes")
    #expect(texts(rows, "arm") == ["a", "b", "All"])
    #expect(texts(rows, "yes") == ["1 (25.0 %)", "2 (66.7 %)", "3 (42.9 %)"])
    #expect(texts(rows, "All") == ["4 (100.0 %)", "3 (100.0 %)", "7 (100.0 %)"])
    let columns = try table.crossTable(rows: "arm", columns: "smokes", shares: .columns)
    #expect(texts(columns, "yes") == ["1 (33.3 %)", "2 (66.7 %)", "3 (100.0 %)"])
    #expect(
      try texts(table.crossTable(rows: "arm", columns: "smokes", shares: .none), "no") == [
        "3", "1", "4",
      ])
  }
}

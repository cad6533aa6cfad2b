import Foundation
import Tables
import Testing

@Suite("Roles of columns")
struct ColumnRoleTests {
  /// The role of a column of this name and these cells, each repeated in turn.
  private func role(_ name: String, _ cells: [String], rows: Int = 60) throws -> ColumnRole {
    let lines = (0..<rows).map { "\"\(cells[$0 % cells.count])\",x" }
    let text = ([name + ",other"] + lines).joined(separator: "\n") + "\n"
    let file = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try #require(TableProfile(TableFile.read(file.path)).roles.first)
  }

  @Test(
    "names and values give a role",
    arguments: [
      ("invoice_no", (0..<60).map { "\(70_000 + $0 * 13)" }, ColumnRole.Kind.identifier),
      ("km", (0..<60).map { "\(Double($0 * 37 % 101) + 0.5)" }, .measurement),
      ("postal_code", ["01067", "10115", "80331"], .code),
      ("zip", ["10001", "94103", "60601"], .code), ("ZIP", ["01234", "98101"], .code),
      ("nation", ["France", "Korea, Rep.", "Peru", "Chad"], .place),
      ("price", (0..<60).map { "\($0 * 7 % 31).99" }, .amount),
      ("founded_year", ["1998", "2004", "2011"], .time),
      ("weekday", ["Mon", "Tue", "Wed"], .ordinal),
      ("quarter", ["Q1", "Q2", "Q3", "Q4"], .time),
      ("period", ["Feb 2022", "Mar 2022", "Apr 2022"], .time),
      ("answer", ["Strongly agree", "Agree", "Disagree"], .ordinal),
      ("haeufigkeit", ["nie", "selten", "oft", "immer"], .ordinal),
      ("size", ["S", "M", "L", "XL"], .ordinal), ("age", ["18-24", "25-34", "65+"], .ordinal),
      ("income", ["< 20k", "20-40k", "> 40k"], .ordinal),
      ("priority", ["P1", "P2", "P3"], .ordinal),
      ("batch_name", ["b1", "b2", "b3"], .category), ("sold", ["yes", "no"], .binary),
      ("cured", ["0", "1"], .binary), ("country", ["France", "Peru", "Chad"], .place),
      ("visits", ["0", "1", "2", "9", "30"], .count),
      ("humidity_pct", ["40.5", "51.2", "60.1"], .share),
      ("tags", ["red; blue", "blue", "green; red; blue"], .list),
      ("remarks", (0..<60).map { "it was the \($0)th time that I came" }, .text),
      ("constant", ["7"], .constant), ("supported", ["hm", "so", "well"], .category),
    ])
  func kinds(name: String, cells: [String], kind: ColumnRole.Kind) throws {
    let role = try role(name, cells)
    #expect(role.kind == kind, "\(name): \(role.evidence)")
    #expect(!role.evidence.isEmpty)
  }

  @Test("ordered words come with their order, and words for no answer apart")
  func order() throws {
    let likert = try role("q", ["Agree", "Strongly disagree", "n/a", "Disagree", "Strongly agree"])
    #expect(likert.order == ["Strongly disagree", "Disagree", "Agree", "Strongly agree"])
    #expect(likert.noAnswer == ["n/a"])
    #expect(
      try role("band", ["65+", "under 18", "18 to 64"]).order == ["under 18", "18 to 64", "65+"])
    #expect(try role("pay", ["50k-80k", "< 50k", "> 80k"]).order == ["< 50k", "50k-80k", "> 80k"])
    #expect(try role("score", ["1", "5", "-99", "3"]).noAnswer == ["-99"])
  }

  @Test("the same file gives the same roles whatever the number of threads, and JSON tells them")
  func determinism() throws {
    let table = try Table([
      ("id", Column(ints: (0..<50).map { Int64($0) })),
      ("v", Column(doubles: (0..<50).map { Double($0 * 7 % 13) / 2 })),
    ])
    let one = TableProfile(table, threads: 1)
    #expect(one.roles == TableProfile(table, threads: 4).roles)
    let column = one.json["columns"]?.arrayValue?.first
    #expect(column?["role"]?.stringValue == "identifier")
    #expect(column?["evidence"]?.stringValue?.isEmpty == false)
  }
}

import Basics
import Foundation
import Tables
import Testing

/// Input that would take time or memory without end is refused, with the limit and what was met.
@Suite struct LimitTests {
  private func problem(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String {
    try withFile(bytes, name: name) { path in
      do {
        _ = try TableFile.read(path)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
  }

  @Test("One record of many keys takes no more than linear time", .timeLimit(.minutes(1)))
  func manyKeys() throws {
    let keys = (0..<60_000).map { "\"key-\($0)\": \($0)" }.joined(separator: ", ")
    let table = try withFile("{\(keys)}\n".utf8, name: "data.jsonl") { try TableFile.read($0) }
    #expect(table.names.count == 60_000)
    #expect(try table.column("key-59999").value(at: 0) == .int(59_999))
  }

  @Test("Records that each bring a key of their own are refused before their cells are made")
  func ownKeys() throws {
    let text = (0..<20_000).map { "{\"k\($0)\": \($0)}\n" }.joined()
    let problem = try problem(text.utf8, "data.jsonl")
    #expect(problem.contains("different keys") && problem.contains("50000000"), "\(problem)")
    // Common keys with many gaps are data as any.
    let gaps = (0..<3000).map { "{\"a\": 1, \"k\($0 % 900)\": 1}\n" }.joined()
    #expect(try withFile(gaps.utf8, name: "data.jsonl") { try TableFile.read($0).rowCount } == 3000)
    // Nor are keys counted that nobody wants.
    let one = try withFile(text.utf8, name: "data.jsonl") {
      try TableFile.read($0, options: ReadOptions(columns: ["k7"]))
    }
    #expect(one.rowCount == 20_000)
  }

  @Test("A record or a line longer than the limit is refused", .timeLimit(.minutes(2)))
  func longRecords() throws {
    let long = [UInt8](repeating: 0x78, count: (1 << 26) + 1000)
    let cell = try problem(Array("a,b\n\"".utf8) + long + Array("\",1\n".utf8), "data.csv")
    #expect(
      cell.contains("line 2: the record that begins here has more than 67108864 bytes"), "\(cell)")
    let line = try problem(Array("{\"a\":\"".utf8) + long + Array("\"}\n".utf8), "data.jsonl")
    #expect(line.contains("line 1: the line has more than 67108864 bytes"), "\(line)")
    let commas = try problem(
      Array("a,b\n".utf8) + [UInt8](repeating: 0x2C, count: 1_000_000), "data.csv")
    #expect(commas.contains("line 2: the row has more than"), "\(commas)")
  }

  @Test("A header of too many columns is refused, and one below the limit is read")
  func manyColumns() throws {
    func file(_ columns: Int) -> String {
      (0..<columns).map { "c\($0)" }.joined(separator: ",") + "\n"
        + String(repeating: ",", count: columns - 1)
        + "\n"
    }
    #expect(
      try problem(file(65_537).utf8, "data.csv").contains("65537 columns, and at most 65536"))
    #expect(try problem(file(20_000).utf8, "data.csv") == "no error")
  }

  @Test("A query without end is stopped after the time that is allowed", .timeLimit(.minutes(1)))
  func endlessQuery() throws {
    try withFile([], name: "data.db") { path in
      for query in [
        "with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) as n from t",
        "with recursive t(n) as (select 1 union all select n + 1 from t) select n from t",
      ] {
        var options = ReadOptions()
        options.timeout = 0.3
        let start = Date()
        #expect {
          try TableFile.read(path + ":" + query, options: options)
        } throws: { error in
          "\(error)".contains("the query ran longer than 0.3 s; ")
        }
        #expect(Date().timeIntervalSince(start) < 20)
      }
    }
  }

  /// A hundred texts of a million letters.
  private static let hundred =
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) "
    + "select hex(zeroblob(500000)) as a from n"

  @Test(
    "Queries that SQLite does not take are refused without hints for programmers",
    arguments: [
      ("select 1 as a; select 2", "several statements"), ("select ? as a", "parameter"),
      ("select * from nope", "no such table: nope"), ("select 1 as a, 2 as a", "two columns"),
      ("with x as (select 1) delete from t", "check its names"), ("nope", "no table"),
      ("select zeroblob(3000000000) as a", "more than 67108864 bytes"),
      ("select hex(zeroblob(40000000)) as a", "more than 67108864 bytes"),
      (
        "select replace(hex(zeroblob(10000)), '0', hex(zeroblob(10000))) as a",
        "more than 67108864 bytes"
      ),
      (
        "select group_concat(a) as a from (\(Self.hundred)) where length(a) > 1",
        "more than 67108864 bytes"
      ),
    ])
  func badQueries(_ query: String, _ words: String) throws {
    try withFile([], name: "data.db") { path in
      do {
        _ = try TableFile.read(path + ":" + query)
        Issue.record("no error")
      } catch {
        #expect("\(error)".contains(words), "\(error)")
        #expect(!"\(error)".contains("Database") && !"\(error)".contains("GRDB"), "\(error)")
      }
    }
  }

  @Test("A query may begin with any white space, and stand on several lines")
  func queryForms() throws {
    try withFile([], name: "data.db") { path in
      for query in [
        "select\n1 as a", "  select 1 as a", "values(1)",
        "with t as (select 1 as a)\nselect a from t",
      ] {
        let table = try TableFile.read(path + ":" + query)
        #expect(table.rowCount == 1)
      }
    }
  }

  @Test(
    "Memory is refused before it is taken, by the first rows, with what is needed and what is allowed"
  )
  func memory() throws {
    let text = "a,b\n" + (0..<30_000).map { "\($0),text-\($0)\n" }.joined()
    for name in ["data.csv", "data.csv.gz"] {
      var options = ReadOptions()
      options.memory = 20_000_000
      let read: (String) throws -> Void = { path in
        #expect {
          try TableFile.read(path, options: options)
        } throws: { error in
          "\(error)".contains("needs about 6")
            && "\(error)".contains("--memory allows 20 MB; give --memory 6")
        }
      }
      if name.hasSuffix("gz") {
        try withPackedFile(text.utf8, read)
      } else {
        try withFile(text.utf8, read)
      }
    }
    #expect(Memory.allowance > 1 << 24)
  }

  @Test("Steps that multiply rows are refused with how many they would make")
  func multiplied() throws {
    let far = try Table([
      ("d", Column(type: .date, [.date(-719_162), .date(2_932_896)])), ("g", Column(ints: [1, 2])),
    ])
    #expect(
      throws: TableError.tooLarge(
        what:
          "filling the 3652059 days between the first and the last date of 'd' in each of 3 groups",
        size: 10_956_177, unit: "rows", limit: 10_000_000)
    ) {
      try far.union(try Table([("d", Column(type: .date, [.date(0)])), ("g", Column(ints: [3]))]))
        .fillingPeriods(of: "d", .day, by: ["g"])
    }
    #expect(try far.fillingPeriods(of: "d", .year).rowCount > 9000)
    let ids = Column(ints: (0..<20_000).map { Int64($0) })
    #expect(throws: TableError.self) {
      try Table([("r", ids), ("n", ids), ("v", ids)]).pivoted(rows: ["r"], names: "n", values: "v")
    }
    let same = try Table([("k", Column(ints: Array(repeating: 1, count: 100_000)))])
    #expect(throws: TableError.self) { try same.joined(same, on: ["k"], allowingDuplicates: true) }
  }
}

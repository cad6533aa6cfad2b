import Tables
import Testing

@Suite("Tables of more rows than are numbered")
struct RowLimitTests {
  private static let most = Int(Int32.max) - 1

  @Test("they are refused with a message, and nothing traps")
  func refused() throws {
    #expect(throws: TableError.self) { try Table([], rowCount: Self.most + 1) }
    let large = try Table([], rowCount: Self.most)
    #expect(throws: TableError.self) { try large.union(large) }
    let error = try #require(throws: TableError.self) { try large.unpivoted(["a", "b"]) }
    #expect(error.description.contains("at most 2147483646"), "\(error)")
    #expect(throws: TableError.self) { try large.joined(large, on: ["a"]) }
  }
}

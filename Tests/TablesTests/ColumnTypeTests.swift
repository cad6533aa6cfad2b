import Basics
import Foundation
import Tables
import TestSupport
import Testing

@Suite("Every type of column")
struct ColumnTypeTests {
  @Test(
    "columns without a value keep their type, however they are moved",
    arguments: ColumnType.allCases)
  func missing(_ type: ColumnType) throws {
    let column = Column.missing(type, count: 3)
    #expect(column.type == type && column.missingCount == 3)
    #expect(column.gathered([2, -1, 0]).type == type)
    #expect(column.appending(column)?.type == type)
    #expect(Column(type: type, [.missing, .missing]).type == type)
    #expect((0..<3).allSatisfy { column.value(at: $0).json == .null })
    let table = try Table([("a", column)])
    #expect(try table.sorted(by: [SortKey("a")])["a"]?.type == type)
    #expect(try table.distinct().rowCount == 1)
  }

  @Test(
    "a declared type is that of the column, also where all cells are empty",
    arguments: ColumnType.allCases)
  func declared(_ type: ColumnType) throws {
    let table = try Self.read("a,b\n,1\n,2\n", ["a": type])
    #expect(table["a"]?.type == type && table["a"]?.missingCount == 2)
  }

  @Test(
    "a counted value is read back from what is written, and casts to text and back",
    arguments: CountedType.allCases)
  func counted(_ counted: CountedType) throws {
    let type = try #require(ColumnType(rawValue: counted.rawValue))
    var random = PhiloxGenerator(seed: 7, stream: 3)
    let steps = (0..<200).map { _ in
      Int64.random(in: -50_000_000_000_000_000...200_000_000_000_000_000, using: &random)
    }
    let values = steps.map { Value.counted(counted, $0) } + [.missing]
    let column = Column(type: type, values)
    #expect(column.type == type && (0..<column.count).map(column.value) == values)
    let table = try Self.read(
      "a,b\n" + values.map { "\($0.description),1\n" }.joined(), ["a": type])
    let read = try #require(table["a"])
    #expect((0..<read.count).map(read.value) == values)
    let back = try Expression.parse("cast(cast(a as text) as \(type.rawValue))").evaluate(on: table)
    #expect((0..<back.count).map(back.value) == values)
    // In the order of the steps, missing ones last.
    let sorted = try #require(try table.sorted(by: [SortKey("a")])["a"])
    #expect((0..<200).map(sorted.value) == steps.sorted().map { .counted(counted, $0) })
    #expect(column.gathered([3, -1]).value(at: 0) == values[3])
    #expect(column.appending(column)?.value(at: 204) == values[3])
  }

  @Test("what stands behind a missing list is no entry")
  func missingList() throws {
    let lists = TextListValues(
      offsets: [0, 2, 3], codes: [0, 1, 0],
      dictionary: try #require(
        {
          if case .text(let values) = Column(texts: ["x", "y"]).values {
            values.dictionary
          } else {
            nil
          }
        }()))
    let column = Column(.textList(lists), validity: Bitmap([true, false]))
    let table = try Table([("a", column), ("b", Column(ints: [1, 2]))]).exploded("a")
    #expect(table.columns[0].count == 2 && table["b"]?.doublesOrNaN == [1, 1])
  }

  private static func read(_ text: String, _ types: [String: ColumnType]) throws -> Table {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try CSVReader.read(path: file.path, options: ReadOptions(types: types))
  }
}

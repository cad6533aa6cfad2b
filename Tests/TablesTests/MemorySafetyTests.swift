import Foundation
import Tables
import TestSupport
import Testing

/// Loops that write or read without a check of their own, at their borders. What they claim is seen best under the
/// address sanitizer.
@Suite struct MemorySafetyTests {
  /// The cells of a column that is read from lines of text, at a size of blocks.
  private func read(_ lines: [String], blockSize: Int = 1 << 20, threads: Int = 2) throws -> [Value]
  {
    var options = ReadOptions(threads: threads)
    options.blockSize = blockSize
    let text = "t\n" + lines.map { $0 + "\n" }.joined()
    let table = try withFile(text.utf8) { try CSVReader.read(path: $0, options: options) }
    return try (0..<table.rowCount).map(table.column("t").value)
  }

  @Test("A few long texts that repeat beside many short ones are read as they stand")
  func longTextsThatRepeat() throws {
    let long = String(repeating: "u", count: 40)
    let lines = Array(repeating: long, count: 5) + (0..<5).map { "m\($0)" }
    #expect(try read(lines) == lines.map(Value.text))
  }

  @Test(
    "Texts of any lengths, repeated or not, are read as they stand, whatever the first block lets expect"
  )
  func textsOfAnyLengths() throws {
    var random = PhiloxGenerator(seed: 77)
    for _ in 0..<150 {
      let pool = (0..<Int.random(in: 1...40, using: &random)).map { number in
        String(repeating: "xyz", count: Int.random(in: 0...400, using: &random)) + "m\(number)"
      }
      let rows = Int.random(in: 1...200, using: &random)
      let isSorted = Bool.random(using: &random)
      var lines = (0..<rows).map { row in
        Bool.random(using: &random) ? "r\(row)" : pool.randomElement(using: &random) ?? ""
      }
      // Short ones first: the room that they let expect is too small for the rest.
      if isSorted { lines.sort { $0.count < $1.count } }
      let size = Int.random(in: 1...4000, using: &random)
      #expect(try read(lines, blockSize: size) == lines.map(Value.text))
    }
  }

  @Test(
    "Cells that end at any place of a step of 64 bytes, and lists, dates and numbers cut anywhere, are read"
  )
  func cutCells() throws {
    let cells = [
      "2020-01-02", "2020-01-02T03:04:05.123456+01:00", "-12345678901234567890.5e-10",
      "['a', \"b\\n\"]",
      "true", "FALSE", "\"\"\"\"", "é", "['", "20", "2020-01-02T03:04", "1e", "-", "[]", "('x',)",
      "\"a\"\"b\"",
    ]
    for cell in cells {
      for length in 1...cell.unicodeScalars.count {
        let part = String(cell.unicodeScalars.prefix(length))
        for type in ColumnType.allCases {
          for shift in [0, 1, 57, 62, 63] {
            let text = "t,u\n" + String(repeating: "s", count: shift) + ",\(part)"
            var options = ReadOptions(types: ["u": type], threads: 1)
            options.blockSize = 64
            _ = try? withFile(text.utf8) { try CSVReader.read(path: $0, options: options) }
          }
        }
      }
    }
  }

  @Test("Rows that a column does not have are missing, and not read")
  func rowsBeyondTheLast() throws {
    let column = Column(ints: [1, 2, 3])
    #expect(column.gathered([0, -1, 2]).value(at: 1) == .missing)
    #expect(column.gathered([2, 3, 1_000_000, .max]).count == 4)
    #expect(column.gathered([2, 3]).value(at: 0) == .int(3))
    let marked = Column(.int([1, 2]), validity: Bitmap([true, false, true, true]))
    #expect(marked.validity?.count == 2)
    #expect(Column(.int([1, 2]), validity: Bitmap([true])).value(at: 1) == .missing)
  }

  @Test("Random numbers fill no more room than there is")
  func randomRoom() {
    let source = Philox4x32(seed: 1)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 12) { all in
      all.initialize(repeating: 7)
      source.fill(UnsafeMutableBufferPointer(rebasing: all[..<9]), blocks: 3, from: 0, stream: 0)
      #expect(all[8] == 7 && all[7] != 7)
    }
  }

  @Test("A table wider than one thread's share of columns reads as a narrow one")
  func manyColumns() throws {
    let columns = 1000
    let header = (0..<columns).map { "c\($0)" }.joined(separator: ",")
    let rows = (0..<20).map { row in (0..<columns).map { "\($0 * row)" }.joined(separator: ",") }
    let table = try withFile((header + "\n" + rows.joined(separator: "\n")).utf8) {
      try CSVReader.read(path: $0, options: ReadOptions(threads: 3))
    }
    #expect(table.names.count == columns)
    #expect(try table.column("c999").value(at: 19) == .int(999 * 19))
    let bad =
      rows.dropLast().joined(separator: "\n") + "\n"
      + rows[19].replacingOccurrences(of: ",19,", with: ",x,")
    #expect {
      try withFile((header + "\n" + bad).utf8) {
        try CSVReader.read(path: $0, options: ReadOptions(types: ["c1": .int]))
      }
    } throws: { error in
      "\(error)".contains("line 21, column 'c1': 'x' is not")
    }
  }
}

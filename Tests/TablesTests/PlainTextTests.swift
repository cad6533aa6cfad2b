import Foundation
import Tables
import Testing

@Suite("Text that hardly repeats")
struct PlainTextTests {
  /// Texts whose hashes are all one: where the second word of a text is what its length makes of the
  /// hash, the first word has no part in it (`TextInterner.hash`).
  private static func colliding(_ count: Int) throws -> [String] {
    let length = try #require(
      (17..<20_000).first { length in
        withUnsafeBytes(of: UInt64(length) &* 0x9E37_79B9_7F4A_7C15) { bytes in
          bytes.allSatisfy { (0x23..<0x7F).contains($0) && $0 != 0x2C }
        }
      })
    let word = withUnsafeBytes(of: UInt64(length) &* 0x9E37_79B9_7F4A_7C15) {
      String(decoding: $0, as: UTF8.self)
    }
    let tail = String(repeating: "z", count: length - 16)
    return (0..<count).map { String($0 + 10_000_000) + word + tail }
  }

  @Test("texts of one hash are different texts, in counts and in codes")
  func collisions() throws {
    let texts = try Self.colliding(300)
    // The first stands three times, the second twice.
    let cells = texts + [texts[0], texts[0], texts[1]]
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    var options = ReadOptions()
    options.blockSize = 1 << 14
    // All twice: of equally frequent ones the first come first.
    try Data(("t\n" + (texts + texts.reversed()).joined(separator: "\n") + "\n").utf8)
      .write(to: file)
    let even = try #require(
      TableProfile(try CSVReader.read(path: file.path, options: options)).columns.first)
    #expect(!even.mostFrequent.isEmpty && even.mostFrequent.allSatisfy { $0.rows == 2 })
    #expect(
      even.mostFrequent.map(\.value) == texts.prefix(even.mostFrequent.count).map(Value.text))
    try Data(("t\n" + cells.joined(separator: "\n") + "\n").utf8).write(to: file)
    let table = try CSVReader.read(path: file.path, options: options)
    let profile = try #require(TableProfile(table).columns.first)
    #expect(profile.distinct == 300)
    #expect(profile.mostFrequent.first?.value == .text(texts[0]))
    #expect(profile.mostFrequent.prefix(3).map(\.rows) == [3, 2, 1])
    let groups = try table.grouped(
      by: ["t"], summarise: [Summary("n", Expression.parse("count()"))])
    #expect(groups.rowCount == 300)
  }

  @Test("a builder keeps what it holds where memory is refused, and goes on where there is some")
  func refusal() {
    let builder = PlainTextBuilder()
    func append(_ text: String) {
      var text = text
      text.withUTF8(builder.append)
    }
    let texts = ["one", "", String(repeating: "many words ", count: 20)]
    for text in texts.dropLast() { append(text) }
    builder.reserve(rows: 1, bytes: 1 << 60)
    #expect(builder.refused ?? 0 >= 1 << 60)
    builder.reserve(rows: .max / 4, bytes: 1)
    #expect(builder.refused == .max)
    // Room that was only hoped for is forgotten.
    append(texts[2])
    #expect(builder.refused == nil)
    let column = builder.column()
    #expect((0..<column.count).map { column.value(at: $0) } == texts.map(Value.text))
  }
}

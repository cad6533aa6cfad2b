import Basics
import Foundation
import Tables
import TestSupport
import Testing

/// A plain reader, one byte after the other: the cells of all records, or `nil` where the file is
/// not well formed.
private func plainRecords(_ bytes: [UInt8], columns: Int) -> [[[UInt8]]]? {
  enum State { case start, unquoted, quoted, closed, closedReturn }
  var records: [[[UInt8]]] = []
  var record: [[UInt8]] = []
  var cell: [UInt8] = []
  var raw: [UInt8] = []
  var state = State.start
  func endRecord() -> Bool {
    record.append(cell)
    let isBlank = record.count == 1 && (raw.isEmpty || raw == [0x0D])
    if !(isBlank && columns > 1) {
      guard record.count == columns else { return false }
      records.append(record)
    }
    (record, cell, raw, state) = ([], [], [], .start)
    return true
  }
  func trimReturn() {
    if state == .unquoted, cell.last == 0x0D { cell.removeLast() }
  }
  for byte in bytes {
    switch state {
    case .quoted:
      raw.append(byte)
      if byte == 0x22 { state = .closed } else { cell.append(byte) }
      continue
    case .closed where byte == 0x22:
      raw.append(byte)
      cell.append(byte)
      state = .quoted
      continue
    case .start where byte == 0x22:
      raw.append(byte)
      state = .quoted
      continue
    case .closed where byte == 0x0D:
      state = .closedReturn
      continue
    case .closed where byte != 0x2C && byte != 0x0A: return nil
    case .closedReturn where byte != 0x0A: return nil
    default: break
    }
    if byte == 0x2C {
      record.append(cell)
      (cell, state) = ([], .start)
      raw.append(byte)
    } else if byte == 0x0A {
      trimReturn()
      if !endRecord() { return nil }
    } else {
      cell.append(byte)
      raw.append(byte)
      state = .unquoted
    }
  }
  if state == .quoted { return nil }
  if !(raw.isEmpty && record.isEmpty && cell.isEmpty && state == .start) {
    trimReturn()
    if !endRecord() { return nil }
  }
  return records
}

/// The bytes without lines of blanks at their end, which are below the rows of a table of several columns.
private func withoutBlankEnd(_ bytes: [UInt8], columns: Int) -> [UInt8] {
  var bytes = bytes
  while columns > 1, !bytes.isEmpty {
    let end = bytes.last == 0x0A ? bytes.count - 1 : bytes.count
    let start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    guard bytes[start..<end].allSatisfy({ $0 <= 0x20 && $0 != 0x1A }) else { break }
    bytes.removeSubrange(start...)
  }
  return bytes
}

@Suite struct CSVReferenceTests {
  private static let pieces: [String] = [
    "a", "bc", ",", ",", "\n", "\n", "\r\n", "\"", "\"\"", "\"x,y\"", "\"l\nm\"", "é", "東", "\r",
    " ",
    "1", "\"q\"\"r\"", ",\"\",", String(repeating: "z", count: 61), "\u{FEFF}", "\0",
    String(repeating: "h", count: 5000),
    "\"" + String(repeating: "w\n", count: 40) + "\"",
  ]

  /// Compares a file at three thread counts and some block sizes with the plain reader; the answer is
  /// the first size at which they differ.
  private func difference(
    _ body: String, columns: Int, blockSizes: some Sequence<Int>, mark: String = "", in path: String
  ) throws -> Int? {
    let names = (0..<columns).map { "c\($0)" }
    let header = mark + names.joined(separator: ",") + "\n"
    let bytes = Array((header + body).utf8)
    try Data(bytes).write(to: URL(filePath: path))
    // A head of which more than a third is zeros is not a text in UTF-8, and refused as such.
    let head = bytes.prefix(256)
    let expected =
      head.count { $0 == 0 } * 3 > head.count
      ? nil : plainRecords(withoutBlankEnd(Array(body.utf8), columns: columns), columns: columns)
    return blockSizes.first { !agrees(path, names, expected, blockSize: $0) }
  }

  private func agrees(
    _ path: String, _ names: [String], _ expected: [[[UInt8]]]?, blockSize: Int
  ) -> Bool {
    for threads in [1, 2, 7] {
      var options = ReadOptions(
        separator: ",", types: Dictionary(uniqueKeysWithValues: names.map { ($0, .text) }),
        threads: threads)
      options.blockSize = blockSize
      guard let table = try? CSVReader.read(path: path, options: options) else {
        if expected != nil { return false }
        continue
      }
      guard let expected, table.rowCount == expected.count else { return false }
      for (index, column) in table.columns.enumerated() {
        for row in 0..<table.rowCount {
          let cell = expected[row][index]
          let wanted: Value = cell.isEmpty ? .missing : .text(String(decoding: cell, as: UTF8.self))
          if column.value(at: row) != wanted { return false }
        }
      }
    }
    return true
  }

  @Test func randomFilesReadAsThePlainReaderReadsThem() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "data.csv").path
    let count = Int(ProcessInfo.processInfo.environment["ALMANAC_CSV_FILES"] ?? "") ?? 600
    var random = PhiloxGenerator(seed: 20)
    for number in 0..<count {
      let columns = Int.random(in: 1...3, using: &random)
      var body = ""
      if number % 3 == 0 {
        for _ in 0..<Int.random(in: 0...30, using: &random) {
          body += Self.pieces.randomElement(using: &random) ?? ""
        }
      } else {
        // Well-formed rows, so that not every file ends in an error.
        for _ in 0..<Int.random(in: 0...12, using: &random) {
          let cells = (0..<columns).map { _ -> String in
            let length = Int.random(in: 0...4, using: &random)
            let text = (0..<length).map { _ in Self.pieces.randomElement(using: &random) ?? "" }
              .joined()
            let plain = !text.contains { ",\"\n\r".contains($0) || $0 == "\r\n" }
            return plain && Bool.random(using: &random)
              ? text : "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
          }
          body += cells.joined(separator: ",") + (Bool.random(using: &random) ? "\n" : "\r\n")
        }
        if Bool.random(using: &random), body.hasSuffix("\n"), !body.hasSuffix("\r\n") {
          body.removeLast()
        }
      }
      // A short file with a border of blocks in every position, of a long one in one.
      let length = max(2, body.utf8.count)
      let blockSizes =
        length < 200 ? Array(1...length) : [Int.random(in: 1...length, using: &random)]
      let mark = number % 16 == 5 ? "\u{FEFF}" : ""
      let size = try difference(
        body, columns: columns, blockSizes: blockSizes, mark: mark, in: path)
      #expect(size == nil, "\(columns) columns, blocks of \(size ?? 0): \(body.debugDescription)")
    }
  }

  @Test func bordersOfBlocksMayFallAnywhere() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "data.csv").path
    let body =
      "a,\"b\r\nc\",\"\"\"\"\r\n\r\n\"x,y\",,é\n" + String(repeating: "z", count: 70) + ",\""
      + String(repeating: "q\"\"", count: 30) + "\",\"\"\n,5,\"\n\""
    #expect(
      try difference(body, columns: 3, blockSizes: 1...body.utf8.count, in: path) == nil)
    // Every position within a step of 64 bytes.
    for shift in 0...64 {
      let shifted = String(repeating: "s", count: shift) + body
      let size = try difference(shifted, columns: 3, blockSizes: [1 << 20], in: path)
      #expect(size == nil, "shifted by \(shift)")
    }
  }
}

@Suite struct NumberTests {
  /// What `strtod` makes of the text, as the reader declared double reads it.
  private func check(_ texts: [String]) throws {
    let table = try withFile(("x\n" + texts.joined(separator: "\n") + "\n").utf8) {
      try CSVReader.read(path: $0, options: ReadOptions(types: ["x": .double]))
    }
    for (row, text) in texts.enumerated() {
      let value = try #require(table.column("x").value(at: row).doubleValue)
      #expect(value.bitPattern == strtod(text, nil).bitPattern, "\(text)")
    }
  }

  @Test func nastyNumbersAreCorrectlyRounded() throws {
    try check([
      "0", "-0", "1e-400", "2.2250738585072011e-308", "2.2250738585072012e-308", "4.9e-324",
      "2.4703282292062327e-324",
      "2.4703282292062328e-324", "1.7976931348623157e308", "1.7976931348623158e308",
      "1.7976931348623159e308", "9007199254740993",
      "9007199254740992.5", "9007199254740993.00000000000000000000000000000001", "0.1", "1e23",
      "8.5e22", "1.00000000000000011102230246251565",
      "1.00000000000000011102230246251565404",
      "0.000000000000000000000000000000000000000000000000000123456789012345678901",
      "123456789012345678901234567890",
      "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880e0",
      "6.631236846766476e-316", "3.2378839133029012895883524125015321748630094867431e-319",
      "0.500000000000000166533453693773481063544750213623046875",
      "3.518437208883201171875e13", "62.5364939768271845828", "8.10109172351e-10",
      "1.50000000000000011102230246251565", "1e22", "1e-22", "5e-324", "7.3177701707893310e+15",
      "0000000000000000000000001", "1.0e+0",
    ])
  }

  @Test func randomNumbersAreCorrectlyRounded() throws {
    var random = PhiloxGenerator(seed: 5)
    var texts: [String] = []
    for _ in 0..<6000 {
      let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
      if value.isFinite { texts.append("\(value)") }
      let digits = (0..<Int.random(in: 1...25, using: &random)).map { _ in
        String(Int.random(in: 0...9, using: &random))
      }.joined()
      texts.append("\(digits)e\(Int.random(in: -330...300, using: &random))")
      texts.append("\(Int.random(in: 0...99, using: &random)).\(digits)")
    }
    try check(texts.filter { strtod($0, nil).isFinite })
  }

  @Test func roundTripOfShortestDigits() throws {
    var random = PhiloxGenerator(seed: 6)
    for _ in 0..<5000 {
      let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
      guard value.isFinite else { continue }
      let parsed = try JSON.parse(JSON.double(value).text())
      #expect(parsed.doubleValue?.bitPattern == value.bitPattern)
    }
  }
}

@Suite struct JSONTests {
  @Test func readsAndWrites() throws {
    let text = "{\"b\":[1,2.5,-0.0,1e3,true,null],\"a\":{\"ü\\n\":\"\\ud83d\\ude00\\u0041\"}}"
    let value = try JSON.parse(text)
    #expect(value.members?.map(\.key) == ["b", "a"])
    #expect(value["a"]?["ü\n"]?.stringValue == "😀A")
    #expect(value.text() == "{\"b\":[1,2.5,-0,1000,true,null],\"a\":{\"ü\\n\":\"😀A\"}}")
    #expect(
      value.text(.canonical)
        == "{\n  \"a\": {\n    \"ü\\n\": \"😀A\"\n  },\n  \"b\": [\n    1,\n    2.5,\n    -0,\n    1000,\n    true,\n    null\n  ]\n}"
    )
    #expect(JSON.double(.nan).text() == "null")
    #expect(JSON.string("\u{1}\u{2028}</script>").text() == "\"\\u0001\\u2028</script>\"")
  }

  @Test(
    arguments: [
      "", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "nul", "\"a", "\"\\x\"", "[1 2]",
      "{\"a\" 1}", "1 1",
      "{\"a\":1,\"a\":2}", "\"\n\"", "1e999", "-", "[\"\\u12\"]", "\u{FEFF}", "tru",
    ])
  func refuses(_ text: String) {
    #expect(throws: JSONError.self) { try JSON.parse(text) }
  }

  @Test func placesErrors() {
    do {
      _ = try JSON.parse("{\n  \"a\":1 2}")
      Issue.record("no error")
    } catch {
      #expect(error.description == "line 2, column 9: a comma or } is expected")
    }
    #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "[", count: 100_000)) }
    #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xFF, 0x22]) }
  }

  @Test func noBytesCrashTheParser() {
    var random = PhiloxGenerator(seed: 9)
    let alphabet = Array("{}[]\",:\\u0123456789eE+-.truefalsn \n".utf8) + [0xFF, 0xC3, 0x00]
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      if let value = try? JSON.parse(bytes) { #expect((try? JSON.parse(value.text())) == value) }
    }
  }
}

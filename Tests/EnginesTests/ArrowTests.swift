import CArrow
import Engines
import Foundation
import Tables
import Testing

@Suite("Columns of Arrow become ours", .serialized)
struct ArrowTests {
  private let memory = ArrowMemory()

  private func cells(_ column: FakeColumn, rows: Int? = nil, offset: Int = 0) throws -> [String?] {
    try FakeAnswer.cells(memory, column, rows: rows, offset: offset)
  }

  private func fixed<Element: BitwiseCopyable>(
    _ format: String, _ values: [Element], nulls: [Bool]? = nil, offset: Int = 0
  ) -> FakeColumn {
    FakeColumn(
      format: format, length: values.count - offset, offset: offset, nulls: nulls,
      buffers: [memory.values(values)])
  }

  private func texts<Offset: FixedWidthInteger & BitwiseCopyable>(
    _ format: String, _ texts: [String], _ type: Offset.Type, nulls: [Bool]? = nil, offset: Int = 0
  ) -> FakeColumn {
    var places: [Offset] = [0]
    for text in texts { places.append((places.last ?? 0) + Offset(text.utf8.count)) }
    return FakeColumn(
      format: format, length: texts.count - offset, offset: offset, nulls: nulls,
      buffers: [memory.values(places), memory.bytes(texts.flatMap { Array($0.utf8) })])
  }

  @Test("whole numbers of all widths, their missing rows, and an offset")
  func whole() throws {
    #expect(try cells(fixed("c", [Int8(-128), 0, 127])) == ["-128", "0", "127"])
    #expect(try cells(fixed("C", [UInt8(255)])) == ["255"])
    #expect(try cells(fixed("s", [Int16.min])) == ["-32768"])
    #expect(try cells(fixed("S", [UInt16.max])) == ["65535"])
    #expect(try cells(fixed("i", [Int32.min])) == ["-2147483648"])
    #expect(try cells(fixed("I", [UInt32.max])) == ["4294967295"])
    let nulls = [false, false, true, false, true]
    #expect(
      try cells(fixed("l", [Int64.min, 1, 2, .max, 4], nulls: nulls, offset: 1))
        == ["1", nil, "9223372036854775807", nil])
    // The batch begins within the column.
    #expect(
      try cells(fixed("l", [Int64(9), 1, 2, 3, 4], nulls: nulls), rows: 2, offset: 2) == [nil, "3"])
  }

  @Test("whole numbers beyond 64 bits are texts, as of files")
  func beyond() throws {
    #expect(try cells(fixed("L", [UInt64(7), 8])) == ["7", "8"])
    let column = try FakeAnswer.read(
      memory, [fixed("L", [UInt64(7), .max, 1], nulls: [false, false, true])])[0]
    #expect(column.type == .text)
    #expect(column.value(at: 1).description == "18446744073709551615")
    #expect(column.value(at: 0).description == "7")
    #expect(!column.isValid(2))
    let huge = try FakeAnswer.read(memory, [fixed("d:38,0", [Int128(1) << 100, -1])])[0]
    #expect(huge.value(at: 0).description == "1267650600228229401496703205376")
    #expect(huge.value(at: 1).description == "-1")
  }

  @Test("doubles: NaN is missing, infinity and -0 are not")
  func doubles() throws {
    #expect(
      try cells(
        fixed(
          "g", [1.5, .nan, .infinity, .leastNonzeroMagnitude, 2],
          nulls: [false, false, false, false, true]))
        == ["1.5", nil, "inf", "5e-324", nil])
    let column = try FakeAnswer.read(memory, [fixed("g", [1.5, .nan, .infinity])])[0]
    #expect(column.doublesOrNaN?[0] == 1.5 && column.doublesOrNaN?[1].isNaN == true)
    #expect(column.missingCount == 1 && column.doublesOrNaN?[2] == .infinity)
    #expect(try cells(fixed("f", [Float(0.1)])) == ["\(Double(Float(0.1)))"])
  }

  @Test("decimals are the nearest doubles; without places they are whole")
  func decimals() throws {
    let column = try FakeAnswer.read(
      memory, [fixed("d:38,2", [Int128(12345), -1, 90_071_992_547_409_931])])[0]
    #expect(column.doublesOrNaN == [123.45, -0.01, 900719925474099.31])
    #expect(try cells(fixed("d:9,0,32", [Int32(-5)])) == ["-5"])
    #expect(try cells(fixed("d:18,1,64", [Int64(25)])) == ["2.5"])
    #expect(try cells(fixed("d:5,-2", [Int128(3), 0])) == ["300", "0"])
  }

  @Test("booleans, bit by bit, with an offset beyond a byte")
  func bools() throws {
    let column = FakeColumn(
      format: "b", length: 3, offset: 9,
      nulls: (0..<12).map { $0 == 10 }, buffers: [memory.bytes([0, 0b0000_1010])])
    #expect(try cells(column) == ["true", nil, "true"])
  }

  @Test("texts with short and long offsets, views, and what is not UTF-8")
  func textual() throws {
    let nasty = ["", "e\u{301}", "😀", "a\"b", "line\nbreak"]
    #expect(try cells(texts("u", nasty, Int32.self)) == nasty.map { $0 })
    #expect(
      try cells(texts("U", nasty, Int64.self, nulls: [true, false, false, true, false], offset: 1))
        == ["e\u{301}", "😀", nil, "line\nbreak"])
    let bad = FakeColumn(
      format: "u", length: 1, buffers: [memory.values([Int32(0), 2]), memory.bytes([0xC3, 0x28])])
    #expect(throws: EngineError.self) { try cells(bad) }
    let long = "a text of more than twelve bytes"
    var views: [UInt32] = [3, 0, 0, 0]
    views[1] = 0x0063_6261  // "abc"
    views += [UInt32(long.utf8.count), 0, 0, 2]
    let view = FakeColumn(
      format: "vu", length: 2,
      buffers: [
        memory.values(views), memory.bytes(Array("..".utf8) + Array(long.utf8)),
        memory.values([Int64(long.utf8.count + 2)]),
      ])
    #expect(try cells(view) == ["abc", long])
    var outside = view
    outside.buffers[2] = memory.values([Int64(5)])
    #expect(throws: EngineError.self) { try cells(outside) }
  }

  @Test("many different texts are kept plain, and come out the same")
  func manyTexts() throws {
    let many = (0..<70_000).map { "text \($0)" }
    let columns = try FakeAnswer.read(
      memory, [texts("u", many, Int32.self, nulls: many.indices.map { $0 % 7 == 0 })], batches: 2)
    #expect(columns[0].count == 140_000)
    #expect(!columns[0].isValid(7) && !columns[0].isValid(70_007))
    #expect(columns[0].value(at: 70_001) == .text("text 1"))
    #expect(columns[0].value(at: 139_999) == .text("text 69999"))
  }

  @Test("dictionaries, and an index outside of one")
  func dictionaries() throws {
    var column = fixed("c", [Int8(1), 0, 1, 7], nulls: [false, false, false, true])
    column.dictionary = [texts("u", ["low", "high"], Int32.self)]
    #expect(try cells(column) == ["high", "low", "high", nil])
    column.nulls = nil
    let error = #expect(throws: EngineError.self) { try cells(column) }
    #expect("\(error as Any)".contains("'c0'"))
  }

  @Test("dates and times, and those that are infinite")
  func times() throws {
    #expect(
      try cells(fixed("tdD", [Int32(0), -1, .max, 19_782], nulls: [false, false, false, false]))
        == ["1970-01-01", "1969-12-31", nil, "2024-02-29"])
    #expect(try cells(fixed("tdm", [Int64(-1)])) == ["1969-12-31"])
    #expect(
      try cells(fixed("tsu:Europe/Berlin", [Int64(1_500_000), .max])) == [
        "1970-01-01T00:00:01.5Z", nil,
      ])
    #expect(try cells(fixed("tsn:", [Int64(-1)])) == ["1969-12-31T23:59:59.999999Z"])
    #expect(try cells(fixed("tss:", [Int64.max])) == [nil])
    #expect(try cells(fixed("ttu", [Int64(50_700_250_000)])) == ["14:05:00.25"])
    #expect(try cells(fixed("tts", [Int32(59)])) == ["00:00:59"])
    #expect(throws: EngineError.self) { try cells(fixed("tts", [Int32(-1)])) }
    #expect(try cells(fixed("tDs", [Int64(3600)])) == ["PT1H"])
    // Months, days and nanoseconds; days and milliseconds.
    #expect(
      try cells(fixed("tin", [Int128(1) << 32 | Int128(3_600_000_000_000) << 64, 1])) == [
        "P1DT1H", nil,
      ])
    #expect(try cells(fixed("tiD", [Int64(1) | Int64(500) << 32])) == ["P1DT0.5S"])
  }

  @Test("lists of texts, without entries that are missing")
  func lists() throws {
    let column = FakeColumn(
      format: "+l", length: 3, nulls: [false, true, false],
      buffers: [memory.values([Int32(1), 3, 3, 5])],
      children: [
        texts(
          "u", ["x", "a", "b", "c", "d"], Int32.self, nulls: [false, false, false, true, false])
      ])
    #expect(try cells(column) == ["[\"a\",\"b\"]", nil, "[\"d\"]"])
  }

  @Test("decimals that PostgreSQL's driver hands over as texts")
  func numeric() throws {
    func column(_ numbers: [String]) throws -> Column {
      var column = texts("u", numbers, Int32.self)
      column.metadata = [("ADBC:postgresql:typname", "numeric")]
      return try FakeAnswer.read(memory, [column])[0]
    }
    #expect(try column(["1.10", "2", "NaN"]).doublesOrNaN?.prefix(2) == [1.1, 2])
    #expect(try column(["1.10", "2", "NaN"]).missingCount == 1)
    #expect(try column(["3", "-4"]).type == .int)
    #expect(try column(["3", "99999999999999999999"]).type == .text)
  }

  @Test("other types are named with their column")
  func others() throws {
    for format in ["z", "Z", "w:16", "+s", "d:76,2,256", "e", "tiM", "vz", "?"] {
      let error = #expect(throws: EngineError.self, "\(format)") {
        try cells(FakeColumn(format: format, length: 0, buffers: [nil]))
      }
      #expect(error?.kind == .answer && "\(error as Any)".contains("column 'c0'"))
    }
    #expect(try cells(FakeColumn(format: "n", length: 2, buffers: [])) == [nil, nil])
  }

  @Test("what is no Arrow is an error, and nothing is read outside of its lengths")
  func broken() throws {
    var short = fixed("l", [Int64(1), 2])
    #expect(throws: EngineError.self) { try cells(short, rows: 3) }
    #expect(throws: EngineError.self) { try cells(short, rows: 2, offset: 1) }
    #expect(throws: EngineError.self) { try cells(short, rows: -1) }
    #expect(throws: EngineError.self) { try cells(short, rows: .max) }
    short.length = -1
    #expect(throws: EngineError.self) { try cells(short, rows: 0) }
    var bare = fixed("l", [Int64(1), 2])
    bare.buffers = [nil]
    #expect(throws: EngineError.self) { try cells(bare) }
    bare.buffers = []
    #expect(throws: EngineError.self) { try cells(bare) }
    for places in [[Int32(0), 3, 1], [-5, 0, 1], [0, .min, 1]] {
      let column = FakeColumn(
        format: "u", length: 2, buffers: [memory.values(places), memory.bytes([65, 66, 67])])
      #expect(throws: EngineError.self, "\(places)") { try cells(column) }
    }
    let list = FakeColumn(
      format: "+l", length: 1, buffers: [memory.values([Int32(0), 9])],
      children: [texts("u", ["a"], Int32.self)])
    #expect(throws: EngineError.self) { try cells(list) }
  }

  @Test("all that a driver hands over is given back, also when reading fails")
  func releases() throws {
    ArrowMemory.count(-ArrowMemory.released)
    _ = try cells(fixed("l", [Int64(1)]))
    #expect(ArrowMemory.released == 3)
    #expect(throws: EngineError.self) { try cells(fixed("l", [Int64(1)]), rows: 2) }
    #expect(ArrowMemory.released == 6)
  }
}

internal import Basics

/// Tells by its first bytes what a file is that no reader of text can read.
package enum FileSignature {
  private static let known: [(bytes: [UInt8], what: String)] = [
    (
      Array("PK\u{3}\u{4}".utf8),
      "is an Excel workbook or a zip archive; give it a name that ends in .xlsx or .zip"
    ),
    (Array("PAR1".utf8), "is a Parquet file; give it a name that ends in .parquet"),
    (
      Array("SQLite format 3\0".utf8),
      "is an SQLite database; give it a name that ends in .db, and say which table: data.db:TABLE"
    ),
    (Array("ARROW1".utf8), "is an Arrow file; convert it to Parquet or CSV"),
    ([0x89, 0x48, 0x44, 0x46], "is an HDF5 file; export the table as CSV"),
    (Array("$FL2".utf8), "is an SPSS file; give it a name that ends in .sav"),
    (Array("$FL3".utf8), "is an SPSS file; give it a name that ends in .sav"),
    (Array("<stata_dta>".utf8), "is a Stata file; give it a name that ends in .dta"),
    ([0x1F, 0x8B], "is compressed with gzip twice; decompress it once with `gzip -d`"),
    (Array("BZh".utf8), "is compressed with bzip2; decompress it with `bzip2 -d`"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "is compressed with xz; decompress it with `xz -d`"),
    ([0x28, 0xB5, 0x2F, 0xFD], "is compressed with Zstandard; decompress it with `zstd -d`"),
    ([0x37, 0x7A, 0xBC, 0xAF], "is a 7-Zip archive; unpack it"),
    (Array("%PDF-".utf8), "is a PDF; its tables must be exported as CSV by another program"),
    (Array("<!doctype html".utf8), "is a web page, not data; perhaps the download needs a login"),
    (Array("<html".utf8), "is a web page, not data; perhaps the download needs a login"),
    (Array("<?xml".utf8), "is XML; convert it to CSV or JSON Lines"),
  ]

  /// What a file is whose parts are laid out as in a file system, as old workbooks and locked ones do.
  static func problemOfCompound(_ head: UnsafeRawBufferPointer) -> String? {
    guard head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else { return nil }
    // The name of the part that holds the workbook, in UTF-16.
    let marker: [UInt8] = Array("E n c r y p t e d".utf8.map { $0 == 0x20 ? 0 : $0 })
    let isLocked = head.indices.contains { head[$0...].starts(with: marker) }
    return isLocked
      ? "is locked with a password; save the workbook without one"
      : "is an old Excel file (.xls); save it as .xlsx or CSV"
  }

  /// What a file is, and what to do, where it is not a text that a reader knows.
  static func problem(_ head: UnsafeRawBufferPointer) -> String? {
    if let problem = problemOfCompound(head) { return problem }
    for (text, place, what) in marked
    where head.count > place && head[place...].starts(with: text.utf8) {
      return what
    }
    let text = head.dropFirst(head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    for (bytes, what) in known where text.count >= bytes.count {
      // Names of elements are written in either case.
      let isMarkup = bytes[0] == 0x3C
      if zip(text, bytes).allSatisfy({
        isMarkup && (0x41...0x5A).contains($0) ? $0 | 0x20 == $1 : $0 == $1
      }) {
        return what
      }
    }
    return nil
  }

  /// The same for a file of separated cells, which may turn out to be JSON.
  static func problemOfSeparated(_ head: UnsafeRawBufferPointer) -> String? {
    if let problem = problem(head) { return problem }
    let text = head.prefix(4096).dropFirst(head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    let dense = text.lazy.filter { !isSpace($0) }.prefix(2)
    guard let first = dense.first else { return nil }
    // After a bracket of JSON comes another value; `[id],[name]` is a header.
    let second = dense.dropFirst().first ?? first
    switch first {
    case 0x5B where [0x7B, 0x5B, 0x22, 0x5D].contains(second) || (0x30...0x39).contains(second):
      return jsonArray
    case 0x7B where second == 0x22 || second == 0x7D:
      return
        "is JSON; give it a name that ends in .json, or in .jsonl if it has one object per line"
    default: return nil
    }
  }

  /// Files that say what they are further on.
  private static let marked: [(text: String, place: Int, what: String)] = [
    ("ASCII SPSS PORT FILE", 40, "is an SPSS file; give it a name that ends in .por"),
    ("HEADER RECORD*******LIB", 0, "is a SAS file; give it a name that ends in .xpt"),
    ("\u{14}SAS FILE", 83, "is a SAS file; give it a name that ends in .sas7bdat"),
  ]

  /// How the name of a file ends, as its first bytes tell; separated cells where they tell nothing.
  package static func suffix(ofFileAt path: String) throws(ReadError) -> String {
    let stream = try ByteStream(path: path)
    var head: [UInt8] = []
    while head.count < 1 << 12, try stream.read(into: &head) {}
    if head.starts(with: Array("PK".utf8)) {
      // The first file of a workbook is one of these.
      let isBook = ["[Content_Types].xml", "_rels/", "docProps/", "xl/"].contains {
        head.count > 30 && head[30...].starts(with: $0.utf8)
      }
      return isBook ? "xlsx" : "zip"
    }
    let endings: [(text: String, place: Int, suffix: String)] = [
      ("SQLite format 3", 0, "sqlite"), ("PAR1", 0, "parquet"), ("$FL2", 0, "sav"),
      ("$FL3", 0, "sav"), ("<stata_dta>", 0, "dta"), ("ASCII SPSS PORT FILE", 40, "por"),
      ("HEADER RECORD*******LIB", 0, "xpt"), ("SAS FILE", 84, "sas7bdat"),
    ]
    for (text, place, suffix) in endings
    where head.count > place && head[place...].starts(with: text.utf8) {
      return suffix
    }
    // Stata before version 13: its version, the order of bytes, and a one.
    if head.count > 2, (0x69...0x73).contains(head[0]), head[1] == 1 || head[1] == 2, head[2] == 1 {
      return "dta"
    }
    let text = head.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
    let second = text.dropFirst().first { $0 > 0x20 }
    let isJSON =
      text.first == UInt8(ascii: "{")
      || text.first == UInt8(ascii: "[") && second == UInt8(ascii: "{")
    return (isJSON ? "json" : "csv") + (stream.isPacked ? ".gz" : "")
  }

  /// What to do with a list of objects.
  static let jsonArray = "is one JSON array; give it a name that ends in .json"

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

internal import Basics

/// Tells by its first bytes what a file is that no reader of text can read.
enum FileSignature {
  private static let known: [(bytes: [UInt8], what: String)] = [
    (
      Array("PK\u{3}\u{4}".utf8),
      "is an Excel workbook or a zip archive; give it a name that ends in .xlsx or .zip"
    ),
    ([0xD0, 0xCF, 0x11, 0xE0], "is an Excel file of the old kind (.xls); save it as .xlsx or CSV"),
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
    ([0x1F, 0x8B], "is packed by gzip twice; unpack it once with `gzip -d`"),
    (Array("BZh".utf8), "is packed by bzip2; unpack it with `bzip2 -d`"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "is packed by xz; unpack it with `xz -d`"),
    ([0x28, 0xB5, 0x2F, 0xFD], "is packed by Zstandard; unpack it with `zstd -d`"),
    ([0x37, 0x7A, 0xBC, 0xAF], "is a 7-Zip archive; unpack it"),
    (Array("%PDF-".utf8), "is a PDF; its tables must be exported as CSV by another program"),
    (Array("<!doctype html".utf8), "is a web page, not data; perhaps the download needs a login"),
    (Array("<html".utf8), "is a web page, not data; perhaps the download needs a login"),
    (Array("<?xml".utf8), "is XML; convert it to CSV or JSON Lines"),
  ]

  /// What a file is, and what to do, where it is no text that a reader knows.
  static func problem(_ head: UnsafeRawBufferPointer) -> String? {
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
        "is JSON; give it a name that ends in .json, or in .jsonl where it has one object a line"
    default: return nil
    }
  }

  /// What to do with a list of objects.
  static let jsonArray = "is one JSON array; give it a name that ends in .json"

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

import Basics
import Foundation
import Tables
import TestSupport
import Testing

/// Every reader, and everything that is not a proper file for it.
@Suite struct InputFileTests {
  /// A file for each reader, and what is a proper content.
  private enum Reader: String, CaseIterable {
    case csv = "data.csv", tsv = "data.tsv", packed = "data.csv.gz", lines = "data.jsonl"
    case packedLines = "data.jsonl.gz", database = "data.db"

    func read(_ path: String) throws {
      switch self {
      case .database: _ = try TableFile.read(path + ":models")
      default: _ = try TableFile.read(path)
      }
    }
  }

  /// What is wrong with the form of a message, if anything: it begins with the place, says what is the matter and,
  /// after a semicolon, what to do, in one printable line without words of programmers.
  private func fault(_ message: String, _ path: String) -> String? {
    guard message.hasPrefix(path) else { return "no place" }
    let rest = message.dropFirst(path.count)
    guard let colon = rest.range(of: ": ") else { return "no cause" }
    let parts = rest[colon.upperBound...].split(separator: ";", maxSplits: 1)
    guard parts.count == 2, parts[1].count > 8 else { return "no way out" }
    for word in [
      "Error Domain", "NSCocoa", "GRDB", "Database.", "SQLITE_", "Optional(", "errno", "<fd",
      "Swift.", "nil",
    ] where message.contains(word) {
      return "the word \(word)"
    }
    return message.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
      ? "a control character" : nil
  }

  /// The message of the error that reading `path` must give.
  private func check(
    _ reader: Reader, _ path: String, _ what: String, contains expected: String = ""
  ) {
    do {
      try reader.read(path)
      Issue.record("\(reader.rawValue), \(what): no error")
    } catch {
      let message = "\(error)"
      if let fault = fault(message, path) {
        Issue.record("\(reader.rawValue), \(what): \(fault) in '\(message)'")
      }
      #expect(expected.isEmpty || message.contains(expected), "\(reader.rawValue), \(what)")
    }
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    try withFile([], name: "x") { try body(String($0.dropLast(2))) }
  }

  @Test(
    "What is missing, a folder, a pipe or a device is said, by every reader",
    .timeLimit(.minutes(1)))
  func noFiles() throws {
    try withFolder { folder in
      for reader in Reader.allCases {
        let path = folder + "/" + reader.rawValue
        check(reader, path, "missing", contains: "there is no such file")
        check(
          reader, folder + "/x/" + reader.rawValue, "below a file",
          contains: "there is no such file")
        mkdir(path, 0o755)
        check(reader, path, "folder", contains: "is a folder")
        rmdir(path)
        mkfifo(path, 0o644)
        check(reader, path, "pipe", contains: "is a pipe")
        unlink(path)
        for device in ["/dev/null", "/dev/zero"] {
          symlink(device, path)
          check(reader, path, device, contains: "is a device")
          unlink(path)
        }
        // What the kernel makes as it is read may never come.
        if access("/proc/version", R_OK) == 0 {
          symlink("/proc/version", path)
          check(reader, path, "/proc/version", contains: "made by the system as it is read")
          unlink(path)
        }
        symlink(path, path)
        check(reader, path, "circle of links", contains: "form a loop")
        unlink(path)
      }
    }
  }

  @Test("A file that may not be read is said to be one")
  func permission() throws {
    #expect(InputFile.problem(EACCES).hasPrefix("you do not have permission to read it; "))
    // Root may read all.
    guard geteuid() != 0 else { return }
    try withFolder { folder in
      for reader in Reader.allCases {
        let path = folder + "/" + reader.rawValue
        try Data("a,b\n".utf8).write(to: URL(filePath: path))
        chmod(path, 0)
        check(reader, path, "unreadable", contains: "you do not have permission to read it")
      }
    }
  }

  @Test(
    "Empty files, blank ones and a mark alone are refused by every reader of tables",
    .timeLimit(.minutes(1)))
  func empty() throws {
    for reader in Reader.allCases {
      for (what, bytes) in [
        ("empty", ""), ("a line end", "\n"), ("a mark", "\u{FEFF}"), ("blank", "\r\n\r\n"),
      ] {
        try with(reader, Array(bytes.utf8)) { check(reader, $0, what) }
      }
    }
  }

  @Test("Other encodings, other kinds of files and random bytes are refused by every reader")
  func wrongContent() throws {
    let wide = Array("name,size\nabc,1\n".utf8)
    let latin = Array("name,size\nM".utf8) + [0xFC] + Array("ller,1\n".utf8)
    let latinLine = Array("{\"name\": \"M".utf8) + [0xFC] + Array("ller\"}\n".utf8)
    var random = PhiloxGenerator(seed: 5)
    let noise = (0..<500).map { _ in UInt8.random(in: 0...255, using: &random) }
    for reader in Reader.allCases {
      let isLines = reader == .lines || reader == .packedLines
      let contents: [(String, [UInt8])] = [
        ("UTF-16LE", [0xFF, 0xFE] + wide.flatMap { [$0, 0] }),
        ("UTF-16BE", wide.flatMap { [0, $0] }),
        ("UTF-32", [0xFF, 0xFE, 0, 0] + wide.flatMap { [$0, 0, 0, 0] }),
        ("Latin-1", isLines ? latinLine : latin), ("noise", noise),
        ("zeros", [UInt8](repeating: 0, count: 3000)),
      ]
      // A byte order mark says the encoding of separated cells.
      let marked = isLines || reader == .database ? [] : ["UTF-16LE", "UTF-32"]
      for (what, bytes) in contents where !marked.contains(what) {
        try with(reader, bytes) { check(reader, $0, what) }
      }
    }
  }

  @Test(
    "Files of other kinds are named, with what to do",
    arguments: [
      ("[{\"a\": 1}, {\"a\": 2}]", "JSON array"), ("  [\n  {\"a\": 1}]", "JSON array"),
      ("[]", "JSON array"),
      ("[[1, 2], [3, 4]]", "JSON array"), ("[1, 2]", "JSON array"),
      ("\u{FEFF}[{\"a\": 1}]", "JSON array"),
      ("{\"a\": 1}\n{\"a\": 2}\n", ".jsonl"), ("{ \"a\": [1] }", ".jsonl"), ("{}", ".jsonl"),
      ("PK\u{3}\u{4}xxxx", "Excel"), ("PAR1xxxx", "Parquet"), ("SQLite format 3\0", "SQLite"),
      ("%PDF-1.7", "PDF"), ("<!DOCTYPE HTML><p>Log in", "web page"), ("<HTML>", "web page"),
      ("<?xml version=\"1.0\"?>", "XML"), ("BZh91AY", "bzip2"),
    ])
  func otherKinds(_ content: String, _ word: String) throws {
    for name in ["data.csv", "data.txt"] {
      try withFile(content.utf8, name: name) { path in
        check(.csv, path, word, contains: word)
        #expect(throws: ReadError.self) { try TableFile.columnNames(path) }
      }
    }
    try withFile(content.utf8, name: "data.jsonl") { path in
      if !content.hasPrefix("{") { check(.lines, path, word, contains: word) }
    }
  }

  @Test("A bracket or a brace alone makes no JSON of a CSV file")
  func brackets() throws {
    for header in ["[id],[name]", "{id},{name}", "[id", "(a),b"] {
      #expect(throws: Never.self) {
        try withFile((header + "\n" + (header.contains(",") ? "1,2" : "1") + "\n").utf8) {
          try TableFile.read($0)
        }
      }
    }
  }

  @Test("What is cut off is refused, at every length, or read as what it still is")
  func truncated() throws {
    let text =
      "name,note\n" + (0..<400).map { "\"m\($0)\",\"a \"\"b\"\"\n\($0 &* 77_777)\"\n" }.joined()
    let whole = try withPackedFile(text.utf8) { try Array(Data(contentsOf: URL(filePath: $0))) }
    for length in stride(from: 1, to: whole.count, by: max(1, whole.count / 60)) {
      try withFile(whole.prefix(length), name: "data.csv.gz") { path in
        if length > 2 { check(.packed, path, "cut at \(length)") }
      }
    }
    for length in stride(from: 1, to: text.utf8.count, by: 97) {
      let part = Array(text.utf8.prefix(length))
      try withFile(part) { path in
        do {
          _ = try TableFile.read(path)
        } catch {
          #expect(fault("\(error)", path) == nil, "\(error)")
        }
      }
    }
    let line = "{\"name\": \"m\", \"list\": [\"a\", 1], \"o\": {\"x\": 1.5, \"y\": null}}"
    for length in 1..<line.utf8.count {
      try withFile(line.utf8.prefix(length), name: "data.jsonl") {
        check(.lines, $0, "cut at \(length)")
      }
    }
  }

  @Test(
    "A file that is cut short or written to while it is read is an error, and not the end of the process"
  )
  func changed() throws {
    for name in ["data.csv", "data.jsonl"] {
      let row = name.hasSuffix("l") ? "{\"a\":1,\"b\":\"x\"}\n" : "1,xxxxxxxx\n"
      let text = (name.hasSuffix("l") ? "" : "a,b\n") + String(repeating: row, count: 400_000)
      for isCut in [true, false] {
        try withFile(text.utf8, name: name) { path in
          var options = ReadOptions(threads: 2)
          options.progress = { rows, done, total in
            guard done < total else { return }
            if isCut {
              truncate(path, 4096)
            } else if let file = fopen(path, "a") {
              fputs(row, file)
              fclose(file)
            }
          }
          #expect {
            try TableFile.read(path, options: options)
          } throws: { error in
            "\(error)".contains("changed") && fault("\(error)", path) == nil
          }
        }
      }
    }
  }

  /// The file of `reader` with these bytes, packed where it is a packed one.
  private func with(_ reader: Reader, _ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    switch reader {
    case .packed: try withPackedFile(bytes, name: "data.csv", body)
    case .packedLines: try withPackedFile(bytes, name: "data.jsonl", body)
    default: try withFile(bytes, name: reader.rawValue, body)
    }
  }
}

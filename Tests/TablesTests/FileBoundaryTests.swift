import Foundation
import Tables
import Testing

@Suite("Names that lead to files")
struct FileBoundaryTests {
  /// A folder with `study/data/x.csv`, `private/secret.txt`, and links of all kinds between them.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let manager = FileManager.default
    let root = manager.temporaryDirectory.appending(path: "almanac-paths-\(UUID().uuidString)").path
    defer { try? manager.removeItem(atPath: root) }
    for folder in ["study/data", "study/deep/er", "private", "shared"] {
      try manager.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
    }
    for file in ["study/data/x.csv", "private/secret.txt", "shared/y.csv", "study-2.csv"] {
      try Data("a\n1\n".utf8).write(to: URL(fileURLWithPath: "\(root)/\(file)"))
    }
    for (link, target) in [
      ("study/inside.csv", "data/x.csv"), ("study/out.txt", "../private/secret.txt"),
      ("study/folder", "../private"), ("study/chain1", "chain2"), ("study/chain2", "folder"),
      ("study/loop", "loop"), ("study/absolute", "/etc/passwd"), ("study/nowhere", "none"),
      ("study/borrowed.csv", "../shared/y.csv"), ("study/back", "../study/data"),
      ("alias", "study"), ("study/sibling", "../study-2.csv"),
    ] {
      try manager.createSymbolicLink(atPath: "\(root)/\(link)", withDestinationPath: target)
    }
    #expect(mkfifo("\(root)/study/pipe", 0o600) == 0)
    try body(root)
  }

  @Test(
    "a name within the folder is found",
    arguments: [
      "data/x.csv", "./data/x.csv", "data/../data/x.csv", "deep/er/../../data/x.csv", "data//x.csv",
      "inside.csv", "back/x.csv",
    ])
  func inside(name: String) throws {
    try inFolder { root in
      let boundary = FileBoundary("the study's folder")
      for folder in ["\(root)/study", "\(root)/alias", "\(root)/study/../study/"] {
        let path = try boundary.file(name, in: folder)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "a\n1\n")
      }
    }
  }

  @Test(
    "a name that leads out is refused, whatever is there",
    arguments: [
      "../private/secret.txt", "../../../../../../etc/passwd", "/etc/passwd", "//etc/passwd",
      "data/../../private/secret.txt", "..", "~/secret", "~", "../study-2.csv", "out.txt",
      "folder/secret.txt", "chain1/secret.txt", "absolute", "sibling", "deep/../../private/none",
      "back/../../private/secret.txt", "../none", "/none",
    ])
  func outside(name: String) throws {
    try inFolder { root in
      let error = try #require(throws: PathError.self) {
        try FileBoundary("the study's folder").file(name, in: "\(root)/study")
      }
      #expect(error.problem == .outside || error.problem == .link, "\(error)")
      #expect(error.description.contains("leaves the study's folder"), "\(error)")
    }
  }

  @Test(
    "what is not a file is refused with the reason",
    arguments: [
      ("", "empty"), ("data\u{0}/x.csv", "NUL"), ("x.csv", "no file 'x.csv'"),
      ("data", "is a folder"), ("pipe", "is a pipe"), ("nowhere", "no file"), (".", "is a folder"),
      ("data/x.csv/", "no file"), ("DATA/none.csv", "no file"), ("loop", "cannot be read"),
      ("file:///etc/passwd", "is an address"), ("hf://datasets/x.parquet", "is an address"),
      ("https://example.org/x.csv", "is an address"),
      (String(repeating: "x", count: 300), "300 bytes"),
      ("data/*.csv", "no file"),
    ])
  func noFile(name: String, reason: String) throws {
    try inFolder { root in
      let error = try #require(throws: PathError.self) {
        try FileBoundary("the study's folder").file(name, in: "\(root)/study")
      }
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  @Test("a link may lead into another folder that is allowed, and no further")
  func allowed() throws {
    try inFolder { root in
      let boundary = FileBoundary("the study's folder", and: ["\(root)/shared", "\(root)/none"])
      #expect(throws: Never.self) { try boundary.file("borrowed.csv", in: "\(root)/study") }
      #expect(throws: PathError.self) { try boundary.file("out.txt", in: "\(root)/study") }
    }
  }

  @Test("text of a person is read within limits, and refused with the reason")
  func text() throws {
    try inFolder { root in
      func problem(_ bytes: [UInt8]) throws -> ReadError {
        let path = "\(root)/t.txt"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try #require(throws: ReadError.self) { try TextFile.read(path, called: "t.txt") }
      }
      #expect(
        try problem(Array("a\nb\n".utf8) + [0xE9, 0x0A]).description.contains("t.txt, line 3"))
      #expect(try problem([0xFF, 0xFE, 0x61, 0]).problem.contains("UTF-16"))
      #expect(
        try problem(Array(repeating: 0x61, count: (16 << 20) + 1)).problem.contains(
          "16777217 bytes"))
      for (path, reason) in [
        ("\(root)/none", "no such file"), (root, "is a folder"),
        ("\(root)/study/pipe", "is a pipe"),
        ("/dev/zero", "is a device"), ("\(root)/study/loop", "form a loop"),
      ] {
        let error = try #require(throws: ReadError.self) { try TextFile.read(path) }
        #expect(error.description.contains(reason), "\(error)")
      }
      try Data([0xEF, 0xBB, 0xBF, 0x61]).write(to: URL(fileURLWithPath: "\(root)/bom.txt"))
      #expect(try TextFile.read("\(root)/bom.txt") == "a")
    }
  }
}

import Basics
import Datasets
import Foundation
import Testing

/// A ZIP archive made byte by byte, with whatever is wrong in it; contents are stored.
struct RawArchive {
  struct Entry {
    var name: [UInt8]
    var content: [UInt8]
    var mode: UInt32 = 0o100644
    var flags: UInt16 = 0
    /// The size that is said; `nil`: the true one.
    var size: UInt32?
    /// Where the content is said to be; `nil`: in its place.
    var sharesContentOf: Int?

    init(_ name: String, _ content: String = "x\n") {
      self.name = Array(name.utf8)
      self.content = Array(content.utf8)
    }
  }

  var entries: [Entry]

  var bytes: [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    var offsets: [Int] = []
    func add(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
    func facts(_ entry: Entry, to bytes: inout [UInt8]) {
      add(entry.flags, to: &bytes)
      add(UInt16(0), to: &bytes)  // stored
      add(UInt32(0x0021_0000), to: &bytes)  // 1980-01-01
      add(Self.checksum(entry.content), to: &bytes)
      add(UInt32(entry.content.count), to: &bytes)
      add(entry.size ?? UInt32(entry.content.count), to: &bytes)
      add(UInt16(entry.name.count), to: &bytes)
      add(UInt16(0), to: &bytes)
    }
    for entry in entries {
      let offset = entry.sharesContentOf.map { offsets[$0] } ?? result.count
      offsets.append(offset)
      if entry.sharesContentOf == nil {
        add(UInt32(0x0403_4B50), to: &result)
        add(UInt16(20), to: &result)
        facts(entry, to: &result)
        result += entry.name + entry.content
      }
      add(UInt32(0x0201_4B50), to: &directory)
      add(UInt16(3 << 8 | 20), to: &directory)
      add(UInt16(20), to: &directory)
      facts(entry, to: &directory)
      add(UInt16(0), to: &directory)
      add(UInt16(0), to: &directory)
      add(UInt16(0), to: &directory)
      add(entry.mode << 16, to: &directory)
      add(UInt32(offset), to: &directory)
      directory += entry.name
    }
    let start = result.count
    result += directory
    add(UInt32(0x0605_4B50), to: &result)
    add(UInt32(0), to: &result)
    add(UInt16(entries.count), to: &result)
    add(UInt16(entries.count), to: &result)
    add(UInt32(directory.count), to: &result)
    add(UInt32(start), to: &result)
    add(UInt16(0), to: &result)
    return result
  }

  /// CRC-32.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  /// The entries with a manifest of them.
  static func listed(_ entries: [Entry]) -> RawArchive {
    let files = entries.filter { $0.name.last != UInt8(ascii: "/") }.map { entry -> String in
      let print = Fingerprint(of: entry.content)
      let path = JSON.string(String(decoding: entry.name, as: UTF8.self)).text()
      return "{\"bytes\": \(print.bytes), \"path\": \(path), \"sha256\": \"\(print.sha256)\"}"
    }
    let manifest = "{\"files\": [\(files.joined(separator: ", "))], \"schema\": 1}\n"
    return RawArchive(entries: [Entry("manifest.json", manifest)] + entries)
  }
}

@Suite("Unpacking archives")
struct UnpackingTests {
  /// Unpacks into a folder beside others' files; answers why not.
  private func unpack(_ archive: RawArchive, limit: Int = 1_000_000) throws -> String? {
    try inTemporaryFolder { folder in
      try write("mine", to: folder + "/outside/evil.txt")
      let file = folder + "/a.zip"
      try Data(archive.bytes).write(to: URL(fileURLWithPath: file))
      let before = try contents(of: folder)
      do {
        try Unpacking.unpack(file, to: folder + "/inside/out", limit: limit)
        return nil
      } catch {
        #expect(try contents(of: folder).filter { $0 != "inside" } == before, "\(error)")
        #expect(try text(of: folder + "/outside/evil.txt") == "mine")
        return "\(error)"
      }
    }
  }

  @Test("Files are unpacked as they were, with their list")
  func whole() throws {
    try inTemporaryFolder { folder in
      var entries = [
        RawArchive.Entry("study/study.yml", "id: a\n"), .init("data/a b/ü.csv", "x\n1\n"),
      ]
      entries.append(.init("empty/", ""))
      entries[2].mode = 0o040755
      let file = folder + "/a.zip"
      try Data(RawArchive.listed(entries).bytes).write(to: URL(fileURLWithPath: file))
      try Unpacking.unpack(file, to: folder + "/out")
      #expect(try text(of: folder + "/out/study/study.yml") == "id: a\n")
      #expect(try text(of: folder + "/out/data/a b/ü.csv") == "x\n1\n")
      #expect(
        Manifest(ofFolder: folder + "/out")?.files.map(\.path) == [
          "data/a b/ü.csv", "study/study.yml",
        ])
    }
  }

  @Test(
    "No path leads out of the folder, is hidden or cannot be trusted",
    arguments: [
      "../evil.txt", "a/../../evil.txt", "/etc/evil.txt", "..", "a/..", "C:/evil.txt", "c:evil.txt",
      "a\\..\\..\\evil.txt", "..\\evil.txt", "./a", "a//b", "a/./b", ".git/hooks/post-checkout",
      "a/.bashrc", "a\u{1}b", "a\nb", "a\u{202E}txt.exe",
      String(repeating: "a/", count: 40) + "b", String(repeating: "n", count: 300),
      "", "../../../../../../outside/evil.txt", "outside/../../outside/evil.txt",
    ])
  func paths(name: String) throws {
    let problem = try unpack(.listed([.init("good.txt"), .init(name, "evil")]))
    #expect(problem != nil, "\(name.debugDescription)")
  }

  @Test("A name that is not UTF-8 is refused") func encoding() throws {
    var entry = RawArchive.Entry("x")
    entry.name = [0x61, 0xFF, 0xC0, 0x2E]
    #expect(try unpack(.listed([entry]))?.contains("UTF-8") == true)
  }

  @Test(
    "Links, pipes and devices are refused",
    arguments: [0o120777, 0o010644, 0o020644, 0o060644, 0o140644] as [UInt32])
  func special(mode: UInt32) throws {
    var link = RawArchive.Entry("link", "/etc/passwd")
    link.mode = mode
    #expect(try unpack(.listed([link]))?.contains("a link or a device") == true)
  }

  @Test(
    "Two files that some system takes for one are refused",
    arguments: [
      ["a.txt", "a.txt"], ["a.txt", "A.TXT"], ["\u{E9}.txt", "e\u{301}.txt"], ["a", "a/b"],
      ["A/b", "a"], ["x/y/z", "X/Y"],
    ])
  func twice(names: [String]) throws {
    let problem = try unpack(.listed(names.map { .init($0) }))
    #expect(
      problem?.contains("twice") == true || problem?.contains("both a file") == true,
      "\(problem ?? "nil")")
  }

  @Test("What unpacks to more than the limit is refused before a byte is written, with the limit")
  func bomb() throws {
    var bomb = RawArchive.Entry("zeros", "0")
    bomb.size = 4_000_000_000
    #expect(try unpack(.listed([bomb]))?.contains("more than 1 MB") == true)
    // Many files that share their content.
    let many = (0..<30).map { index in
      var entry = RawArchive.Entry("f\(index)", String(repeating: "0", count: 50_000))
      entry.sharesContentOf = index == 0 ? nil : 1
      return entry
    }
    #expect(try unpack(.listed(many))?.contains("more than 1 MB") == true)
  }

  @Test(
    "A file that is longer or shorter than its archive says is refused",
    arguments: [1, 9] as [UInt32])
  func lies(size: UInt32) throws {
    var entry = RawArchive.Entry("a", "12345")
    entry.size = size
    #expect(try unpack(.listed([entry])) != nil)
  }

  @Test("An encrypted file is refused") func encrypted() throws {
    var entry = RawArchive.Entry("a", "12345678901234567890")
    entry.flags = 1
    #expect(try unpack(.listed([entry])) != nil)
  }

  @Test("An archive whose files are not those of its list, or that has none, is refused")
  func list() throws {
    var changed = RawArchive.listed([.init("a", "1\n")])
    changed.entries[1].content = Array("2\n".utf8)
    #expect(try unpack(changed)?.contains("'a' is not the file that it lists") == true)
    var more = RawArchive.listed([.init("a")])
    more.entries.append(.init("b"))
    #expect(try unpack(more)?.contains("not those that it lists") == true)
    var less = RawArchive.listed([.init("a"), .init("b")])
    less.entries.removeLast()
    #expect(try unpack(less)?.contains("not those that it lists") == true)
    #expect(try unpack(RawArchive(entries: [.init("a")]))?.contains("almanac pack") == true)
  }

  @Test("Every cut of an archive is refused or complete, and never ends the program")
  func cuts() throws {
    let bytes = RawArchive.listed([.init("a", "some text\n"), .init("b/c", "more\n")]).bytes
    try inTemporaryFolder { folder in
      let file = folder + "/a.zip"
      for count in stride(from: 0, to: bytes.count, by: 7) {
        try Data(bytes.prefix(count)).write(to: URL(fileURLWithPath: file))
        #expect(throws: (any Error).self) { try Unpacking.unpack(file, to: folder + "/out") }
        #expect(!FileManager.default.fileExists(atPath: folder + "/out"))
      }
      // A byte that is another.
      for index in stride(from: 0, to: bytes.count, by: 5) {
        var own = bytes
        own[index] ^= 0x41
        try Data(own).write(to: URL(fileURLWithPath: file))
        try? Unpacking.unpack(file, to: folder + "/out")
        if FileManager.default.fileExists(atPath: folder + "/out") {
          #expect(try text(of: folder + "/out/a") == "some text\n")
          try FileManager.default.removeItem(atPath: folder + "/out")
        }
      }
    }
  }

  @Test("A folder with files in it is not unpacked into") func taken() throws {
    try inTemporaryFolder { folder in
      let file = folder + "/a.zip"
      try Data(RawArchive.listed([.init("a")]).bytes).write(to: URL(fileURLWithPath: file))
      try write("mine", to: folder + "/out/mine.txt")
      #expect(throws: (any Error).self) { try Unpacking.unpack(file, to: folder + "/out") }
      #expect(try contents(of: folder + "/out") == ["mine.txt"])
    }
  }
}

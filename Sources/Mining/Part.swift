internal import Basics
internal import Datasets
internal import Foundation
internal import Tables

/// What was mined so far, beside the file that it will become: `FILE.part`, the lines, and `FILE.part.json`, which says how
/// far they are good and what comes next.
///
/// A page is kept in two steps: its lines are appended, then the notes are replaced in one step. Whatever ends the process
/// between them, a later run cuts the lines to what the notes say, and asks for the page again.
final class Part {
  /// What the notes say.
  struct Notes: Hashable {
    /// What is mined, so that a run goes on with the listing that it began: names and values.
    var listing: [Recipe.Parameter] = []
    /// The address of the next page; `nil`: all is there.
    var next: String?
    var (pages, lines, bytes, requests, repeated) = (0, 0, 0, 0, 0)
    var started = ""

    var json: JSON {
      [
        "schema": 1,
        "listing": .object(listing.map { .init($0.name, .string($0.value)) }),
        "next": next.map(JSON.string) ?? .null, "pages": .int(Int64(pages)),
        "lines": .int(Int64(lines)), "bytes": .int(Int64(bytes)),
        "requests": .int(Int64(requests)), "repeated": .int(Int64(repeated)),
        "started": .string(started),
      ]
    }

    init() {}

    init?(_ json: JSON) {
      func count(_ key: String) -> Int? {
        guard case .int(let number)? = json[key], number >= 0 else { return nil }
        return Int(number)
      }
      guard json["schema"] == .int(1), let members = json["listing"]?.members,
        let pages = count("pages"), let lines = count("lines"), let bytes = count("bytes"),
        let requests = count("requests"), let repeated = count("repeated"),
        let started = json["started"]?.stringValue
      else { return nil }
      listing = members.map { Recipe.Parameter($0.key, $0.value.stringValue ?? "") }
      next = json["next"]?.stringValue
      (self.pages, self.lines, self.bytes) = (pages, lines, bytes)
      (self.requests, self.repeated, self.started) = (requests, repeated, started)
    }
  }

  let path: String
  private let notesPath: String
  private let descriptor: Int32
  private(set) var notes: Notes

  /// Whether an unfinished run is there.
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + ".part.json")
  }

  /// Goes on with what is there of `listing`, or begins it.
  init(
    beside target: String, listing: [Recipe.Parameter], first: String, started: String,
    resumes: Bool
  ) throws(MiningError) {
    path = target + ".part"
    notesPath = path + ".json"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw .system("write", path, String(cString: strerror(errno))) }
    notes = Notes()
    // Locked as long as this process lives.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .busy(path: path) }
    if let found = try Self.notes(notesPath) {
      guard resumes else { throw .unfinished(path: path, records: found.lines) }
      try Self.expect(found.listing, listing, path)
      notes = found
    } else {
      notes.listing = listing
      (notes.next, notes.started) = (first, started)
    }
    guard lseek(descriptor, 0, SEEK_END) >= notes.bytes else {
      throw .damaged(path: path, problem: "is shorter than its notes say")
    }
    guard ftruncate(descriptor, off_t(notes.bytes)) == 0,
      lseek(descriptor, off_t(notes.bytes), SEEK_SET) >= 0
    else { throw .system("write", path, String(cString: strerror(errno))) }
  }

  deinit { _ = Foundation.close(descriptor) }

  private static func notes(_ path: String) throws(MiningError) -> Notes? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let json = try? JSON.parse(Array(data)), let notes = Notes(json) else {
      throw .damaged(path: path, problem: "is not what almanac wrote")
    }
    return notes
  }

  private static func expect(
    _ found: [Recipe.Parameter], _ wanted: [Recipe.Parameter], _ path: String
  ) throws(MiningError) {
    if found == wanted { return }
    let names = (found + wanted).map(\.name)
    func text(_ list: [Recipe.Parameter], _ name: String) -> String {
      list.first { $0.name == name }?.value ?? "nothing"
    }
    let name = names.first { text(found, $0) != text(wanted, $0) } ?? ""
    throw .otherRun(
      path: path,
      difference: "its \(name) is \(text(found, name)), and \(text(wanted, name)) is asked for")
  }

  /// Keeps the lines of a page, and what comes after it.
  func keep(_ lines: [[UInt8]], _ change: (inout Notes) -> Void) throws(MiningError) {
    var bytes: [UInt8] = []
    for line in lines { bytes += line + [0x0A] }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system("write", path, String(cString: strerror(errno))) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else {
      throw .system("write", path, String(cString: strerror(errno)))
    }
    notes.lines += lines.count
    notes.bytes += bytes.count
    change(&notes)
    try Self.write(notes.json.text(.canonical) + "\n", to: notesPath)
  }

  /// Calls `body` with each line.
  func forEachLine(_ body: (ArraySlice<UInt8>) throws(MiningError) -> Void) throws(MiningError) {
    var (place, rest) = (0, [UInt8]())
    while place < notes.bytes {
      var piece = [UInt8](repeating: 0, count: min(1 << 20, notes.bytes - place))
      let count = piece.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress, $0.count, off_t(place))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .damaged(path: path, problem: "cannot be read") }
      place += count
      rest += piece[..<count]
      var start = 0
      while let end = rest[start...].firstIndex(of: 0x0A) {
        try body(rest[start..<end])
        start = end + 1
      }
      rest.removeFirst(start)
    }
  }

  /// Removes both files, once what they hold is where it belongs.
  func remove() {
    unlink(notesPath)
    unlink(path)
  }

  /// Writes a text that appears whole or not at all.
  static func write(_ text: String, to path: String) throws(MiningError) {
    do throws(DatasetError) {
      try OutputFile.write(Data(text.utf8), to: path)
    } catch {
      throw .system("write", path, "\(error)")
    }
  }
}

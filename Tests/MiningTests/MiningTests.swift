import Basics
import Foundation
import Mining
import TestSupport
import Testing

/// Listings on loopback, with the faults that servers have.
struct MiningTests {
  private static func record(_ index: Int, _ more: String = "") -> String {
    "{\"id\":\"a/m\(index)\",\"downloads\":\(1000 - index),\"share\":0.10\(more)}"
  }

  private static func page(_ indices: Range<Int>, _ more: String = "") -> String {
    "[" + indices.map { record($0, more) }.joined(separator: ",\n") + "]"
  }

  /// Pages of ten by a cursor in the header.
  private static func listing(
    _ count: Int, _ path: String, _ host: String
  ) -> LoopbackServer.Reply {
    let start =
      Int(URLComponents(string: path)?.queryItems?.first { $0.name == "cursor" }?.value ?? "0") ?? 0
    let end = min(count, start + 10)
    let more =
      end < count ? ["Link: <\(host)/api/models?limit=10&cursor=\(end)>; rel=\"next\""] : []
    return .init(head: more, body: page(start..<end))
  }

  private static func recipe(_ server: LoopbackServer, _ more: String = "paging: link") throws
    -> Recipe
  {
    try Recipe(
      yaml:
        "recipe: test\nurl: \(server.address)/api/models\nquery: {limit: 10}\nid: id\n\(more)\n",
      file: "test.yml")
  }

  private static func mine(
    _ recipe: Recipe, _ folder: URL, _ name: String = "out.jsonl", token: String? = nil,
    _ change: (inout Miner.Wishes) -> Void = { _ in }
  ) throws -> Miner.Outcome {
    var wishes = Miner.Wishes()
    change(&wishes)
    return try Miner(
      recipe, wishes, token: token, to: folder.appending(path: name).path, version: "test"
    ) { _ in }.run()
  }

  private static func lines(_ folder: URL, _ name: String = "out.jsonl") throws -> [String] {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n")
      .map(String.init)
  }

  private static func manifest(_ folder: URL) throws -> JSON {
    try JSON.parse(
      try String(contentsOf: folder.appending(path: "out.jsonl.manifest.json"), encoding: .utf8))
  }

  @Test(
    "Each record is kept as it was sent, on a line of its own, and the manifest has its checksum")
  func whole() throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { path, _ in Self.listing(35, path, "") }
    defer { server.close() }
    let outcome = try Self.mine(Self.recipe(server), folder.url)
    #expect(outcome.records == 35 && outcome.pages == 4 && outcome.duplicates == 0)
    #expect(try Self.lines(folder.url) == (0..<35).map { Self.record($0) })
    let manifest = try Self.manifest(folder.url)
    let data = try Data(contentsOf: folder.url.appending(path: "out.jsonl"))
    var hash = SHA256()
    data.withUnsafeBytes { hash.update($0) }
    #expect(manifest["sha256"] == .string(hash.hexDigest()) && manifest["records"] == 35)
    #expect(manifest["endpoint"] == .string(server.address))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 2)
  }

  @Test("A record that comes twice is kept once, as it was last")
  func duplicates() throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { path, _ in
      path.contains("cursor")
        ? .init(body: "[" + Self.record(9, ",\"late\":true") + "," + Self.record(10) + "]")
        : .init(head: ["Link: </api/models?cursor=1>; rel=\"next\""], body: Self.page(0..<10))
    }
    defer { server.close() }
    let outcome = try Self.mine(Self.recipe(server), folder.url)
    #expect(outcome.records == 11 && outcome.duplicates == 1)
    #expect(
      try Self.lines(folder.url) == (0..<9).map { Self.record($0) } + [
        Self.record(9, ",\"late\":true"), Self.record(10),
      ])
  }

  @Test("Answers of 5xx, broken bodies and half answers are asked for again")
  func faults() throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { path, number in
      switch number {
      case 1: .init(status: 500, body: "{}")
      case 3: .init(body: "[{\"id\": ", isCut: false)
      case 5:
        {
          var reply = Self.listing(30, path, "")
          reply.isCut = true
          return reply
        }()
      default: Self.listing(30, path, "")
      }
    }
    defer { server.close() }
    let outcome = try Self.mine(Self.recipe(server), folder.url)
    #expect(outcome.records == 30)
    #expect(try Self.lines(folder.url) == (0..<30).map { Self.record($0) })
    #expect(try Self.manifest(folder.url)["repeated"] == 3)
  }

  @Test("A quota that is used up is waited for, as Retry-After or RateLimit say")
  func quota() throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { path, number in
      if number == 2 {
        return .init(
          status: 429, head: ["Retry-After: 1"], body: "{\"error\":\"Too Many Requests\"}")
      }
      var reply = Self.listing(30, path, "")
      if number == 3 { reply.head.append("RateLimit: \"api\";r=0;t=1") }
      return reply
    }
    defer { server.close() }
    let start = ContinuousClock.now
    #expect(try Self.mine(Self.recipe(server), folder.url).records == 30)
    #expect(ContinuousClock.now - start >= .seconds(2))
  }

  @Test("What a run kept before it failed is gone on with, neither lost nor repeated")
  func resume() throws {
    let folder = try TemporaryFolder()
    let isDown = LockedFlag()
    let server = try LoopbackServer { path, _ in
      isDown.value && path.contains("cursor=20")
        ? .init(status: 403, body: "{\"error\":\"not now\"}") : Self.listing(35, path, "")
    }
    defer { server.close() }
    isDown.value = true
    let error = #expect(throws: MiningError.self) { try Self.mine(Self.recipe(server), folder.url) }
    #expect(error?.description.contains("not now") ?? false)
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "out.jsonl").path))
    isDown.value = false
    // Half a page that a kill left behind.
    let handle = try FileHandle(forWritingTo: folder.url.appending(path: "out.jsonl.part"))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"id\":\"half".utf8))
    try handle.close()
    let unasked = #expect(throws: MiningError.self) {
      try Self.mine(Self.recipe(server), folder.url)
    }
    #expect(unasked?.description.contains("--resume") ?? false)
    let other = #expect(throws: MiningError.self) {
      try Self.mine(Self.recipe(server), folder.url) { ($0.resumes, $0.limit) = (true, 5) }
    }
    #expect(other?.description.contains("limit") ?? false)
    let asked = server.asked.count
    #expect(try Self.mine(Self.recipe(server), folder.url) { $0.resumes = true }.records == 35)
    #expect(server.asked.count - asked == 2)
    #expect(try Self.lines(folder.url) == (0..<35).map { Self.record($0) })
    #expect(try Self.mine(Self.recipe(server), folder.url) { $0.resumes = true }.wasThere)
  }

  @Test("A listing by cursor, by offset, by page and by a link in the answer is the same listing")
  func paging() throws {
    let server = try LoopbackServer { path, _ in
      let query = URLComponents(string: path)?.queryItems ?? []
      func number(_ name: String) -> Int? {
        query.first { $0.name == name }.flatMap { Int($0.value ?? "") }
      }
      let start = number("offset") ?? number("after") ?? number("p").map { ($0 - 1) * 10 } ?? 0
      let end = min(25, start + 10)
      let next = end < 25 ? "\"\(end)\"" : "null"
      let link = end < 25 ? "\"/api/models?limit=10&after=\(end)\"" : "null"
      let records = start < 25 ? Self.page(start..<end) : "[]"
      return .init(
        body:
          "{\"meta\":{\"next\":\(next),\"link\":\(link),\"count\":25},\"data\":{\"items\":\(records)}}"
      )
    }
    defer { server.close() }
    for paging in [
      "paging: {by: cursor, parameter: after, path: meta.next}",
      "paging: {by: offset, parameter: offset}",
      "paging: {by: page, parameter: p, first: 1}", "paging: {by: link, path: meta.link}",
    ] {
      let folder = try TemporaryFolder()
      let recipe = try Self.recipe(server, "records: data.items\ntotal: meta.count\n\(paging)")
      #expect(try Self.mine(recipe, folder.url).records == 25, "\(paging)")
      #expect(try Self.lines(folder.url) == (0..<25).map { Self.record($0) })
    }
  }

  @Test("Limits and least numbers end a listing; named fields alone are kept")
  func wishes() throws {
    let server = try LoopbackServer { path, _ in Self.listing(100, path, "") }
    defer { server.close() }
    let folder = try TemporaryFolder()
    #expect(try Self.mine(Self.recipe(server), folder.url) { $0.limit = 15 }.records == 15)
    let least = try TemporaryFolder()
    let outcome = try Self.mine(Self.recipe(server), least.url) {
      $0.least = .init("downloads", 988, isSorted: true)
    }
    #expect(outcome.records == 13 && outcome.pages == 2)
    let narrow = try TemporaryFolder()
    _ = try Self.mine(Self.recipe(server, "paging: link\nfields: [id, share]"), narrow.url) {
      $0.limit = 1
    }
    #expect(try Self.lines(narrow.url) == ["{\"id\":\"a/m0\",\"share\":0.10}"])
  }

  @Test("A token goes to the endpoint alone, and is written nowhere")
  func token() throws {
    let other = try LoopbackServer { _, _ in .init(body: "[]") }
    defer { other.close() }
    let server = try LoopbackServer { path, number in
      number == 3
        ? .init(status: 302, head: ["Location: \(other.address)/api/models"])
        : Self.listing(35, path, "")
    }
    defer { server.close() }
    let folder = try TemporaryFolder()
    let error = #expect(throws: MiningError.self) {
      try Self.mine(Self.recipe(server), folder.url, token: "hf_secret")
    }
    #expect(error?.description.contains(other.address) ?? false)
    #expect(server.asked.allSatisfy { $0.contains("Authorization: Bearer hf_secret") })
    #expect(other.asked.isEmpty)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
      let text = try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
      #expect(!text.contains("hf_secret"))
    }
    #expect(throws: MiningError.self) {
      try Self.mine(
        try Recipe(yaml: "url: http://example.org/x", file: "x.yml"), folder.url, token: "hf_secret"
      )
    }
  }

  @Test("A next page on another host is refused, and what was mined stays")
  func otherHost() throws {
    let server = try LoopbackServer { _, _ in
      .init(head: ["Link: <http://127.0.0.2:9/next>; rel=\"next\""], body: Self.page(0..<10))
    }
    defer { server.close() }
    let folder = try TemporaryFolder()
    let error = #expect(throws: MiningError.self) { try Self.mine(Self.recipe(server), folder.url) }
    #expect(error?.description.contains("127.0.0.2") ?? false)
  }

  @Test("A page that leads to itself, and a listing that goes round, end with a word")
  func circles() throws {
    let own = try LoopbackServer { path, _ in
      .init(head: ["Link: <\(path)>; rel=\"next\""], body: Self.page(0..<10))
    }
    defer { own.close() }
    let round = try LoopbackServer { path, number in
      .init(head: ["Link: </api/models?cursor=\(number)>; rel=\"next\""], body: Self.page(0..<10))
    }
    defer { round.close() }
    for server in [own, round] {
      let folder = try TemporaryFolder()
      #expect(throws: MiningError.self) { try Self.mine(Self.recipe(server), folder.url) }
    }
  }

  @Test("What is no listing is refused with what the server says")
  func refusals() throws {
    for (status, body, word) in [
      (404, "{\"error\":\"no such thing\"}", "no such thing"), (401, "", "HF_TOKEN"),
      (200, "{\"error\":\"bad sort\"}", "bad sort"), (200, "[1]", "no object"),
      (200, "[{\"name\":1}]", "no 'id'"),
    ] {
      let server = try LoopbackServer { _, _ in .init(status: status, body: body) }
      defer { server.close() }
      let folder = try TemporaryFolder()
      let error = #expect(throws: MiningError.self) {
        try Self.mine(Self.recipe(server), folder.url)
      }
      #expect(error?.description.contains(word) ?? false, "\(String(describing: error))")
    }
  }

  @Test("Cards are mined beside the listing; a record without one has null")
  func cards() throws {
    let server = try LoopbackServer { path, number in
      if path.hasPrefix("/api") { return Self.listing(12, path, "") }
      if number == 4 { return .init(status: 429, head: ["Retry-After: 1"]) }
      return path.contains("m7") ? .init(status: 404) : .init(body: "# \(path)\n\"quoted\"")
    }
    defer { server.close() }
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe(
      server, "paging: link\ncard: \(server.address)/{id}/raw/main/README.md")
    let outcome = try Self.mine(recipe, folder.url) { $0.cards = true }
    #expect(outcome.cards?.found == 11 && outcome.cards?.absent == 1)
    let lines = try Self.lines(folder.url, "out.cards.jsonl").map { try JSON.parse($0) }
    #expect(lines.map { $0["id"]?.stringValue } == (0..<12).map { "a/m\($0)" })
    #expect(
      lines[7]["card"] == .null
        && lines[3]["card"]?.stringValue == "# /a/m3/raw/main/README.md\n\"quoted\"")
    #expect(try Self.manifest(folder.url)["cards"]?["found"] == 11)
  }

  @Test("A file that ends in .gz is packed, and holds the same lines")
  func packed() throws {
    let server = try LoopbackServer { path, _ in Self.listing(35, path, "") }
    defer { server.close() }
    let folder = try TemporaryFolder()
    _ = try Self.mine(Self.recipe(server), folder.url, "out.jsonl.gz")
    let path = folder.url.appending(path: "out.jsonl.gz").path
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path]
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text.split(separator: "\n").map(String.init) == (0..<35).map { Self.record($0) })
  }

  @Test("A recipe with a fault is refused with its line")
  func recipes() throws {
    for (yaml, word) in [
      ("query: {a: 1}", "url"), ("url: ftp://x/y", "https"),
      ("url: https://x/y\npagging: link", "paging"),
      ("url: https://x/y\npaging: {by: cursor}", "parameter"),
      ("url: https://x/y\npaging: {by: magic}", "cursor"),
      ("url: https://x/y\nid: id\ncard: https://evil/{id}", "host"),
      ("url: https://u:p@x/y", "https"),
    ] {
      let error = #expect(throws: MiningError.self) { try Recipe(yaml: yaml, file: "r.yml") }
      #expect(error?.description.contains(word) ?? false, "\(String(describing: error))")
    }
  }
}

/// A flag that a server's thread reads.
private final class LockedFlag: @unchecked Sendable {
  // Sendable: every access is with the lock held.
  private let lock = NSLock()
  private var flag = false
  var value: Bool {
    get { lock.withLock { flag } }
    set { lock.withLock { flag = newValue } }
  }
}

import Basics
import Datasets
import Foundation
import Testing

@Suite struct DatasetsCommandTests {
  static let content = "name\nBoskoop\n"

  /// A home whose registry has one data set, `fruit`, with one file at `url`.
  private func home(_ place: Workplace, url: String) throws -> [String: String] {
    let pin = Fingerprint(of: Array(Self.content.utf8))
    try place.write(
      """
      fruit:
        title: Fruit
        source: the orchard
        licence: CC0
        citation: Anon
        files:
          apples.csv: { url: "\(url)", sha256: \(pin.sha256), bytes: \(pin.bytes) }
      """, to: "home/datasets/registry.yml")
    try place.write("", to: "home/templates/README.md")
    return ["ALMANAC_HOME": place.path + "/home"]
  }

  @Test("list names every data set with its licence, for people and as JSON")
  func list() throws {
    let place = try Workplace()
    let plain = try place.run("datasets", "list")
    #expect(plain.status == 0)
    #expect(plain.errors == "")
    for name in ["training-disclosures", "reference", "hf-carbon-2023"] {
      #expect(plain.output.contains("\n\(name)  ") || plain.output.hasPrefix("\(name)  "))
    }
    #expect(!plain.output.contains("\u{1b}"))

    struct Entry: Decodable {
      let name: String
      let licence: String
    }
    let json = try place.run("datasets", "list", "--json")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(json.output.utf8))
    #expect(entries.contains { $0.name == "hf-carbon-2023" && $0.licence.contains("none stated") })
  }

  @Test("fetch puts the file into the cache, and the second time finds it there")
  func fetch() throws {
    let place = try Workplace()
    let server = try place.write(Self.content, to: "server/apples.csv")
    let environment = try home(place, url: "file://\(server)")
    let first = try place.run("datasets", "fetch", "fruit", environment: environment)
    #expect(first.status == 0, "\(first.errors)")
    let path = place.path + "/cache/almanac/datasets/fruit/apples.csv"
    #expect(first.errors == "\(path) (downloaded)\n")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.content)
    let second = try place.run("datasets", "fetch", "fruit", environment: environment)
    #expect(second.errors == "\(path) (already there)\n")
    let quiet = try place.run("datasets", "fetch", "fruit", "--quiet", environment: environment)
    #expect(quiet.errors == "" && quiet.output == "" && quiet.status == 0)
  }

  @Test("A download with the wrong checksum is refused in one line that names both, and not kept")
  func wrongChecksum() throws {
    let place = try Workplace()
    let server = try place.write("something else", to: "server/apples.csv")
    let environment = try home(place, url: "file://\(server)")
    let run = try place.run("datasets", "fetch", "fruit", environment: environment)
    #expect(run.status == 1)
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.errors.contains(Fingerprint(of: Array("something else".utf8)).sha256))
    #expect(run.errors.contains(Fingerprint(of: Array(Self.content.utf8)).sha256))
    #expect(try place.contents().filter { $0.contains("apples") } == ["server/apples.csv"])
  }

  @Test("A cache that cannot be written is an error that names it")
  func unwritableCache() throws {
    let place = try Workplace()
    let server = try place.write(Self.content, to: "server/apples.csv")
    let environment = try home(place, url: "file://\(server)")
    // A file where the folder should be stops root as well.
    try place.write("", to: "cache")
    let run = try place.run("datasets", "fetch", "fruit", environment: environment)
    #expect(run.status == 1)
    #expect(run.errors.contains("\(place.path)/cache"))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test("verify exits 1 on a copy that differs, and on a named data set that is not here")
  func verify() throws {
    let place = try Workplace()
    let environment = try home(place, url: "file:///nowhere")
    let all = try place.run("datasets", "verify", environment: environment)
    #expect(all.status == 0 && all.output.hasPrefix("absent"))
    let named = try place.run("datasets", "verify", "fruit", environment: environment)
    #expect(named.status == 1)
    try place.write("damaged", to: "cache/almanac/datasets/fruit/apples.csv")
    let damaged = try place.run("datasets", "verify", environment: environment)
    #expect(damaged.status == 1 && damaged.output.hasPrefix("differs"))
    try place.write(Self.content, to: "cache/almanac/datasets/fruit/apples.csv")
    let whole = try place.run("datasets", "verify", "fruit", environment: environment)
    #expect(whole.status == 0 && whole.output.hasPrefix("matches"))
  }

  @Test("An unknown data set is answered with the nearest name")
  func unknown() throws {
    let run = try Workplace().run("datasets", "fetch", "hf-carbon-2032")
    #expect(run.status == 1)
    #expect(run.errors.contains("did you mean 'hf-carbon-2023'?"))
  }

  @Test(
    "An interrupted download ends by the signal and leaves nothing behind",
    arguments: [
      SIGINT, SIGTERM, SIGHUP,
    ])
  func interrupted(signal: Int32) throws {
    let place = try Workplace()
    // A pipe that nobody writes to is a download that never ends.
    try place.write("", to: "server/README")
    let pipe = place.path + "/server/apples.csv"
    #expect(mkfifo(pipe, 0o600) == 0)
    let environment = try home(place, url: "file://\(pipe)")
    let run = try place.start(["datasets", "fetch", "fruit"], environment: environment)
    let folder = place.path + "/cache/almanac/datasets/fruit"
    for _ in 0..<500 where !FileManager.default.fileExists(atPath: folder) { usleep(10_000) }
    usleep(200_000)
    kill(run.process.processIdentifier, signal)
    #expect(try run.wait().status == -signal)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }
}

import Datasets
import Foundation
import Testing

/// Archives of studies, as a user makes, passes on and checks them.
@Suite struct PackCommandTests {
  private static let study = """
    study: cats
    title: "Cats: weights"
    description: What cats weigh.
    authors: [Ada Lovelace, "O'Neil # Jr"]
    licence: CC-BY-4.0
    parameters: { least: { type: double, default: 0 } }
    sources:
      cats: { path: data/cats.csv }
      more: { given: "A file of cats." }
    tables:
      heavy: { from: cats, where: weight > $least }
    analyses:
      mean: { method: describe, table: heavy, x: weight }
    values:
      total: { table: heavy, value: sum(weight) }
    """

  private static func place() throws -> Workplace {
    let place = try Workplace()
    try place.write(study, to: "cats/study.yml")
    try place.write("# Cats\n\nIn all {{number(total)}} kg.\n", to: "cats/report.md")
    try place.write("name,weight\nTom,4.5\nKit,3.1\nSam,5.25\n", to: "cats/data/cats.csv")
    try place.write("secret\n", to: "cats/notes-of-mine.txt")
    try place.write("name,weight\nMia,4\nLeo,3\n", to: "elsewhere/other.csv")
    return place
  }

  private static let pack = [
    "pack", "cats", "--data", "more=elsewhere/other.csv", "--set", "least=3.2", "--date",
    "2026-12-01",
  ]

  private func run(_ place: Workplace, _ arguments: [String]) throws -> CommandRun {
    try place.start(arguments).wait()
  }

  @Test("An archive has the same bytes twice, and is checked where nothing else is")
  func there() throws {
    let place = try Self.place()
    let first = try run(place, Self.pack + ["-o", "one.zip"])
    #expect(first.status == 0, "\(first.errors)")
    let second = try place.start(
      Self.pack + ["-o", "two.zip"],
      environment: ["TZ": "Asia/Kathmandu", "LC_ALL": "C", "SOURCE_DATE_EPOCH": ""]
    ).wait()
    #expect(second.status == 0)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path + "/one.zip"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: place.path + "/two.zip")) == bytes)

    let other = try Workplace()
    try bytes.write(to: URL(fileURLWithPath: other.path + "/cats.zip"))
    let unpacked = try other.run("unpack", "cats.zip")
    #expect(unpacked.status == 0 && unpacked.output == "cats\n", "\(unpacked.errors)")
    let names = try other.contents()
    for name in [
      "CITATION.cff", "almanac.json", "manifest.json", "ro-crate-metadata.json",
      "report/report.html",
      "report/results.json", "study/study.yml", "study/report.md", "study/data/cats.csv",
      "given/more/other.csv",
    ] { #expect(names.contains("cats/" + name), "\(name)") }
    #expect(!names.contains { $0.contains("notes-of-mine") })
    let check = try other.run("check", "cats", "--offline")
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    #expect(check.errors.contains("All results are those of the archive."))
  }

  @Test("What differs elsewhere is said, and the check does not hold") func differs() throws {
    let place = try Self.place()
    #expect(try run(place, Self.pack + ["-o", "one.zip"]).status == 0)
    #expect(try place.run("unpack", "one.zip", "there").status == 0)
    try place.write("name,weight\nTom,4.5\nKit,3.1\nSam,9.25\n", to: "there/study/data/cats.csv")
    let check = try place.run("check", "there", "--offline")
    #expect(check.status == 1 && check.output.contains("total"), "\(check.output)\(check.errors)")
  }

  @Test("Citation and description say who made it, and quote what is text") func described() throws
  {
    let place = try Self.place()
    #expect(try run(place, Self.pack + ["-o", "one.zip"]).status == 0)
    #expect(try place.run("unpack", "one.zip", "there").status == 0)
    let citation = try String(contentsOfFile: place.path + "/there/CITATION.cff", encoding: .utf8)
    #expect(
      citation.contains("title: \"Cats: weights\"\n") && citation.contains("license: CC-BY-4.0"))
    #expect(
      citation.contains("  - name: \"O'Neil # Jr\"")
        && citation.contains("date-released: 2026-12-01"))
    let data = try Data(
      contentsOf: URL(fileURLWithPath: place.path + "/there/ro-crate-metadata.json"))
    let crate = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let graph = try #require(crate["@graph"] as? [[String: Any]])
    let ids = graph.compactMap { $0["@id"] as? String }
    #expect(Set(ids).count == ids.count)
    let root = try #require(graph.first { $0["@id"] as? String == "./" })
    let parts = try #require(root["hasPart"] as? [[String: String]]).compactMap { $0["@id"] }
    #expect(Set(parts).isSubset(of: ids))
    for part in parts { #expect(try place.contents().contains("there/" + part), "\(part)") }
  }

  @Test("Data whose licence forbids it are not packed, and their checksum is") func withheld()
    throws
  {
    guard let datasets = ProcessInfo.processInfo.environment["ALMANAC_DATASETS"] else { return }
    let place = try Workplace()
    let packed = try place.run(
      "pack", "hf-carbon-2023", "--data", datasets, "--offline", "--date", "2026-12-01")
    #expect(packed.status == 0, "\(packed.errors)")
    #expect(packed.errors.contains("hf-carbon-2023/HFCO2.csv is not packed"))
    #expect(try place.run("unpack", "hf-carbon-2023.zip").status == 0)
    let names = try place.contents()
    #expect(!names.contains { $0.hasSuffix("HFCO2.csv") || $0.hasSuffix("HFClean.csv") })
    let record = try String(
      contentsOfFile: place.path + "/hf-carbon-2023/almanac.json", encoding: .utf8)
    #expect(record.contains("145889b17bd9fa1a602823a1d851e51d24432cbafbfd6107fe99cd2a2b12b28d"))
  }

  @Test("An archive that is there stays whole when the packing is ended at any moment")
  func killed() throws {
    let place = try Self.place()
    #expect(try run(place, Self.pack + ["-o", "one.zip"]).status == 0)
    let path = place.path + "/one.zip"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for signal in [SIGKILL, SIGTERM] {
      for step in 0..<6 {
        let command = try place.start(Self.pack + ["-o", "one.zip"])
        usleep(UInt32(step) * 24_000)
        kill(command.process.processIdentifier, signal)
        _ = try command.wait()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
      }
    }
    #expect(try run(place, Self.pack + ["-o", "one.zip"]).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
    let left = try place.contents().filter { $0.hasPrefix(".one.zip") }
    #expect(left.isEmpty, "\(left)")
  }
}

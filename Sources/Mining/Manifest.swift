internal import Basics
internal import Foundation

/// What is said of a file that was mined, beside it: `FILE.manifest.json`.
struct Manifest {
  let target: String
  var recipe: Recipe?
  var listing: [Recipe.Parameter] = []
  var (endpoint, version, started, ended, sha256) = ("", "", "", "", "")
  var (pages, requests, repeated, records, duplicates, bytes) = (0, 0, 0, 0, 0, 0)
  var cards: Miner.Outcome.Cards?
  /// Whether the manifest of a whole file was read.
  private(set) var isWhole = false
  /// As it was read, for what this version does not know.
  private var read: JSON?

  var path: String { target + ".manifest.json" }

  /// The manifest of a file that is there, as it was written; an empty one where there is none, or no such file.
  init(_ target: String) {
    self.target = target
    guard let data = FileManager.default.contents(atPath: target + ".manifest.json"),
      let json = try? JSON.parse(Array(data)),
      let size = try? FileManager.default.attributesOfItem(atPath: target)[.size] as? Int
    else { return }
    func count(_ key: String) -> Int {
      if case .int(let number)? = json[key] { Int(number) } else { 0 }
    }
    (pages, records, duplicates) = (count("pages"), count("records"), count("duplicates"))
    bytes = count("bytes")
    sha256 = json["sha256"]?.stringValue ?? ""
    listing = (json["listing"]?.members ?? []).map {
      Recipe.Parameter($0.key, $0.value.stringValue ?? "")
    }
    if let known = json["cards"], let name = known["file"]?.stringValue,
      case .int(let found)? = known["found"], case .int(let absent)? = known["absent"]
    {
      let folder = (target as NSString).deletingLastPathComponent as NSString
      cards = .init(
        found: Int(found), absent: Int(absent), path: folder.appendingPathComponent(name))
    }
    isWhole = size == bytes && !sha256.isEmpty
    read = json
  }

  func write() throws(MiningError) {
    var members = read?.members ?? own
    if let cards {
      members.removeAll { $0.key == "cards" }
      members.append(
        .init(
          "cards",
          [
            "file": .string((cards.path as NSString).lastPathComponent),
            "found": .int(Int64(cards.found)), "absent": .int(Int64(cards.absent)),
          ]))
    }
    try Part.write(JSON.object(members).text(.canonical) + "\n", to: path)
  }

  private var own: [JSON.Member] {
    var query: [JSON.Member] = []
    for parameter in recipe?.query ?? [] {
      let value = JSON.string(parameter.value)
      if let place = query.firstIndex(where: { $0.key == parameter.name }) {
        query[place] = .init(
          parameter.name, .array((query[place].value.arrayValue ?? [query[place].value]) + [value]))
      } else {
        query.append(.init(parameter.name, value))
      }
    }
    return [
      .init("schema", 1), .init("tool", ["name": "almanac", "version": .string(version)]),
      .init("file", .string((target as NSString).lastPathComponent)),
      .init("recipe", .string(recipe?.name ?? "")), .init("endpoint", .string(endpoint)),
      .init("url", .string(recipe?.url ?? "")), .init("query", .object(query)),
      .init("listing", .object(listing.map { .init($0.name, .string($0.value)) })),
      .init("started", .string(started)), .init("ended", .string(ended)),
      .init("pages", .int(Int64(pages))), .init("requests", .int(Int64(requests))),
      .init("repeated", .int(Int64(repeated))), .init("records", .int(Int64(records))),
      .init("duplicates", .int(Int64(duplicates))), .init("bytes", .int(Int64(bytes))),
      .init("sha256", .string(sha256)),
    ]
  }
}

import Datasets
import Foundation
import Testing

/// Whatever stands where a file should be, every reader says what and where in one line, at once.
@Suite struct UnreadableInputTests {
  /// What may be instead of a file.
  enum Condition: String, CaseIterable {
    case missing, empty, folder, pipe, device, wronglyEncoded, truncated, noise, unreadable

    /// Puts it at `path`, where a file that was good is; `nil` where the machine cannot.
    func place(at path: String) throws -> Bool {
      let manager = FileManager.default
      let good = try Data(contentsOf: URL(fileURLWithPath: path))
      try manager.removeItem(atPath: path)
      let url = URL(fileURLWithPath: path)
      switch self {
      case .missing: break
      case .empty: try Data().write(to: url)
      case .folder: try manager.createDirectory(at: url, withIntermediateDirectories: false)
      case .pipe: return mkfifo(path, 0o600) == 0
      case .device: try manager.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
      case .wronglyEncoded: try (Data([0x23, 0x20, 0xE9, 0x0A]) + good).write(to: url)
      case .truncated: try good.prefix(good.count - 3).write(to: url)
      case .noise:
        try Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 3) }).write(to: url)
      case .unreadable:
        try good.write(to: url)
        chmod(path, 0)
        // Root reads everything.
        return access(path, R_OK) != 0
      }
      return true
    }
  }

  /// A reader: the file it reads, and the command that makes it.
  struct Reader: CustomTestStringConvertible {
    let file: String
    let command: [String]
    /// Conditions under which the file is a good one.
    var good: Set<Condition> = []

    var testDescription: String { file }
  }

  static let readers = [
    Reader(file: "s/study.yml", command: ["build", "s"]),
    Reader(file: "s/study.yml", command: ["lint", "s"]),
    Reader(file: "s/part.yml", command: ["build", "s"]),
    Reader(file: "s/report.md", command: ["build", "s"], good: [.empty]),
    Reader(file: "s/report.md", command: ["lint", "s"], good: [.empty]),
    Reader(file: "s/refs.bib", command: ["build", "s"]),
    Reader(file: "s/refs.bib", command: ["lint", "s"]),
    Reader(file: "j/refs.json", command: ["lint", "j"]),
    Reader(file: "home/datasets/registry.yml", command: ["datasets", "list"]),
    Reader(file: "card.md", command: ["estimate", "--card", "card.md"]),
    Reader(
      file: "chart.yml", command: ["plot", "d.csv", "--spec", "chart.yml", "-o", "c.svg"]),
    Reader(file: "batch.jsonl", command: ["stat", "--batch", "batch.jsonl"], good: [.empty]),
    Reader(
      file: "home/templates/theme/style.css", command: ["build", "s"], good: [.empty, .truncated]),
  ]

  private func world(_ place: Workplace) throws {
    try place.write("a,b\n1,2\n3,5\n4,9\n", to: "d.csv")
    try place.write("a,b\n1,2\n3,5\n4,9\n", to: "s/d.csv")
    try place.write(
      "study: demo\ntitle: Demo\ninclude: [part.yml]\nbibliography: refs.bib\nvalues: { m: { table: d, value: count() } }",
      to: "s/study.yml")
    try place.write("sources: { d: { path: d.csv } }", to: "s/part.yml")
    try place.write("# R\n\nSee {{cite key}} for {{number(m)}}", to: "s/report.md")
    try place.write("@book{key, title = {T}, year = {2020}}", to: "s/refs.bib")
    try place.write("study: demo\ntitle: Demo\nbibliography: refs.json\n", to: "j/study.yml")
    try place.write("# R\n\nSee {{cite key}}.\n", to: "j/report.md")
    try place.write("[{\"id\": \"key\", \"title\": \"T\"}]", to: "j/refs.json")
    try place.write(
      "---\nmodel_name: m\nco2_eq_emissions: {emissions: 3, source: x}\n---\nText, 7 hours",
      to: "card.md")
    try place.write("layers: [{ mark: point, x: a, y: b }]", to: "chart.yml")
    try place.write(
      "{\"id\": 1, \"method\": \"describe\", \"x\": [1, 2, 3]}", to: "batch.jsonl")
    let bundle = try BundledFiles.find()
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: place.path + "/home", withIntermediateDirectories: true)
    for folder in ["datasets", "templates"] {
      try manager.copyItem(
        atPath: "\(bundle.root)/\(folder)", toPath: "\(place.path)/home/\(folder)")
    }
  }

  @Test(
    "A reader says what is wrong with its file, where and at once", arguments: readers,
    Condition.allCases)
  func reader(_ reader: Reader, _ condition: Condition) throws {
    let place = try Workplace()
    try world(place)
    let path = "\(place.path)/\(reader.file)"
    guard try condition.place(at: path) else { return }
    defer { chmod(path, 0o600) }
    let clock = ContinuousClock()
    var run: CommandRun?
    let time = try clock.measure {
      run = try place.start(
        reader.command, environment: ["ALMANAC_HOME": place.path + "/home"]
      ).wait()
    }
    let result = try #require(run)
    #expect(time < .seconds(10))
    if condition == .truncated || reader.good.contains(condition), result.status == 0 { return }
    if reader.command.first == "estimate", condition == .empty {
      // A card without a fact is one that nothing can be estimated from.
      #expect(result.status == 1)
      return
    }
    #expect(result.status == 1, "\(result)")
    let message = result.errors + result.output
    let name = (reader.file as NSString).lastPathComponent
    #expect(
      message.contains(name)
        || (reader.command.contains("--batch") && message.contains("\"error\""))
        || message.contains("standard input, line 1"), "\(message)")
    for sign in [
      "Error Domain", "NSCocoa", "Optional(", "NSError", "Swift.", "GRDB", "fatal", "nil",
      "DecodingError", "UserInfo", "ParserError",
    ] { #expect(!message.contains(sign), "\(message)") }
    #expect(message.count < 2000, "\(message)")
    #expect(
      !message.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(message)")
  }
}

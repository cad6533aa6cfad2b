import Foundation
import Studies
import Testing

@Suite("The state of the Hub, from whatever file was mined")
struct HubStudyTests {
  private static let names = [
    "model_id", "created_at", "downloads", "likes", "domain", "tags", "model_size_bytes",
    "dataset_size_bytes", "co2_eq_emissions",
  ]

  /// A mined file of `count` models; `change` sets cells by the name of their column.
  private static func file(
    _ count: Int, without absent: Set<String> = [],
    _ change: (Int, inout [String: String]) -> Void = { _, _ in }
  ) -> String {
    let kept = names.filter { !absent.contains($0) }
    let rows = (0..<count).map { row in
      var cells: [String: String] = [
        "model_id": "maker/m\(row)",
        "created_at": "20\(20 + row / 48)-\(["01", "04", "07", "10"][row % 4])-02T03:04:05Z",
        "downloads": "\(row * row % 101)", "likes": "\(row % 7)",
        "domain": ["NLP", "Computer Vision", "Audio", ""][row % 4],
        "tags": "\"['pytorch', 'x\(row % 5)']\"", "model_size_bytes": "\(1000 + row * 37 % 900)",
        "dataset_size_bytes": row % 2 == 0 ? "" : "\(500 + row)",
        "co2_eq_emissions": row % 3 == 0 ? "" : "\(row * 53 % 97 + 1)",
      ]
      change(row, &cells)
      return kept.map { cells[$0] ?? "" }.joined(separator: ",")
    }
    return ([kept.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }

  /// The Markdown of the report, and its warnings.
  private func report(_ file: String) throws -> (text: String, warnings: [String]) {
    try TemporaryStudy.use(study: "study: unused\ntitle: Unused\n", files: ["mined.csv": file]) {
      place in
      var options = StudyOptions()
      options.data = [place.folder.appendingPathComponent("mined.csv").path]
      options.figures = []
      let out = place.folder.appendingPathComponent("out")
      let results = try StudyBuilder(
        study: "hub", bundle: TemporaryStudy.bundle(), options: options
      ).build(to: out.path)
      return (
        try String(contentsOf: out.appendingPathComponent("report.md"), encoding: .utf8)
          .replacing("\u{A0}", with: " ").replacing("\\_", with: "_"),
        results.warnings.map(\.message)
      )
    }
  }

  @Test("what people read names no column of the file, and no number without its unit")
  func prose() throws {
    let (text, warnings) = try report(Self.file(200))
    #expect(warnings.filter { $0.contains("optional") || $0.contains("no result") } == [])
    let body = try #require(text.components(separatedBy: "## A ").first)
    for name in Self.names.filter({ $0.contains("_") }) + ["median_co2", "first-rows", "(none)"] {
      #expect(!body.contains(name), "\(name)")
    }
    #expect(
      body.contains(
        "Models with a date were created between January 2020 and 2 October 2024;"))
    #expect(body.contains("- **200** models\n"))
    #expect(body.contains("**Key findings**"))
  }

  @Test(
    "a file without emissions, in whatever way, has a report that says so and claims nothing of them",
    arguments: ["absent", "empty", "all but one"])
  func noEmissions(_ kind: String) throws {
    let file =
      switch kind {
      case "absent": Self.file(60, without: ["co2_eq_emissions"])
      case "empty": Self.file(60) { $1["co2_eq_emissions"] = "" }
      default: Self.file(60) { $1["co2_eq_emissions"] = $0 == 7 ? "5" : "" }
      }
    let (text, warnings) = try report(file)
    if kind == "all but one" {
      #expect(
        text.contains("- **1** report what their training emitted\n- **1.7 %** of all models do"))
      #expect(text.contains("no result"))
    } else {
      #expect(text.contains("The file has no emissions of training, and this report says nothing"))
      #expect(!text.contains("Who reports emissions"))
    }
    #expect(
      warnings.contains { $0.contains("mined.csv has no column 'co2_eq_emissions'") }
        == (kind == "absent"))
  }

  @Test("every column but the model and its date may be absent")
  func fewest() throws {
    let (text, warnings) = try report(
      Self.file(60, without: Set(Self.names.dropFirst(2))))
    #expect(text.contains("- **60** models\n"))
    #expect(warnings.count { $0.contains("which is optional") } == Self.names.count - 2)
  }

  @Test("a column by another name is missed with a hint")
  func renamed() throws {
    let file = Self.file(60).replacing("co2_eq_emissions", with: "co2_emissions")
    let (_, warnings) = try report(file)
    #expect(warnings.contains { $0.contains("did you mean 'co2_emissions'?") }, "\(warnings)")
    #expect {
      _ = try report(Self.file(60).replacing("created_at", with: "createdAt"))
    } throws: {
      "\($0)".contains("source 'hub' has no column 'created_at'; did you mean 'createdAt'?")
    }
  }

  @Test("a handful of models has a report", arguments: [0, 1, 2, 3, 5])
  func fewModels(_ count: Int) throws {
    let (text, _) = try report(Self.file(count))
    #expect(text.contains(count == 0 ? "no models" : "- **\(count)** models"))
  }

  @Test("a file without dates, with one domain, or with more domains than colours has a report")
  func unusual() throws {
    let undated = try report(Self.file(60) { $1["created_at"] = "" }).text
    #expect(undated.contains("The file does not say when its models were created."))
    #expect(!undated.contains("created between"))
    #expect(try report(Self.file(60) { $1["domain"] = "NLP" }).text.contains("is NLP, with 100 %"))
    let many = try report(Self.file(300) { $1["domain"] = "d\($0 % 23)" }).text
    #expect(many.contains("12 of 23"))
    _ = try report(Self.file(60) { $1["co2_eq_emissions"] = "0" })
    _ = try report(Self.file(60) { $1["tags"] = "" })
  }

  @Test("a cell that is not a number is named with file, line and column")
  func noNumber() throws {
    #expect {
      _ = try report(Self.file(60) { if $0 == 4 { $1["co2_eq_emissions"] = "lots" } })
    } throws: {
      "\($0)".contains("mined.csv, line 6, column 'co2_eq_emissions': 'lots'")
    }
  }
}

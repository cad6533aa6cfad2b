import Basics
import Datasets
import Foundation
import Studies
import Tables
import Testing

@Suite("What the bundled reports state is what their data say")
struct ReportStatementTests {
  private func builder(_ study: String) throws -> StudyBuilder {
    var options = StudyOptions()
    options.offline = true
    options.figures = []
    options.documents = [.md]
    if study == "training-carbon" { options.settings = [(name: "draws", value: "500")] }
    return try StudyBuilder(study: study, bundle: BundledFiles.find(), options: options)
  }

  private func report(_ study: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try builder(study).build(to: folder.path)
    return try String(contentsOf: folder.appending(path: "report.md"), encoding: .utf8)
      .replacing("\u{A0}", with: " ")
  }

  /// The heads of the tables of a report in Markdown.
  private static func heads(_ text: String) -> [[String]] {
    let lines = text.split(separator: "\n").map(String.init)
    return zip(lines, lines.dropFirst()).compactMap { line, next in
      guard line.hasPrefix("| "), next.hasPrefix("| --") else { return nil }
      return line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
    }
  }

  @Test("shares, counts and verdicts of the training report are those of its tables")
  func training() throws {
    let builder = try builder("training-carbon")
    let values = try builder.check().json["values"]
    func value(_ id: String) -> Double? { values?[id]?["value"]?.doubleValue }
    let tiers = try builder.table("tier-totals")
    let shares = try #require(tiers["percent"]?.doublesOrNaN)
    for row in shares.indices
    where try tiers.column("group").value(at: row).description == "1 reported" {
      #expect(abs(shares[row] - (value("reported-percent") ?? .nan)) < 1e-9)
    }
    #expect(abs(shares.reduce(0, +) - 100) < 1e-6)
    let parts = ["with-metered", "with-assumed", "with-unsaid"].compactMap(value)
    #expect(parts.count == 3 && parts.reduce(0, +) == value("with-emissions"))

    // How far two models lie apart is said as the table of emissions per compute has it.
    let compute = try builder.table("per-compute")
    let (names, amounts) = (
      try compute.column("model"), try #require(compute["emissions_per_compute"]?.doublesOrNaN)
    )
    func amount(_ model: String) -> Double {
      amounts.indices.first { names.value(at: $0).description == model }.map { amounts[$0] } ?? .nan
    }
    let gap = amount("GPT-3 175B") / amount("BLOOM-176B")
    #expect(abs(gap / (value("bloom-gap") ?? .nan) - 1) < 1e-12)

    let agreement = try builder.table("agreement")
    let low = try #require(agreement["ratio_low"]?.doublesOrNaN)
    let high = try #require(agreement["ratio_high"]?.doublesOrNaN)
    let verdicts = try agreement.column("verdict")
    // Two one-sided tests at 5 % and the interval at 90 % say the same.
    for row in low.indices where verdicts.value(at: row).description != "not validated" {
      let isEquivalent = verdicts.value(at: row).description == "equivalent"
      #expect(isEquivalent == (low[row] > 0.5 && high[row] < 2), "row \(row)")
    }
  }

  @Test(
    "the training report says nothing that its data refute, and no table has two columns of one name"
  )
  func trainingText() throws {
    let text = try report("training-carbon")
    for phrase in [
      "disclose nothing", "most of them hours", "mostly small", "very files", "estimate in grams",
      "models of which only", "puts the models of tier 5", "of direct emissions",
    ] {
      #expect(!text.contains(phrase), "\(phrase)")
    }
    for head in Self.heads(text) { #expect(Set(head).count == head.count, "\(head)") }
  }

  @Test(
    "the Hub report of 2023 likewise",
    .enabled(if: HuggingFaceCarbonFiles.areAtHand, "needs the authors' files in $ALMANAC_DATASETS"))
  func hubText() throws {
    let text = try report("hf-carbon-2023")
    for phrase in ["so far", "reported by people", "counts for nothing", "all tests that"] {
      #expect(!text.contains(phrase), "\(phrase)")
    }
    #expect(text.contains("which end in March 2023"))
    for head in Self.heads(text) { #expect(Set(head).count == head.count, "\(head)") }
  }
}

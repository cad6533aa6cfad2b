import Basics
import Datasets
import Foundation
import Studies
import Tables
import Testing

@Suite("The study of training emissions")
struct TrainingCarbonTests {
  private func results(_ settings: [(name: String, value: String)] = []) throws -> StudyResults {
    var options = StudyOptions()
    options.offline = true
    options.settings = settings + [(name: "draws", value: "500")]
    return try StudyBuilder(
      study: "training-carbon", bundle: BundledFiles.find(), options: options
    ).check()
  }

  @Test("every worked example is met to its printed digits, or the difference has its reason")
  func ledger() throws {
    let ledger = try results().ledger
    #expect(ledger.count == 49)
    #expect(ledger.filter(\.isUnexplained).map(\.id) == [])
    #expect(ledger.count { $0.verdict == .match } == 39)
  }

  @Test("the estimate of any model is explained to its factors and their sources")
  func explained() throws {
    var options = StudyOptions()
    options.offline = true
    options.settings = [(name: "draws", value: "200")]
    let builder = try StudyBuilder(
      study: "training-carbon", bundle: BundledFiles.find(), options: options)
    for (model, words) in [
      ("PaLM 540B", ["tier 3", "device-hours", "system-power", "Chowdhery"]),
      ("Gemma 3 27B", ["tier 4", "peak-rate", "utilisation", "Kaplan"]),
      ("Gopher 280B", ["tier 2", "energy", "pue", "intensity"]),
      ("Mistral Large 2", ["tier 5", "regression"]),
    ] {
      let explanation = try builder.explain("estimate[\(model)]")
      let how = explanation.value["how"]?.stringValue ?? ""
      for word in words { #expect(how.contains(word), "\(model): \(word)") }
      #expect(explanation.text.contains("disclosures.csv"))
    }
  }

  @Test("the whole study runs on life-cycle figures, which are higher")
  func lifeCycle() throws {
    func total(_ results: StudyResults) -> Double? {
      results.json["values"]?["total-t"]?["value"]?.doubleValue
    }
    let direct = try #require(total(try results()))
    let lifeCycle = try #require(total(try results([(name: "series", value: "life-cycle")])))
    #expect(lifeCycle > direct && lifeCycle < 1.5 * direct)
  }

  @Test("the shares of the uncertainty add up, and the report names its widest unknown")
  func uncertainty() throws {
    let values = try results().json["values"]
    let parts = ["grid-percent", "largest-own-percent", "metadata-percent"].compactMap {
      values?[$0]?["value"]?.doubleValue
    }
    #expect(parts.count == 3 && parts.allSatisfy { $0 > 1 } && parts.reduce(0, +) <= 100)
    #expect(values?["top-unknown"]?["value"]?.stringValue?.isEmpty == false)
  }

  @Test("the report is whole: its figures, its tables of validation, no tag left over")
  func report() throws {
    var options = StudyOptions()
    options.offline = true
    options.settings = [(name: "draws", value: "500")]
    options.figures = [.svg]
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "almanac-training-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try StudyBuilder(
      study: "training-carbon", bundle: BundledFiles.find(), options: options
    ).build(to: folder)
    let text = try String(contentsOfFile: folder + "/report.md", encoding: .utf8)
    let figures = try FileManager.default.contentsOfDirectory(atPath: folder + "/figures")
    #expect(figures.count { $0.hasSuffix(".svg") } >= 12)
    for table in ["agreement", "coverage", "examples", "uncertainty", "rules", "assumptions"] {
      #expect(text.contains("table-\(table)"), "\(table)")
    }
    for pattern in ["{{", "}}", "Optional(", "nan "] { #expect(!text.contains(pattern)) }
  }
}

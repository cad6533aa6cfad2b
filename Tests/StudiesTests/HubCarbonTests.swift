import Basics
import Datasets
import Foundation
import Studies
import Tables
import Testing

@Suite("What a hub's popular models took to train")
struct HubCarbonTests {
  /// The results for a listing of these lines.
  private func results(_ lines: [String]) throws -> JSON {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "listing.jsonl")
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    var options = StudyOptions()
    options.offline = true
    options.data = [file.path]
    return try StudyBuilder(
      study: "hub-carbon", bundle: BundledFiles.find(), options: options
    ).check().json
  }

  private func listing(_ count: Int) -> [String] {
    (0..<count).map { i in
      let size = 1_000_000 * (20 + i * i)
      let card =
        i % 2 == 0
        ? #","cardData":{"co2_eq_emissions":{"emissions":\#(size / 1000),"training_type":"pre-training"}}"#
        : ""
      return
        #"{"id":"a\#(i % 12)/net\#(i)","createdAt":"2024-03-10T00:00:00.000Z","downloads":9000,"tags":[],"safetensors":{"total":\#(size)}\#(card)}"#
    }
  }

  @Test("a listing as the hub's interface gives it becomes a total with its interval")
  func total() throws {
    let results = try results(
      listing(40) + [
        #"{"id":"b/net4-GGUF","createdAt":"2024-04-10T00:00:00.000Z","downloads":9000,"tags":["gguf"]}"#
      ])
    let analysis = results["analyses"]?["emissions"]
    let estimate = (analysis?["result"] ?? analysis)?["estimate"]
    let value = try #require(estimate?["value"]?.doubleValue)
    let ends = try #require(estimate?["ci"]?.arrayValue).compactMap(\.doubleValue)
    #expect(ends.count == 2 && ends[0] < value && value < ends[1])
    #expect(
      abs((results["values"]?["total"]?["value"]?.doubleValue ?? 0) * 1000 / value - 1) < 1e-9)
    #expect(results["values"]?["models"]?["value"]?.doubleValue == 41)
    #expect(results["values"]?["runs"]?["value"]?.doubleValue == 20)
    #expect(results["values"]?["models-in-all"]?["value"]?.doubleValue == 41)
    #expect(results["values"]?["reporters"]?["value"]?.doubleValue == 20)
  }

  @Test("a listing of which nobody reports has a total too")
  func noReporters() throws {
    let silent = (0..<12).map { i in
      #"{"id":"a/net\#(i)-1b","createdAt":"2024-03-10T00:00:00.000Z","downloads":9000,"tags":[]}"#
    }
    let results = try results(silent)
    #expect(results["values"]?["reporters"]?["value"]?.doubleValue == 0)
    let values = try ["total", "total-high"].map {
      try #require(results["values"]?[$0]?["value"]?.doubleValue)
    }
    #expect(values[1] > 10 * values[0])
  }

  @Test("a listing without popular models is told so, not refused")
  func nothingPopular() throws {
    let results = try results([#"{"id":"a/b-1b","downloads":3,"tags":[]}"#])
    #expect(results["values"]?["models"]?["value"]?.doubleValue == 0)
  }
}

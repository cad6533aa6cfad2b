import Basics
import Foundation
import Tables
import Testing

@testable import Carbon

/// The vectors of `Tests/References/hub/records.json`, written by hand from the rules of decision 0058.
@Suite struct HubRecordsTests {
  let references: ReferenceTables
  let vectors: JSON

  init() throws {
    references = try Fixtures.references.get()
    let url = Fixtures.datasets.deletingLastPathComponent()
      .appending(path: "Tests/References/hub/records.json")
    vectors = try JSON.parse(Array(Data(contentsOf: url)))
  }

  private func records(_ lines: [JSON]) throws -> CarbonStepResult {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl")
    defer { try? FileManager.default.removeItem(at: url) }
    try lines.map { $0.text() }.joined(separator: "\n").write(
      to: url, atomically: true, encoding: .utf8)
    return try CarbonStep.named("hub-records").run(
      JSONLinesReader.read(path: url.path), parameters: [:], references: references)
  }

  private func cells(_ table: Table, _ name: String) throws -> [String?] {
    try table.column(name).cellTexts
  }

  @Test func kindsAreThoseOfTheRules() throws {
    let listing = try #require(vectors["listing"]?.arrayValue)
    let table = try #require(try records(listing.compactMap { $0["record"] }).table())
    #expect(table.rowCount == listing.count)
    let (ids, kinds) = (try cells(table, "id"), try cells(table, "kind"))
    let (evidence, sources) = (try cells(table, "kind_evidence"), try cells(table, "kind_source"))
    let (bases, states) = (try cells(table, "base_model"), try cells(table, "base_state"))
    let shares = try #require(try table.column("run_share").cellNumbers)
    for (row, entry) in listing.enumerated() {
      let expected = try #require(entry["expected"])
      let id = try #require(ids[row])
      #expect(kinds[row] == expected["kind"]?.stringValue, "\(id)")
      #expect(evidence[row] == expected["kind_evidence"]?.stringValue, "\(id)")
      let of = bases[row] ?? (kinds[row] == "mirror" ? sources[row] : nil)
      #expect(of == expected["of"]?.stringValue, "\(id)")
      if let base = expected["base_model"]?.stringValue { #expect(bases[row] == base, "\(id)") }
      if let state = expected["base_state"]?.stringValue { #expect(states[row] == state, "\(id)") }
      #expect(shares[row] == expected["run_share"]?.doubleValue, "\(id)")
      let isRun = ["pretrained", "fine-tune", "adapter"].contains(kinds[row])
      #expect(isRun == (expected["counted"] == .bool(true)), "\(id)")
    }
  }

  @Test func namesTellSizes() throws {
    for entry in try #require(vectors["sizes"]?.arrayValue) {
      let written = try #require(entry["name"]?.stringValue)
      let name = ModelName(written)
      #expect(name.parameters == entry["parameters"]?.doubleValue, "\(written)")
      #expect(name.activeParameters == entry["active_parameters"]?.doubleValue, "\(written)")
      #expect(name.isMixture == (entry["mixture"] == .bool(true)), "\(written)")
    }
  }

  @Test func hardwareIsReadWithItsCount() throws {
    for entry in try #require(vectors["hardware"]?.arrayValue) {
      let text = try #require(entry["text"]?.stringValue)
      let hardware = HardwareText(text, references.devices)
      #expect(hardware.device?.name == entry["device"]?.stringValue, "\(text)")
      #expect(hardware.count.map(Double.init) == entry["device_count"]?.doubleValue, "\(text)")
    }
  }

  @Test func emissionsKeepTheirUnitAndTheReasonForNone() throws {
    for (index, entry) in try #require(vectors["emissions"]?.arrayValue).enumerated() {
      let cell = try #require(entry["cell"])
      let record: JSON = [
        "id": .string("a/b\(index)"), "cardData": ["co2_eq_emissions": cell],
      ]
      let table = try #require(try records([record]).table())
      let grams = try #require(try table.column("emissions").cellNumbers)[0]
      let expected = entry["grams"]?.doubleValue
      #expect((grams == nil) == (expected == nil), "\(cell.text())")
      if let grams, let expected { #expect(abs(grams / expected - 1) < 1e-12, "\(cell.text())") }
      #expect(try cells(table, "emissions_unit")[0] == entry["unit"]?.stringValue, "\(cell.text())")
      #expect(
        try cells(table, "emissions_problem")[0] == entry["problem"]?.stringValue, "\(cell.text())")
    }
  }

  @Test func placesAreThoseOfTheGridTable() throws {
    let reader = RecordReader(references)
    for entry in try #require(vectors["places"]?.arrayValue) {
      let text = try #require(entry["text"]?.stringValue)
      #expect(reader.place(text) == entry["grid"]?.stringValue, "\(text)")
    }
  }

  @Test func theFirstMomentOfTheHubIsBeforeMarch2022() throws {
    for (index, entry) in try #require(vectors["dates"]?.arrayValue).enumerated() {
      let record: JSON = [
        "id": .string("a/b\(index)"), "createdAt": entry["createdAt"] ?? .null,
      ]
      let table = try #require(try records([record]).table())
      let created = try table.column("created").value(at: 0)
      let expected = entry["created"]?.stringValue
      #expect((created == .missing) == (expected == nil))
      if let expected { #expect(created.description == expected) }
      #expect(
        try cells(table, "created_before")[0]
          == (entry["created_before"] == .bool(true) ? "true" : "false"))
    }
  }

  @Test func aRecordSeenTwiceCountsOnceAndTheLaterIsKept() throws {
    let lines: [JSON] = try [
      #"{"id":"a/b","downloads":1}"#, #"{"id":"a/c","downloads":2}"#,
      #"{"id":"a/b","downloads":3}"#,
    ].map { try JSON.parse(Array($0.utf8)) }
    let table = try #require(try records(lines).table())
    #expect(try cells(table, "id") == ["a/c", "a/b"])
    #expect(try table.column("downloads").cellNumbers == [2, 3])
  }

  @Test func theOrderOfRecordsChangesNoKind() throws {
    let listing = try #require(vectors["listing"]?.arrayValue).compactMap { $0["record"] }
    func kinds(_ lines: [JSON]) throws -> [String: String] {
      let table = try #require(try records(lines).table())
      return Dictionary(
        uniqueKeysWithValues: zip(
          try cells(table, "id").map { $0 ?? "" }, try cells(table, "kind").map { $0 ?? "" }))
    }
    #expect(try kinds(listing) == kinds(listing.reversed()))
  }
}

import Basics
import Carbon
import Foundation
import Tables
import Testing

/// The vectors of `Tests/References/hub/records.json`, written by hand from the rules of decision 0058.
@Suite struct HubRecordsTests {
  let references: ReferenceTables
  let vectors: JSON

  // Not inlined: as a part of a test, which is a coroutine, it crashes the optimiser of Swift 6.3.
  @inline(never)
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
    let column = try table.column(name)
    return (0..<column.count).map {
      column.isValid($0) ? column.value(at: $0).description : nil
    }
  }

  private func numbers(_ table: Table, _ name: String) throws -> [Double?] {
    try #require(try table.column(name).doublesOrNaN).map { $0.isNaN ? nil : $0 }
  }

  /// The table of one record whose card states these emissions.
  private func stated(_ emissions: JSON, id: String = "a/b") throws -> Table {
    let record: JSON = ["id": .string(id), "cardData": ["co2_eq_emissions": emissions]]
    return try #require(try records([record]).table())
  }

  @Test func kindsAreThoseOfTheRules() throws {
    let listing = try #require(vectors["listing"]?.arrayValue)
    let table = try #require(try records(listing.compactMap { $0["record"] }).table())
    #expect(table.rowCount == listing.count)
    let (ids, kinds) = (try cells(table, "id"), try cells(table, "kind"))
    let (evidence, sources) = (try cells(table, "kind_evidence"), try cells(table, "kind_source"))
    let (bases, states) = (try cells(table, "base_model"), try cells(table, "base_state"))
    let shares = try numbers(table, "run_share")
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
      let isRun = ["pretrained", "finetune", "adapter"].contains(kinds[row])
      #expect(isRun == (expected["counted"] == .bool(true)), "\(id)")
    }
  }

  @Test func namesTellSizes() throws {
    for entry in try #require(vectors["sizes"]?.arrayValue) {
      let name = try #require(entry["name"]?.stringValue)
      let table = try #require(try records([["id": .string("a/" + name)]]).table())
      #expect(try numbers(table, "parameters")[0] == entry["parameters"]?.doubleValue, "\(name)")
      #expect(
        try numbers(table, "active_parameters")[0] == entry["active_parameters"]?.doubleValue,
        "\(name)")
      let isMixture = entry["mixture"] == .bool(true)
      #expect(try cells(table, "mixture")[0] == (isMixture ? "true" : nil), "\(name)")
    }
  }

  @Test func hardwareIsReadWithItsCount() throws {
    for entry in try #require(vectors["hardware"]?.arrayValue) {
      let text = try #require(entry["text"]?.stringValue)
      let table = try stated(["hardware_used": .string(text)])
      #expect(try cells(table, "device")[0] == entry["device"]?.stringValue, "\(text)")
      let count = try numbers(table, "device_count")[0]
      #expect(count == entry["device_count"]?.doubleValue, "\(text)")
    }
  }

  @Test func emissionsKeepTheirUnitAndTheReasonForNone() throws {
    for (index, entry) in try #require(vectors["emissions"]?.arrayValue).enumerated() {
      let cell = try #require(entry["cell"])
      let record: JSON = [
        "id": .string("a/b\(index)"), "cardData": ["co2_eq_emissions": cell],
      ]
      let table = try #require(try records([record]).table())
      let grams = try numbers(table, "emissions")[0]
      let expected = entry["grams"]?.doubleValue
      #expect((grams == nil) == (expected == nil), "\(cell.text())")
      if let grams, let expected { #expect(abs(grams / expected - 1) < 1e-12, "\(cell.text())") }
      #expect(try cells(table, "emissions_unit")[0] == entry["unit"]?.stringValue, "\(cell.text())")
      #expect(
        try cells(table, "emissions_problem")[0] == entry["problem"]?.stringValue, "\(cell.text())")
    }
  }

  @Test func placesAreThoseOfTheGridTable() throws {
    for entry in try #require(vectors["places"]?.arrayValue) {
      let text = try #require(entry["text"]?.stringValue)
      let table = try stated(["geographical_location": .string(text)])
      #expect(try cells(table, "place")[0] == entry["grid"]?.stringValue, "\(text)")
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

  @Test func otherMinersNamesAndPackedFieldsAreRead() throws {
    let card = "license: MIT\nbase_model: a/b-1b\nco2_eq_emissions:\n  emissions: 2 kg\n"
    let community: JSON = [
      "model_id": "c/d", "card_data": .string(card),
      "config": .string(#"{"model_type":"mixtral"}"#),
      "last_modified": "2023-05-01 10:00:00", "tag_name": ["peft", "license:mit"],
    ]
    let table = try #require(try records([community]).table())
    #expect(try cells(table, "id") == ["c/d"])
    #expect(try cells(table, "licence") == ["mit"])
    #expect(try cells(table, "base_model") == ["a/b-1b"])
    #expect(try numbers(table, "emissions") == [2000])
    #expect(try cells(table, "mixture") == ["true"])
    #expect(try cells(table, "kind") == ["adapter"])
    let dump: JSON = [
      "context_id": "models/e/f-7b", "downloads": 5, "libraries": ["transformers", "pytorch"],
    ]
    let other = try #require(try records([dump]).table())
    #expect(try cells(other, "id") == ["e/f-7b"])
    #expect(try cells(other, "library") == ["transformers"])
    #expect(try numbers(other, "parameters") == [7e9])
  }

  @Test func whatIsNotUnderstoodIsOneRowWithItsMostFrequentText() throws {
    let lines: [JSON] = ["an old laptop", "my GPU", "an old laptop"].enumerated().map {
      index, text in
      [
        "id": .string("a/b\(index)"),
        "cardData": ["co2_eq_emissions": ["hardware_used": .string(text)]], "odd": 1,
      ]
    }
    let quality = try #require(try records(lines).table("quality"))
    let columns = try cells(quality, "column")
    let row = try #require(columns.firstIndex(of: "device"))
    #expect(
      try cells(quality, "problem")[row] == "not understood, most often 'an old laptop'")
    #expect(try numbers(quality, "rows")[row] == 3)
    #expect(columns.contains("odd"))
  }

  @Test func languagesAreThoseOfTheCardAndOfTagsThatAreCodes() throws {
    let record: JSON = [
      "id": "a/b", "cardData": ["language": ["de", "fin"]],
      "tags": ["en", "de", "moe", "asr", "license:mit", "region:us"],
    ]
    let table = try #require(try records([record]).table())
    #expect(try table.column("languages").value(at: 0) == .textList(["de", "fin", "en"]))
  }

  @Test func aDisclosedModelHasItsActiveParameters() throws {
    let table = try #require(try records([["id": "deepseek-ai/DeepSeek-V2"]]).table())
    #expect(try numbers(table, "active_parameters")[0] != nil)
    #expect(try cells(table, "kind") == ["pretrained"])
  }

  @Test func numbersOfAColumnWithAUnitKeepIt() throws {
    let table = try #require(
      try records([
        ["id": "a/b", "cardData": ["co2_eq_emissions": "2 kg"], "size": "3 GB"],
        ["id": "a/c", "cardData": ["co2_eq_emissions": "1.5 kg"], "size": "2 GB"],
      ]).table())
    #expect(try numbers(table, "emissions") == [2000, 1500])
    #expect(try numbers(table, "storage") == [3e9, 2e9])
  }

  @Test func aRecordSeenTwiceCountsOnceAndTheLaterIsKept() throws {
    let lines: [JSON] = try [
      #"{"id":"a/b","downloads":1}"#, #"{"id":"a/c","downloads":2}"#,
      #"{"id":"a/b","downloads":3}"#,
    ].map { try JSON.parse(Array($0.utf8)) }
    let table = try #require(try records(lines).table())
    #expect(try cells(table, "id") == ["a/c", "a/b"])
    #expect(try numbers(table, "downloads") == [2, 3])
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

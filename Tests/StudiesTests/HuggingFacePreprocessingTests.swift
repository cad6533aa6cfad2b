import Basics
import Datasets
import Foundation
import Studies
import Tables
import Testing

@Suite("Mined records of the Hub, prepared for the study of 2023")
struct HuggingFacePreprocessingTests {
  /// What a table says of each model in a column.
  private func value(_ id: String) throws -> JSON? {
    let places = [
      "libraries": ("corrected", "library_name"), "grams": ("statements", "co2_eq_emissions"),
      "grams-published": ("statements", "grams_published"), "domains": ("corrected", "domain"),
      "classes-of-models": ("corrected", "reporting_class"),
      "training-types": ("corrected", "training_type"),
      "training-types-published": ("as-published", "training_type"),
    ]
    let (name, columnName) = try #require(places[id])
    var options = StudyOptions()
    options.offline = true
    let table = try StudyBuilder(
      study: "hf-preprocessing", bundle: BundledFiles.find(), options: options
    ).table(name)
    let (models, column) = (try table.column("modelId"), try table.column(columnName))
    return .object(
      (0..<table.rowCount).map { row in
        let cell = column.value(at: row)
        let value =
          cell.doubleValue.map { JSON.number($0) }
          ?? (column.isValid(row) ? .string(cell.description) : .null)
        return JSON.Member(models.value(at: row).description, value)
      })
  }

  @Test("emissions are read from a number or a mapping, with the unit that the card writes")
  func grams() throws {
    let grams = try value("grams")
    #expect(grams?["tiny-bert"]?.doubleValue == 7.25)
    #expect(grams?["vision-1"]?.doubleValue == 2.5)
    #expect(grams?["translator"]?.doubleValue == 2100)
    #expect(grams?["translator-large"]?.doubleValue == 1234.5)
    #expect(grams?["speech"]?.doubleValue == 3000)
  }

  @Test("as published, the number at the start counts, without unit and thousands separator")
  func published() throws {
    let grams = try value("grams-published")
    #expect(grams?["translator"]?.doubleValue == 2.1)
    #expect(grams?["translator-large"]?.doubleValue == 1)
    #expect(grams?["speech"]?.doubleValue == nil)
  }

  @Test("domains follow from the tags, and classes from the model's own tags")
  func classification() throws {
    let domains = try value("domains")
    #expect(domains?["vision-1"]?.stringValue == "Computer Vision")
    #expect(domains?["speech"]?.stringValue == "Audio")
    let classes = try value("classes-of-models")
    #expect(classes?["tiny-bert"]?.stringValue == "Basic Energy Reporting")
    #expect(classes?["translator"]?.stringValue == "Energy Awareness")
    #expect(classes?["translator-large"]?.stringValue == "Energy Optimization")
    #expect(classes?["hardware-only"]?.stringValue == "Context Reporting")
    #expect(classes?["nothing-said"]?.stringValue == "Unknown Energy Efficiency")
  }

  @Test("libraries are those among the tags, in one spelling and order")
  func libraries() throws {
    let libraries = try value("libraries")
    #expect(libraries?["tiny-bert"]?.stringValue == "['transformers', 'pytorch']")
    #expect(libraries?["translator"]?.stringValue == "['pytorch', 'tf']")
    #expect(libraries?["zero"]?.stringValue == "['keras']")
  }

  @Test("the table of models has every column that the Hub study declares")
  func columns() throws {
    var options = StudyOptions()
    options.offline = true
    let prepared = try StudyBuilder(
      study: "hf-preprocessing", bundle: BundledFiles.find(), options: options
    ).check().json["tables"]?["models"]?["columns"]
    let names = Set(prepared?.members?.map(\.key) ?? [])
    for name in [
      "modelId", "datasets", "datasets_size", "co2_eq_emissions", "co2_reported", "source",
      "training_type",
      "geographical_location", "environment", "performance_metrics", "performance_score",
      "downloads", "likes", "library_name", "domain", "size", "created_at", "size_efficency",
      "datasets_size_efficency", "auto",
    ] { #expect(names.contains(name), "\(name)") }
  }

  @Test("records as the Hub's interface gives them are read, whatever they lack")
  func rawRecords() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    try #"""
    {"id":"a/net","createdAt":"2024-03-10T00:00:00.000Z","downloads":9,"tags":["pytorch","text-classification"],"usedStorage":500,"cardData":{"co2_eq_emissions":"2 kg"}}
    {"id":"b/net","createdAt":"2024-03-11T00:00:00.000Z","downloads":7,"tags":[],"usedStorage":600,"cardData":{"co2_eq_emissions":{"emissions":5}}}
    {"id":"c/other","createdAt":"2024-03-12T00:00:00.000Z","downloads":5,"tags":[]}
    """#.write(to: file, atomically: true, encoding: .utf8)
    var options = StudyOptions()
    options.offline = true
    options.data = ["mined=" + file.path]
    let models = try StudyBuilder(
      study: "hf-preprocessing", bundle: BundledFiles.find(), options: options
    ).table("models")
    #expect(models.rowCount == 2)
    let grams = try models.column("co2_eq_emissions")
    #expect((0..<2).map { grams.value(at: $0).doubleValue } == [2000, 5])
    let sizes = try models.column("size")
    #expect((0..<2).map { sizes.value(at: $0).doubleValue } == [500, 600])
  }

  @Test(
    "the performance score is the harmonic mean of the metrics that are there, percentages as shares"
  )
  func performanceScore() throws {
    var options = StudyOptions()
    options.offline = true
    let builder = try StudyBuilder(
      study: "hf-preprocessing", bundle: BundledFiles.find(), options: options)
    let table = try builder.table("corrected")
    let names = try table.column("modelId")
    let column = try table.column("performance_score")
    var scores: [String: Double] = [:]
    for row in 0..<table.rowCount {
      scores[names.value(at: row).description] = column.value(at: row).doubleValue
    }
    // 2 / (1 / 0.91 + 1 / 0.89) of 0.91 and 0.89; 2 / (1 / 0.452 + 1 / 0.381) of 45.2 and 38.1.
    #expect(abs(try #require(scores["tiny-bert"]) - 0.899888888888889) < 1e-14)
    #expect(abs(try #require(scores["autotrain-sums-1"]) - 0.4134741896758703) < 1e-14)
    #expect(scores["vision-1"] == 0.83)
    #expect(scores["translator"] == nil)
  }

  @Test("a model that was pretrained and fine-tuned is called so, where the authors' code was not")
  func trainingType() throws {
    #expect(
      try value("training-types")?["translator"]?.stringValue == "pretraining + fine-tuning")
    #expect(
      try value("training-types-published")?["translator"]?.stringValue == "fine-tuning")
  }
}

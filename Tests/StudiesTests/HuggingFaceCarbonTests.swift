import Datasets
import Foundation
import Studies
import Tables
import Testing

@Suite(
  "The Hub study of 2023",
  .enabled(if: HuggingFaceCarbonFiles.areAtHand, "needs the authors' files in $ALMANAC_DATASETS"))
struct HuggingFaceCarbonTests {
  /// The study's ledger on the files in `root`.
  private func ledger(_ root: String) throws -> [LedgerRow] {
    var options = StudyOptions()
    options.data = [root]
    options.offline = true
    let builder = try StudyBuilder(
      study: "hf-carbon-2023", bundle: BundledFiles.find(), options: options)
    return try builder.ledger()
  }

  private func ledger(_ files: HuggingFaceCarbonFiles) throws -> [LedgerRow] {
    try files.withFolder { try ledger($0) }
  }

  @Test("every published value is found again, or the difference is explained")
  func published() throws {
    let ledger = try self.ledger(HuggingFaceCarbonFiles())
    #expect(ledger.count == 211)
    #expect(ledger.filter(\.isUnexplained).map(\.id) == [])
    #expect(ledger.count { $0.verdict == .match } == 166)
    #expect(ledger.count { $0.verdict == .differs } == 5)
    #expect(ledger.count { $0.verdict == .transcribed } == 17)
    for row in ledger where row.verdict == .unpublished {
      #expect(row.recomputed != nil && row.recomputed != .null, "\(row.id)")
    }
  }

  @Test("a change of any cell that matters turns a row of the ledger red", .timeLimit(.minutes(5)))
  func mutation() throws {
    let original = try HuggingFaceCarbonFiles()
    let domains = try original.texts("domain")
    let names = try original.texts("modelId")
    // Rows whose cells a repair puts back, or that occur twice, do not matter.
    let repaired: Set = [
      "bloom", "dalle-mini", "dalle-mega", "bias-detection-model", "m2m100_418M_br_fr",
      "environmental-due-diligence-model", "doe2vec-d2-m8-ls24-VAE-kl0.001", "biomedical-ner-all",
      "xlmindic-base-multiscript-soham", "soongsil-bert-small-apeach",
      "biomedical_text_summarization",
    ]
    let mattering = original.rows.indices.filter { row in
      ["NLP", "Computer Vision"].contains(domains[row]) && !repaired.contains(names[row])
    }
    let columns = [
      "co2_eq_emissions", "size", "domain", "auto", "created_at", "performance_metrics",
    ]
    var random = SplitMix64(state: 2023)
    for _ in 0..<50 {
      var files = original
      let column = columns[Int.random(in: 0..<columns.count, using: &random)]
      let place = try files.place(of: column)
      let present = mattering.filter {
        let cell = files.rows[$0][place]
        return column == "performance_metrics" ? cell.contains("'accuracy': 0.") : !cell.isEmpty
      }
      let row = present[Int.random(in: 0..<present.count, using: &random)]
      let old = files.rows[row][place]
      files.rows[row][place] = Self.changed(old, column)
      let ledger = try self.ledger(files)
      #expect(
        ledger.contains { $0.isUnexplained },
        "row \(row), \(column): \(old) became \(files.rows[row][place]) unnoticed")
    }
  }

  private static func changed(_ cell: String, _ column: String) -> String {
    switch column {
    case "domain": cell == "NLP" ? "Computer Vision" : "NLP"
    case "created_at": cell.hasPrefix("2022-03") ? "2022-07-01" : "2022-03-01"
    case "auto": cell == "True" ? "False" : "True"
    case "performance_metrics":
      cell.replacingOccurrences(of: "'accuracy': 0.", with: "'accuracy': 0.0")
    default: String((Double(cell) ?? 0) * 1000 + 1)
    }
  }
}

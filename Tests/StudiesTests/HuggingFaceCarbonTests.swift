import Datasets
import Foundation
import Studies
import Tables
import Testing

@Suite(
  "The Hub study of 2023",
  .enabled(if: HuggingFaceCarbonFiles.areAtHand, "needs the authors' files in $ALMANAC_DATASETS"))
struct HuggingFaceCarbonTests {
  /// What the study computes from the files in `root`.
  private func results(_ root: String) throws -> StudyResults {
    var options = StudyOptions()
    options.data = [root]
    options.offline = true
    let builder = try StudyBuilder(
      study: "hf-carbon-2023", bundle: BundledFiles.find(), options: options)
    return try builder.check()
  }

  private func results(_ files: HuggingFaceCarbonFiles) throws -> StudyResults {
    try files.withFolder { try results($0) }
  }

  @Test("every published value is found again, or the difference is explained")
  func ledger() throws {
    let ledger = try results(HuggingFaceCarbonFiles()).ledger
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
    let columns = ["co2_eq_emissions", "size", "domain", "auto", "performance_score", "downloads"]
    var random = SplitMix64(state: 2023)
    for _ in 0..<50 {
      var files = original
      let column = columns[Int.random(in: 0..<columns.count, using: &random)]
      let place = try files.place(of: column)
      // Rows whose cell is put back by a repair, or is missing, do not matter.
      let mattering = files.rows.indices.filter { row in
        !files.rows[row][place].isEmpty && files.rows[row][place] != "Not Specified"
      }
      let row = mattering[Int.random(in: 0..<mattering.count, using: &random)]
      let old = files.rows[row][place]
      files.rows[row][place] = Self.changed(old, column)
      let ledger = try results(files).ledger
      #expect(
        ledger.contains { $0.isUnexplained },
        "row \(row), \(column): \(old) became \(files.rows[row][place]) unnoticed")
    }
  }

  private static func changed(_ cell: String, _ column: String) -> String {
    switch column {
    case "domain": cell == "NLP" ? "Computer Vision" : "NLP"
    case "auto": cell == "True" ? "False" : "True"
    default: String((Double(cell) ?? 0) * 1000 + 1)
    }
  }
}

import Carbon
import Foundation
import Tables

/// The repository's own data, read once.
enum Fixtures {
  static let datasets = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "datasets")

  static let references = Result {
    try ReferenceTables(folder: datasets.appending(path: "reference").path)
  }

  static let disclosures = Result {
    try table(datasets.appending(path: "training-disclosures/disclosures.csv"))
  }

  /// The authors' files, which the repository does not hold: only where `ALMANAC_DATASETS` is set.
  static var hub: URL? {
    ProcessInfo.processInfo.environment["ALMANAC_DATASETS"].map {
      URL(filePath: $0).appending(path: "hf-carbon-2023/HFCO2.csv")
    }.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
  }

  /// A CSV file as a table.
  static func table(_ url: URL) throws -> Table { try CSVReader.read(path: url.path) }
}

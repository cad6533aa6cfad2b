import Carbon
import Foundation
import Tables
import Testing

/// The repository's own data, read once.
enum Fixtures {
  static let datasets = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "datasets")

  static let references = Result {
    try ReferenceTables { try table(datasets.appending(path: "reference/\($0).csv")) }
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

  /// A small reader for tests: quoted cells, all columns text or numbers.
  static func table(_ url: URL) throws -> Table {
    let text = try String(contentsOf: url, encoding: .utf8)
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    var previous: Character?
    for character in text {
      if isQuoted {
        if character == "\"" { isQuoted = false } else { cell.append(character) }
      } else {
        switch character {
        case "\"":
          if previous == "\"" { cell.append(character) }
          isQuoted = true
        case ",":
          row.append(cell)
          cell = ""
        case "\n", "\r\n":
          rows.append(row + [cell])
          row = []
          cell = ""
        default: cell.append(character)
        }
      }
      previous = character
    }
    let names = try #require(rows.first)
    return try Table(
      names.enumerated().map { position, name in
        let cells = rows.dropFirst().map { $0.count > position ? $0[position] : "" }
        let isNumber = cells.allSatisfy { $0.isEmpty || Double($0) != nil }
        return (
          name,
          isNumber
            ? Column(doubles: cells.map { Double($0) })
            : Column(texts: cells.map { $0.isEmpty ? nil : $0 })
        )
      })
  }
}

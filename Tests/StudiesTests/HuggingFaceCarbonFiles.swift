import Foundation

/// The authors' files as rows of raw cells, so that tests can change, move and remove them.
struct HuggingFaceCarbonFiles {
  /// The folder of the files; `nil` where `$ALMANAC_DATASETS` holds none.
  static let folder: String? = {
    guard let root = ProcessInfo.processInfo.environment["ALMANAC_DATASETS"] else { return nil }
    let folder = root + "/hf-carbon-2023"
    return FileManager.default.fileExists(atPath: folder + "/HFCO2.csv") ? folder : nil
  }()

  /// Whether tests on the authors' files can run.
  static var areAtHand: Bool { folder != nil }

  /// The names of the columns.
  let header: [String]
  /// The cells as they are written, quotes included.
  var rows: [[String]]

  /// The rows of `HFCO2.csv`, whose cells hold no line ends.
  init() throws {
    let path = (Self.folder ?? "") + "/HFCO2.csv"
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    var lines = text.split(separator: "\n").map { Self.cells(of: $0) }
    header = lines.removeFirst()
    rows = lines
  }

  private static func cells(of line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" { isQuoted.toggle() }
      if character == ",", !isQuoted {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
    }
    return cells
  }

  /// The place of a column.
  func place(of column: String) throws -> Int {
    guard let place = header.firstIndex(of: column) else { throw UnknownColumn(name: column) }
    return place
  }

  struct UnknownColumn: Error { let name: String }

  /// One column as numbers; `nil` where empty.
  func numbers(_ column: String) throws -> [Double?] {
    let place = try place(of: column)
    return rows.map { Double($0[place]) }
  }

  /// One column as it is written.
  func texts(_ column: String) throws -> [String] {
    let place = try place(of: column)
    return rows.map { $0[place] }
  }

  /// Runs `body` with a folder of data sets that holds these rows beside the other files.
  func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let files = FileManager.default
    let root = files.temporaryDirectory.appending(path: "almanac-hf-\(UUID().uuidString)").path
    let folder = root + "/hf-carbon-2023"
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: root) }
    try files.createSymbolicLink(
      atPath: folder + "/HFClean.csv", withDestinationPath: (Self.folder ?? "") + "/HFClean.csv")
    let lines = ([header] + rows).map { $0.joined(separator: ",") }
    let text = lines.joined(separator: "\n") + "\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/HFCO2.csv"))
    return try body(root)
  }
}

/// A small generator with a written-down sequence: splitmix64.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

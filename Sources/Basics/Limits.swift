/// What is refused because it is larger than data are in earnest, and would take the machine's memory or time. Whoever
/// refuses says the limit and what was met; `docs/security.md` lists them.
///
/// Public where other modules refuse by the same number.
public enum Limits {
  /// The share of the free memory that a command may take where `--memory` does not say.
  package static let shareOfFreeMemory = 0.8
  /// What the limits of the process (`ulimit`) must leave for any command: bytes of addresses, open files, threads.
  package static let leastAddresses = 1 << 28
  package static let leastFiles = 64
  package static let leastThreads = 8
  /// Bytes of the stack of each thread, the first included: what may be nested how deeply is measured against them.
  package static let stackBytes = 8 << 20
  /// Threads that may be asked for.
  public static let threads = 1024
  /// Seconds that a query may run where `--timeout` does not say.
  public static let querySeconds = 60.0
  /// Seconds that may be asked for.
  public static let longestTimeout = 1e6

  /// Bytes of one record of CSV, one line of JSON Lines, or one text of a database.
  package static let recordBytes = 1 << 26
  /// Bytes of the header of a CSV file.
  package static let headerBytes = 1 << 24
  /// Columns of a table that is read: a study of so many has a graph of so many parts, in 0.7 GB.
  package static let columns = 65_536
  /// Rows of a table: their numbers have 32 bits.
  package static let rows = Int(Int32.max) - 1
  /// Cells without a value in JSON Lines, where the records have more than `commonKeys` keys.
  package static let emptyCells = 50_000_000
  package static let commonKeys = 1000

  /// Draws for which a regression on all known models is fitted anew, each with its own values of all of them.
  package static let fittedDraws = 100_000
  /// Rows that filling the gaps of a series may add.
  package static let filledRows = 10_000_000
  /// Cells of a pivoted table.
  package static let pivotedCells = 100_000_000

  /// How deeply arrays and objects of JSON may be nested.
  package static let jsonDepth = 256
  /// How deeply objects of a line of JSON Lines, and dictionaries in a cell, may be nested.
  package static let recordDepth = 32
  /// How deeply a formula may be nested, the words and signs in it, and the levels of the tree that they make.
  package static let formulaDepth = 64
  package static let formulaTokens = 4000
  package static let formulaTreeDepth = 400
  /// How deeply a regular expression may be nested, the largest count in its braces, and the steps of its program.
  package static let patternDepth = 50
  package static let patternCount = 1000
  package static let patternSteps = 10_000

  /// Bytes of a text that a person writes: a study, prose, a list of sources, a chart, a card; also of
  /// what its repetitions (YAML's aliases) write out to.
  package static let textBytes = 16 << 20
  /// Bytes of one line of a batch, which may carry its data.
  package static let requestBytes = 64 << 20
  /// Levels of lists and mappings within each other in YAML.
  package static let yamlDepth = 64
  /// Values in a YAML file, those that aliases repeat counted each time.
  package static let yamlValues = 200_000
  /// Lines of a YAML file that begin with `%`: each `%TAG` is compared with all before.
  package static let yamlDirectives = 100
  /// Bytes of one part of a path, as file systems have it.
  package static let nameBytes = 255
  /// Characters of the id of a figure, table or result, which becomes the name of a file.
  package static let idCharacters = 100
}

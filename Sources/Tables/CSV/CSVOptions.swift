/// How a CSV or TSV file is read.
public struct CSVOptions: Sendable {
  /// The byte between cells; `nil`: the first of comma, tab, semicolon, bar that the header holds
  /// outside quotes.
  public var separator: Unicode.Scalar?
  /// The columns to read, in this order; `nil`: all. The others cost no memory.
  public var columns: [String]?
  /// Declared types; a cell that is not of the declared type is an error. Other columns are inferred
  /// from all their cells.
  public var types: [String: ColumnType]
  /// Texts that mean a missing value, besides the empty cell.
  public var missing: [String]
  /// Unit, provenance, label and description by column.
  public var metadata: [String: ColumnMetadata]
  /// Read at most this many rows; `nil`: all.
  public var maximumRows: Int?
  /// How many threads parse; `nil`: one for each processor. The result is the same for any number.
  public var threads: Int?
  /// Told every now and then how many rows are read, and how many bytes of how many. Text files only.
  public var progress: (@Sendable (_ rows: Int, _ bytes: Int, _ total: Int) -> Void)?
  /// About how many bytes are handed to a thread at a time.
  package var blockSize = 1 << 20

  /// Options; by default every column is read and its type inferred.
  public init(
    separator: Unicode.Scalar? = nil, columns: [String]? = nil, types: [String: ColumnType] = [:],
    missing: [String] = [], metadata: [String: ColumnMetadata] = [:], maximumRows: Int? = nil,
    threads: Int? = nil
  ) {
    self.separator = separator
    self.columns = columns
    self.types = types
    self.missing = missing
    self.metadata = metadata
    self.maximumRows = maximumRows
    self.threads = threads
  }
}

/// A kind of file that holds a table, by the name that people give it. Each is one type, and `TableFile.formats` has
/// them all.
protocol TableFormat: Sendable {
  /// The file, where `location` names one of this kind.
  init?(_ location: String)

  /// The table.
  func read(_ options: ReadOptions) throws(ReadError) -> Table

  /// The names of its columns, without its rows where that can be had.
  func columnNames(_ options: ReadOptions) throws(ReadError) -> [String]

  /// About how many rows it has, where its first rows are `sample`; `nil` where that cannot be known before it is read,
  /// and memory is watched while it is.
  func estimatedRows(_ sample: Table, _ options: ReadOptions) throws(ReadError) -> Double?

  /// Whether nothing can be known of its size before it is read, so that memory is watched while it is.
  var isWatched: Bool { get }

  /// The bytes of text in it at most; `nil` where that cannot be known.
  func textSize(beside allowed: Int) throws(ReadError) -> Double?
}

extension TableFormat {
  var isWatched: Bool { false }
  func estimatedRows(_ sample: Table, _ options: ReadOptions) throws(ReadError) -> Double? { nil }
  func textSize(beside allowed: Int) throws(ReadError) -> Double? { nil }

  func columnNames(_ options: ReadOptions) throws(ReadError) -> [String] {
    var first = options
    first.maximumRows = 0
    (first.types, first.columns, first.metadata, first.progress) = ([:], nil, [:], nil)
    return try read(first).names
  }
}

extension String {
  /// Whether the name ends in one of `suffixes`, packed by gzip or not.
  func isFile(_ suffixes: String...) -> Bool {
    var name = lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return suffixes.contains { name.hasSuffix($0) }
  }

  /// `file.db` and `table` of `file.db:table`, where the name before the colon ends in one of `suffixes`; the part is
  /// empty where there is none.
  func partOfFile(_ suffixes: [String]) -> (path: String, part: String)? {
    let name = lowercased()
    for suffix in suffixes {
      if name.hasSuffix(suffix) { return (self, "") }
      guard let range = name.range(of: suffix + ":") else { continue }
      let end = index(
        startIndex, offsetBy: name.distance(from: name.startIndex, to: range.upperBound))
      return (String(self[..<end].dropLast()), String(self[end...]))
    }
    return nil
  }
}

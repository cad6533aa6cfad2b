/// What is wrong with a table, an operation on one, or the file that it is read from.
public enum TableError: Error, Hashable, Sendable {
  case columnLength(name: String, rows: Int, expected: Int)
  case duplicateColumn(name: String)
  case unknownColumn(name: String, nearest: String?)
}

extension TableError: CustomStringConvertible {
  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .columnLength(let name, let rows, let expected):
      "column '\(name)' has \(rows) rows where the table has \(expected)"
    case .duplicateColumn(let name):
      "two columns are called '\(name)'; rename one"
    case .unknownColumn(let name, let nearest):
      "no column is called '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
  }
}

internal import Basics

/// What is wrong with a table, an operation on one, or the file that it is read from.
public enum TableError: Error, Hashable, Sendable {
  case columnLength(name: String, rows: Int, expected: Int)
  case duplicateColumn(name: String)
  case unknownColumn(name: String, nearest: String?)
  case typeMismatch(column: String, left: String, right: String)
  case wrongType(column: String, needed: String, found: String)
  case duplicateKey(key: String, rows: Int)
  case noKeys
  case sampleSize(asked: Int, rows: Int)
  case tooLarge(what: String, size: Int, unit: String, limit: Int)
}

extension TableError: CustomStringConvertible {
  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .columnLength(let name, let rows, let expected):
      "column '\(name)' has \(counted(rows, "row")) where the table has \(expected)"
    case .duplicateColumn(let name):
      "two columns are called '\(name)'; rename one"
    case .unknownColumn(let name, let nearest):
      "no column is called '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .typeMismatch(let column, let left, let right):
      "column '\(column)' is \(left) on one side and \(right) on the other; cast one of them"
    case .wrongType(let column, let needed, let found):
      "column '\(column)' must be \(needed), and is \(found)"
    case .duplicateKey(let key, let rows):
      "the key '\(key)' occurs in \(rows) rows; make keys unique, or allow duplicates"
    case .noKeys:
      "no column was named"
    case .sampleSize(let asked, let rows):
      "a sample of \(asked) rows cannot be drawn from \(rows)"
    case .tooLarge(let what, let size, let unit, let limit):
      "\(what) would make \(size) \(unit), and at most \(limit) are made; narrow it first"
    }
  }
}

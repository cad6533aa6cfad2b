/// Why a file could not be read as a table.
public struct ReadError: Error, Hashable, Sendable {
  /// The file, as it was named by the caller.
  public let file: String
  /// The physical line, from 1, where the trouble has one.
  public let line: Int?
  /// The column, where the trouble has one.
  public let column: String?
  /// What is wrong and what to do.
  public let problem: String

  /// An error of `file`.
  public init(file: String, line: Int? = nil, column: String? = nil, problem: String) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
  }
}

extension ReadError: CustomStringConvertible {
  /// One sentence: file, line, column, problem.
  public var description: String {
    var text = file
    if let line { text += ", line \(line)" }
    if let column { text += ", column '\(column)'" }
    return text + ": " + problem
  }
}

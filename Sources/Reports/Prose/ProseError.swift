/// All that is wrong with the prose, each with its place.
public struct ProseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One problem.
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The column, in characters from 1.
    public let column: Int
    /// The file; `nil` for the prose itself.
    public let file: String?
    /// What is wrong and what to do.
    public let message: String
    /// The text at fault.
    public let text: String

    /// A problem at a place.
    public init(line: Int, column: Int, file: String? = nil, message: String, text: String) {
      self.line = line
      self.column = column
      self.file = file
      self.message = message
      self.text = text
    }

    /// What is wrong with a tag.
    init(_ tag: Tag, _ message: String) {
      self.init(
        line: tag.line, column: tag.column, file: tag.file, message: message, text: tag.text)
    }

    /// Place and message in one line.
    public var description: String { "\(line):\(column): \(message): \(text)" }
  }

  /// The problems in the order of the text; at least one.
  public let problems: [Problem]

  init(_ problems: [Problem]) {
    self.problems = problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  /// One line a problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// A place in a text file; lines and columns count from 1.
public struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The file's name as messages have it: of a study's file, the name within the study's folder.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int

  /// A place in `file`.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`, as editors understand it.
  public var description: String { "\(file):\(line):\(column)" }

  /// File by file, from top to bottom.
  public static func < (a: SourcePosition, b: SourcePosition) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

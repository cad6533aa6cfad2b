import Tables

/// A place in a file of a study; lines and columns count from 1.
public struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The file's name within the study folder.
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

/// One problem of a study, where it stands, and what to do.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
  /// Whether the study can be built all the same.
  public enum Severity: String, Hashable, Sendable {
    case error, warning
  }

  /// Error or warning.
  public let severity: Severity
  /// Where.
  public let position: SourcePosition
  /// What, and what to do.
  public let message: String

  /// A problem at `position`.
  public init(_ severity: Severity = .error, at position: SourcePosition, _ message: String) {
    self.severity = severity
    self.position = position
    self.message = message
  }

  /// `file:line:column: error: message`.
  public var description: String { "\(position): \(severity.rawValue): \(message)" }
}

/// All problems of a study at once.
public struct StudyProblems: Error, CustomStringConvertible {
  /// The problems, by file, line and column.
  public let diagnostics: [Diagnostic]

  /// One line a problem.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}

/// Collects problems while a study is read.
final class ProblemCollector {
  private(set) var diagnostics: [Diagnostic] = []

  func error(at position: SourcePosition, _ message: String) {
    diagnostics.append(Diagnostic(at: position, message))
  }

  func warning(at position: SourcePosition, _ message: String) {
    diagnostics.append(Diagnostic(.warning, at: position, message))
  }

  func unknownName(
    _ name: String, _ kind: String, at position: SourcePosition, known: some Sequence<String>
  ) {
    let hint = name.nearest(in: known).map { "; did you mean '\($0)'?" } ?? ""
    error(at: position, "no \(kind) is called '\(name)'\(hint)")
  }

  var sorted: [Diagnostic] {
    diagnostics.enumerated().sorted {
      ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
    }.map(\.element)
  }

  func throwIfErrors() throws {
    if diagnostics.contains(where: { $0.severity == .error }) {
      throw StudyProblems(diagnostics: sorted)
    }
  }
}

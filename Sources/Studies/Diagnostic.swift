internal import Basics
public import Tables

/// One problem of a study, where it is, and what to do.
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

  /// Notes why a file could not be read: in that file where it is the one that is checked, else where
  /// it was named.
  func error(at position: SourcePosition, _ error: ReadError) {
    guard error.file == position.file else { return self.error(at: position, "\(error)") }
    let place = SourcePosition(file: error.file, line: error.line ?? 1, column: 1)
    self.error(at: place, error.problem)
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

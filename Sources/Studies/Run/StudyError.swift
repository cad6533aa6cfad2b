import Foundation
public import Tables

/// Why a study could not be built, and where in its files.
public struct StudyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place in the study; `nil` where the problem has none.
  public let position: SourcePosition?
  /// What is wrong and what to do.
  public let message: String

  init(at position: SourcePosition?, _ message: String) {
    self.position = position
    self.message = message
  }

  /// `file:line:column: message`.
  public var description: String { (position.map { "\($0): " } ?? "") + message }
}

/// Runs `body`; what it throws is reported with the place in the study that asked for it.
func located<Result>(_ position: SourcePosition, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as StudyError {
    throw error
  } catch let error as StudyProblems {
    throw error
  } catch let error as CocoaError {
    // Errors of Foundation describe themselves at length to programmers, briefly to people.
    throw StudyError(at: position, error.localizedDescription)
  } catch {
    throw StudyError(at: position, "\(error)")
  }
}

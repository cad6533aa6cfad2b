/// Why an analysis has no answer: a code that programs read and a sentence that people read.
public struct StatisticsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    case unknownMethod = "unknown-method"
    case badRequest = "bad-request"
    case tooFewObservations = "too-few-observations"
    case constantInput = "constant-input"
    case singularDesign = "singular-design"
    case didNotConverge = "did-not-converge"
    case domainError = "domain-error"
  }

  /// The kind.
  public let code: Code
  /// What is wrong, where, and what to do.
  public let message: String

  /// An error of a kind, with its sentence.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}

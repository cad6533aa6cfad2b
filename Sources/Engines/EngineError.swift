/// Why an engine could not be asked, or did not answer.
///
/// The text never holds what `engines.yml` keeps secret: passwords, uris, and what came from the environment.
public struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where the trouble is.
  public enum Kind: Hashable, Sendable {
    /// In `engines.yml`, a profile or a manifest, or in what is asked for.
    case settings
    /// In the driver: it is not there, or it is none.
    case driver
    /// On the way to the engine: it cannot be reached, or it lets nobody in.
    case connection
    /// In a statement: the engine refuses it, or breaks it off.
    case query
    /// In the time that was allowed.
    case timeout
    /// In the memory that was allowed.
    case memory
    /// In the answer: a column of a type that is not read, or what is no Arrow.
    case answer
  }

  /// Where the trouble is.
  public let kind: Kind
  /// The name of the engine; `nil` where it is not about one.
  public let engine: String?
  /// What is wrong and what to do.
  public let problem: String

  init(_ kind: Kind, _ engine: String?, _ problem: String) {
    self.kind = kind
    self.engine = engine
    self.problem = problem
  }

  /// One sentence.
  public var description: String { (engine.map { "engine '\($0)': " } ?? "") + problem }
}

internal import Foundation

/// The engines that are open, each once for all who ask it.
///
/// `@unchecked Sendable`: every access to the mutable state is with `lock` held.
public final class EnginePool: @unchecked Sendable {
  /// Which engines there are.
  public let registry: EngineRegistry
  private let allowance: Engine.Allowance
  private let lock = NSLock()
  private var open: [String: Engine] = [:]

  /// No engine is open yet.
  public init(_ registry: EngineRegistry, _ allowance: Engine.Allowance) {
    self.registry = registry
    self.allowance = allowance
  }

  /// The engine that is called `name`, opened when it is first asked for.
  public func engine(_ name: String) throws(EngineError) -> Engine {
    lock.lock()
    defer { lock.unlock() }
    if let known = open[name] { return known }
    let engine = try Engine(name, in: registry, allowance)
    open[name] = engine
    return engine
  }
}

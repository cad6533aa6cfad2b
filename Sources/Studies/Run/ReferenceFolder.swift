import Carbon
import Synchronization

/// The domain's reference tables, read when they are first asked for: by the check of columns, or by a node.
final class ReferenceFolder: Sendable {
  let path: String
  private let read = Mutex<ReferenceTables?>(nil)

  init(_ path: String) { self.path = path }

  func tables() throws -> ReferenceTables {
    try read.withLock { read in
      if let read { return read }
      let tables = try ReferenceTables(folder: path)
      read = tables
      return tables
    }
  }
}

public import Basics

extension RowFlowStep: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case step, rows
  }

  /// What stands under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .step: .text(step)
    case .rows: .whole(Int64(rows))
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(step: try parts.required(.step), rows: try parts.whole(.rows) ?? 0)
  }
}

extension [RowFlowStep] {
  /// The way of the rows, as results hold it.
  public var node: Node { .values(self) }
}

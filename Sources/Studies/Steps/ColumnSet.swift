/// Columns that something reads: some by name, or all but some.
struct ColumnSet: Hashable, Sendable {
  private var names: Set<String>
  private var isComplement: Bool

  private init(names: Set<String>, isComplement: Bool) {
    self.names = names
    self.isComplement = isComplement
  }

  init(_ names: some Sequence<String>) { self.init(names: Set(names), isComplement: false) }

  static let all = ColumnSet(names: [], isComplement: true)
  static let none = ColumnSet(names: [], isComplement: false)

  func contains(_ name: String) -> Bool { names.contains(name) != isComplement }

  func union(_ other: ColumnSet) -> ColumnSet {
    switch (isComplement, other.isComplement) {
    case (false, false):
      ColumnSet(names: names.union(other.names), isComplement: false)
    case (true, true): ColumnSet(names: names.intersection(other.names), isComplement: true)
    case (true, false): ColumnSet(names: names.subtracting(other.names), isComplement: true)
    case (false, true): other.union(self)
    }
  }

  func union(_ other: some Sequence<String>) -> ColumnSet { union(ColumnSet(other)) }

  func subtracting(_ other: some Sequence<String>) -> ColumnSet {
    ColumnSet(
      names: isComplement ? names.union(other) : names.subtracting(other),
      isComplement: isComplement)
  }

  mutating func formUnion(_ other: ColumnSet) { self = union(other) }
}

extension ColumnSet {
  /// What `transform` makes of the names; of all columns all.
  func mapped(_ transform: (String) -> String?) -> ColumnSet {
    isComplement ? .all : ColumnSet(names.compactMap(transform))
  }
}

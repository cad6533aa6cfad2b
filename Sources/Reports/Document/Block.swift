/// A self-contained part of a document.
public enum Block: Hashable, Sendable {
  case heading(Heading)
  case paragraph([Inline])
  case list(List)
  case quote([Block])
  case code(String, language: String?)
  case rule
  case table(ReportTable)
  case figure(Figure)
  case callout(Callout)
  case facts([Fact])
  /// The main results, in the order of their rank.
  case findings([Finding])
  case test(TestBlock)
  case ledger(Ledger)
  case details(Details)
  case rowFlow(RowFlow)
  /// The sources cited, in alphabetical order.
  case bibliography
  /// From here on sections are lettered, figures and tables numbered S1, S2, ...
  case appendix
  /// A part of the prose that depends on a condition, or is said of each row of a table; no writer accepts it.
  case conditional(Conditional)
}

/// A heading and the id by which it is referred to.
public struct Heading: Hashable, Sendable {
  /// 2 for a section, 3 for its parts, up to 6. The title of the document is the only 1.
  public let level: Int
  /// Unique within the document.
  public let id: String
  /// The words.
  public let content: [Inline]

  /// A heading; levels outside 2...6 are brought to the nearest.
  public init(level: Int, id: String, content: [Inline]) {
    self.level = min(max(level, 2), 6)
    self.id = id
    self.content = content
  }
}

/// A list with bullets or numbers.
public struct List: Hashable, Sendable {
  /// The first number; `nil` for bullets.
  public let start: Int?
  /// Whether the items follow each other without space.
  public let isTight: Bool
  /// The items.
  public let items: [[Block]]

  /// A list of items, numbered from `start` or with bullets.
  public init(start: Int? = nil, isTight: Bool = true, items: [[Block]]) {
    self.start = start
    self.isTight = isTight
    self.items = items
  }
}

/// A remark set apart from the text.
public struct Callout: Hashable, Sendable {
  /// What kind of remark.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case note, tip, important, warning, caution

    /// The word printed before the remark.
    var word: ReportWord {
      switch self {
      case .note: .note
      case .tip: .tip
      case .important: .important
      case .warning: .warning
      case .caution: .caution
      }
    }
  }

  /// What kind of remark.
  public let kind: Kind
  /// The remark.
  public let blocks: [Block]

  /// A remark of this kind.
  public init(_ kind: Kind, _ blocks: [Block]) {
    self.kind = kind
    self.blocks = blocks
  }
}

/// A headline number.
public struct Fact: Hashable, Sendable {
  /// The number.
  public let value: Value
  /// What it is the number of.
  public let label: [Inline]

  /// A headline number and what it is the number of.
  public init(_ value: Value, label: [Inline]) {
    self.value = value
    self.label = label
  }
}

/// Blocks that are folded away where the format can.
public struct Details: Hashable, Sendable {
  /// What is there when folded.
  public let summary: [Inline]
  /// What is folded.
  public let blocks: [Block]

  /// Folded blocks.
  public init(summary: [Inline], _ blocks: [Block]) {
    self.summary = summary
    self.blocks = blocks
  }
}

/// A label and what belongs to it.
public struct Entry: Hashable, Sendable {
  /// E.g. "Estimate".
  public let label: String
  /// What belongs to it.
  public let content: [Inline]

  /// A label and what belongs to it.
  public init(_ label: String, _ content: [Inline]) {
    self.label = label
    self.content = content
  }
}

/// Blocks of which one or the other branch is kept.
public struct Conditional: Hashable, Sendable {
  /// `if`, whose `body` is the condition, or `for`, whose argument is a table.
  public let condition: Tag
  /// What is kept when it holds, or once for each row.
  public let blocks: [Block]
  /// What is kept when it does not, or when there is no row.
  public let otherwise: [Block]

  /// Two branches and the condition between them.
  public init(condition: Tag, blocks: [Block], otherwise: [Block]) {
    self.condition = condition
    self.blocks = blocks
    self.otherwise = otherwise
  }
}

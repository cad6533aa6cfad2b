internal import Basics

/// What a column is for in an analysis, as far as its name and its values tell.
public struct ColumnRole: Hashable, Sendable {
  /// The roles.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Tells rows apart; never averaged, never an outcome.
    case identifier
    /// One value, or none.
    case constant
    /// A date, a moment, a year, a month, a quarter.
    case time
    /// A country, a region, a city, a coordinate.
    case place
    /// Unordered words or codes, few beside the rows.
    case category
    /// Ordered words, bands, or a short rating scale.
    case ordinal
    /// Two values.
    case binary
    /// Whole, not negative, of things.
    case count
    /// Of money or goods, which adds up.
    case amount
    /// Per cent, or a part of one.
    case share
    /// Any other quantity.
    case measurement
    /// Numbers or words that name.
    case code
    /// Free words.
    case text
    /// Several words in a cell.
    case list
  }

  /// The role.
  public let kind: Kind
  /// Why, in a few words.
  public let evidence: String
  /// Of ordered words, the words in their order.
  public let order: [String]
  /// Words in the cells that stand for no answer.
  public let noAnswer: [String]

  /// A role with its evidence.
  public init(
    _ kind: Kind, _ evidence: String, order: [String] = [], noAnswer: [String] = []
  ) {
    self.kind = kind
    self.evidence = evidence
    self.order = order
    self.noAnswer = noAnswer
  }

  /// The role of each column of `table`, whose profiles are given; of long columns some thousand rows, evenly apart,
  /// speak for all. O(columns).
  public static func all(
    in table: Table, _ profiles: [ColumnProfile], threads: Int? = nil
  ) -> [ColumnRole] {
    let places = Array(zip(zip(table.names, table.columns), profiles))
    let facts = Parallel.map(places, threads: threads) { entry, profile in
      RoleFacts(name: entry.0, entry.1, profile)
    }
    let context = RoleContext(facts)
    return facts.indices.map { index in
      for rule in RoleRules.all {
        if let role = rule(facts[index], context, index) { return role }
      }
      return ColumnRole(.text, "words")
    }
  }

  /// The role in JSON.
  var json: [JSON.Member] {
    [.init("role", .string(kind.rawValue)), .init("evidence", .string(evidence))]
      + (order.isEmpty ? [] : [.init("order", .array(order.map(JSON.string)))])
      + (noAnswer.isEmpty ? [] : [.init("no_answer", .array(noAnswer.map(JSON.string)))])
  }
}

public import Basics

/// Values that became missing in one operation although what they were made of was there.
public struct Loss: Hashable, Sendable {
  /// What the values would have been: `quotients`, `logarithms`.
  public let what: String
  /// Why there is none: `division by zero`.
  public let reason: String
  /// How many became missing.
  public let count: Int
  /// How many there would have been.
  public let total: Int
  /// The column that they are in, if they are in one.
  public var column: String?

  /// So many of a total.
  public init(_ what: String, _ reason: String, count: Int, of total: Int, column: String? = nil) {
    self.what = what
    self.reason = reason
    self.count = count
    self.total = total
    self.column = column
  }

  /// The same of a column.
  package func of(_ column: String) -> Loss {
    Loss(what, reason, count: count, of: total, column: column)
  }

  /// `became missing: 2 of 5 quotients, division by zero`.
  public var text: String { isUnmatched ? shortText : "became missing: " + shortText }

  /// `2 of 5 quotients, division by zero`.
  package var shortText: String { words(String(count), String(total)) }

  private func words(_ count: String, _ total: String) -> String {
    isUnmatched
      ? "\(reason) for \(count) of \(total) \(what)" : "\(count) of \(total) \(what), \(reason)"
  }

  /// Rows of a join that the other table has nothing for.
  static func unmatched(in table: String, count: Int, of total: Int) -> Loss {
    Loss("rows", noMatch + table, count: count, of: total)
  }

  private static let noMatch = "no match in "

  /// Whether these are rows of a join without a match, which are mostly meant so.
  package var isUnmatched: Bool { reason.hasPrefix(Self.noMatch) }

  /// The same with the column.
  var fullText: String { column.map { "\(text) (\($0))" } ?? text }

  /// The same for readers: the column under the name that they know, numbers as prose has them.
  package func words(_ name: (String) -> String) -> String {
    let (count, total) = (
      NumberFormat.integer.text(Double(count)), NumberFormat.integer.text(Double(total))
    )
    return (isUnmatched ? "" : "became missing: ") + words(count, total)
      + (column.map { " (\(name($0)))" } ?? "")
  }
}

extension Loss: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case count, of, what, reason, column
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .count: .whole(Int64(count))
    case .of: .whole(Int64(total))
    case .what: .text(what)
    case .reason: .text(reason)
    case .column: .text(column)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(
      try parts.required(.what), try parts.required(.reason), count: try parts.whole(.count) ?? 0,
      of: try parts.whole(.of) ?? 0, column: try parts.text(.column))
  }
}

/// Kinds of values, and reasons for having none, in words.
enum LossWords {
  static let overflow = "overflow"
  static let divisionByZero = "division by zero"

  static func results(of op: BinaryOperator) -> String {
    switch op {
    case .add: "sums"
    case .subtract: "differences"
    case .multiply: "products"
    case .modulo: "remainders"
    default: "quotients"
    }
  }
}

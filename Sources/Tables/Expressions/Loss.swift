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
  /// The column that they stand in, where they are in one.
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
  public var text: String { "became missing: \(count) of \(total) \(what), \(reason)" }

  /// As results hold it.
  public var json: JSON {
    [
      "count": .int(Int64(count)), "of": .int(Int64(total)), "what": .string(what),
      "reason": .string(reason), "column": column.map(JSON.string) ?? .null,
    ]
  }

  /// The same with the column.
  public var fullText: String { column.map { "\(text) (\($0))" } ?? text }
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

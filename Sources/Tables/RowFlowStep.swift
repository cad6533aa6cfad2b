public import Basics

/// What was done to the rows of a table.
public enum RowChange: Sendable {
  /// They were read.
  case read
  /// Those were kept for which a condition holds.
  case filtered(Expression)
  /// The first so many were kept.
  case limited(Int)
  /// Of equal rows the first was kept; equal in all columns where none are named.
  case distinct([String])
  /// So many were drawn, from each stratum by its share.
  case sampled(Int, strata: [String], allocation: String, seed: UInt64)
  /// They became one for each combination of values.
  case grouped([String])
  /// They became one.
  case summarised
  /// They met those of another table.
  case joined(String, on: [String])
  /// Those of another table were put below.
  case united
  /// The values of a column became columns.
  case pivoted(by: String)
  /// Columns became rows.
  case unpivoted
  /// Rows were added for periods that had none.
  case filled(String)
  /// They became one for each entry of a list.
  case exploded(String)
  /// A repair of the study changed or removed some.
  case repaired(String)
  /// Those of some levels were kept, in blocks where a column makes them.
  case levels([String], of: String, blocks: String?)
  /// Those were kept in which both columns have a value.
  case present(String, String)
  /// An analysis used them.
  case used
  /// Values in them became missing.
  case lost(Loss)
  /// What has no kind of its own, in words.
  case named(String)

  /// The step as results hold it, columns by their names.
  public var text: String { told({ $0 }, condition: \.text) }

  /// The step in words, columns under the names that readers know.
  package func words(column: (String) -> String, value: (String) -> String) -> String {
    switch self {
    case .grouped(let keys): "groups by " + keys.map(column).joined(separator: ", ")
    case .lost(let loss): loss.words(column)
    default: told(column, condition: { $0.words(column: column, value: value) })
    }
  }

  private func told(
    _ column: (String) -> String, condition: (Expression) -> String
  ) -> String {
    func listed(_ names: [String]) -> String { names.map(column).joined(separator: ", ") }
    switch self {
    case .read: return "read"
    case .filtered(let expression): return "where " + condition(expression)
    case .limited(let count): return "first \(count)"
    case .distinct(let names):
      return names.isEmpty ? "distinct rows" : "distinct " + listed(names)
    case .sampled(let count, let strata, let allocation, let seed):
      let how = strata.isEmpty ? "" : " by \(listed(strata)), \(allocation)"
      return "sample of \(count)\(how), seed \(seed)"
    case .grouped(let keys): return "group by " + listed(keys)
    case .summarised: return "summarise"
    case .joined(let kind, let keys): return "\(kind) join on \(listed(keys))"
    case .united: return "union"
    case .pivoted(let name): return "pivot by " + column(name)
    case .unpivoted: return "unpivot"
    case .filled(let period): return "fill empty \(period)s"
    case .exploded(let name): return "one row for each of " + column(name)
    case .repaired(let id): return "repair " + id
    case .levels(let levels, let name, let blocks):
      let shown = 30
      return column(name) + " in " + levels.prefix(shown).joined(separator: ", ")
        + (levels.count > shown ? " and \(levels.count - shown) more" : "")
        + (blocks.map { ", by " + column($0) } ?? "")
    case .present(let x, let y): return "\(column(x)) and \(column(y)) present"
    case .used: return "used"
    case .lost(let loss): return loss.fullText
    case .named(let words): return words
    }
  }
}

/// One step on the way of rows from a source to an analysis.
public struct RowFlowStep: Sendable {
  /// What was done.
  public let change: RowChange
  /// The rows left after it.
  public let rows: Int

  /// A step and the rows left after it.
  public init(_ change: RowChange, rows: Int) { self.init(change, rows: rows, loss: nil) }

  private init(_ change: RowChange, rows: Int, loss: Loss?) {
    self.change = change
    self.rows = rows
    told = loss
  }

  /// What became missing in so many rows.
  public init(_ loss: Loss, rows: Int) { self.init(.lost(loss), rows: rows) }

  /// What became missing, where the step tells that.
  public var loss: Loss? {
    if case .lost(let loss) = change { loss } else { told }
  }

  /// A loss whose step has words of its own.
  private let told: Loss?

  /// The step under other words.
  package func worded(_ words: String) -> RowFlowStep {
    RowFlowStep(.named(words), rows: rows, loss: loss)
  }

  /// A step in words.
  public init(step: String, rows: Int) { self.init(.named(step), rows: rows) }

  /// What was done, as results hold it: `read` or `where month is not null`.
  public var step: String { change.text }
}

extension RowFlowStep: Hashable {
  /// Steps are equal where they are written alike.
  public static func == (a: Self, b: Self) -> Bool {
    a.rows == b.rows && a.step == b.step && a.loss == b.loss
  }

  /// Hashes what is compared.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rows)
    hasher.combine(step)
  }
}

extension RowFlowStep: Keyed {
  /// The words in results and addresses.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case step, rows
    case loss = "became_missing"
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .step: .text(step)
    case .rows: .whole(Int64(rows))
    case .loss: loss.map { .value($0) }
    }
  }

  /// Reads it back: the words, of which a file no longer says what was done.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    self.init(
      .named(try parts.required(.step)), rows: try parts.whole(.rows) ?? 0,
      loss: try parts.value(.loss))
  }
}

extension [RowFlowStep] {
  /// The row flow, as results hold it.
  public var node: Node { .values(self) }
}

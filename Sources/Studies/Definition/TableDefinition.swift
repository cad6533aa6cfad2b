import Basics
import Tables

/// A table of a study: where its rows start, and what is done to them in order.
struct TableDefinition: Sendable {
  enum Start: Sendable {
    case from(Located<String>)
    case union([Located<String>])
    /// One row an analysis: its estimate, interval, p-values, counts.
    case results([Located<String>])
  }

  let id: String
  let position: SourcePosition
  let start: Start
  let steps: [TableStep]
  let display: DisplayDefinition?
}

/// One step of a table, and where it was written.
struct TableStep: Sendable {
  let position: SourcePosition
  let operation: Operation

  enum Operation: Sendable {
    case filter(Located<Expression>)
    case derive([Derivation])
    case summarise(keys: [Located<String>], summaries: [Derivation])
    case select([Located<String>])
    case drop([Located<String>])
    case rename([(new: String, old: Located<String>)])
    case describe([ColumnDefinition])
    case sort([(name: Located<String>, descending: Bool)])
    case distinct([Located<String>])
    case limit(Int)
    case join(Join)
    case union([Located<String>])
    case calendar(Calendar)
    case pivot(names: Located<String>, values: Located<String>)
    case unpivot(columns: [Located<String>], names: String, values: String)
    case explode(Located<String>)
    case sample(Sample)
    case split(Split)
    case repair([Located<String>])
    case predict(analysis: Located<String>, column: String)
    case carbon(name: Located<String>, parameters: YAMLValue)
  }

  /// A column made by an expression.
  struct Derivation: Sendable {
    let name: String
    let position: SourcePosition
    let value: Located<Expression>
    let metadata: ColumnMetadata
  }

  struct Join: Sendable {
    let table: Located<String>
    let keys: [(left: Located<String>, right: String)]
    let kind: JoinKind
    let expectation: String?
  }

  struct Calendar: Sendable {
    let column: Located<String>
    let period: String
    let fill: [(column: Located<String>, value: JSON)]
  }

  struct Sample: Sendable {
    let rows: Int?
    let share: Double?
    let strata: [Located<String>]
    let allocation: String
    let seed: UInt64?
  }

  struct Split: Sendable {
    let generator: String
    let seed: UInt64
    let testShare: Double
    let keepsTest: Bool
  }
}

/// How a table is printed.
struct DisplayDefinition: Sendable {
  struct ColumnDisplay: Sendable {
    let name: Located<String>
    let title: String?
    let format: String?
    let digits: Int?
    let decimals: Int?
    let unit: String?
    let align: String?
    let group: String?
  }

  let position: SourcePosition
  let caption: String?
  let columns: [ColumnDisplay]?
  let limit: Int?
  let notes: [String]
}

import Basics
import Tables

/// A table of a study: where its rows start, and what is done to them in order.
struct TableDefinition: Sendable {
  enum Start: Sendable {
    case from(Located<String>)
    /// Another table that a step of the domain gives which is a step of a table.
    case output(of: Located<String>, name: String)
    case union([Located<String>])
    /// One row an analysis: its estimate, interval, p-values, counts.
    case results([Located<String>])
    /// The parts of the result of an analysis: all, or those under a word.
    case parts(of: Located<String>, name: String?)
  }

  let id: String
  let position: SourcePosition
  let written: Written
  let start: Start
  let steps: [Located<any TableStep>]
  let display: DisplayDefinition?

  /// The sources, tables and analyses that this one is made from.
  var inputs: [Located<String>] {
    let started =
      switch start {
      case .from(let name), .output(let name, _), .parts(let name, _): [name]
      case .union(let names), .results(let names): names
      }
    return started
      + steps.flatMap(\.value.references).compactMap { reference in
        switch reference {
        case .table(let name), .analysis(let name): name
        case .repair: nil
        }
      }
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
    /// Whether its numbers have a ground the darker the larger they are.
    var isShaded = false
    /// Whether a narrow screen may leave it out.
    var isSecondary = false
  }

  let position: SourcePosition
  let caption: String?
  let columns: [ColumnDisplay]?
  let limit: Int?
  let notes: [String]
  /// The columns whose sums stand in a last row.
  let totals: [Located<String>]
}

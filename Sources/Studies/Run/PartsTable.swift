import Basics
import Tables

/// The parts of a result as rows: the curves of `kaplan-meier`, the forecasts of `forecast`, the trend of `stl`.
///
/// An element of a list is a row, and a part with a list of numbers has a row for each of them, numbered by `index`.
/// Intervals become two columns, `conf_low` and `conf_high`; what is within a part is named after it, as in `parameters_mu`.
struct PartsTable {
  private enum Cell {
    case number(Double?)
    case text(String?)
  }

  private var names: [String] = []
  private var rows: [[String: Cell]] = []

  /// The table of a part.
  static func table(_ node: Node, _ address: String) throws -> Table {
    var parts = PartsTable()
    for record in node.elements ?? [node] { parts.add(record) }
    let columns = parts.names.map { name -> (String, Column) in
      let cells = parts.rows.map { $0[name] }
      let texts = cells.map { cell -> String? in
        switch cell {
        case .text(let text): text
        case .number(let number?): JSONNumber.text(number)
        case .number(nil), nil: nil
        }
      }
      let isText = cells.contains { if case .text(_?) = $0 { true } else { false } }
      if isText { return (name, Column(texts: texts)) }
      let numbers = cells.map { cell -> Double? in
        if case .number(let number) = cell { number } else { nil }
      }
      return (name, Column(doubles: numbers))
    }
    return try Table(
      columns, rowCount: parts.rows.count,
      rowFlow: [RowFlowStep(step: "parts of \(address)", rows: parts.rows.count)])
  }

  private mutating func add(_ record: Node) {
    var single: [(String, Cell)] = []
    var lists: [(String, [Cell])] = []
    Self.flatten(record, "", &single, &lists)
    let length = lists.map(\.1.count).max()
    if length != nil { note("index") }
    for (name, _) in single { note(name) }
    for (name, _) in lists { note(name) }
    for index in 0..<(length ?? 1) {
      var row = Dictionary(single, uniquingKeysWith: { first, _ in first })
      if length != nil { row["index"] = .number(Double(index + 1)) }
      for (name, values) in lists where index < values.count { row[name] = values[index] }
      rows.append(row)
    }
  }

  private mutating func note(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }

  private static func flatten(
    _ node: Node, _ name: String, _ single: inout [(String, Cell)],
    _ lists: inout [(String, [Cell])]
  ) {
    func scalar(_ node: Node) -> Cell? {
      switch node {
      case .number(let number): .number(number)
      case .whole(let whole): .number(Double(whole))
      case .text(let text): .text(text)
      case .flag(let flag): .text(flag.map { $0 ? "true" : "false" })
      case .value, .list: nil
      }
    }
    if let cell = scalar(node) {
      single.append((name.isEmpty ? "value" : name, cell))
    } else if let parts = node.parts {
      for part in parts {
        flatten(part.node, name.isEmpty ? part.key : "\(name)_\(part.key)", &single, &lists)
      }
    } else if let elements = node.elements {
      let ends = limits(name)
      if let ends, let cells = pair(elements, scalar) {
        single.append((ends.low, cells.low))
        single.append((ends.high, cells.high))
      } else if let ends {
        let pairs = elements.map { pair($0.elements ?? [], scalar) }
        lists.append((ends.low, pairs.map { $0?.low ?? .number(nil) }))
        lists.append((ends.high, pairs.map { $0?.high ?? .number(nil) }))
      } else {
        let cells = elements.compactMap(scalar)
        guard cells.count == elements.count, !cells.isEmpty else { return }
        let texts = cells.compactMap { if case .text(let text) = $0 { text } else { nil } }
        if texts.count == cells.count {
          single.append((name, .text(texts.joined(separator: ", "))))
        } else {
          lists.append((name, cells))
        }
      }
    }
  }

  private static func pair(
    _ elements: [Node], _ scalar: (Node) -> Cell?
  ) -> (low: Cell, high: Cell)? {
    guard elements.count == 2, let low = scalar(elements[0]), let high = scalar(elements[1]) else {
      return nil
    }
    return (low, high)
  }

  /// The names of the ends of an interval.
  private static func limits(_ name: String) -> (low: String, high: String)? {
    guard name == "ci" || name.hasSuffix("_ci") else { return nil }
    let prefix = name == "ci" ? "conf" : String(name.dropLast(3))
    return (prefix + "_low", prefix + "_high")
  }
}

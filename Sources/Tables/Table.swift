internal import Basics

/// Something that a reader or an operation noticed and that a person should know.
public struct TableNote: Hashable, Sendable {
  /// The column that it is about, if it is about one.
  public let column: String?
  /// One sentence without the name of the column.
  public let text: String

  /// A note.
  public init(column: String? = nil, text: String) {
    self.column = column
    self.text = text
  }
}

/// Named columns of one length, and the way its rows came here.
public struct Table: Sendable {
  /// The names of the columns, in order, each once.
  public private(set) var names: [String]
  /// The columns, in the order of `names`.
  public private(set) var columns: [Column]
  /// The number of rows, also where there is no column.
  public let rowCount: Int
  /// From the source to here.
  public var rowFlow: [RowFlowStep]
  /// What was noticed on the way here, oldest first.
  public var notes: [TableNote] = []

  private var positions: [String: Int]

  /// A table of columns that must be of one length and have distinct names.
  public init(
    _ columns: [(name: String, column: Column)], rowCount: Int? = nil, rowFlow: [RowFlowStep] = []
  ) throws(TableError) {
    let rows = rowCount ?? columns.first?.column.count ?? 0
    // Operations number rows in 32 bits.
    guard rows <= Limits.rows else {
      throw TableError.tooLarge(what: "this", size: rows, unit: "rows", limit: Limits.rows)
    }
    var positions: [String: Int] = [:]
    for (index, entry) in columns.enumerated() {
      guard entry.column.count == rows else {
        throw TableError.columnLength(name: entry.name, rows: entry.column.count, expected: rows)
      }
      guard positions.updateValue(index, forKey: entry.name) == nil else {
        throw TableError.duplicateColumn(name: entry.name)
      }
    }
    names = columns.map(\.name)
    self.columns = columns.map(\.column)
    self.rowCount = rows
    self.rowFlow = rowFlow
    self.positions = positions
  }

  /// The column called `name`, if there is one.
  public subscript(name: String) -> Column? { positions[name].map { columns[$0] } }

  /// The column called `name`, or an error that names the nearest one.
  public func column(_ name: String) throws(TableError) -> Column {
    guard let column = self[name] else {
      throw TableError.unknownColumn(name: name, nearest: name.nearest(in: names))
    }
    return column
  }

  /// Tells in the row flow what became missing.
  package mutating func tell(_ losses: [Loss]) {
    rowFlow += losses.map { RowFlowStep($0, rows: rowCount) }
  }

  /// Adds a column, or replaces the one of that name in its place.
  public mutating func set(_ name: String, to column: Column) throws(TableError) {
    guard column.count == rowCount else {
      throw TableError.columnLength(name: name, rows: column.count, expected: rowCount)
    }
    if let position = positions[name] {
      columns[position] = column
    } else {
      positions[name] = names.count
      names.append(name)
      columns.append(column)
    }
  }
}

extension Table {
  /// Fails where an operation would give more rows than are numbered.
  func expectRoom(_ rows: Int, _ what: String) throws(TableError) {
    guard rows > Limits.rows else { return }
    throw TableError.tooLarge(what: what, size: rows, unit: "rows", limit: Limits.rows)
  }
}

internal import Basics

extension Table {
  /// The rows whose numbers are given, in that order; -1 gives a row of missing cells.
  package func gathered(_ rows: [Int32], step: RowChange?) throws(TableError) -> Table {
    var table = try Table(
      zip(names, columns).map { ($0, $1.gathered(rows)) }, rowCount: rows.count,
      rowFlow: rowFlow + (step.map { [RowFlowStep($0, rows: rows.count)] } ?? []))
    table.notes = notes
    return table
  }

  /// The rows in which `condition` holds.
  public func filtered(_ condition: Expression) throws -> Table {
    let (rows, losses) = try condition.conditionCounting(on: self)
    var table = self
    table.tell(losses)
    return try table.filtered(rows, step: .filtered(condition))
  }

  /// The rows whose bits are set; `step` names the reason in the row flow.
  public func filtered(_ rows: Bitmap, step: RowChange) throws(TableError) -> Table {
    guard rows.count == rowCount else {
      throw TableError.columnLength(name: step.text, rows: rows.count, expected: rowCount)
    }
    var table = try rows.setCount == rowCount ? self : gathered(rows.setRows, step: nil)
    table.rowFlow.append(RowFlowStep(step, rows: table.rowCount))
    return table
  }

  /// The table with a column computed from the others, or replaced by it.
  public func derived(
    _ name: String, _ expression: Expression, metadata: ColumnMetadata? = nil
  ) throws -> Table {
    let (column, losses) = try expression.evaluateCounting(on: self)
    var table = self
    var own = metadata ?? column.metadata
    if own.unit == nil { own.unit = column.metadata.unit }
    if own.kind == nil { own.kind = column.metadata.kind }
    if own.provenance == .unknown { own.provenance = .derived }
    try table.set(name, to: column.with(metadata: own))
    table.tell(losses.map { $0.of(name) })
    return table
  }

  /// Only these columns, in this order.
  public func selected(_ wanted: [String]) throws(TableError) -> Table {
    var columns: [(name: String, column: Column)] = []
    for name in wanted { columns.append((name, try column(name))) }
    return try rebuilt(columns)
  }

  /// All columns but these.
  public func dropped(_ unwanted: [String]) throws(TableError) -> Table {
    for name in unwanted { _ = try column(name) }
    let gone = Set(unwanted)
    return try rebuilt(zip(names, columns).filter { !gone.contains($0.0) }.map { ($0, $1) })
  }

  /// The columns under new names; those that `newNames` does not mention keep theirs.
  public func renamed(_ newNames: [String: String]) throws(TableError) -> Table {
    for name in newNames.keys.sorted() { _ = try column(name) }
    return try rebuilt(zip(names, columns).map { (newNames[$0] ?? $0, $1) })
  }

  /// The first `count` rows.
  public func limited(to count: Int) throws(TableError) -> Table {
    guard count < rowCount else { return self }
    return try gathered((0..<Int32(max(0, count))).map { $0 }, step: .limited(max(0, count)))
  }

  /// The rows sorted by the first key, equals by the next, else as they stood; missing values last.
  public func sorted(by keys: [SortKey]) throws(TableError) -> Table {
    var resolved: [SortKey.Resolved] = []
    for key in keys {
      resolved.append(.init(column: try column(key.column), descending: key.descending))
    }
    return try gathered(RowOrder.sorted(rows: rowCount, by: resolved), step: nil)
  }

  /// The first row of each combination of values of `names`; all columns where none are given.
  public func distinct(by names: [String] = []) throws(TableError) -> Table {
    var keys: [Column] = []
    for name in names.isEmpty ? self.names : names { keys.append(try column(name)) }
    let groups = RowGroups(columns: keys, rows: rowCount)
    return try gathered(groups.firstRows, step: .distinct(names))
  }

  /// The rows of this table and then those of `other`. Columns meet by name; one that a side lacks
  /// is missing there.
  public func union(_ other: Table) throws(TableError) -> Table {
    try expectRoom(rowCount + other.rowCount, "the union")
    var result: [(name: String, column: Column)] = []
    for name in names + other.names.filter({ self[$0] == nil }) {
      let type = self[name]?.type ?? other[name]?.type ?? .double
      let metadata = self[name]?.metadata ?? other[name]?.metadata ?? .init()
      let above = self[name] ?? .missing(type, count: rowCount, metadata: metadata)
      let below = other[name] ?? .missing(type, count: other.rowCount)
      guard let column = above.appending(below) else {
        throw TableError.typeMismatch(
          column: name, left: above.type.rawValue, right: below.type.rawValue)
      }
      result.append((name, column))
    }
    let rows = rowCount + other.rowCount
    var table = try Table(
      result, rowCount: rows, rowFlow: rowFlow + [RowFlowStep(.united, rows: rows)])
    table.notes = notes + other.notes
    return table
  }

  func rebuilt(
    _ columns: [(name: String, column: Column)]
  ) throws(TableError) -> Table {
    var table = try Table(columns, rowCount: rowCount, rowFlow: rowFlow)
    table.notes = notes
    return table
  }
}

extension Table {
  /// Puts what `metadata` says instead of what is known of a column.
  package mutating func describe(_ name: String, as metadata: ColumnMetadata) throws {
    let column = try column(name)
    try set(name, to: column.with(metadata: column.metadata.overridden(by: metadata)))
  }
}

extension ColumnMetadata {
  /// This metadata with what `other` says instead of its own.
  fileprivate func overridden(by other: ColumnMetadata) -> ColumnMetadata {
    ColumnMetadata(
      unit: other.unit ?? unit,
      provenance: other.provenance == .unknown ? provenance : other.provenance,
      label: other.label ?? label, description: other.description ?? description,
      kind: other.kind ?? kind)
  }
}

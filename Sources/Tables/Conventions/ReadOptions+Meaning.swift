internal import Basics

/// A column as its file has it, with what was told of its cells.
struct UnderstoodColumn {
  let name: String
  var column: Column
  var reading = ColumnReading()
  /// What else a person should know of it.
  var remarks: [String] = []
}

/// What the reader of a file knows of a column beside its values.
struct ColumnFacts {
  /// Whether its texts mean nothing else, as labels do.
  var isSettled = false
  /// Whether some of its texts were numbers with a decimal point, as JSON has them.
  var hasPoint = false
  /// What kept it from a narrower type.
  var obstacle: ColumnReading.Obstacle?
  /// What else a person should know.
  var remarks: [String] = []
}

extension ReadOptions {
  /// Whether the type of a column was declared, so that nothing is inferred from its cells.
  func isDeclared(_ name: String) -> Bool {
    types[name] != nil && firstType(name) == types[name]
  }

  /// The columns as `conventions` understand their texts.
  func understood(
    _ columns: [(name: String, column: Column)], _ facts: [String: ColumnFacts] = [:],
    by conventions: TextConventions
  ) -> [UnderstoodColumn] {
    let inputs = columns.map { name, column in
      TextConventions.Input(
        column: column, isDeclared: isDeclared(name) || facts[name]?.isSettled == true,
        hasPoint: facts[name]?.hasPoint ?? false)
    }
    let decided = conventions.decide(inputs, threads: Parallel.workers(threads))
    return zip(columns, decided).map { given, decided in
      var reading = decided.reading
      reading.obstacle = reading.obstacle ?? facts[given.name]?.obstacle
      // What the file itself declares as missing.
      reading.missing = (given.column.metadata.reading?.missing ?? []) + reading.missing
      return UnderstoodColumn(
        name: given.name, column: decided.column, reading: reading,
        remarks: facts[given.name]?.remarks ?? [])
    }
  }

  /// The table of understood columns, of the types that were declared; fails where a column has two meanings, or is not
  /// of its declared type.
  func table(
    _ columns: [UnderstoodColumn], rows: Int, file: String
  ) throws(ReadError) -> Table {
    var notes: [TableNote] = []
    var finished: [(name: String, column: Column)] = []
    for one in columns {
      if let ambiguity = one.reading.ambiguity, !keepsAmbiguities {
        throw ReadError(file: file, column: one.name, problem: ambiguity.problem)
      }
      var column = try declared(one, file)
      var own = metadata[one.name] ?? .init()
      own.unit = own.unit ?? column.metadata.unit
      own.label = own.label ?? column.metadata.label
      own.reading = one.reading.isPlain ? nil : one.reading
      column.metadata = own
      finished.append((one.name, column))
      notes += (one.remarks + one.reading.sentences).map { TableNote(column: one.name, text: $0) }
    }
    do {
      var table = try Table(
        finished, rowCount: rows, rowFlow: [RowFlowStep(.read, rows: rows)])
      table.notes = notes
      return table
    } catch {
      throw ReadError(file: file, problem: error.description)
    }
  }

  /// The column as its declared type.
  private func declared(_ one: UnderstoodColumn, _ file: String) throws(ReadError) -> Column {
    let column = one.column
    if let unit = unixTimes[one.name], let moments = unit.moments(column) { return moments }
    guard let type = types[one.name], column.type != type else { return column }
    if column.missingCount == column.count { return .missing(type, count: column.count) }
    switch (type, column.values) {
    case (.double, .int(let whole)):
      return Column(
        .double(whole.map(Double.init)), validity: column.validity, metadata: column.metadata)
    case (.timestamp, .date(let days)):
      return Column(
        .timestamp(days.map { Timestamp.midnight($0) }), validity: column.validity,
        metadata: column.metadata)
    default:
      if one.reading.ambiguity != nil { return column }
      let what = one.reading.sentences.first.map { ": it is \($0)" } ?? ""
      let name = unixTimes[one.name].map { "unix \($0.rawValue)" } ?? type.rawValue
      throw ReadError(
        file: file, column: one.name,
        problem: "the column is declared as \(name), but its cells are not all of that type\(what)")
    }
  }
}

/// What the numbers of a column count since 1970-01-01T00:00:00Z.
public enum UnixTime: String, Hashable, Sendable, CaseIterable {
  case seconds, milliseconds

  /// The numbers as points in time; `nil` for a column of something else, or of numbers beyond the calendar.
  func moments(_ column: Column) -> Column? {
    let unit = self == .seconds ? 1e6 : 1e3
    let limit = 9.2e18
    func moment(_ number: Double) -> Int64? {
      let value = (number * unit).rounded(.toNearestOrEven)
      return value.magnitude < limit ? Int64(value) : nil
    }
    let found: [Int64?]
    switch column.values {
    case .int(let values):
      found = values.map { value in
        let (product, overflow) = value.multipliedReportingOverflow(by: Int64(unit))
        return overflow ? nil : product
      }
    case .double(let values): found = values.map(moment)
    default: return nil
    }
    guard found.indices.allSatisfy({ found[$0] != nil || !column.isValid($0) }) else { return nil }
    return Column(.timestamp(found.map { $0 ?? 0 }), validity: column.validity)
  }
}

public import Basics

extension Table {
  /// Adds a row for each period between the first and the last that no row has, for each
  /// combination of the values of `groups`.
  ///
  /// - Parameters:
  ///   - column: a date column whose values are starts of periods, as `date_trunc` gives them.
  ///   - values: what other columns hold in new rows, e.g. 0 for a count; else they are missing.
  ///   - range: the first and last date, where the data's own are not meant.
  public func fillingPeriods(
    of column: String, _ period: Period, by groups: [String] = [], values: [String: Value] = [:],
    from: CalendarDate? = nil, to: CalendarDate? = nil
  ) throws(TableError) -> Table {
    let dates = try self.column(column)
    guard case .date(let days) = dates.values, !period.isShorterThanDay else {
      throw TableError.wrongType(column: column, needed: "date", found: dates.type.rawValue)
    }
    var keys: [Column] = []
    for name in groups { keys.append(try self.column(name)) }
    let present = (0..<rowCount).filter(dates.isValid)
    let indices = present.map { period.index(ofDay: Int(days[$0])) }
    guard
      let low = from.map({ period.index(ofDay: $0.daysSinceEpoch) }) ?? indices.min(),
      let high = to.map({ period.index(ofDay: $0.daysSinceEpoch) }) ?? indices.max(), low <= high
    else { return self }
    let rowGroups = RowGroups(columns: keys, rows: rowCount)
    let periods = high - low + 1
    let groupCount = max(1, rowGroups.count)
    let (size, overflow) = periods.multipliedReportingOverflow(by: groupCount)
    guard !overflow, size <= Limits.filledRows else {
      throw TableError.tooLarge(
        what: "filling the \(periods) \(period.rawValue)s between the first and the last date of "
          + "'\(column)'" + (groupCount > 1 ? " in each of \(groupCount) groups" : ""),
        size: overflow ? .max : size, unit: "rows", limit: Limits.filledRows)
    }
    var seen = Set<[Int]>()
    for (place, row) in present.enumerated() {
      seen.insert([Int(rowGroups.codes[row]), indices[place]])
    }
    var newDays: [Value] = []
    var sources: [Int32] = []
    for group in 0..<max(rowGroups.count, groups.isEmpty ? 1 : 0) {
      for index in low...high where !seen.contains([group, index]) {
        newDays.append(.date(Int32(clamping: period.firstDay(ofIndex: index))))
        sources.append(
          rowGroups.firstRows.indices.contains(group) ? rowGroups.firstRows[group] : -1)
      }
    }
    var result: [(name: String, column: Column)] = []
    for (name, own) in zip(names, columns) {
      let added: Column
      if name == column {
        added = Column(type: .date, newDays)
      } else if groups.contains(name) {
        added = own.gathered(sources)
      } else {
        added = Column(
          type: own.type, repeatElement(values[name] ?? .missing, count: newDays.count))
      }
      result.append((name, own.appending(added) ?? own))
    }
    let rows = rowCount + newDays.count
    var table = try Table(
      result, rowCount: rows,
      rowFlow: rowFlow + [RowFlowStep(.filled(period.rawValue), rows: rows)])
    table.notes = notes
    return try table.sorted(by: groups.map { SortKey($0) } + [SortKey(column)])
  }

  /// One row for each combination of `rows`, one column for each value of `names`, sorted, holding
  /// `values`. A cell with two rows is refused; one with none holds `empty`.
  public func pivoted(
    rows: [String], names nameColumn: String, values valueColumn: String, empty: Value = .missing
  ) throws(TableError) -> Table {
    var keys: [Column] = []
    for name in rows { keys.append(try column(name)) }
    let names = try column(nameColumn)
    let values = try column(valueColumn)
    let rowGroups = RowGroups(columns: keys, rows: rowCount)
    let nameGroups = RowGroups(columns: [names], rows: rowCount)
    let (cellCount, overflow) = rowGroups.count.multipliedReportingOverflow(by: nameGroups.count)
    guard !overflow, cellCount <= Limits.pivotedCells else {
      throw TableError.tooLarge(
        what:
          "\(rowGroups.count) rows and a column for each of the \(nameGroups.count) values of '\(nameColumn)'",
        size: overflow ? .max : cellCount, unit: "cells", limit: Limits.pivotedCells)
    }
    let nameOrder = RowOrder.sorted(
      rows: nameGroups.count,
      by: [.init(column: names.gathered(nameGroups.firstRows), descending: false)])
    var cells = [[Int32]](
      repeating: Array(repeating: -1, count: rowGroups.count), count: nameGroups.count)
    for row in 0..<rowCount {
      let (group, name) = (Int(rowGroups.codes[row]), Int(nameGroups.codes[row]))
      guard cells[name][group] < 0 else {
        let key = (keys + [names]).map { $0.value(at: row).description }
        throw TableError.duplicateKey(key: key.joined(separator: ", "), rows: 2)
      }
      cells[name][group] = Int32(row)
    }
    let base = keys.map { $0.gathered(rowGroups.firstRows) }
    let order = RowOrder.sorted(
      rows: rowGroups.count, by: base.map { .init(column: $0, descending: false) })
    var result = zip(rows, base).map { (name: $0, column: $1.gathered(order)) }
    for name in nameOrder {
      let label = names.value(at: Int(nameGroups.firstRows[Int(name)]))
      var column = values.gathered(order.map { cells[Int(name)][Int($0)] })
      if empty != .missing {
        column = Column(
          type: column.type,
          (0..<column.count).map { row in
            cells[Int(name)][Int(order[row])] < 0 ? empty : column.value(at: row)
          }, metadata: column.metadata)
      }
      result.append((label == .missing ? "missing" : label.description, column))
    }
    return try Table(
      result, rowCount: rowGroups.count,
      rowFlow: rowFlow + [RowFlowStep(.pivoted(by: nameColumn), rows: rowGroups.count)])
  }

  /// A row for each cell of `columns`: the column's name in `names`, its value in `values`; the
  /// other columns are repeated.
  public func unpivoted(
    _ columns: [String], names nameColumn: String = "name", values valueColumn: String = "value"
  ) throws(TableError) -> Table {
    let (cells, overflow) = rowCount.multipliedReportingOverflow(by: columns.count)
    try expectRoom(overflow ? .max : cells, "unpivot")
    var stacked: Column?
    for name in columns {
      let next = try column(name)
      guard let sofar = stacked else {
        stacked = next
        continue
      }
      guard let longer = sofar.appending(next) else {
        throw TableError.typeMismatch(
          column: name, left: sofar.type.rawValue, right: next.type.rawValue)
      }
      stacked = longer
    }
    guard let stacked else { throw TableError.noKeys }
    // Row by row, and within a row in the order of the columns.
    let width = columns.count
    let rows = (0..<rowCount * width).map { Int32($0 / width) }
    let places = (0..<rowCount * width).map { Int32($0 % width * rowCount + $0 / width) }
    var result: [(name: String, column: Column)] = []
    for (name, own) in zip(names, self.columns) where !columns.contains(name) {
      result.append((name, own.gathered(rows)))
    }
    result.append(
      (nameColumn, Column(texts: (0..<rowCount * width).map { columns[$0 % width] })))
    result.append((valueColumn, stacked.gathered(places)))
    return try Table(
      result, rowCount: rows.count,
      rowFlow: rowFlow + [RowFlowStep(.unpivoted, rows: rows.count)])
  }

  /// A row for each entry of a text list, which becomes text; rows with an empty or missing list
  /// are dropped.
  public func exploded(_ name: String) throws(TableError) -> Table {
    let column = try column(name)
    guard case .textList(let lists) = column.values else {
      throw TableError.wrongType(column: name, needed: "text list", found: column.type.rawValue)
    }
    // Where missing rows contain nothing, the entries are already as they are needed.
    var codes = lists.codes
    let isWhole = (0..<rowCount).allSatisfy {
      column.isValid($0) || lists.offsets[$0] == lists.offsets[$0 + 1]
    }
    if !isWhole {
      codes = (0..<rowCount).filter(column.isValid).flatMap {
        lists.codes[lists.offsets[$0]..<lists.offsets[$0 + 1]]
      }
    }
    try expectRoom(codes.count, "a row for each entry of '\(name)'")
    var rows: [Int32] = []
    if names.count > 1 {
      rows.reserveCapacity(codes.count)
      for row in 0..<rowCount where column.isValid(row) {
        let entries = lists.offsets[row + 1] - lists.offsets[row]
        rows.append(contentsOf: repeatElement(Int32(row), count: entries))
      }
    }
    var result: [(name: String, column: Column)] = []
    for (own, values) in zip(names, columns) {
      let entries = TextValues(codes: codes, dictionary: lists.dictionary)
      result.append(
        (
          own,
          own == name ? Column(.text(entries), metadata: values.metadata) : values.gathered(rows)
        ))
    }
    return try Table(
      result, rowCount: codes.count,
      rowFlow: rowFlow + [RowFlowStep(.exploded(name), rows: codes.count)])
  }
}

internal import Basics

/// Which rows a join keeps.
public enum JoinKind: String, Hashable, Sendable, CaseIterable {
  /// Rows of the left table, with what the right one has for them.
  case left
  /// Rows that both tables have.
  case inner
  /// Rows of either.
  case full
  /// Rows of the left table that the right one does not have.
  case anti
}

extension Table {
  /// This table joined with `other` where the columns `keys` of both are equal; a missing key equals
  /// nothing. Columns of `other` that are called like one here get `suffix`.
  ///
  /// A key that occurs in several rows of `other` is refused with its name, unless
  /// `allowingDuplicates`: then each pair of rows is a row. Rows keep the order of the left table,
  /// then that of the right. Rows of one side alone are reported in the row flow, where `name` is what `other` is
  /// called.
  public func joined(
    _ other: Table, on keys: [String], kind: JoinKind = .left, allowingDuplicates: Bool = false,
    suffix: String = "_right", called name: String? = nil
  ) throws(TableError) -> Table {
    try expectRoom(rowCount + other.rowCount, "the rows of both tables of the join")
    let (left, right) = try matchCodes(other, keys)
    var rowsOfCode: [Int32: [Int32]] = [:]
    for (row, code) in right.enumerated() where code >= 0 {
      rowsOfCode[code, default: []].append(Int32(row))
    }
    if !allowingDuplicates, kind != .anti,
      let code = right.first(where: { $0 >= 0 && (rowsOfCode[$0]?.count ?? 0) > 1 }),
      let rows = rowsOfCode[code]
    {
      let text = keys.map { other[$0]?.value(at: Int(rows[0])).description ?? "" }
      throw TableError.duplicateKey(key: text.joined(separator: ", "), rows: rows.count)
    }
    if allowingDuplicates, kind != .anti { try checkPairs(left, rowsOfCode, other) }
    var leftRows: [Int32] = []
    var rightRows: [Int32] = []
    var used = Bitmap(repeating: false, count: other.rowCount)
    for (row, code) in left.enumerated() {
      let matches = code >= 0 ? rowsOfCode[code] ?? [] : []
      if matches.isEmpty {
        guard kind != .inner else { continue }
        leftRows.append(Int32(row))
        rightRows.append(-1)
      } else if kind != .anti {
        for match in matches {
          leftRows.append(Int32(row))
          rightRows.append(match)
          used[Int(match)] = true
        }
      }
    }
    let step = RowChange.joined(kind.rawValue, on: keys)
    if kind == .anti { return try gathered(leftRows, step: step) }
    let unmatched = rightRows.count { $0 < 0 }
    if kind == .full {
      for row in used.complement.setIndices {
        leftRows.append(-1)
        rightRows.append(Int32(row))
      }
    }
    var table = try paired(other, keys, leftRows, rightRows, step, suffix)
    if unmatched > 0 {
      table.tell([
        .unmatched(in: name ?? "the other table", count: unmatched, of: table.rowCount)
      ])
    }
    return table
  }

  /// The first key without a missing part that occurs in several rows, in words; `nil`: none does.
  package func firstRepeatedKey(of keys: [String]) throws(TableError) -> String? {
    var columns: [Column] = []
    for key in keys { columns.append(try column(key)) }
    let groups = RowGroups(columns: columns, rows: rowCount)
    for (row, code) in groups.codes.enumerated()
    where groups.firstRows[Int(code)] != Int32(row) && columns.allSatisfy({ $0.isValid(row) }) {
      return columns.map { $0.value(at: row).description }.joined(separator: ", ")
    }
    return nil
  }

  /// Refuses a join whose pairs would not fit the memory: equal keys on both sides multiply.
  private func checkPairs(
    _ left: [Int32], _ rowsOfCode: [Int32: [Int32]], _ other: Table
  ) throws(TableError) {
    var pairs = 0
    for code in left where code >= 0 { pairs += rowsOfCode[code]?.count ?? 0 }
    let width = max(1, columns.count + other.columns.count)
    let limit = min(Limits.rows, Memory.allowance / (8 * width))
    guard pairs > max(limit, rowCount + other.rowCount) else { return }
    throw TableError.tooLarge(
      what: "joining each pair of rows with equal keys", size: pairs, unit: "rows", limit: limit)
  }

  private func paired(
    _ other: Table, _ keys: [String], _ leftRows: [Int32], _ rightRows: [Int32], _ step: RowChange,
    _ suffix: String
  ) throws(TableError) -> Table {
    var result: [(name: String, column: Column)] = []
    for (name, column) in zip(names, columns) {
      guard keys.contains(name), leftRows.contains(-1), let theirs = other[name],
        let both = column.appending(theirs)
      else {
        result.append((name, column.gathered(leftRows)))
        continue
      }
      let rows = zip(leftRows, rightRows).map { $0 >= 0 ? $0 : Int32(rowCount) + $1 }
      result.append((name, both.gathered(rows)))
    }
    for (name, column) in zip(other.names, other.columns) where !keys.contains(name) {
      result.append((self[name] == nil ? name : name + suffix, column.gathered(rightRows)))
    }
    var table = try Table(
      result, rowCount: leftRows.count,
      rowFlow: rowFlow + [RowFlowStep(step, rows: leftRows.count)])
    table.notes = notes + other.notes
    return table
  }

  /// Numbers for the keys of both tables, equal where the keys are; -1 where a part is missing.
  private func matchCodes(
    _ other: Table, _ keys: [String]
  ) throws(TableError) -> (left: [Int32], right: [Int32]) {
    guard !keys.isEmpty else { throw TableError.noKeys }
    var both: [Column] = []
    var present: Bitmap?
    for key in keys {
      let (own, theirs) = (try column(key), try other.column(key))
      guard let joined = own.appending(theirs) else {
        throw TableError.typeMismatch(
          column: key, left: own.type.rawValue, right: theirs.type.rawValue)
      }
      if let validity = joined.validity {
        present = present.map { $0.intersection(validity) } ?? validity
      }
      both.append(joined)
    }
    let codes = RowGroups(columns: both, rows: rowCount + other.rowCount).codes
    let marked = codes.enumerated().map { row, code in present?[row] ?? true ? code : -1 }
    return (Array(marked[..<rowCount]), Array(marked[rowCount...]))
  }
}

internal import Basics

/// Of what the shares in a cross table are.
public enum CrossShares: String, Hashable, Sendable, CaseIterable {
  case rows, columns, all, none
}

extension Table {
  /// How often the values of two columns occur together: a row for each value of one, a column for each of the other, and
  /// the sums of both, as `n` or `n (share)`. Rows that lack one of the two are left out. O(rows).
  public func crossTable(
    rows: String, columns: String, shares: CrossShares = .rows
  ) throws(TableError) -> Table {
    let (first, second) = (try column(rows), try column(columns))
    let down = first.levelsInOrder(named: rows)
    let across = second.levelsInOrder(named: columns)
    guard across.count <= 60 else {
      throw TableError.tooLarge(
        what: "a cross table with '\(columns)' across", size: across.count, unit: "columns",
        limit: 60)
    }
    var place: [Int: Int] = [:]
    for (index, level) in across.enumerated() {
      for row in level.rows { place[row] = index }
    }
    var counts = down.map { level in
      level.rows.reduce(into: [Int](repeating: 0, count: across.count)) { counts, row in
        if let index = place[row] { counts[index] += 1 }
      }
    }
    counts.append(across.indices.map { index in counts.reduce(0) { $0 + $1[index] } })
    let sums = counts.map { $0.reduce(0, +) }
    let total = sums.last ?? 0
    func cell(_ count: Int, _ row: Int, _ column: Int?) -> String {
      let whole: Int? =
        switch shares {
        case .rows: sums[row]
        case .columns: column.map { counts[counts.count - 1][$0] } ?? total
        case .all: total
        case .none: nil
        }
      let text = NumberFormat.integer.text(Double(count))
      guard let whole, whole > 0 else { return text }
      return "\(text) (\(NumberFormat.fixed(1).text(100 * Double(count) / Double(whole))) %)"
    }
    var taken: Set<String> = []
    func fresh(_ name: String) -> String {
      var fresh = name.isEmpty ? "(empty)" : name
      while !taken.insert(fresh).inserted { fresh += " " }
      return fresh
    }
    var result: [(name: String, column: Column)] = [
      (
        fresh(rows),
        Column(
          texts: down.map(\.name) + ["All"], metadata: ColumnMetadata(label: first.metadata.label))
      )
    ]
    for (index, level) in across.enumerated() {
      result.append(
        (
          fresh(level.name),
          Column(texts: counts.indices.map { cell(counts[$0][index], $0, index) })
        ))
    }
    result.append((fresh("All"), Column(texts: sums.indices.map { cell(sums[$0], $0, nil) })))
    return try Table(result, rowCount: down.count + 1, rowFlow: rowFlow)
  }
}

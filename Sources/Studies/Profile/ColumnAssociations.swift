import Basics
import Tables

/// How strongly columns go together: Spearman's correlation of two quantities, Cramér's V of two groupings, and the
/// correlation ratio of the ranks of a quantity by a grouping. Of a long table some thousand rows, evenly apart, speak for
/// all. O(columns² × rows looked at).
struct ColumnAssociations {
  struct Pair {
    let first, second: Int
    /// From 0 to 1; of a correlation its size.
    let strength: Double
    /// `ρ = −0.42`
    let words: String
  }

  static let sampleRows = 4000
  static let mostColumns = 24

  /// The places of the columns that are compared.
  let places: [Int]
  let pairs: [Pair]

  init(_ table: Table, _ profile: TableProfile) {
    let stride = max(1, table.rowCount / Self.sampleRows)
    let rows = Array(Swift.stride(from: 0, to: table.rowCount, by: stride))
    let kinds: [(place: Int, isQuantity: Bool)] = profile.roles.indices.compactMap { index in
      let (role, column) = (profile.roles[index].kind, profile.columns[index])
      guard column.missing * 2 < profile.rows, column.distinct > 1 else { return nil }
      if column.type.isNumeric, [.count, .amount, .share, .measurement].contains(role) {
        return (index, true)
      }
      if [.category, .ordinal, .binary, .place].contains(role), column.distinct <= 30 {
        return (index, column.type.isNumeric && role == .ordinal)
      }
      return nil
    }
    let used = Array(kinds.prefix(Self.mostColumns))
    let values: [[Double]] = used.map { entry in
      let column = table.columns[entry.place]
      if entry.isQuantity {
        let all = column.doublesOrNaN ?? []
        return rows.map { all[$0] }
      }
      var codes: [Tables.Value: Double] = [:]
      return rows.map { row in
        guard column.isValid(row) else { return .nan }
        let value = column.value(at: row)
        if let code = codes[value] { return code }
        codes[value] = Double(codes.count)
        return Double(codes.count - 1)
      }
    }
    var pairs: [Pair] = []
    for a in used.indices {
      for b in used.indices.dropFirst(a + 1) {
        let both = zip(values[a], values[b]).filter { !$0.isNaN && !$1.isNaN }
        guard both.count >= 8 else { continue }
        let (x, y) = (both.map(\.0), both.map(\.1))
        let found: (Double, String)?
        switch (used[a].isQuantity, used[b].isQuantity) {
        case (true, true):
          found = Self.correlation(Self.ranks(x), Self.ranks(y)).map {
            (abs($0), "ρ = \(NumberFormat.fixed(2).text($0))")
          }
        case (false, false):
          found = Self.cramer(x, y).map { ($0, "V = \(NumberFormat.fixed(2).text($0))") }
        case (true, false):
          found = Self.ratio(Self.ranks(x), by: y).map {
            ($0, "η = \(NumberFormat.fixed(2).text($0))")
          }
        case (false, true):
          found = Self.ratio(Self.ranks(y), by: x).map {
            ($0, "η = \(NumberFormat.fixed(2).text($0))")
          }
        }
        guard let found else { continue }
        pairs.append(
          Pair(
            first: used[a].place, second: used[b].place, strength: min(1, found.0), words: found.1))
      }
    }
    places = used.map(\.place)
    self.pairs = pairs.enumerated().sorted {
      ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset)
    }.map(\.element)
  }

  /// Ranks, with ties at their mean.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }

  private static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    let count = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (sxy, sxx, syy) = (0.0, 0.0, 0.0)
    for (u, v) in zip(x, y) {
      sxy += (u - mx) * (v - my)
      sxx += (u - mx) * (u - mx)
      syy += (v - my) * (v - my)
    }
    return sxx > 0 && syy > 0 ? sxy / (sxx * syy).squareRoot() : nil
  }

  private static func cramer(_ x: [Double], _ y: [Double]) -> Double? {
    var cells: [[Double]: Double] = [:]
    var (rows, columns): ([Double: Double], [Double: Double]) = ([:], [:])
    for (u, v) in zip(x, y) {
      cells[[u, v], default: 0] += 1
      rows[u, default: 0] += 1
      columns[v, default: 0] += 1
    }
    let count = Double(x.count)
    let least = min(rows.count, columns.count) - 1
    guard least > 0 else { return nil }
    // Σ n²/(r c) - 1 is χ²/n; the keys are taken in order, so that the sum is the same each time.
    let sum = cells.sorted { $0.key.lexicographicallyPrecedes($1.key) }.reduce(0.0) { sum, cell in
      sum + cell.value * cell.value / ((rows[cell.key[0]] ?? 1) * (columns[cell.key[1]] ?? 1))
    }
    _ = count
    return (max(0, sum - 1) / Double(least)).squareRoot()
  }

  private static func ratio(_ values: [Double], by groups: [Double]) -> Double? {
    let mean = values.reduce(0, +) / Double(values.count)
    var (sums, counts): ([Double: Double], [Double: Double]) = ([:], [:])
    var total = 0.0
    for (value, group) in zip(values, groups) {
      sums[group, default: 0] += value
      counts[group, default: 0] += 1
      total += (value - mean) * (value - mean)
    }
    guard total > 0, sums.count > 1 else { return nil }
    let between = sums.keys.sorted().reduce(0.0) { sum, group in
      let count = counts[group] ?? 1
      let distance = (sums[group] ?? 0) / count - mean
      return sum + count * distance * distance
    }
    return (between / total).squareRoot()
  }
}

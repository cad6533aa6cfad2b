internal import Basics

/// Variables by groups, as the first table of a paper has them: of a quantity mean (SD) or median (quartiles), of a
/// category n (%) of each level, the missing values, and how far the groups are apart.
///
/// The distance is the standardised mean difference: of a quantity `|m1 - m2| / sqrt((s1² + s2²) / 2)`; of a category with k
/// levels the Mahalanobis distance of its first k - 1 proportions with the mean of both covariance matrices (Yang and Dalton
/// 2012, "A unified approach to measuring the effect size between two groups using SAS", SAS Global Forum, paper 335);
/// between more than two groups that of the pair that is farthest apart. It agrees with R's `tableone::ExtractSmd` for two
/// groups. Shares are of the rows that have a value. O(rows × variables).
public struct SummaryTable: Sendable {
  /// How a quantity is summed up.
  public enum Statistic: String, Hashable, Sendable, CaseIterable {
    /// `mean` where the values are about symmetric, else `median`.
    case auto
    case mean, median
  }

  /// Levels beyond these are counted together.
  static let shownLevels = 20

  private let table: Table
  private let statistic: Statistic
  /// The rows of each group, with its name.
  private let groups: [(name: String, rows: [Int])]
  private let by: String?

  /// - Parameters:
  ///   - by: the column of groups; rows without a group are left out; `nil`: one group.
  public init(_ table: Table, by: String? = nil, statistic: Statistic = .auto)
    throws(TableError)
  {
    self.table = table
    self.by = by
    self.statistic = statistic
    guard let by else {
      groups = [("All", Array(0..<table.rowCount))]
      return
    }
    let column = try table.column(by)
    let levels = column.levelsInOrder(named: by)
    guard levels.count <= 12 else {
      throw TableError.tooLarge(
        what: "a summary table by '\(by)'", size: levels.count, unit: "groups", limit: 12)
    }
    groups = levels.map { ($0.name, $0.rows) }
  }

  /// The table of texts: variable, level, one column a group, missing values, and the standardised mean difference.
  public func table(of variables: [String]) throws(TableError) -> Table {
    var lines: [Line] = []
    for name in variables where name != by {
      let column = try table.column(name)
      lines +=
        column.type.isNumeric && !column.isAnswer ? quantity(name, column) : levels(name, column)
    }
    var taken: Set<String> = []
    func fresh(_ name: String) -> String {
      var fresh = name
      while !taken.insert(fresh).inserted { fresh += " " }
      return fresh
    }
    var columns: [(name: String, column: Column)] = [
      (fresh("Variable"), Column(texts: lines.map { $0.variable ?? "" })),
      (fresh("Level"), Column(texts: lines.map { $0.level ?? "" })),
    ]
    for (place, group) in groups.enumerated() {
      let count = NumberFormat.integer.text(Double(group.rows.count))
      columns.append(
        (fresh("\(group.name) (n = \(count))"), Column(texts: lines.map { $0.cells[place] ?? "" })))
    }
    columns.append((fresh("Missing"), Column(ints: lines.map { $0.missing.map(Int64.init) })))
    if groups.count > 1 { columns.append((fresh("SMD"), Column(doubles: lines.map(\.difference)))) }
    return try Table(columns, rowCount: lines.count, rowFlow: table.rowFlow)
  }

  private struct Line {
    var variable: String?
    var level: String?
    var cells: [String?]
    var missing: Int?
    var difference: Double?
  }

  private func label(_ name: String, _ column: Column) -> String {
    let label = column.metadata.label ?? name
    return label + (column.metadata.unit?.printed.map { ", \($0)" } ?? "")
  }

  // MARK: Quantities

  private func quantity(_ name: String, _ column: Column) -> [Line] {
    let all = column.doublesOrNaN ?? []
    let samples = groups.map { group in group.rows.map { all[$0] }.filter(\.isFinite) }
    let moments = samples.map { Moments($0) }
    let isMean =
      statistic == .mean || statistic == .auto && Self.isSymmetric(samples.flatMap(\.self))
    let format = NumberFormat(.number, digits: 3)
    let cells = zip(samples, moments).map { values, moments -> String? in
      guard !values.isEmpty else { return NumberFormat.missing }
      if isMean {
        return "\(format.text(moments.mean)) (\(format.text(moments.standardDeviation)))"
      }
      let sorted = values.sorted()
      let quartiles = [0.25, 0.75].map { format.text(Quantile.of(sorted: sorted, $0)) }
      return
        "\(format.text(Quantile.median(sorted: sorted))) (\(quartiles.joined(separator: " to ")))"
    }
    let missing = groups.reduce(0) { $0 + $1.rows.count } - samples.reduce(0) { $0 + $1.count }
    let difference = Self.largest(groups.count) { a, b in
      guard let s1 = moments[a].standardDeviation, let s2 = moments[b].standardDeviation else {
        return nil
      }
      let spread = ((s1 * s1 + s2 * s2) / 2).squareRoot()
      let distance = abs(moments[a].mean - moments[b].mean)
      return spread > 0 ? distance / spread : distance == 0 ? 0 : nil
    }
    return [
      Line(
        variable: label(name, column) + (isMean ? ", mean (SD)" : ", median (quartiles)"),
        cells: cells, missing: missing, difference: difference)
    ]
  }

  /// Whether the skewness of the values is below 1 in size.
  private static func isSymmetric(_ values: [Double]) -> Bool {
    let moments = Moments(values)
    guard values.count > 2, let spread = moments.standardDeviation, spread > 0 else { return true }
    let cubes = values.reduce(0) { sum, value in
      let z = (value - moments.mean) / spread
      return sum + z * z * z
    }
    return abs(cubes / Double(values.count)) < 1
  }

  // MARK: Categories

  private func levels(_ name: String, _ column: Column) -> [Line] {
    let levels = column.levelsInOrder(named: name)
    let group = groups.enumerated().reduce(into: [Int: Int]()) { place, entry in
      for row in entry.element.rows { place[row] = entry.offset }
    }
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: levels.count), count: groups.count)
    for (place, level) in levels.enumerated() {
      for row in level.rows {
        if let own = group[row] { counts[own][place] += 1 }
      }
    }
    let totals = counts.map { $0.reduce(0, +) }
    let missing = groups.reduce(0) { $0 + $1.rows.count } - totals.reduce(0, +)
    let difference = Self.largest(groups.count) { a, b in
      guard totals[a] > 0, totals[b] > 0 else { return nil }
      return Self.distance(
        counts[a].map { Double($0) / Double(totals[a]) },
        counts[b].map { Double($0) / Double(totals[b]) })
    }
    func cell(_ count: Int, of total: Int) -> String {
      total == 0
        ? NumberFormat.missing
        : "\(NumberFormat.integer.text(Double(count))) (\(NumberFormat.fixed(1).text(100 * Double(count) / Double(total))) %)"
    }
    // Of yes and no the yes says it all.
    if levels.count == 2,
      let yes = levels.firstIndex(where: { Column.yes.contains(NameWords.folded($0.name)) }),
      Column.no.contains(NameWords.folded(levels[1 - yes].name))
    {
      return [
        Line(
          variable: label(name, column) + ", n (%)", level: levels[yes].name,
          cells: counts.indices.map { cell(counts[$0][yes], of: totals[$0]) }, missing: missing,
          difference: difference)
      ]
    }
    var lines = [
      Line(
        variable: label(name, column) + ", n (%)", cells: groups.map { _ in nil }, missing: missing,
        difference: difference)
    ]
    for (place, level) in levels.prefix(Self.shownLevels).enumerated() {
      lines.append(
        Line(
          level: level.name, cells: counts.indices.map { cell(counts[$0][place], of: totals[$0]) }))
    }
    if levels.count > Self.shownLevels {
      let rest = counts.map { $0.dropFirst(Self.shownLevels).reduce(0, +) }
      lines.append(
        Line(
          level: "\(levels.count - Self.shownLevels) more",
          cells: rest.indices.map { cell(rest[$0], of: totals[$0]) }))
    }
    return lines
  }

  /// The largest of a distance over all pairs of groups.
  private static func largest(_ groups: Int, _ distance: (Int, Int) -> Double?) -> Double? {
    var largest: Double?
    for a in 0..<groups {
      for b in a + 1..<max(a + 1, groups) {
        if let value = distance(a, b) { largest = max(largest ?? 0, value) }
      }
    }
    return largest
  }

  /// Yang and Dalton's distance of two distributions over the same levels; `nil` where it has none.
  static func distance(_ first: [Double], _ second: [Double]) -> Double? {
    let used = first.indices.filter { first[$0] + second[$0] > 0 }.dropFirst()
    guard !used.isEmpty else { return 0 }
    let p = used.map { first[$0] }
    let q = used.map { second[$0] }
    let size = p.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for row in 0..<size {
      for column in 0..<size {
        let products: Double = p[row] * p[column] + q[row] * q[column]
        // Off the diagonal the covariance is minus the product; on it, the proportion less its square.
        matrix[row][column] = ((row == column ? p[row] + q[row] : 0) - products) / 2
      }
    }
    let difference = zip(p, q).map { $0 - $1 }
    var solution = difference
    // Gauss's elimination with the largest pivot.
    for step in 0..<size {
      let pivot = (step..<size).max { abs(matrix[$0][step]) < abs(matrix[$1][step]) } ?? step
      guard abs(matrix[pivot][step]) > 1e-12 else { return nil }
      matrix.swapAt(step, pivot)
      solution.swapAt(step, pivot)
      for row in step + 1..<max(step + 1, size) {
        let factor = matrix[row][step] / matrix[step][step]
        guard factor != 0 else { continue }
        for column in step..<size { matrix[row][column] -= factor * matrix[step][column] }
        solution[row] -= factor * solution[step]
      }
    }
    for step in (0..<size).reversed() {
      for column in step + 1..<max(step + 1, size) {
        solution[step] -= matrix[step][column] * solution[column]
      }
      solution[step] /= matrix[step][step]
    }
    let square = zip(difference, solution).reduce(0) { $0 + $1.0 * $1.1 }
    return square.isFinite && square >= 0 ? square.squareRoot() : nil
  }
}

extension Column {
  static let yes: Set<String> = ["yes", "y", "true", "1", "ja", "oui", "si", "sim", "j", "t"]
  static let no: Set<String> = ["no", "n", "false", "0", "nein", "nee", "non", "nao", "f"]

  /// Whether its numbers are the answers 0 and 1.
  var isAnswer: Bool {
    guard case .int(let values) = values else { return false }
    return values.indices.allSatisfy { !isValid($0) || values[$0] == 0 || values[$0] == 1 }
  }

  /// Its values as words with the rows that have each: in the order of a scale that is known, numbers by size, else the
  /// most frequent first.
  func levelsInOrder(named name: String) -> [(name: String, rows: [Int])] {
    var rows: [String: [Int]] = [:]
    var order: [String] = []
    for row in 0..<count where isValid(row) {
      let text = value(at: row).words
      if rows[text] == nil { order.append(text) }
      rows[text, default: []].append(row)
    }
    let words = NameWords(name)
    if type.isNumeric {
      order.sort { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
    } else if let known = OrderedWords.order(
      of: order, stepName: words.has(RoleWords.step), stageName: words.has(RoleWords.stage))
    {
      order = known
    } else {
      order.sort { ((rows[$1] ?? []).count, $0) < ((rows[$0] ?? []).count, $1) }
    }
    return order.map { ($0, rows[$0] ?? []) }
  }
}

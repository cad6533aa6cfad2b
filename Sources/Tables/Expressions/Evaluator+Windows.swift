internal import Basics

extension Evaluator {
  /// The value of a window function: within each part, in the asked order, or as the rows stand.
  func window(
    _ name: String, _ operands: [Operand], _ clause: SyntaxNode.WindowClause?
  ) -> Operand {
    var order: [Operand] = (clause?.order ?? []).map(evaluate)
    if name == "rank", order.isEmpty, let first = operands.first { order = [first] }
    let keys = zip(order, clause?.descending ?? []).map {
      SortKey.Resolved(column: full($0), descending: $1)
    }
    let sortKeys =
      keys.isEmpty ? order.map { SortKey.Resolved(column: full($0), descending: false) } : keys
    let sorted = RowOrder.sorted(rows: rows, by: sortKeys)
    let partition = (clause?.partition ?? []).map { full(evaluate($0)) }
    let groups = RowGroups(columns: partition, rows: rows)
    let runs = groups.runs(of: sorted)
    let unit = operands.first?.column.metadata.unit
    switch name {
    case "row_number": return numbered(runs)
    case "rank": return ranked(runs, sortKeys)
    case "lag", "lead": return shifted(operands, runs, name == "lag" ? 1 : -1)
    default: break
    }
    let column = full(operands[0])
    let values = column.doublesOrNaN ?? []
    var result = [Double](repeating: .nan, count: rows)
    for run in runs {
      let cells = run.map { values[Int($0)] }
      let computed: [Double]
      switch name {
      case "cumulative_sum": computed = WindowKernels.cumulativeSum(cells)
      case "moving_mean": computed = WindowKernels.movingMean(cells, width: width(operands))
      case "moving_median": computed = WindowKernels.movingMedian(cells, width: width(operands))
      default: computed = WindowKernels.shares(cells)
      }
      for (place, row) in run.enumerated() { result[Int(row)] = computed[place] }
    }
    let metadata = ColumnMetadata(unit: name == "share_of_total" ? nil : unit)
    let sums = name == "share_of_total" ? "shares" : "running values"
    // Cells before a window is full are missing by their place, and no loss.
    guard name == "share_of_total" || name == "cumulative_sum" else {
      return Operand(Column(doublesOrNaN: result, metadata: metadata))
    }
    return Operand(
      swept(
        result, column.validity, sums, LossWords.divisionByZero, of: [Operand(column)], metadata))
  }

  private func full(_ operand: Operand) -> Column {
    operand.isConstant ? spread(operand) : operand.column
  }

  private func width(_ operands: [Operand]) -> Int {
    max(1, operands[1].value(at: 0).doubleValue.flatMap { Int(exactly: $0) } ?? 1)
  }

  private func numbered(_ runs: [[Int32]]) -> Operand {
    var result = [Int64](repeating: 0, count: rows)
    for run in runs {
      for (place, row) in run.enumerated() { result[Int(row)] = Int64(place + 1) }
    }
    return Operand(Column(.int(result)))
  }

  /// Equals share the place of the first of them; the next one skips.
  private func ranked(_ runs: [[Int32]], _ keys: [SortKey.Resolved]) -> Operand {
    var result = [Int64](repeating: 0, count: rows)
    let codes = RowGroups(columns: keys.map(\.column), rows: rows).codes
    for run in runs {
      var place = 0
      for (index, row) in run.enumerated() {
        if index > 0, codes[Int(row)] != codes[Int(run[index - 1])] { place = index }
        result[Int(row)] = Int64(place + 1)
      }
    }
    return Operand(Column(.int(result)))
  }

  private func shifted(_ operands: [Operand], _ runs: [[Int32]], _ sign: Int) -> Operand {
    var distance = 1
    if operands.count > 1 {
      distance = operands[1].value(at: 0).doubleValue.flatMap { Int(exactly: $0) } ?? 1
    }
    var source = [Int32](repeating: -1, count: rows)
    let (step, isBeyond) = distance.multipliedReportingOverflow(by: sign)
    for run in runs where !isBeyond {
      for (place, row) in run.enumerated() {
        let (from, overflow) = place.subtractingReportingOverflow(step)
        if !overflow, run.indices.contains(from) { source[Int(row)] = run[from] }
      }
    }
    let column = full(operands[0])
    return Operand(
      column.gathered(source).with(metadata: column.metadata.ofValues))
  }
}

/// Running values over one ordered part; NaN is missing.
enum WindowKernels {
  /// The sum of the values up to each; missing ones add nothing and stay missing.
  static func cumulativeSum(_ values: [Double]) -> [Double] {
    var sum = CompensatedSum()
    return values.map { value in
      if value.isNaN { return .nan }
      sum.add(value)
      return sum.value
    }
  }

  /// The mean of the `width` values that end at each; missing until there are so many, or where one
  /// of them is missing.
  static func movingMean(_ values: [Double], width: Int) -> [Double] {
    moving(values, width: width) { window in
      var sum = CompensatedSum()
      for value in window { sum.add(value) }
      return sum.value / Double(window.count)
    }
  }

  /// The median of the `width` values that end at each, likewise. The values of the window stay sorted while it moves.
  static func movingMedian(_ values: [Double], width: Int) -> [Double] {
    var window: [Double] = []
    window.reserveCapacity(min(width, values.count) + 1)
    return values.indices.map { end in
      if !values[end].isNaN {
        let value = values[end]
        window.insert(value, at: window.partitioningIndex { $0 >= value })
      }
      if end >= width, !values[end - width].isNaN {
        let value = values[end - width]
        window.remove(at: window.partitioningIndex { $0 >= value })
      }
      return window.count == width ? Quantile.median(sorted: window) : .nan
    }
  }

  private static func moving(
    _ values: [Double], width: Int, _ body: (ArraySlice<Double>) -> Double
  ) -> [Double] {
    values.indices.map { end in
      let start = end - width + 1
      guard start >= 0 else { return .nan }
      let window = values[start...end]
      return window.contains(where: \.isNaN) ? .nan : body(window)
    }
  }

  /// Each value over the sum of all.
  static func shares(_ values: [Double]) -> [Double] {
    var sum = CompensatedSum()
    for value in values where !value.isNaN { sum.add(value) }
    let total = sum.value
    return values.map { total == 0 ? .nan : $0 / total }
  }
}

/// A sum that keeps what rounding drops (Neumaier 1974, doi:10.1002/zamm.19740540106).
struct CompensatedSum {
  private var sum = 0.0
  private var compensation = 0.0

  @inline(__always)
  mutating func add(_ value: Double) {
    let next = sum + value
    if sum.magnitude >= value.magnitude {
      compensation += (sum - next) + value
    } else {
      compensation += (value - next) + sum
    }
    sum = next
  }

  var value: Double { sum.isFinite ? sum + compensation : sum }
}

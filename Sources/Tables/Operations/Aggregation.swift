internal import Basics
internal import Foundation

/// Computes one summary over all groups.
struct Aggregation {
  let groups: RowGroups
  /// Rows that a `filter (where ...)` left; `nil`: all.
  let rows: Bitmap?

  /// A sum that leaves the numbers is missing; `lost` counts them.
  func compute(
    _ function: AggregateFunction, _ argument: Column?, _ second: Column?, distinct: Bool,
    lost: inout Int
  ) -> Column {
    let unit = argument?.metadata.unit
    // The middle of years is a year; of p-values it is not a p-value.
    let year = argument?.metadata.kind == .year ? NumberKind.year : nil
    switch function {
    case .count:
      guard let argument else { return counts(nil) }
      return distinct ? distinctCounts(argument) : counts(argument.validity)
    case .countIf, .share:
      guard let argument, case .bool(let bits) = argument.values else {
        return .missing(.int, count: groups.count)
      }
      let hits = counts(argument.validity.map { $0.intersection(bits) } ?? bits)
      guard function == .share, case .int(let all) = counts(argument.validity).values,
        case .int(let numbers) = hits.values
      else { return hits }
      return Column(
        doublesOrNaN: zip(numbers, all).map { $1 == 0 ? .nan : Double($0) / Double($1) })
    case .min: return extreme(argument, descending: false)
    case .max: return extreme(argument, descending: true)
    case .first: return pick(argument, last: false)
    case .last: return pick(argument, last: true)
    case .mode: return mode(argument)
    case .sum: return sum(argument, &lost)
    case .mean: return reduced(argument, unit, kind: year) { Moments($0).mean }
    case .sd: return reduced(argument, unit) { Moments($0).standardDeviation ?? .nan }
    case .variance: return reduced(argument, unit?.raised(to: 2)) { Moments($0).variance ?? .nan }
    case .median: return reduced(argument, unit, kind: year) { Quantile.median($0) }
    case .quantile:
      let probability = second?.value(at: 0).doubleValue ?? .nan
      return reduced(argument, unit, kind: year) { Quantile.of($0, probability) }
    case .geometricMean:
      return reduced(argument, unit) { values in
        values.contains { $0 <= 0 } ? .nan : exp(Moments(values.map { log($0) }).mean)
      }
    case .weightedMean: return weightedMean(argument, second)
    }
  }

  private func isIn(_ row: Int) -> Bool { rows?[row] ?? true }

  /// How many rows of each group are among those that count; `nil`: all are.
  private func counts(_ counting: Bitmap?) -> Column {
    let kept = counting.map { counting in rows.map(counting.intersection) ?? counting } ?? rows
    return Column(.int(groups.sizes(of: kept).map { Int64($0) }))
  }

  private func distinctCounts(_ column: Column) -> Column {
    let own = RowGroups(columns: [column], rows: groups.codes.count)
    let width = UInt64(Swift.max(1, own.count))
    let keys = zip(groups.codes, own.codes).map { UInt64($0) * width + UInt64($1) }
    var seen = [Int64](repeating: 0, count: groups.count)
    // The pair of group and value counts once, in the row that shows it first among those kept.
    let kept = keys.indices.filter { isIn($0) && column.isValid($0) }
    let (_, first) = RowGroups.densify(kept.map { keys[$0] }, bound: width * UInt64(groups.count))
    for place in first { seen[Int(groups.codes[kept[Int(place)]])] += 1 }
    return Column(.int(seen))
  }

  /// The values of each group, one group after the other.
  private func gathered(_ column: Column) -> (values: [Double], ends: [Int]) {
    let all = column.doublesOrNaN ?? []
    var starts = [Int](repeating: 0, count: groups.count + 1)
    for (row, code) in groups.codes.enumerated() where isIn(row) && !all[row].isNaN {
      starts[Int(code) + 1] += 1
    }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    var next = starts
    var values = [Double](repeating: 0, count: starts.last ?? 0)
    for (row, code) in groups.codes.enumerated() where isIn(row) && !all[row].isNaN {
      values[next[Int(code)]] = all[row]
      next[Int(code)] += 1
    }
    return (values, starts)
  }

  private func reduced(
    _ column: Column?, _ unit: Basics.Unit?, kind: NumberKind? = nil,
    _ body: ([Double]) -> Double
  ) -> Column {
    guard let column else { return .missing(.double, count: groups.count) }
    let (values, starts) = gathered(column)
    let results = (0..<groups.count).map { group in
      starts[group] == starts[group + 1]
        ? .nan : body(Array(values[starts[group]..<starts[group + 1]]))
    }
    return Column(doublesOrNaN: results, metadata: ColumnMetadata(unit: unit, kind: kind))
  }

  /// A double that is infinite though no value is, and a whole number beyond 64 bits, are missing.
  private func sum(_ column: Column?, _ lost: inout Int) -> Column {
    guard let column else { return .missing(.double, count: groups.count) }
    guard case .int(let values) = column.values else {
      var overflows = 0
      let sums = reduced(column, column.metadata.unit) { slice in
        var sum = CompensatedSum()
        for value in slice { sum.add(value) }
        guard !sum.value.isFinite, slice.allSatisfy(\.isFinite) else { return sum.value }
        // In another order, or unit, the same values may have a sum.
        var halved = CompensatedSum()
        for value in slice { halved.add(value * 0x1p-80) }
        let total = halved.value * 0x1p80
        if !total.isFinite { overflows += 1 }
        return total.isFinite ? total : .nan
      }
      lost += overflows
      return sums
    }
    // In 128 bits the order of the values does not matter.
    var sums = [Int128](repeating: 0, count: groups.count)
    var valid = Bitmap(repeating: false, count: groups.count)
    for (row, code) in groups.codes.enumerated() where isIn(row) && column.isValid(row) {
      sums[Int(code)] += Int128(values[row])
      valid[Int(code)] = true
    }
    let fits = Bitmap(count: groups.count) { Int64(exactly: sums[$0]) != nil }
    lost += valid.intersection(fits.complement).setCount
    return Column(
      .int(sums.map { Int64(exactly: $0) ?? 0 }), validity: valid.intersection(fits),
      metadata: ColumnMetadata(unit: column.metadata.unit))
  }

  private func weightedMean(_ column: Column?, _ weights: Column?) -> Column {
    guard let column, let values = column.doublesOrNaN, let weights = weights?.doublesOrNaN else {
      return .missing(.double, count: groups.count)
    }
    var sums = [CompensatedSum](repeating: .init(), count: groups.count)
    var totals = sums
    for (row, code) in groups.codes.enumerated()
    where isIn(row) && !values[row].isNaN && !weights[row].isNaN {
      sums[Int(code)].add(values[row] * weights[row])
      totals[Int(code)].add(weights[row])
    }
    return Column(
      doublesOrNaN: zip(sums, totals).map { $1.value == 0 ? .nan : $0.value / $1.value },
      metadata: ColumnMetadata(unit: column.metadata.unit))
  }

  /// The column at one chosen row a group.
  private func at(_ rows: [Int32], _ column: Column) -> Column {
    column.gathered(rows).with(metadata: column.metadata.ofValues)
  }

  private func extreme(_ column: Column?, descending: Bool) -> Column {
    guard let column else { return .missing(.double, count: groups.count) }
    let keys = column.sortKeys
    var best = [Int32](repeating: -1, count: groups.count)
    for (row, code) in groups.codes.enumerated() where isIn(row) && column.isValid(row) {
      let current = best[Int(code)]
      if current < 0
        || (descending ? keys[row] > keys[Int(current)] : keys[row] < keys[Int(current)])
      {
        best[Int(code)] = Int32(row)
      }
    }
    return at(best, column)
  }

  private func pick(_ column: Column?, last: Bool) -> Column {
    guard let column else { return .missing(.double, count: groups.count) }
    var chosen = [Int32](repeating: -1, count: groups.count)
    for (row, code) in groups.codes.enumerated() where isIn(row) && column.isValid(row) {
      if last || chosen[Int(code)] < 0 { chosen[Int(code)] = Int32(row) }
    }
    return at(chosen, column)
  }

  private func mode(_ column: Column?) -> Column {
    guard let column else { return .missing(.double, count: groups.count) }
    let own = RowGroups(columns: [column], rows: groups.codes.count)
    let width = UInt64(Swift.max(1, own.count))
    let kept = groups.codes.indices.filter { isIn($0) && column.isValid($0) }
    let (codes, first) = RowGroups.densify(
      kept.map { UInt64(groups.codes[$0]) * width + UInt64(own.codes[$0]) },
      bound: width * UInt64(groups.count))
    var counts = [Int](repeating: 0, count: first.count)
    for code in codes { counts[Int(code)] += 1 }
    var best = [(row: Int32, count: Int)](repeating: (-1, 0), count: groups.count)
    for (pair, place) in first.enumerated() {
      let row = kept[Int(place)]
      let group = Int(groups.codes[row])
      if counts[pair] > best[group].count { best[group] = (Int32(row), counts[pair]) }
    }
    return at(best.map(\.row), column)
  }
}

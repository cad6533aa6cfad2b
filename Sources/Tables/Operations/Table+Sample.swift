/// How a sample is shared out between strata.
public enum SampleAllocation: String, Hashable, Sendable, CaseIterable {
  /// By their sizes; what is left over goes to the largest remainders.
  case proportional
  /// As equally as their sizes allow.
  case equal
}

extension Table {
  /// `count` rows drawn without replacement, in their old order.
  ///
  /// With `strata`, so many of each combination of their values as `allocation` says. `weight` names
  /// a new column with the number of rows that each drawn row stands for. The same seed draws the
  /// same rows of the same table, on any machine.
  public func sampled(
    _ count: Int, seed: UInt64, strata: [String] = [],
    allocation: SampleAllocation = .proportional, weight: String? = nil
  ) throws(TableError) -> Table {
    var keys: [Column] = []
    for name in strata { keys.append(try column(name)) }
    guard count >= 0, count <= rowCount else {
      throw TableError.sampleSize(asked: count, rows: rowCount)
    }
    let groups = RowGroups(columns: keys, rows: rowCount)
    let sizes = groups.sizes
    let shares = Table.shares(of: count, sizes, allocation)
    let source = Philox4x32(seed: seed)
    let draws = (0..<rowCount).map { source.bits(UInt64($0)) }
    let order = RadixSort.sort(draws, (0..<Int32(rowCount)).map { $0 })
    var taken = [Int](repeating: 0, count: groups.count)
    var rows: [Int32] = []
    for row in order {
      let group = Int(groups.codes[Int(row)])
      guard taken[group] < shares[group] else { continue }
      taken[group] += 1
      rows.append(row)
    }
    rows.sort()
    var table = try gathered(
      rows,
      step: .sampled(count, strata: strata, allocation: allocation.rawValue, seed: seed))
    if let weight {
      let weights = rows.map { row -> Double? in
        let group = Int(groups.codes[Int(row)])
        return Double(sizes[group]) / Double(shares[group])
      }
      try table.set(weight, to: Column(doubles: weights))
    }
    return table
  }

  private static func shares(
    of count: Int, _ sizes: [Int], _ allocation: SampleAllocation
  ) -> [Int] {
    let total = sizes.reduce(0, +)
    guard total > 0 else { return sizes }
    var shares = [Int](repeating: 0, count: sizes.count)
    if allocation == .proportional {
      let exact = sizes.map { $0.multipliedFullWidth(by: count) }
        .map { total.dividingFullWidth($0) }
      for index in sizes.indices { shares[index] = exact[index].quotient }
      let left = count - shares.reduce(0, +)
      let order = sizes.indices.sorted {
        (-exact[$0].remainder, $0) < (-exact[$1].remainder, $1)
      }
      for index in order.prefix(left) { shares[index] += 1 }
      return shares
    }
    var left = count
    var open = sizes.indices.filter { sizes[$0] > 0 }
    while left > 0, !open.isEmpty {
      let each = left / open.count
      for (place, index) in open.enumerated() {
        let wish = each > 0 ? each : place < left ? 1 : 0
        shares[index] += min(wish, sizes[index] - shares[index])
      }
      left = count - shares.reduce(0, +)
      open = open.filter { shares[$0] < sizes[$0] }
    }
    return shares
  }
}

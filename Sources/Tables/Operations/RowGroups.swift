/// Rows by equal keys. Groups are numbered by first appearance; missing is a key of its own.
package struct RowGroups {
  /// The number of the group of each row.
  package let codes: [Int32]
  /// The first row of each group.
  package let firstRows: [Int32]

  /// The number of groups.
  package var count: Int { firstRows.count }

  /// The groups of rows that agree in all `columns`; without columns, all rows are one group.
  package init(columns: [Column], rows: Int) {
    guard let first = columns.first else {
      codes = Array(repeating: 0, count: rows)
      firstRows = rows > 0 ? [0] : []
      return
    }
    var (codes, firstRows) = RowGroups.densified(first)
    for column in columns.dropFirst() {
      let (next, nextFirst) = RowGroups.densified(column)
      let width = UInt64(nextFirst.count)
      let keys = zip(codes, next).map { UInt64($0) * width + UInt64($1) }
      (codes, firstRows) = RowGroups.densify(
        keys, bound: UInt64(firstRows.count).multipliedReportingOverflow(by: width).partialValue)
    }
    self.codes = codes
    self.firstRows = firstRows
  }

  /// The number of rows of each group.
  package var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: count)
    for code in codes { sizes[Int(code)] += 1 }
    return sizes
  }

  /// The rows of each group, in the order in which `order` has them.
  package func runs(of order: [Int32]) -> [[Int32]] {
    if count == 1 { return [order] }
    var runs = [[Int32]](repeating: [], count: count)
    for (index, size) in sizes.enumerated() { runs[index].reserveCapacity(size) }
    for row in order { runs[Int(codes[Int(row)])].append(row) }
    return runs
  }

  private static func densified(_ column: Column) -> (codes: [Int32], firstRows: [Int32]) {
    // Key 0 is missing; equal values have equal keys from 1.
    var keys: [UInt64]
    var bound: UInt64?
    switch column.values {
    case .text(let values):
      keys = values.codes.map { UInt64($0) + 1 }
      bound = UInt64(values.dictionary.count) + 1
    case .bool(let values):
      keys = (0..<values.count).map { values[$0] ? 2 : 1 }
      bound = 3
    case .date(let values):
      let low = values.min() ?? 0
      keys = values.map { UInt64(Int64($0) - Int64(low)) + 1 }
      bound = UInt64(Int64(values.max() ?? 0) - Int64(low)) + 2
    case .int(let values):
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let (span, overflow) = high.subtractingReportingOverflow(low)
      if !overflow, span >= 0, span < 1 << 40 {
        keys = values.map { UInt64($0 - low) + 1 }
        bound = UInt64(span) + 2
      } else {
        keys = values.map(RowGroups.mixed)
      }
    case .double, .timestamp:
      keys = column.sortKeys.map { RowGroups.mixed(Int64(bitPattern: $0)) }
    case .textList:
      keys = column.sortKeys.map { $0 + 1 }
      bound = (column.sortKeys.max() ?? 0) + 2
    }
    if let validity = column.validity {
      for row in keys.indices where !validity[row] { keys[row] = 0 }
    }
    return densify(keys, bound: bound)
  }

  /// A one-to-one map of 64-bit numbers that gives 0 to hardly any: 0 means missing, and the number
  /// that maps to it lies beyond every value that a column holds in practice.
  private static func mixed(_ value: Int64) -> UInt64 {
    let key = UInt64(bitPattern: value) &+ 0x9E37_79B9_7F4A_7C15
    return key == 0 ? 1 : key
  }

  /// Numbers keys by first appearance; `bound` is one more than the largest key.
  static func densify(
    _ keys: [UInt64], bound: UInt64?
  ) -> (codes: [Int32], firstRows: [Int32]) {
    var firstRows: [Int32] = []
    if let bound, bound <= UInt64(max(1024, 4 * keys.count)) {
      var known = [Int32](repeating: -1, count: Int(bound))
      let codes = keys.enumerated().map { row, key -> Int32 in
        let code = known[Int(key)]
        if code >= 0 { return code }
        let new = Int32(firstRows.count)
        known[Int(key)] = new
        firstRows.append(Int32(row))
        return new
      }
      return (codes, firstRows)
    }
    var mask = 1024
    while mask < 2 * keys.count { mask *= 2 }
    mask -= 1
    var slots = [Int32](repeating: -1, count: mask + 1)
    let codes = slots.withUnsafeMutableBufferPointer { slots in
      keys.withUnsafeBufferPointer { keys in
        keys.enumerated().map { row, key -> Int32 in
          let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
          var slot = Int(truncatingIfNeeded: product.high ^ product.low) & mask
          while true {
            let code = slots[slot]
            if code < 0 {
              let new = Int32(firstRows.count)
              slots[slot] = new
              firstRows.append(Int32(row))
              return new
            }
            if keys[Int(firstRows[Int(code)])] == key { return code }
            slot = (slot + 1) & mask
          }
        }
      }
    }
    return (codes, firstRows)
  }
}

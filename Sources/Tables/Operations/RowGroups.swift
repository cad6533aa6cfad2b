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
      // Where every row is a group of its own, nothing can part them further.
      if firstRows.count == rows { break }
      let (next, nextFirst) = RowGroups.densified(column)
      let width = UInt64(nextFirst.count)
      let keys = zip(codes, next).map { UInt64($0) * width + UInt64($1) }
      (codes, firstRows) = RowGroups.densify(keys, bound: UInt64(firstRows.count) * width)
    }
    self.codes = codes
    self.firstRows = firstRows
  }

  /// The number of rows of each group.
  package var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: count)
    sizes.withUnsafeMutableBufferPointer { sizes in
      codes.withUnsafeBufferPointer { for code in $0 { sizes[Int(code)] += 1 } }
    }
    return sizes
  }

  /// The number of those `rows` that belong to each group.
  func sizes(of rows: Bitmap?) -> [Int] {
    guard let rows else { return sizes }
    var sizes = [Int](repeating: 0, count: count)
    sizes.withUnsafeMutableBufferPointer { sizes in
      codes.withUnsafeBufferPointer { codes in rows.forEachSet { sizes[Int(codes[$0])] += 1 } }
    }
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
    switch column.values {
    case .text(let values):
      return values.codes.withUnsafeBufferPointer { codes in
        tabled(column, bound: values.dictionary.count + 1) { Int(codes[$0]) + 1 }
      }
    case .bool(let values): return tabled(column, bound: 3) { values[$0] ? 2 : 1 }
    case .date(let values):
      let low = Int(values.min() ?? 0)
      let bound = Int(values.max() ?? 0) - low + 2
      guard bound <= max(1024, 4 * values.count) else {
        keys = values.map { UInt64(Int($0) - low + 1) }
        break
      }
      return values.withUnsafeBufferPointer { values in
        tabled(column, bound: bound) { Int(values[$0]) - low + 1 }
      }
    case .int(let values):
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let (span, overflow) = high.subtractingReportingOverflow(low)
      if !overflow, span < Int64(max(1024, 4 * values.count)) {
        return values.withUnsafeBufferPointer { values in
          tabled(column, bound: Int(span) + 2) { Int(values[$0] - low) + 1 }
        }
      }
      keys = values.map(RowGroups.mixed)
    default: keys = column.sortKeys.map { RowGroups.mixed(Int64(bitPattern: $0)) }
    }
    if let validity = column.validity {
      for row in keys.indices where !validity[row] { keys[row] = 0 }
    }
    return densify(keys, bound: nil)
  }

  /// Numbers the rows of `column` by first appearance of their keys, which lie below `bound`, as it is one more than the
  /// largest that the column's values or codes can give; missing rows have key 0.
  @inline(__always)
  private static func tabled(
    _ column: Column, bound: Int, _ key: (Int) -> Int
  ) -> (codes: [Int32], firstRows: [Int32]) {
    let count = column.count
    var firstRows: [Int32] = []
    var known = [Int32](repeating: -1, count: bound)
    let codes = [Int32](unsafeUninitializedCapacity: count) { codes, initialized in
      known.withUnsafeMutableBufferPointer { known in
        for row in 0..<count {
          let key = column.isValid(row) ? key(row) : 0
          var code = known[key]
          if code < 0 {
            code = Int32(truncatingIfNeeded: firstRows.count)
            known[key] = code
            firstRows.append(Int32(truncatingIfNeeded: row))
          }
          codes[row] = code
        }
      }
      initialized = count
    }
    return (codes, firstRows)
  }

  /// A one-to-one map of 64-bit numbers that gives 0 to hardly any: 0 means missing, and the number
  /// that maps to it lies beyond every value that a column contains in practice.
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

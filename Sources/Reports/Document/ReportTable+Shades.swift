extension ReportTable {
  /// The ground of each cell, 1 to 5 from the smallest to the largest number of its column; `nil`: that of the page. Equal
  /// steps of the range, or of the range of the logarithms where the largest is a thousand times the smallest.
  var shades: [[Int?]] {
    var result = rows.map { [Int?](repeating: nil, count: $0.count) }
    for index in columns.indices where columns[index].isShaded {
      var numbers = ownRows.map { Self.number($0[index]) }
      let present = numbers.compactMap { $0 }
      guard var low = present.min(), var high = present.max(), low < high else { continue }
      if low > 0, high / low >= 1000 {
        numbers = numbers.map { $0.map(Self.logarithm) }
        (low, high) = (Self.logarithm(low), Self.logarithm(high))
      }
      for (row, number) in numbers.enumerated() {
        guard let number else { continue }
        result[row][index] = min(5, 1 + Int((number - low) / (high - low) * 5))
      }
    }
    return result
  }

  private static func number(_ cell: Cell) -> Double? {
    switch cell {
    case .number(let value), .formatted(let value, _): value.isFinite ? value : nil
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// Near enough for a shade: the exponent of two and what follows the point of the significand.
  private static func logarithm(_ value: Double) -> Double {
    Double(value.exponent) + value.significand - 1
  }
}

/// Whether squares of values, and of the distances between them, stay within the range of doubles.
///
/// Beyond it variances are infinite or zero, and what is computed from them is neither: the answer is an
/// error that names the way out, another unit.
enum SquareRange {
  /// Refuses values whose squares overflow, and different values whose distances have no square.
  static func check(_ method: String, _ values: [Double]) throws(StatisticsError) {
    var low = Double.infinity
    var high = -Double.infinity
    values.withUnsafeBufferPointer { values in
      for value in values {
        low = min(low, value)
        high = max(high, value)
      }
    }
    guard low < high else { return }
    guard max(abs(low), abs(high)) < 1e152, high - low > 1e-154 else {
      throw StatisticsError(
        .domainError,
        "\(method): the values are so far apart, or so close together, that squares of their distances "
          + "leave the range of doubles; give them in another unit")
    }
  }
}

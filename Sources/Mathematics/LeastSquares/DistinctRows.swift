/// The rows of a least-squares problem, those that repeat taken once.
///
/// m rows with the same columns x add the same to XᵀWX and XᵀWy as one row x of weight Σw with their weighted mean: a factor of
/// 1,000 levels on 12,500 rows has 1,000 rows. Rows are compared only where the factorisation takes long, so that
/// small problems keep their last digits.
struct DistinctRows {
  /// The place of each row, or of the first of those that it stands for.
  let places: [Int]
  let responses: [Double]
  /// The square roots of the weights; `nil`: all are 1.
  let roots: [Double]?

  /// So many multiplications are made without a look at the rows.
  static let worthwhile = 1e9

  init(_ design: DesignMatrix, _ response: [Double], _ weightRoots: [Double]?) {
    let (n, p) = (design.rowCount, design.columnCount)
    guard Double(n) * Double(p) * Double(p) > Self.worthwhile,
      let firsts = Self.firsts(of: design), firsts.places.count >= p
    else {
      (places, responses, roots) = (Array(0..<n), response, weightRoots)
      return
    }
    var weights = [Double](repeating: 0, count: firsts.places.count)
    var sums = weights
    for i in 0..<n {
      let weight = weightRoots.map { $0[i] * $0[i] } ?? 1
      weights[firsts.number[i]] += weight
      sums[firsts.number[i]] += weight * response[i]
    }
    places = firsts.places
    responses = zip(sums, weights).map { $1 > 0 ? $0 / $1 : 0 }
    roots = weights.map { $0.squareRoot() }
  }

  /// The distinct rows by where they first are, and for each row which of them it is; `nil` where over half are distinct.
  private static func firsts(of design: DesignMatrix) -> (places: [Int], number: [Int])? {
    let n = design.rowCount
    var keys = [UInt64](repeating: 0, count: n)
    for column in design.columns {
      column.withUnsafeBufferPointer { column in
        for i in 0..<n {
          keys[i] = (keys[i] &* 0x9E37_79B9_7F4A_7C15) ^ (column[i] + 0).bitPattern
          keys[i] ^= keys[i] >> 29
        }
      }
    }
    var places: [Int] = []
    var number = [Int](repeating: 0, count: n)
    var known: [UInt64: [Int]] = [:]
    for i in 0..<n {
      let same = known[keys[i]]?.first { other in
        design.columns.allSatisfy { $0[places[other]] == $0[i] }
      }
      if let same {
        number[i] = same
        continue
      }
      guard places.count < n / 2 else { return nil }
      number[i] = places.count
      known[keys[i], default: []].append(places.count)
      places.append(i)
    }
    return (places, number)
  }
}

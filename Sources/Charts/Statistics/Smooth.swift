internal import Foundation
internal import Mathematics

/// Curves through scattered points.
enum Smooth {
  /// Local regression of degree 1 with tricube weights over the nearest `span` of the points
  /// (Cleveland 1979), at `count` even places, as R's `loess(degree = 1)` with a direct surface does.
  /// `nil` for fewer than four distinct places. O(count n).
  static func loess(
    _ x: [Double], _ y: [Double], span: Double, count: Int = 80
  ) -> (x: [Double], y: [Double])? {
    let order = x.indices.sorted { (x[$0], $0) < (x[$1], $1) }
    let xs = order.map { x[$0] }
    let ys = order.map { y[$0] }
    guard Set(xs).count > 3, let low = xs.first, let high = xs.last else { return nil }
    let neighbours = min(xs.count, max(3, Int(min(span, 1) * Double(xs.count) + 1e-5)))
    var start = 0
    var result: (x: [Double], y: [Double]) = ([], [])
    for step in 0..<count {
      let place = low + (high - low) * Double(step) / Double(count - 1)
      while start + neighbours < xs.count,
        xs[start + neighbours] - place < place - xs[start]
      { start += 1 }
      let end = start + neighbours
      let reach = max(place - xs[start], xs[end - 1] - place) * (1 + 1e-9)
      var (s0, s1, s2, t0, t1) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for index in start..<end {
        let distance = xs[index] - place
        let share = reach > 0 ? abs(distance) / reach : 0
        let weight = pow(1 - pow(min(share, 1), 3), 3)
        s0 += weight
        s1 += weight * distance
        s2 += weight * distance * distance
        t0 += weight * ys[index]
        t1 += weight * distance * ys[index]
      }
      let determinant = s0 * s2 - s1 * s1
      guard s0 > 0 else { continue }
      let value =
        abs(determinant) > 1e-12 * s0 * max(s2, 1e-300)
        ? (s2 * t0 - s1 * t1) / determinant : t0 / s0
      result.x.append(place)
      result.y.append(value)
    }
    return result
  }

  /// A cubic P-spline of 20 segments with a penalty on second differences (Eilers and Marx 1996,
  /// doi:10.1214/ss/1038425655), its weight chosen by generalised cross-validation.
  static func spline(
    _ x: [Double], _ y: [Double], count: Int = 120
  ) -> (x: [Double], y: [Double])? {
    guard let low = x.min(), let high = x.max(), high > low, Set(x).count > 3 else { return nil }
    let segments = min(20, max(4, Set(x).count / 2))
    let size = segments + 3
    let width = (high - low) / Double(segments)
    guard width > 0, width.isFinite else { return nil }
    func basis(_ place: Double) -> (first: Int, values: [Double]) {
      let position = (place - low) / width
      let segment = min(max(Int(position), 0), segments - 1)
      let t = position - Double(segment)
      let u = 1 - t
      return (
        segment,
        [
          u * u * u / 6, (3 * t * t * t - 6 * t * t + 4) / 6,
          (3 * u * u * u - 6 * u * u + 4) / 6, t * t * t / 6,
        ]
      )
    }
    var gram = [Double](repeating: 0, count: size * size)
    var right = [Double](repeating: 0, count: size)
    for (place, value) in zip(x, y) {
      let (first, values) = basis(place)
      for i in 0..<4 {
        right[first + i] += values[i] * value
        for j in 0..<4 { gram[(first + i) * size + first + j] += values[i] * values[j] }
      }
    }
    var penalty = [Double](repeating: 0, count: size * size)
    for row in 0..<size - 2 {
      let difference = [1.0, -2, 1]
      for i in 0..<3 {
        for j in 0..<3 { penalty[(row + i) * size + row + j] += difference[i] * difference[j] }
      }
    }
    let n = Double(x.count)
    var best: (score: Double, coefficients: [Double])?
    for exponent in stride(from: -4.0, through: 6, by: 0.5) {
      let weight = pow(10, exponent)
      let matrix = zip(gram, penalty).map { $0 + weight * $1 }
      guard let inverse = SymmetricMatrix.inverse(matrix, size) else { continue }
      let coefficients = (0..<size).map { row in
        (0..<size).reduce(0.0) { $0 + inverse[row * size + $1] * right[$1] }
      }
      let trace = zip(inverse, gram).reduce(0) { $0 + $1.0 * $1.1 }
      var residual = 0.0
      for (place, value) in zip(x, y) {
        let (first, values) = basis(place)
        let fitted = (0..<4).reduce(0.0) { $0 + values[$1] * coefficients[first + $1] }
        residual += (value - fitted) * (value - fitted)
      }
      guard n > trace else { continue }
      let score = n * residual / pow(n - trace, 2)
      if score < best?.score ?? .infinity { best = (score, coefficients) }
    }
    guard let best else { return nil }
    let places = (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
    return (
      places,
      places.map { place in
        let (first, values) = basis(place)
        return (0..<4).reduce(0.0) { $0 + values[$1] * best.coefficients[first + $1] }
      }
    )
  }
}

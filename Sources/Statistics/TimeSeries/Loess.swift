/// Locally weighted regression over the places of a series, as STL uses it: tricube weights among the nearest `span` places, a line or a
/// constant at every `jump`-th place, straight between them.
///
/// Cleveland, Cleveland, McRae and Terpenning (1990), Journal of Official Statistics 6, 3-73. O(n · span / jump).
struct Loess {
  let span: Int
  let isLinear: Bool
  let jump: Int

  /// The fit at every place; `weights` of the values, where they have some.
  func smooth(_ y: [Double], _ weights: [Double]?) -> [Double] {
    let n = y.count
    guard n > 1 else { return y }
    var fit = y
    let step = min(jump, n - 1)
    let half = (span + 1) / 2
    var (left, right) = (1, span >= n ? n : span)
    for place in stride(from: 1, through: n, by: step) {
      if span < n {
        if step == 1 {
          if place > half, right != n { (left, right) = (left + 1, right + 1) }
        } else if place < half {
          (left, right) = (1, span)
        } else if place >= n - half + 1 {
          (left, right) = (n - span + 1, n)
        } else {
          (left, right) = (place - half + 1, span + place - half)
        }
      }
      fit[place - 1] = value(y, weights, at: Double(place), left, right) ?? y[place - 1]
    }
    guard step > 1 else { return fit }
    func between(_ from: Int, _ to: Int) {
      let slope = (fit[to - 1] - fit[from - 1]) / Double(to - from)
      for place in stride(from: from + 1, to: to, by: 1) {
        fit[place - 1] = fit[from - 1] + slope * Double(place - from)
      }
    }
    for place in stride(from: 1, through: n - step, by: step) { between(place, place + step) }
    let last = (n - 1) / step * step + 1
    if last != n {
      fit[n - 1] = value(y, weights, at: Double(n), left, right) ?? y[n - 1]
      if last != n - 1 { between(last, n) }
    }
    return fit
  }

  /// The fit at one place by the values `left ... right`, from 1; `nil` where all have weight zero.
  func value(
    _ y: [Double], _ weights: [Double]?, at place: Double, _ left: Int, _ right: Int
  ) -> Double? {
    let n = y.count
    var reach = max(place - Double(left), Double(right) - place)
    if span > n { reach += Double((span - n) / 2) }
    var w = [Double](repeating: 0, count: right - left + 1)
    var total = 0.0
    for j in left...right {
      let distance = abs(Double(j) - place)
      guard distance <= 0.999 * reach else { continue }
      var weight = 1.0
      if distance > 0.001 * reach {
        let part = distance / reach
        let cube = 1 - part * part * part
        weight = cube * cube * cube
      }
      if let weights { weight *= weights[j - 1] }
      w[j - left] = weight
      total += weight
    }
    guard total > 0 else { return nil }
    for index in w.indices { w[index] /= total }
    if reach > 0, isLinear {
      let mean = w.indices.reduce(0.0) { $0 + w[$1] * Double($1 + left) }
      let spread = w.indices.reduce(0.0) {
        let distance = Double($1 + left) - mean
        return $0 + w[$1] * distance * distance
      }
      if spread.squareRoot() > 0.001 * Double(n - 1) {
        let slope = (place - mean) / spread
        for index in w.indices { w[index] *= slope * (Double(index + left) - mean) + 1 }
      }
    }
    return w.indices.reduce(0.0) { $0 + w[$1] * y[$1 + left - 1] }
  }
}

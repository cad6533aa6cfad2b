/// Nelder and Mead's search as Nash gives it, whose ends other programs report.
///
/// Where a search ends before it has converged, as exponential smoothing of many seasons does, the answer is that of the route: it is the one of R's
/// `optim`. Nash (1990), Compact Numerical Methods for Computers, algorithm 19.
struct Polytope {
  /// The relative difference of the values at which the search ends.
  var tolerance = 1.490_116_119_384_765_6e-8
  /// How often the function may be asked.
  var limit = 2_000

  private struct Vertex {
    var place: [Double]
    var value: Double
  }

  /// Where the function is least, and its value there; `nil` where it has no value at `start`.
  func minimum(
    from start: [Double], _ function: ([Double]) -> Double
  ) -> (place: [Double], value: Double)? {
    var count = 0
    func value(_ place: [Double]) -> Double {
      count += 1
      let value = function(place)
      return value.isFinite ? value : 1e35
    }
    let first = function(start)
    guard first.isFinite, !start.isEmpty else { return nil }
    count = 1
    let n = start.count
    let enough = tolerance * (abs(first) + tolerance)
    let largest = start.reduce(0) { max($0, 0.1 * abs($1)) }
    let step = largest == 0 ? 0.1 : largest
    var vertices = [Vertex(place: start, value: first)]
    var size = 0.0
    for axis in 0..<n {
      var place = start
      var length = step
      while place[axis] == start[axis] {
        place[axis] = start[axis] + length
        length *= 10
      }
      size += length
      vertices.append(Vertex(place: place, value: 0))
    }
    var isNew = true
    var low = 0
    repeat {
      if isNew {
        for index in vertices.indices where index != low {
          vertices[index].value = value(vertices[index].place)
        }
        isNew = false
      }
      var high = low
      for index in vertices.indices {
        if vertices[index].value < vertices[low].value { low = index }
        if vertices[index].value > vertices[high].value { high = index }
      }
      if vertices[high].value <= vertices[low].value + enough { break }
      let centre = (0..<n).map { axis in
        (vertices.reduce(-vertices[high].place[axis]) { $0 + $1.place[axis] }) / Double(n)
      }
      let worst = vertices[high]
      let reflected = (0..<n).map { 2 * centre[$0] - worst.place[$0] }
      let reflectedValue = value(reflected)
      if reflectedValue < vertices[low].value {
        let extended = (0..<n).map { 2 * reflected[$0] - centre[$0] }
        let extendedValue = value(extended)
        vertices[high] =
          extendedValue < reflectedValue
          ? Vertex(place: extended, value: extendedValue)
          : Vertex(place: reflected, value: reflectedValue)
        continue
      }
      if reflectedValue < worst.value {
        vertices[high] = Vertex(place: reflected, value: reflectedValue)
      }
      let between = (0..<n).map { (vertices[high].place[$0] + centre[$0]) / 2 }
      let betweenValue = value(between)
      if betweenValue < vertices[high].value {
        vertices[high] = Vertex(place: between, value: betweenValue)
      } else if reflectedValue >= worst.value {
        // All vertices move half the way to the best.
        isNew = true
        var shrunk = 0.0
        for index in vertices.indices where index != low {
          for axis in 0..<n {
            let best = vertices[low].place[axis]
            let moved = (vertices[index].place[axis] - best) / 2 + best
            vertices[index].place[axis] = moved
            shrunk += abs(moved - best)
          }
        }
        if shrunk >= size { break }
        size = shrunk
      }
    } while count <= limit
    return (vertices[low].place, vertices[low].value)
  }
}

internal import CGSL

/// Minima of functions of several variables.
public enum Minimum {
  /// Where a function is smallest near `start`, by Nelder and Mead's simplex, begun anew from where it ended as long as that gains;
  /// `nil` where no finite value was found. Values that are not finite are taken as very large.
  ///
  /// Nelder and Mead (1965), doi:10.1093/comjnl/7.4.308. Wraps `gsl_multimin_fminimizer_nmsimplex2`.
  public static func simplex(
    from start: [Double], steps: [Double], tolerance: Double = 1e-10, limit: Int = 4_000,
    _ function: ([Double]) -> Double
  ) -> (place: [Double], value: Double)? {
    guard !start.isEmpty, start.count == steps.count else { return nil }
    var best = (place: start, value: function(start))
    for round in 0..<4 {
      guard
        let found = search(
          from: best.place, steps: round == 0 ? steps : steps.map { $0 / 4 },
          tolerance: tolerance, limit: limit, function)
      else { break }
      let gain = best.value - found.value
      if found.value < best.value || !best.value.isFinite { best = found }
      if gain.isFinite, gain <= 1e-9 * max(abs(best.value), 1), round > 0 { break }
    }
    return best.value.isFinite ? best : nil
  }

  private static func search(
    from start: [Double], steps: [Double], tolerance: Double, limit: Int,
    _ function: ([Double]) -> Double
  ) -> (place: [Double], value: Double)? {
    GSL.open()
    let n = start.count
    guard let solver = gsl_multimin_fminimizer_alloc(almanac_multimin_simplex(), n),
      let place = gsl_vector_alloc(n), let size = gsl_vector_alloc(n)
    else { return nil }
    defer {
      gsl_multimin_fminimizer_free(solver)
      gsl_vector_free(place)
      gsl_vector_free(size)
    }
    for (index, value) in start.enumerated() {
      gsl_vector_set(place, index, value)
      gsl_vector_set(size, index, steps[index])
    }
    return withoutActuallyEscaping(function) { function in
      var closure: (UnsafePointer<gsl_vector>?) -> Double = { vector in
        let value = function((0..<n).map { gsl_vector_get(vector, $0) })
        return value.isFinite ? value : 1e300
      }
      return withUnsafeMutablePointer(to: &closure) { pointer in
        var wrapped = gsl_multimin_function(
          f: { vector, context in
            context?.assumingMemoryBound(to: ((UnsafePointer<gsl_vector>?) -> Double).self)
              .pointee(vector) ?? .nan
          }, n: n, params: pointer)
        guard
          gsl_multimin_fminimizer_set(solver, &wrapped, place, size) == CInt(GSL_SUCCESS)
        else { return nil }
        for _ in 0..<limit {
          guard gsl_multimin_fminimizer_iterate(solver) == CInt(GSL_SUCCESS) else { break }
          if gsl_multimin_fminimizer_size(solver) < tolerance { break }
        }
        let value = gsl_multimin_fminimizer_minimum(solver)
        guard value < 1e300, let end = gsl_multimin_fminimizer_x(solver) else { return nil }
        return ((0..<n).map { gsl_vector_get(end, $0) }, value)
      }
    }
  }
}

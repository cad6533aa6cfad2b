internal import CGSL

/// Roots of functions of one variable.
public enum Search {
  /// A root between `lower` and `upper`, where the function changes sign; `nil` if it does not.
  ///
  /// Brent, R. P. (1973), Algorithms for Minimization without Derivatives, chapter 4. At most 200
  /// steps; agrees with SciPy's `brentq`. Wraps `gsl_root_fsolver_brent`.
  public static func root(
    between lower: Double, and upper: Double, tolerance: Double = 1e-14,
    _ function: (Double) -> Double
  ) -> Double? {
    let ends = (function(lower), function(upper))
    if ends.0 == 0 { return lower }
    if ends.1 == 0 { return upper }
    guard (ends.0 < 0) != (ends.1 < 0), !ends.0.isNaN, !ends.1.isNaN else { return nil }
    GSL.open()
    guard let solver = gsl_root_fsolver_alloc(almanac_root_brent()) else { return nil }
    defer { gsl_root_fsolver_free(solver) }
    return withGSLFunction(function) { function -> Double? in
      guard gsl_root_fsolver_set(solver, &function, lower, upper) == CInt(GSL_SUCCESS) else {
        return nil
      }
      for _ in 0..<200 {
        guard gsl_root_fsolver_iterate(solver) == CInt(GSL_SUCCESS) else { break }
        let (low, high) = (gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver))
        if gsl_root_test_interval(low, high, 1e-300, tolerance) == CInt(GSL_SUCCESS) { break }
      }
      return gsl_root_fsolver_root(solver)
    }
  }

  /// Hands a closure to GSL for the length of a call.
  private static func withGSLFunction<Answer>(
    _ function: (Double) -> Double, _ body: (inout gsl_function) -> Answer
  ) -> Answer {
    withoutActuallyEscaping(function) { function in
      var closure = function
      return withUnsafeMutablePointer(to: &closure) { pointer in
        var wrapped = gsl_function(
          function: { x, context in
            context?.assumingMemoryBound(to: ((Double) -> Double).self).pointee(x) ?? .nan
          }, params: pointer)
        return body(&wrapped)
      }
    }
  }
}

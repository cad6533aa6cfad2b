internal import CGSL
internal import Foundation

/// A smooth function by Chebyshev polynomials on pieces of an interval, cut until each piece agrees with the function.
///
/// What is costly to evaluate is so evaluated a few hundred times and then answered a million times. Coefficients are
/// those of `gsl_cheb_init`; a piece whose polynomial misses the function at points between its own is halved.
struct PiecewisePolynomial: Sendable {
  private struct Piece: Sendable {
    let low: Double
    let high: Double
    let coefficients: [Double]

    func value(_ x: Double) -> Double {
      // Clenshaw's recurrence.
      let y = (2 * x - low - high) / (high - low)
      let twice = 2 * y
      var (last, before) = (0.0, 0.0)
      for index in stride(from: coefficients.count - 1, to: 0, by: -1) {
        (last, before) = (twice * last - before + coefficients[index], last)
      }
      return y * last - before + coefficients[0] / 2
    }
  }

  private let pieces: [Piece]
  private let starts: [Double]

  /// The polynomials' degree.
  private static let degree = 20
  /// A piece is halved no more often than this.
  private static let deepest = 12

  /// `nil` where the function is not met within `tolerance`, absolute.
  init?(
    from low: Double, to high: Double, pieces count: Int, tolerance: Double,
    _ function: (Double) -> Double
  ) {
    GSL.open()
    var pieces: [Piece] = []
    func add(_ low: Double, _ high: Double, _ depth: Int) -> Bool {
      guard let piece = Self.piece(low, high, function) else { return false }
      let checks = [0.02, 0.17, 0.33, 0.58, 0.81, 0.97].map { low + (high - low) * $0 }
      if checks.allSatisfy({ abs(piece.value($0) - function($0)) <= tolerance }) {
        pieces.append(piece)
        return true
      }
      guard depth < Self.deepest else { return false }
      let middle = low + (high - low) / 2
      return add(low, middle, depth + 1) && add(middle, high, depth + 1)
    }
    let width = (high - low) / Double(count)
    for index in 0..<count {
      let start = low + width * Double(index)
      guard add(start, index == count - 1 ? high : start + width, 0) else { return nil }
    }
    self.pieces = pieces
    starts = pieces.map(\.low)
  }

  private static func piece(
    _ low: Double, _ high: Double, _ function: (Double) -> Double
  ) -> Piece? {
    guard let series = gsl_cheb_alloc(degree) else { return nil }
    defer { gsl_cheb_free(series) }
    let isSet = withoutActuallyEscaping(function) { function in
      var closure = function
      return withUnsafeMutablePointer(to: &closure) { pointer in
        var wrapped = gsl_function(
          function: { x, context in
            context?.assumingMemoryBound(to: ((Double) -> Double).self).pointee(x) ?? .nan
          }, params: pointer)
        return gsl_cheb_init(series, &wrapped, low, high) == CInt(GSL_SUCCESS)
      }
    }
    guard isSet, let values = gsl_cheb_coeffs(series) else { return nil }
    let coefficients = (0...degree).map { values[$0] }
    return coefficients.allSatisfy(\.isFinite)
      ? Piece(low: low, high: high, coefficients: coefficients) : nil
  }

  /// The value at a place within the interval.
  func value(_ x: Double) -> Double {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= x { low = middle } else { high = middle }
    }
    return pieces[low].value(x)
  }
}

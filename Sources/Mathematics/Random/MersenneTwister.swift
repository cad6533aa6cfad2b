internal import CGSL

/// The Mersenne Twister MT19937, for one purpose: to meet the streams of other programs.
///
/// Matsumoto and Nishimura (1998), with the initialisation of 2002; the 32-bit outputs are those of
/// NumPy's legacy `RandomState(seed)` and of R before scaling.
public final class MersenneTwister {
  private let raw: UnsafeMutablePointer<gsl_rng>

  /// A generator seeded as `init_genrand(seed)`. GSL takes seed 0 for 4357: that one is refused.
  public init(seed: UInt32) throws(NumericalError) {
    GSL.open()
    guard seed != 0 else {
      throw NumericalError(status: .domain, routine: "gsl_rng_set (mt19937 with seed 0)")
    }
    guard let raw = gsl_rng_alloc(almanac_rng_mt19937()) else {
      throw NumericalError(status: .noMemory, routine: "gsl_rng_alloc")
    }
    gsl_rng_set(raw, UInt(seed))
    self.raw = raw
  }

  deinit { gsl_rng_free(raw) }

  /// The next 32 bits.
  public func next() -> UInt32 { UInt32(truncatingIfNeeded: gsl_rng_get(raw)) }

  /// A whole number in 0...upper, by masking and rejecting, as NumPy's legacy generator draws it.
  public func interval(upTo upper: UInt32) -> UInt32 {
    if upper == 0 { return 0 }
    let mask = UInt32.max >> UInt32(upper.leadingZeroBitCount)
    while true {
      let value = next() & mask
      if value <= upper { return value }
    }
  }

  /// A permutation of 0 ..< count: Fisher-Yates from the end, as `RandomState.permutation(count)`.
  public func permutation(count: Int) -> [Int] {
    var result = Array(0..<Swift.max(count, 0))
    var i = result.count - 1
    while i > 0 {
      result.swapAt(i, Int(interval(upTo: UInt32(truncatingIfNeeded: i))))
      i -= 1
    }
    return result
  }
}

// A generator is a state: make one inside each task.
@available(*, unavailable)
extension MersenneTwister: Sendable {}

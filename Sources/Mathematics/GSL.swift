internal import CGSL

/// A GSL status. A struct, not an enum: a newer GSL may add codes.
public struct GSLStatus: RawRepresentable, Hashable, Sendable {
  /// The code as GSL answers it.
  public let rawValue: CInt
  /// A status by its code.
  public init(rawValue: CInt) { self.rawValue = rawValue }
  /// The argument lies outside the function's domain.
  public static var domain: Self { Self(rawValue: CInt(GSL_EDOM)) }
  /// No memory was left for a work space.
  public static var noMemory: Self { Self(rawValue: CInt(GSL_ENOMEM)) }
  /// The iteration ran out of steps.
  public static var tooManySteps: Self { Self(rawValue: CInt(GSL_EMAXITER)) }
  /// The matrix has no full rank.
  public static var singular: Self { Self(rawValue: CInt(GSL_ESING)) }
}

/// A numerical routine refused its input or could not reach an answer.
public struct NumericalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Why.
  public let status: GSLStatus
  /// The routine that reported it, e.g. `gsl_sf_lngamma_e`.
  public let routine: String

  /// An error of a routine.
  public init(status: GSLStatus, routine: String) {
    self.status = status
    self.routine = routine
  }

  /// One sentence that names the routine and its reason.
  public var description: String { "\(routine): \(String(cString: gsl_strerror(status.rawValue)))" }
}

/// The only door to GSL.
enum GSL {
  /// The default handler aborts the process and is one global: it is switched off exactly once.
  private static let handlerOff: Void = { _ = gsl_set_error_handler_off() }()

  /// Makes sure that GSL answers with codes from here on.
  static func open() { handlerOff }

  /// Runs a routine that answers with a status.
  static func check(_ routine: StaticString, _ body: () -> CInt) throws(NumericalError) {
    handlerOff
    let code = body()
    guard code == CInt(GSL_SUCCESS) else {
      throw NumericalError(status: GSLStatus(rawValue: code), routine: "\(routine)")
    }
  }

  /// Runs a routine that answers with a bare number; NaN is its only way to say no.
  static func value(
    _ routine: StaticString, _ body: () -> Double
  ) throws(NumericalError) -> Double {
    handlerOff
    let answer = body()
    guard !answer.isNaN else { throw NumericalError(status: .domain, routine: "\(routine)") }
    return answer
  }
}

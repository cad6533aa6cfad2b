internal import Foundation

/// The elementary functions of the C library under names that do not clash.
enum Logarithm {
  @inline(__always) static func natural(_ x: Double) -> Double { log(x) }
  @inline(__always) static func exponential(_ x: Double) -> Double { exp(x) }
}

import Foundation

// libFuzzer calls this with bytes of its making. Compiled together with the sources of Basics and Tables, once for all targets:
// which one is meant is in the environment.

private let target: @Sendable (UnsafePointer<UInt8>?, Int) -> CInt = {
  switch ProcessInfo.processInfo.environment["ALMANAC_FUZZ_TARGET"] ?? "" {
  case "csv": csv
  case "json": json
  case "json-lines": jsonLines
  case "yaml": yaml
  case "expressions": expressions
  case "regular-expressions": regularExpressions
  case let name:
    fatalError("'\(name)' is no target; run Scripts/fuzz-readers")
  }
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt { target(start, count) }

internal import Basics
internal import ArgumentParser
internal import Foundation

/// How an error ends the program: what is said, where, and with which status.
struct Failure {
  private let text: String
  private let status: Int32

  init(_ error: any Error) {
    switch Almanac.exitCode(for: error) {
    case .success:
      text = Almanac.fullMessage(for: error)
      status = 0
    case .validationFailure:
      // It repeats what was typed, or what a script passed on.
      text = Almanac.fullMessage(for: error).printable
      status = 2
    case let code where error is ExitCode:
      text = ""
      status = code.rawValue
    default:
      text = "Error: " + Self.describe(error)
      status = 1
    }
  }

  /// Says it and leaves: help goes to standard output, errors to standard error.
  func exit() -> Never {
    if !text.isEmpty {
      let line = text + "\n"
      if status == 0 {
        print(line, terminator: "")
        if !StandardOutput.flush() { Failure(UnwritableFile.standardOutput).exit() }
      } else {
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
      }
    }
    Foundation.exit(status)
  }

  private static func describe(_ error: any Error) -> String {
    // Errors of Foundation describe themselves at length to programmers, briefly to people.
    if type(of: error) is AnyClass { return error.localizedDescription.printable }
    if let error = error as? CocoaError {
      let place = error.filePath.map { $0 + ": " } ?? ""
      return (place + error.localizedDescription).printable
    }
    return String(describing: error).printable
  }
}

extension String {
  /// The text with control characters spelled out, line breaks and tabs apart: what comes from data
  /// cannot steer the terminal.
  var printable: String {
    guard unicodeScalars.contains(where: \.isHazardous) else { return self }
    var safe = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.isHazardous {
        safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        safe.append(scalar)
      }
    }
    return String(safe)
  }
}

extension Unicode.Scalar {
  /// Control characters, and those that turn the direction of text around.
  fileprivate var isHazardous: Bool {
    switch value {
    case 0x09, 0x0a: false
    case 0..<0x20, 0x7f..<0xa0, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}

import Basics
import Foundation
import Statistics
import Tables
import Testing

/// A request with the values that another program, a paper or a closed form gives for it.
struct ReferenceRow: Sendable, CustomTestStringConvertible {
  let method: String
  let name: String
  let request: JSON
  /// Values by path in the answer.
  let expected: [JSON.Member]
  /// The code of the error, where the request has no answer.
  let expectedError: String?
  /// Agreeing digits that are claimed, at least.
  let digits: Double
  let digitsAt: JSON?
  let sources: [JSON]

  var testDescription: String { "\(method): \(name)" }

  func digits(at path: String) -> Double { digitsAt?[path]?.doubleValue ?? digits }

  init(method: String, _ json: JSON) {
    self.method = method
    name = json["name"]?.stringValue ?? ""
    request = json["request"] ?? .null
    expected = json["expected"]?.members ?? []
    expectedError = json["expected_error"]?.stringValue
    digits = json["digits"]?.doubleValue ?? 15
    digitsAt = json["digits_at"]
    sources = json["source"]?.arrayValue ?? []
  }

  /// The rows of all files of `Tests/References`, by file name.
  static let all: [ReferenceRow] = files.flatMap { file in
    guard let bytes = FileManager.default.contents(atPath: file.path),
      let rows = try? JSON.parse(Array(bytes)).arrayValue
    else {
      Issue.record("cannot read \(file.path)")
      return [ReferenceRow]()
    }
    let method = file.deletingPathExtension().lastPathComponent
    return rows.map { ReferenceRow(method: method, $0) }
  }

  /// The smallest answered request of each method.
  static let smallest: [ReferenceRow] = {
    var smallest: [String: ReferenceRow] = [:]
    for row in all where row.expectedError == nil {
      let size = row.request.text().utf8.count
      if let known = smallest[row.method], known.request.text().utf8.count <= size { continue }
      smallest[row.method] = row
    }
    return smallest.keys.sorted().compactMap { smallest[$0] }
  }()

  static let files: [URL] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References")
    let found = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (found ?? []).filter { $0.pathExtension == "json" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }()
}

/// Closeness as the statistical reference data sets of NIST score it.
enum AgreeingDigits {
  /// -log10 of the relative error, between 0 and 15; of the absolute error where zero is expected.
  static func of(_ value: Double, _ expected: Double) -> Double {
    var error = abs(value - expected)
    guard error > 0 else { return 15 }
    if expected != 0 { error /= abs(expected) }
    return min(max(-log10(error), 0), 15)
  }

  /// The same of numbers, texts and lists; an absent value agrees with `null`.
  static func of(_ value: JSON?, _ expected: JSON) -> Double {
    switch (value ?? .null, expected) {
    case (.array(let values), .array(let wanted)):
      guard values.count == wanted.count else { return 0 }
      return zip(values, wanted).map { of($0.0, $0.1) }.min() ?? 15
    case (let value, let expected):
      if let value = value.doubleValue, let expected = expected.doubleValue {
        return of(value, expected)
      }
      return value == expected ? 15 : 0
    }
  }
}

import Basics
import Foundation
import Statistics
import Tables
import Testing

@Suite("Answers agree with other programs, papers and closed forms")
struct ReferenceTests {
  /// Rows of a method that does not exist are the business of `everyMethodHasRows`.
  static let rows = ReferenceRow.all.filter { Methods.names.contains($0.method) }

  @Test("every reference row names its source, digits and what is expected")
  func rowsAreComplete() {
    #expect(!ReferenceRow.all.isEmpty)
    for row in ReferenceRow.all {
      #expect(!row.name.isEmpty, "a row of \(row.method) has no name")
      #expect(!row.sources.isEmpty, "'\(row.method): \(row.name)' has no source")
      #expect(row.request["method"]?.stringValue == row.method, "'\(row.method): \(row.name)'")
      for source in row.sources {
        let isDefinition = source["definition"]?.stringValue?.isEmpty == false
        let isProgram =
          ["software", "version", "call"].allSatisfy { source[$0]?.stringValue?.isEmpty == false }
        #expect(
          isProgram || (isDefinition && row.expectedError != nil),
          "'\(row.method): \(row.name)' has a source without software, version and call")
      }
      #expect(
        row.expectedError != nil || !row.expected.isEmpty,
        "'\(row.method): \(row.name)' expects nothing")
      #expect(row.digits > 0 && row.digits <= 15, "'\(row.method): \(row.name)' claims no digits")
    }
  }

  @Test("every method has reference rows, and every file belongs to a method")
  func everyMethodHasRows() {
    let files = Set(ReferenceRow.files.map { $0.deletingPathExtension().lastPathComponent })
    let methods = Set(Methods.names)
    #expect(methods.subtracting(files).sorted() == [])
    #expect(files.subtracting(methods).sorted() == [])
  }

  @Test(
    "the answer has the expected values in the digits claimed, reads back, and holds probabilities",
    arguments: rows)
  func agrees(_ row: ReferenceRow) {
    let result: AnalysisResult
    do throws(StatisticsError) {
      result = try Analysis.run(AnalysisRequest(json: row.request))
    } catch {
      if row.expectedError != error.code.rawValue {
        Issue.record(
          """
          \(row.method): '\(row.name)' expects \(row.expectedError ?? "an answer"), \
          got \(error.code.rawValue): \(error.message)
          """)
      }
      return
    }
    if let expected = row.expectedError {
      Issue.record("\(row.method): '\(row.name)' expects the error \(expected), got an answer")
    }
    #expect(result.method == row.method)
    // What JSON cannot say would not come back.
    let text = result.json.text()
    #expect((try? JSON.parse(text))?.text() == text)
    let probabilities =
      [result.pValue] + result.assumptions.map(\.pValue) + (result.coefficients ?? []).map(\.pValue)
      + (result.comparisons ?? []).flatMap { [$0.pValue, $0.adjustedPValue] }
    #expect(probabilities.allSatisfy { $0.map((0...1).contains) ?? true })
    for (path, expected) in row.expected.map({ ($0.key, $0.value) }) {
      let value = result[path: path]
      let attained = AgreeingDigits.of(value, expected)
      let claimed = row.digits(at: path)
      if attained < claimed {
        Issue.record(
          """
          \(row.method): '\(row.name)': \(path) has \((attained * 10).rounded() / 10) of \(claimed) \
          digits: expected \(expected.text()), got \((value ?? .null).text())
          """)
      }
    }
  }
}

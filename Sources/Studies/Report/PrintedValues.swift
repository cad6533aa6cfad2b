import Basics
import Reports
import Tables

/// Compares every number that a document prints with the result that it comes from: a right result can
/// be printed in the wrong place, or one that was computed before something changed.
struct PrintedValues {
  let run: StudyRun

  /// Throws where a printed number is not the one at its address. The words of the study are read by
  /// nobody: what they quote from others is theirs.
  func check(_ document: Document) throws {
    guard let (value, found) = try document.firstMismatch(numbers) else { return }
    let shown = found.map { NumberFormat(.number, digits: 6).text($0) }.joined(separator: ", ")
    throw StudyError(
      at: nil,
      "the report would print \(value.printed) at '\(value.address ?? "")', but the result is \(shown); "
        + "nothing was written. This is a bug in almanac: please report it with the study"
    )
  }

  /// The numbers of the result at an address: one, or both ends of an interval.
  private func numbers(at address: String, _ count: Int) throws -> [Double?] {
    let found = try run.lookup(
      Located(address, SourcePosition(file: StudyFolder.proseFile, line: 1, column: 1)))
    guard count > 1, let ends = found?.elements else { return [found?.principal.doubleValue] }
    return ends.map(\.principal.doubleValue)
  }
}

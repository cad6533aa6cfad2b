import Basics
import Foundation
import Statistics
import Testing

@Suite struct SelfTestTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "datasets/certified")

  @Test func everyCertifiedQuantityComesWithinAFewDigitsOfWhatIsAttainable() throws {
    let rows = try NumericalSelfTest.run(folder: Self.folder.path)
    #expect(rows.count == 96)
    for row in rows {
      #expect(row.holds, "\(row.set) \(row.quantity): \(row.digits) of \(row.attainable) digits")
    }
  }

  @Test func offsetsDoNotTouchTheStandardDeviation() throws {
    let result = try Description().describe(Sample([1e9 + 1, 1e9 + 2, 1e9 + 3]))
    #expect(result[path: "sd"]?.doubleValue == 1)
  }
}

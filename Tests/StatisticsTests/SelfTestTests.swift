import Basics
import Statistics
import Testing

@Suite struct SelfTestTests {
  @Test func everyCertifiedQuantityComesWithinAFewDigitsOfWhatIsAttainable() {
    let rows = NumericalSelfTest.run()
    #expect(rows.count > 40)
    for row in rows {
      #expect(row.holds, "\(row.set) \(row.quantity): \(row.digits) of \(row.attainable) digits")
    }
  }

  @Test func offsetsDoNotTouchTheStandardDeviation() throws {
    let result = try Description().describe(Sample([1e9 + 1, 1e9 + 2, 1e9 + 3]))
    #expect(result[path: "sd"]?.doubleValue == 1)
  }
}

import Foundation
import Studies
import Testing

@Suite("Conditions that rows are expected to meet")
struct ExpectStepTests {
  private static let study = """
    study: expectations
    title: Expectations
    sources: { rows: { path: rows.csv } }
    tables:
      shares: { from: rows, derive: { share: a / b }, where: a > 0 }
    """
  private static let rows = "a,b\n1,2\n2,0\n3,1\n4,0\n5,5\n"

  @Test(
    "rows that are expected to meet a condition stop a build where they do not, by their number")
  func expectation() throws {
    func check(_ step: String) throws {
      let study = Self.study.replacingOccurrences(of: "where: a > 0", with: step)
      try TemporaryStudy.use(study: study, files: ["rows.csv": Self.rows]) {
        _ = try $0.builder().check()
      }
    }
    #expect(throws: Never.self) { try check("expect: a > 0") }
    #expect(throws: Never.self) { try check("expect: share < 10") }
    let error = try #require(throws: (any Error).self) {
      try check("expect: [a > 0, \"b > 0 and a < 9\"]")
    }
    #expect(
      "\(error)".contains(
        "table 'shares' expects b > 0 and a < 9, which is false in 2 of 5 rows: row 2 (b = 0, a = 2); row 4 (b = 0, a = 4)"
      ), "\(error)")
    let misspelt = try #require(throws: StudyProblems.self) { try check("expect: aa > 0") }
    #expect(misspelt.description.contains("no column is called 'aa'"))
    let type = try #require(throws: StudyProblems.self) { try check("expect: a + b") }
    #expect(type.description.contains("a condition is needed"))
  }
}

import Foundation
import Testing

@Suite("almanac check --paper") struct PaperCommandTests {
  private func study(_ place: Workplace) throws {
    try place.write(
      """
      study: s
      title: S
      sources:
        data: {path: d.csv}
      tables:
        rows: {from: data}
      values:
        people: {table: rows, value: count()}
        mean-score: {table: rows, value: mean(score)}
      """, to: "s/study.yml")
    try place.write("# S\n\n{{number(people)}}\n", to: "s/report.md")
    try place.write("score\n1.5\n2.25\n6\n", to: "s/d.csv")
  }

  @Test("The exit status follows from --fail-on alone, and JSON and SARIF name the line")
  func statuses() throws {
    let place = try Workplace()
    try study(place)
    try place.write("The mean score was 3.52.\n\nIt weighs 77.3 kg.\n", to: "bad.md")
    try place.write("The mean score was 3.25.\n\nIt weighs 77.3 kg.\n", to: "open.md")
    try place.write("The mean score was 3.25.\n", to: "good.md")
    func status(_ words: String...) throws -> Int32 {
      try place.start(["check", "s", "--offline"] + words, input: nil, environment: [:]).wait()
        .status
    }
    #expect(try status("--paper", "bad.md") == 0)
    #expect(try status("--paper", "bad.md", "--fail-on", "differs") == 1)
    #expect(try status("--paper", "open.md", "--fail-on", "differs") == 0)
    #expect(try status("--paper", "open.md", "--fail-on", "uncovered") == 1)
    #expect(try status("--paper", "good.md", "--fail-on", "uncovered") == 0)
    #expect(try status("--paper", "none.md") == 1)
    #expect(try status("--paper", "s/d.csv") == 1)
    #expect(try status("--fail-on", "differs") == 64 || status("--fail-on", "differs") == 2)
    let json = try place.run("check", "s", "--offline", "--paper", "bad.md", "--json")
    #expect(json.output.contains("\"address\": \"mean-score\""), "\(json.output)\(json.errors)")
    #expect(json.output.contains("\"computed\": 3.25"))
    let sarif = try place.run("check", "s", "--offline", "--paper", "bad.md", "--format", "sarif")
    #expect(sarif.output.contains("\"startLine\": 1"))
    #expect(sarif.output.contains("\"ruleId\": \"differs\""))
    let text = try place.run("check", "s", "--offline", "--paper", "bad.md")
    #expect(text.output.contains("mean-score is 3.25"))
    #expect(text.errors.contains("Coverage 0"))
  }
}

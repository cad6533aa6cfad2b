import Foundation
import Testing

@Suite struct BuildCommandTests {
  /// The study of one's own that the README shows, with data for it.
  private func readmeStudy(_ place: Workplace) throws {
    let readme = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md"),
      encoding: .utf8)
    func block(_ language: String) throws -> String {
      let start = try #require(readme.range(of: "```\(language)\n"))
      let end = try #require(readme.range(of: "```", range: start.upperBound..<readme.endIndex))
      return String(readme[start.upperBound..<end.lowerBound])
    }
    try place.write(try block("yaml"), to: "my-study/study.yml")
    try place.write(try block("markdown"), to: "my-study/report.md")
    let rows = (1...60).map { "m\($0),\(["NLP", "Audio", "Vision"][$0 % 3]),\($0 * $0 % 97 + 1)\n" }
    try place.write("name,domain,co2\n" + rows.joined(), to: "my-study/models.csv")
  }

  @Test("The study that the README shows builds, and its report has the number and the figure")
  func readme() throws {
    let place = try Workplace()
    try readmeStudy(place)
    let run = try place.run("build", "my-study")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "reports/my-study/report.html\n")
    let report = try String(
      contentsOfFile: place.path + "/reports/my-study/report.md", encoding: .utf8)
    #expect(report.contains("Emissions differ between domains (*p*"))
    #expect(report.contains("figures/by-domain.png"))
    for pattern in ["{{", "}}", "Optional(", "nan"] { #expect(!report.contains(pattern)) }
  }

  @Test("The document that was asked for is the one whose path is printed")
  func printedPath() throws {
    let place = try Workplace()
    try readmeStudy(place)
    for (format, path) in [("md", "out/report.md"), ("md,html", "out/report.md"), ("", "out")] {
      let run = try place.run("build", "my-study", "--out", "out", "--format", format)
      #expect(run.output == path + "\n", "\(run.errors)")
    }
  }

  @Test("The same study gives the same bytes from another folder, time zone and locale")
  func sameBytes() throws {
    let (one, other) = (try Workplace(), try Workplace())
    try readmeStudy(one)
    try readmeStudy(other)
    let first = try one.run("build", "my-study", "--out", "out")
    let second = try other.run(
      "build", other.path + "/my-study", "--out", "deeper/out", "--threads", "1",
      environment: ["TZ": "Asia/Kathmandu", "LC_ALL": "C"])
    #expect(first.status == 0 && second.status == 0, "\(first.errors)\(second.errors)")
    #expect(
      try String(contentsOfFile: one.path + "/out/manifest.json", encoding: .utf8)
        == String(contentsOfFile: other.path + "/deeper/out/manifest.json", encoding: .utf8))
  }

  @Test("A build that fails leaves the earlier report as it was, and nothing beside it")
  func failure() throws {
    let place = try Workplace()
    try readmeStudy(place)
    #expect(try place.run("build", "my-study", "--out", "out").status == 0)
    let before = try String(contentsOfFile: place.path + "/out/manifest.json", encoding: .utf8)
    try place.write("name,domain,co2\na,NLP\n", to: "my-study/models.csv")
    let files = try place.contents()
    let run = try place.run("build", "my-study", "--out", "out")
    #expect(run.status == 1)
    #expect(run.errors.contains("models.csv"), "\(run.errors)")
    #expect(try place.contents() == files)
    #expect(
      try String(contentsOfFile: place.path + "/out/manifest.json", encoding: .utf8) == before)
  }

  @Test("A build that is killed while it reads leaves nothing behind")
  func interrupted() throws {
    let place = try Workplace()
    // A query without end keeps the build reading.
    try place.write("", to: "my-study/rows.db")
    try place.write(
      """
      study: slow
      title: Slow
      sources:
        rows:
          path: rows.db
          query: with recursive t(n) as (select 1 union all select n + 1 from t) select count(*) as n from t
      """, to: "my-study/study.yml")
    try place.write("# Slow\n", to: "my-study/report.md")
    let files = try place.contents()
    let run = try place.start(["build", "my-study", "--out", "out"])
    usleep(1_000_000)
    kill(run.process.processIdentifier, SIGKILL)
    #expect(try run.wait().status == -SIGKILL)
    #expect(try place.contents() == files)
  }

  @Test("A folder with files of one's own is refused and kept")
  func foreignFolder() throws {
    let place = try Workplace()
    try readmeStudy(place)
    let run = try place.run("build", "my-study", "--out", "my-study")
    #expect(run.status == 1)
    #expect(run.errors.contains("which no build wrote"), "\(run.errors)")
    #expect(try place.contents().contains("my-study/models.csv"))
  }

  @Test("An unknown study and an unknown format are told as such")
  func unknown() throws {
    let place = try Workplace()
    let study = try place.run("build", "training-carbn")
    #expect(study.status == 1)
    #expect(study.errors.contains("did you mean 'training-carbon'?"))
    let format = try place.run("build", "--format", "docx")
    #expect(format.status == 2)
    #expect(try place.contents() == [])
  }
}

import Foundation
import Testing

@Suite struct BuildCommandTests {
  /// The study of your own that the README shows, with data for it.
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

  @Test(
    "Figures for use outside of the report carry title, source and date, and those of the page do not"
  )
  func figureTitles() throws {
    let place = try Workplace()
    try readmeStudy(place)
    func figure(_ options: String...) throws -> (svg: String, png: Int, page: String) {
      let run = try place.start(["build", "my-study", "--out", "out"] + options).wait()
      #expect(run.status == 0, "\(run.errors)")
      func file(_ path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: place.path + "/out/" + path))
      }
      return (
        String(decoding: try file("figures/by-domain.svg"), as: UTF8.self),
        try file("figures/by-domain.png").count,
        String(decoding: try file("report.html"), as: UTF8.self)
      )
    }
    let plain = try figure("--date", "2026-11-30")
    let titled = try figure("--figure-titles", "--date", "2026-11-30")
    #expect(!plain.svg.contains(">Source: "))
    #expect(titled.svg.contains(">Source: "))
    #expect(
      titled.svg.contains("30\u{202F}November 2026")
        || titled.svg.contains("30\u{00A0}November 2026"))
    #expect(titled.png > plain.png)
    #expect(titled.page == plain.page)
    // Another day is another file.
    #expect(try figure("--figure-titles", "--date", "2026-12-01").svg != titled.svg)
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

  @Test("A pipe instead of a data file is refused at once, and leaves nothing")
  func pipe() throws {
    let place = try Workplace()
    try readmeStudy(place)
    let data = place.path + "/my-study/models.csv"
    try FileManager.default.removeItem(atPath: data)
    #expect(mkfifo(data, 0o600) == 0)
    let files = try place.contents()
    let run = try place.run("build", "my-study", "--out", "out")
    #expect(run.status == 1)
    #expect(run.errors.contains("'models.csv' in the study's folder is a pipe"), "\(run.errors)")
    #expect(try place.contents() == files)
  }

  @Test(
    "A build that a signal ends leaves the earlier report, and nothing else; killed, nothing after the next",
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, SIGKILL])
  func killed(signal: Int32) throws {
    let place = try Workplace()
    try readmeStudy(place)
    #expect(try place.run("build", "my-study", "--out", "out").status == 0)
    try place.write("secret", to: "out/.env")
    let files = try place.contents()
    let clock = ContinuousClock()
    let time = try clock.measure {
      let run = try place.run("build", "my-study", "--out", "out")
      #expect(run.status == 0)
    }
    let microseconds = max(1000, Int(time / .microseconds(1)))
    for attempt in 0..<20 {
      let run = try place.start(["build", "my-study", "--out", "out"])
      // Most of what is written is written near the end.
      usleep(useconds_t(microseconds * (attempt + 10) / 29))
      kill(run.process.processIdentifier, signal)
      let status = try run.wait().status
      #expect(status == -signal || status == 0)
      if signal != SIGKILL { #expect(try place.contents() == files) }
      #expect(try String(contentsOfFile: place.path + "/out/.env", encoding: .utf8) == "secret")
    }
    #expect(try place.run("build", "my-study", "--out", "out").status == 0)
    #expect(try place.contents() == files)
  }

  @Test("A file size limit is an error, and leaves nothing behind")
  func fileSizeLimit() throws {
    let place = try Workplace()
    try readmeStudy(place)
    let files = try place.contents()
    try place.write("a,b\n" + String(repeating: "1,2\n", count: 3000), to: "m.csv")
    for (command, name) in [
      ("build my-study --out out", ""), ("init new --data m.csv", "new/data/m.csv"),
    ] {
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = [
        "-c", "ulimit -f 8; exec \"$0\" \(command) 2> .logs-errors", Workplace.executable,
      ]
      shell.currentDirectoryURL = URL(fileURLWithPath: place.path)
      try shell.run()
      shell.waitUntilExit()
      #expect(shell.terminationReason == .exit && shell.terminationStatus == 1)
      let errors = try String(contentsOfFile: place.path + "/.logs-errors", encoding: .utf8)
      #expect(
        errors.contains("File too large") && (name.isEmpty || errors.contains(name)), "\(errors)")
    }
    #expect(try place.contents() == (files + ["m.csv", "new", "new/data"]).sorted())
  }

  @Test("A folder with a changed report, and one with a slash at its end")
  func outputFolder() throws {
    let place = try Workplace()
    try readmeStudy(place)
    #expect(try place.run("build", "my-study", "--out", "new/").status == 0)
    try place.write("# Mine\n", to: "new/report.md")
    let refused = try place.run("build", "my-study", "--out", "new")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("report.md, which was changed after it was built"))
    #expect(refused.errors.contains("--force"))
    #expect(
      try String(contentsOfFile: place.path + "/new/report.md", encoding: .utf8) == "# Mine\n")
    #expect(try place.run("build", "my-study", "--out", "new/", "--force").status == 0)
    #expect(
      try String(contentsOfFile: place.path + "/new/report.md", encoding: .utf8) != "# Mine\n")
  }

  @Test("A folder with files of your own is refused and kept")
  func foreignFolder() throws {
    let place = try Workplace()
    try readmeStudy(place)
    let run = try place.run("build", "my-study", "--out", "my-study")
    #expect(run.status == 1)
    #expect(run.errors.contains("which no build wrote"), "\(run.errors)")
    #expect(try place.contents().contains("my-study/models.csv"))
  }

  @Test("An unknown study and an unknown format are reported as such")
  func unknown() throws {
    let place = try Workplace()
    let study = try place.run("build", "training-carbn")
    #expect(study.status == 1)
    #expect(study.errors.contains("did you mean 'training-carbon'?"))
    let format = try place.run("build", "--format", "odt")
    #expect(format.status == 2)
    #expect(try place.contents() == [])
  }
}

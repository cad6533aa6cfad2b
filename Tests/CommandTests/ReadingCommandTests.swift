import Basics
import Foundation
import Testing

/// What commands may take of the machine, and whole numbers on their way to the page.
@Suite struct ReadingCommandTests {
  private static let commands: [[String]] = [
    ["describe", "t.csv"], ["stat", "describe", "t.csv", "--x", "a"],
    ["plot", "t.csv", "--mark", "point", "--x", "a", "--y", "b", "-o", "o.png"],
    ["init", "study", "--data", "t.csv"], ["estimate", "t.csv"], ["build", "study"],
    ["check", "study"],
  ]

  @Test(
    "Threads, seconds and sizes out of range are wrong usage of every command that reads",
    arguments: [
      ["--threads", "100000000"], ["--threads", "9223372036854775807"], ["--threads", "0"],
      ["--threads", "-1"],
      ["--threads", "1025"], ["--timeout", "0"], ["--timeout", "-5"], ["--timeout", "nan"],
      ["--timeout", "inf"],
      ["--memory", "0"], ["--memory", "1e3"], ["--memory", "99999999999999TB"],
      ["--memory", "some"],
    ])
  func wrongUsage(_ options: [String]) throws {
    let place = try Workplace()
    try place.write("a,b\n1,2\n", to: "t.csv")
    for command in Self.commands {
      let run = try place.start(command + options).wait()
      #expect(run.status == 2, "\(command): \(run.errors)")
      #expect(run.errors.contains("\(options[0]) takes"), "\(run.errors)")
    }
  }

  @Test(
    "A source that needs more memory than --memory allows is refused by every command that reads")
  func memory() throws {
    let place = try Workplace()
    try place.write("a,b\n1,2\n", to: "t.csv")
    try place.write(
      "study: study\ntitle: T\nsources: { t: { path: t.csv } }\nvalues: { m: { table: t, value: max(a) } }\n",
      to: "study/study.yml")
    try place.write("# Report\n\n{{number(m)}}\n", to: "study/report.md")
    try place.write("a,b\n1,2\n", to: "study/t.csv")
    for command in Self.commands {
      let folder = command[0] == "init" ? ["init", "other", "--data", "t.csv"] : command
      let run = try place.start(folder + ["--memory", "1MB"]).wait()
      #expect(run.status == 1, "\(command): \(run.errors)")
      #expect(run.errors.contains("--memory allows 1 MB"), "\(command): \(run.errors)")
    }
  }

  @Test("What a query takes is watched while it runs, and its time is kept")
  func queries() throws {
    let place = try Workplace()
    try place.write("", to: "t.db")
    let endless = "t.db:with recursive t(n) as (select 1 union all select n + 1 from t) select "
    let large = try place.run(
      "describe", endless + "n, 'text ' || n as t from t", "--memory", "80MB", "--timeout", "50")
    #expect(large.status == 1)
    #expect(
      large.errors.contains("rows took") && large.errors.contains("--memory allows 80 MB"),
      "\(large.errors)")
    let long = try place.run("describe", endless + "count(*) as n from t", "--timeout", "0.5")
    #expect(
      long.status == 1 && long.errors.contains("the query ran longer than 0.5 s"), "\(long.errors)")
  }

  @Test(
    "A packed file that holds far more than its first rows show is stopped where the memory ends")
  func packed() throws {
    let place = try Workplace()
    let make = Process()
    make.executableURL = URL(fileURLWithPath: "/bin/sh")
    // Bytes that hardly pack, then many that pack well: what is left looks small.
    make.arguments = [
      "-c",
      "{ echo t; head -c 3000000 /dev/urandom | base64 -w 60; yes 'the same text in every row, again and again' | "
        + "awk 'NR > 6000000 {exit} {print $0 NR}'; } | gzip -1 > '\(place.path)/t.csv.gz'",
    ]
    try make.run()
    make.waitUntilExit()
    let run = try place.run("describe", "t.csv.gz", "--memory", "200MB")
    #expect(run.status == 1)
    #expect(run.errors.contains("--memory allows 200 MB"), "\(run.errors)")
  }

  @Test("A query sorts in the memory that it may take, and does not fill the disk instead")
  func sorting() throws {
    let place = try Workplace()
    try place.write("", to: "data.db")
    let query =
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 500000) "
      + "select count(distinct hex(zeroblob(60)) || i) as n from n"
    let refused = try place.run("describe", "data.db:\(query)", "--memory", "20MB")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("the query needs more memory: --memory allows 20 MB"),
      "\(refused.errors)")
    let read = try place.run("describe", "data.db:\(query)", "--memory", "400MB")
    #expect(read.status == 0 && read.output.contains("500,000"), "\(read.errors)")
  }

  private static let id = "1234567890123456789"

  @Test("Whole numbers keep every digit in describe, as text and as JSON")
  func describe() throws {
    let place = try Workplace()
    try place.write("id\n\(Self.id)\n\(Self.id)\n9007199254740993\n", to: "t.csv")
    let text = try place.run("describe", "t.csv")
    #expect(text.output.contains("1,234,567,890,123,456,789"), "\(text.output)")
    #expect(text.output.contains("9,007,199,254,740,993"), "\(text.output)")
    let json = try place.run("describe", "t.csv", "--json")
    #expect(json.output.contains("\"maximum\": \(Self.id)"), "\(json.output)")
    #expect(json.output.contains("\"minimum\": 9007199254740993"), "\(json.output)")
  }

  @Test("Whole numbers keep every digit in a report: prose, tables, results and CSV")
  func report() throws {
    let place = try Workplace()
    try place.write("id,g\n\(Self.id),a\n9007199254740993,b\n", to: "study/t.csv")
    try place.write(
      """
      study: study
      title: Digits
      sources: { t: { path: t.csv } }
      tables:
        largest: { from: t, group: g, summarise: { id: max(id) }, display: { caption: Largest. } }
      values:
        top: { title: The largest, table: t, value: max(id) }
      """, to: "study/study.yml")
    try place.write(
      "# Digits\n\nThe largest is {{plain(top)}}, {{integer(top)}}.\n\n{{table largest}}\n",
      to: "study/report.md")
    let run = try place.run(
      "build", "study", "--out", "out", environment: ["ALMANAC_HOME": Self.home])
    #expect(run.status == 0, "\(run.errors)")
    let report = try String(contentsOfFile: place.path + "/out/report.md", encoding: .utf8)
    #expect(report.contains("The largest is \(Self.id), 1,234,567,890,123,456,789."), "\(report)")
    #expect(report.contains("9,007,199,254,740,993"), "\(report)")
    let results = try String(contentsOfFile: place.path + "/out/results.json", encoding: .utf8)
    #expect(results.contains(Self.id))
    let table = try String(contentsOfFile: place.path + "/out/tables/largest.csv", encoding: .utf8)
    #expect(table.contains(Self.id) && table.contains("9007199254740993"), "\(table)")
  }

  /// This checkout, with its bundled files.
  private static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
}

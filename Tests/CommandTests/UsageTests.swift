import Datasets
import Foundation
import Testing

@Suite struct UsageTests {
  @Test(
    "Wrong usage exits 2 with the reason on standard error",
    arguments: [
      ["datsets"], ["datasets", "lsit"], ["datasets", "fetch"], ["--frobnicate"],
      ["datasets", "fetch", "x", "--quiet", "--verbose"], ["build", "hub", "--out", ""],
      ["build", "hub", "--figures", "gif"], ["build", "hub", "--set", "year"],
      ["build", "hub", "--memory", "nan"], ["init", "", "--data", "x.csv"],
      ["plot", "x.csv", "--mark", "point", "-o", "x.gif"],
      ["estimate", "--hardware", "A100", "--hours", "5"], ["label", "x", "-o", "x.gif"],
      ["stat", "median", "x.csv", "--x", "x", "--missing=", "--json"],
      ["describe", "x.csv", "--missing", "--json"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let run = try Workplace().start(arguments).wait()
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: "))
    #expect(run.errors.contains("almanac"))
  }

  @Test(
    "An option that nothing would read, or that is given twice, is wrong usage",
    arguments: [
      ["--spec", "c.yml", "-o", "c.png", "--x", "a"],
      ["--spec", "c.yml", "-o", "c.png", "--y", "a"],
      ["--spec", "c.yml", "-o", "c.png", "--by", "a"],
      ["--spec", "c.yml", "-o", "c.png", "--where", "a > 1"],
      ["--spec", "c.yml", "-o", "c.png", "--log", "x"],
      ["--spec", "c.yml", "-o", "c.png", "--fit", "ols"],
      ["--spec", "c.yml", "-o", "c.png", "--facet", "a"],
      ["--spec", "c.yml", "-o", "c.png", "--title", "T"],
      ["--spec", "c.yml", "-o", "c.png", "--theme", "dark"],
      ["--spec", "c.yml", "-o", "c.png", "--size", "double"],
      ["--spec", "c.yml", "-o", "c.png", "--mark", "bar"],
      ["--mark", "point", "--x", "a", "-o", "c.svg", "--dpi", "150"],
      ["--mark", "point", "--x", "a", "-o", "c.png", "--outlines"],
      ["--mark", "point", "--x", "a", "-o", "c.png", "-o", "c.png"],
    ])
  func unread(arguments: [String]) throws {
    let place = try Workplace()
    try place.write("a,b\n1,2\n3,4\n", to: "d.csv")
    try place.write("layers: [{ mark: point, x: a, y: b }]\n", to: "c.yml")
    let run = try place.start(["plot", "d.csv"] + arguments).wait()
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.errors.hasPrefix("Error: --") || run.errors.hasPrefix("Error: -o"), "\(run.errors)")
    #expect(try place.contents() == ["c.yml", "d.csv"])
  }

  @Test("A parameter or a source that is given twice is an error")
  func twice() throws {
    let place = try Workplace()
    try place.write("a\n1\n2\n", to: "s/d.csv")
    try place.write(
      """
      study: demo
      title: Demo
      parameters: { least: { type: int, default: 0 } }
      sources: { d: { path: d.csv } }
      values: { n: { table: d, where: a > $least, value: count() } }
      """, to: "s/study.yml")
    try place.write("# R\n", to: "s/report.md")
    for arguments in [
      ["--set", "least=1", "--set", "least=2"], ["--data", "d=s/d.csv", "--data", "d=s/d.csv"],
      ["--data", "s/d.csv", "--data", "d=s/d.csv"],
    ] {
      let run = try place.start(["build", "s"] + arguments).wait()
      #expect(run.status == 1)
      #expect(run.errors.contains("twice"), "\(run.errors)")
    }
    #expect(try place.contents().filter { $0.hasPrefix("reports") } == [])
  }

  @Test(
    "Control characters of arguments and of files reach the terminal spelled out",
    arguments: [
      ["build", "--\u{1b}[31m"], ["build", "\u{1b}[31mx"],
      ["build", "s", "--format", "\u{1b}]0;x\u{7}"],
      ["plot", "d.csv", "--mark", "\u{9b}31m", "-o", "x.png"], ["\u{1b}[31m"],
      ["stat", "\u{1b}[31m", "d.csv"], ["stat", "describe", "\u{1b}[31m.csv", "--x", "a"],
      ["stat", "describe", "d.csv", "--x", "\u{1b}[31m"], ["describe", "\u{1b}[2J.csv"],
      ["estimate", "--card", "\u{1b}[2J"], ["estimate", "--device", "\u{1b}[2J", "--hours", "3"],
      ["init", "\u{1b}[2J", "--data", "none\u{1b}[2J.csv"], ["datasets", "fetch", "\u{1b}[2J"],
      ["label", "\u{1b}[2J"], ["lint", "\u{1b}[2J"], ["explain", "s", "\u{1b}[2J"],
      ["check", "\u{1b}[2J"], ["gallery", "\u{1b}[2J"], ["build", "s", "--set", "\u{1b}[2J=1"],
      ["build", "s", "--data", "\u{1b}[2J"], ["build", "s", "--out", "d.csv/\u{1b}[2J"],
      ["build", "s", "--memory", "\u{1b}[2J"], ["lint", "s"], ["build", "s"],
      ["doctor", "\u{1b}[2J"],
    ])
  func controlCharacters(arguments: [String]) throws {
    let place = try Workplace()
    try place.write("a\n1\n2\n", to: "d.csv")
    try place.write(
      "study: demo\ntitle: Demo\n\"\\e[31mkey\": 1\nbibliography: \"\\e[2J.bib\"\n",
      to: "s/study.yml")
    try place.write("# R\n", to: "s/report.md")
    let run = try place.start(arguments).wait()
    #expect(run.status == 1 || run.status == 2)
    for text in [run.errors, run.output] {
      #expect(
        !text.unicodeScalars.contains {
          ($0.value < 0x20 && $0 != "\n") || (0x7f..<0xa0).contains($0.value)
        }, "\(text.debugDescription)")
    }
    #expect(!(run.errors + run.output).isEmpty)
  }

  @Test("The version is one line on standard output")
  func version() throws {
    let run = try Workplace().run("--version")
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    #expect(run.errors == "")
  }

  @Test("A folder that cannot be made is named")
  func unwritable() throws {
    let place = try Workplace()
    try place.write("a,b\n1,2\n", to: "d.csv")
    try place.write("", to: "file")
    let run = try place.run("init", "file/study", "--data", "d.csv")
    #expect(run.status == 1)
    #expect(run.errors.contains("file/study"), "\(run.errors)")
  }

  @Test("A program without its bundled files says so in one line and exits 1")
  func noBundle() throws {
    let place = try Workplace()
    let run = try place.run("datasets", "list", environment: ["ALMANAC_HOME": place.path])
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(
      run.errors
        == "Error: ALMANAC_HOME is \(place.path), which does not contain datasets/registry.yml; correct it or unset it\n"
    )
  }

  @Test("A reader that stops reading ends the program without a word")
  func brokenPipe() throws {
    let place = try Workplace()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "(\"$0\" datasets list --json; echo $? > status) 2> errors | true",
      Workplace.executable,
    ]
    shell.currentDirectoryURL = URL(fileURLWithPath: place.path)
    try shell.run()
    shell.waitUntilExit()
    let errors = try String(contentsOfFile: place.path + "/errors", encoding: .utf8)
    #expect(errors == "")
  }

  @Test(
    "A full disk behind standard output is an error", .enabled(if: isThere("/dev/full")),
    arguments: [
      "datasets list", "--help", "--version", "describe m.csv", "describe m.csv --json",
      "stat describe m.csv --x x", "stat --batch one.jsonl", "stat --batch many.jsonl",
      "estimate --energy 5",
    ])
  func fullDisk(_ command: String) throws {
    let place = try Workplace()
    try place.write("x\n1\n2\n4\n", to: "m.csv")
    let request = #"{"method": "describe", "x": [1, 2, 4]}"# + "\n"
    try place.write(request, to: "one.jsonl")
    try place.write(String(repeating: request, count: 500), to: "many.jsonl")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "\"$0\" \(command) > /dev/full 2> errors; echo $? > status", Workplace.executable,
    ]
    shell.currentDirectoryURL = URL(fileURLWithPath: place.path)
    try shell.run()
    shell.waitUntilExit()
    #expect(try String(contentsOfFile: place.path + "/status", encoding: .utf8) == "1\n")
    let errors = try String(contentsOfFile: place.path + "/errors", encoding: .utf8)
    #expect(errors.hasPrefix("Error: standard output"))
  }
}

private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

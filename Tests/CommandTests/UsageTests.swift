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
      ["plot", "x.csv", "--mark", "point", "-o", "x.gif"], ["label", "x", "-o", "x.gif"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let run = try Workplace().start(arguments).wait()
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: "))
    #expect(run.errors.contains("almanac"))
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
        == "Error: ALMANAC_HOME is \(place.path), which holds no datasets/registry.yml; correct it or unset it\n"
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

  @Test("A full disk behind standard output is an error", .enabled(if: isThere("/dev/full")))
  func fullDisk() throws {
    let place = try Workplace()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c", "\"$0\" datasets list > /dev/full 2> errors; echo $? > status", Workplace.executable,
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

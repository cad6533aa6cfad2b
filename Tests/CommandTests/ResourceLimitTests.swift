import Foundation
import Testing

#if os(Linux)
  private let isLinux = true
#else
  private let isLinux = false
#endif

/// A command that may have too little of what its libraries need works, or says which limit is too low.
@Suite(.enabled(if: isLinux), .serialized) struct ResourceLimitTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(
      "g,x,y\n"
        + (0..<60).map { "\("ab".dropFirst($0 % 2).prefix(1)),\($0),\($0 * $0 % 17)\n" }.joined(),
      to: "m.csv")
    try place.write(
      """
      study: study
      title: Limits
      sources: { m: { path: m.csv } }
      tables: { t: { from: m, limit: 3 } }
      figures: { f: { table: m, layers: [{ mark: point, x: x, y: y, color: g }], caption: A. } }
      """, to: "study/study.yml")
    try place.write("# Limits\n\n{{figure f}}\n\n{{table t}}\n", to: "study/report.md")
    try FileManager.default.copyItem(
      atPath: place.path + "/m.csv", toPath: place.path + "/study/m.csv")
  }

  private static let commands = [
    "describe m.csv", "doctor", "stat spearman m.csv --x x --y y",
    "plot m.csv --mark point --x x --y y -o p.png",
    "plot m.csv --mark point --x x --y y -o p.pdf --threads 8",
    "build study --out out --offline", "estimate --energy 5",
  ]

  /// Runs a command after the shell's words, which may set `$@`, the words before the program.
  private func run(_ limits: String, _ command: String) throws -> CommandRun {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.currentDirectoryURL = URL(fileURLWithPath: place.path)
    shell.arguments = [
      "-c",
      "exec > .logs-output 2> .logs-errors; set -- timeout 60; \(limits); exec \"$@\" \"$0\" \(command)",
      Workplace.executable,
    ]
    try shell.run()
    shell.waitUntilExit()
    return CommandRun(
      status: shell.terminationStatus, output: "",
      errors: (try? String(contentsOfFile: place.path + "/.logs-errors", encoding: .utf8)) ?? "")
  }

  /// That it works, or names the limit in a line. The system itself ends with 127 what it cannot load.
  private func expectWorkOrWord(_ limits: String, _ command: String, _ word: String) throws {
    let run = try run(limits, command)
    guard run.status != 0, run.status != 127 else { return }
    #expect(
      run.status == 1 && run.errors.contains(word) && run.errors.count(where: \.isNewline) == 1,
      "\(limits); \(command): \(run.status) \(run.errors)")
  }

  @Test("Few addresses: a command works, or names the limit", arguments: commands)
  func addresses(_ command: String) throws {
    for size in [90, 106, 113, 126, 136, 142, 156, 200, 268, 334, 380, 420, 480, 600] {
      try expectWorkOrWord("ulimit -v \(size)000", command, "`ulimit -v`")
      try expectWorkOrWord("ulimit -d \(size)000", command, "`ulimit -v`")
    }
  }

  @Test("Few open files: a command works, or names the limit", arguments: commands)
  func files(_ command: String) throws {
    for count in [5, 6, 8, 12, 20, 40, 64] {
      try expectWorkOrWord("ulimit -n \(count)", command, "`ulimit -n`")
    }
  }

  @Test(
    "A small stack changes nothing",
    arguments: commands + ["stat ols m.csv --formula \"y ~ \(nested)\""])
  func stack(_ command: String) throws {
    let usual = try run("true", command)
    for size in ["64", "256", "1024", "unlimited"] {
      let run = try run("ulimit -s \(size)", command)
      #expect(run.status == usual.status, "\(size): \(command): \(run.errors)")
    }
  }

  private static let nested =
    String(repeating: "(", count: 60) + "x" + String(repeating: ")", count: 60)

  /// The limit does not hold for root, who can be somebody else.
  private static let other =
    geteuid() == 0 ? "setpriv --reuid=64999 --regid=64999 --clear-groups" : ""

  @Test("Few threads: a command works, or names the limit", arguments: commands)
  func threads(_ command: String) throws {
    chmod(place.path, 0o777)
    func words(_ count: Int) -> String {
      "set -- timeout 60 \(Self.other) prlimit --nproc=\(count):\(count) env HOME=\(place.path)"
    }
    // Where the program cannot be run by somebody else, there is nothing to see.
    guard try run(words(200), "--version").status == 0 else { return }
    for count in [1, 2, 3, 5, 7, 8, 9, 12, 16, 24] {
      try expectWorkOrWord(words(count), command, "`ulimit -u`")
    }
  }
}

import Foundation
import Testing

/// Every command takes a file in the same way: each cell of the table in `docs/formats.md` is tried.
@Suite struct FileOptionTests {
  /// A file in which an option makes a difference.
  private struct Trial {
    var options: [String] = []
    var content = Data("model,parameters\na,1000000\nb,2000000\nc,5000000\n".utf8)
    var name = "t.csv"
    /// The sheet, table or member.
    var part = ""
    /// What is analysed and drawn.
    var value = "parameters"
    /// Whether the file comes on standard input.
    var isInput = false
    /// Whether the option makes the file one that cannot be read.
    var fails = false

    init(_ options: [String] = [], _ text: String? = nil) {
      self.options = options
      if let text { content = Data(text.utf8) }
    }
  }

  private static let trials: [String: Trial] = {
    let german = "model;parameters\na;2.107\nb;900\nc;1.250\n"
    var trials = [
      "--missing": Trial(["--missing", "QQ"], "model,parameters\na,1\nb,QQ\nc,3\nd,QQ\ne,QQ\n"),
      "--decimal": Trial(["--decimal", ","], german),
      "--thousands": Trial(["--thousands", "."], german),
      "--delimiter": Trial(["--delimiter", "^"], "model^parameters\na^1\nb^2\nc^3\n"),
      "--where": Trial(["--where", "parameters > 1500000"]),
      "--threads": Trial(["--threads", "0"]),
      "--memory": Trial(["--memory", "1kB"]),
      "--timeout": Trial(["--timeout", "0"]),
      "--input-format": Trial(["--input-format", "json"]),
      "-": Trial(),
    ]
    for name in ["--threads", "--memory", "--timeout", "--input-format"] {
      trials[name]?.fails = true
    }
    for name in ["--input-format", "-"] { trials[name]?.isInput = true }
    var encoding = Trial(["--encoding", "windows-1252"])
    encoding.content = Data("model,parameters\nM".utf8) + [0xFC] + Data("ller,1\nb,2\n".utf8)
    encoding.value = "length(model)"
    trials["--encoding"] = encoding
    var dates = Trial(
      ["--dates", "day-first"],
      "model,parameters,release_date\na,1,05/11/2023\nb,2,06/12/2023\nc,3,07/10/2023\n")
    dates.value = "month(release_date)"
    trials["--dates"] = dates
    var sheet = Trial()
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let book = folder.appending(path: "Corpus/files/workbooks/sheet-of-models.xlsx")
    sheet.content = (try? Data(contentsOf: book)) ?? Data()
    (sheet.name, sheet.part) = ("t.xlsx", "Models")
    trials["file.xlsx:Sheet"] = sheet
    return trials
  }()

  /// The rows of the table, and the commands of which it says that they take the option.
  private static let rows: [(option: String, commands: [String])] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/formats.md")
    let lines = ((try? String(contentsOf: path, encoding: .utf8)) ?? "").split(separator: "\n")
    guard let head = lines.firstIndex(where: { $0.hasPrefix("| option |") }) else { return [] }
    func cells(_ line: Substring) -> [String] {
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let names = cells(lines[head]).map { $0.replacing("`", with: "") }
    return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      let cells = cells(line)
      let option = cells[0].replacing("`", with: "").split(separator: " ").first ?? ""
      let commands = zip(names, cells).filter { $1 == "yes" }.map(\.0)
      return (String(option), commands)
    }
  }()

  @Test("The table names each command that takes a file, in every row, and each option of theirs")
  func table() throws {
    let place = try Workplace()
    #expect(Self.rows.count == Self.trials.count)
    for row in Self.rows {
      #expect(row.commands == ["describe", "stat", "plot", "init", "estimate"], "\(row.option)")
    }
    // The options of `describe` that are about its file are those of the table.
    let own: Set = ["--json", "--types", "--report", "--out", "--force", "--version", "--help"]
    let help = try place.run("describe", "--help").output
    let options = help.matches(of: /\n  (?:-., )?(--[a-z-]+)/).map { String($0.1) }
    let listed = Set(Self.rows.map(\.option))
    #expect(options.count > 10)
    for option in options where !own.contains(option) {
      #expect(listed.contains(option), "\(option) is in the table")
    }
  }

  @Test(
    "Each option is taken by each command of the table, and makes a difference",
    arguments: ["describe", "stat", "plot", "init", "estimate"])
  func options(_ command: String) throws {
    let place = try Workplace()
    for row in Self.rows where row.commands.contains(command) {
      let trial = try #require(Self.trials[row.option], "\(row.option) is tried")
      try trial.content.write(to: URL(filePath: place.path).appending(path: trial.name))
      var plain = trial
      (plain.options, plain.part) = ([], "")
      let with = try outcome(command, trial, place)
      #expect((with.status == 0) == !trial.fails, "\(command) \(row.option): \(with.text)")
      if row.option != "-" {
        #expect(with.text != (try outcome(command, plain, place)).text, "\(command) \(row.option)")
      }
    }
  }

  /// What a command says and writes.
  private func outcome(
    _ command: String, _ trial: Trial, _ place: Workplace
  ) throws -> (status: Int32, text: String) {
    let location = trial.isInput ? "-" : trial.name + (trial.part.isEmpty ? "" : ":" + trial.part)
    let files = ["o.svg", "study/study.yml"]
    try? FileManager.default.removeItem(atPath: place.path + "/study")
    try? FileManager.default.removeItem(atPath: place.path + "/o.svg")
    let arguments =
      switch command {
      case "stat": ["stat", "describe", location, "--x", trial.value]
      case "plot":
        [
          "plot", location, "--mark", "point", "--x", trial.value, "--y", trial.value, "-o",
          files[0],
        ]
      case "init": ["init", "study", "--data", location]
      default: [command, location]
      }
    let input = trial.isInput ? String(decoding: trial.content, as: UTF8.self) : nil
    let run = try place.start(arguments + trial.options, input: input).wait()
    let written = files.map {
      (try? String(contentsOfFile: "\(place.path)/\($0)", encoding: .utf8)) ?? ""
    }
    return (run.status, ([run.output, run.errors] + written).joined(separator: "\n"))
  }
}

import Foundation

// Bench ALMANAC DATA WORK RESULTS [--runs N] [--peers FOLDER] [--python PYTHON]: runs the stages on one
// file, prints a table, writes it to RESULTS/<date>.json and compares it with the last one of the same
// machine.

struct Stage: Codable {
  let name: String
  let measurement: Measurement
}

struct Results: Codable {
  let date: String
  let machine: String
  let rows: Int
  let stages: [Stage]
}

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("bench: \(message)\n".utf8))
  exit(2)
}

var positional: [String] = []
var runs = 3
var peers: String?
var python = "python3"
var iterator = CommandLine.arguments.dropFirst().makeIterator()
while let argument = iterator.next() {
  switch argument {
  case "--runs": runs = iterator.next().flatMap { Int($0) }.map { max(1, $0) } ?? runs
  case "--peers": peers = iterator.next()
  case "--python": python = iterator.next() ?? python
  default: positional.append(argument)
  }
}
guard positional.count == 4 else {
  fail("usage: Bench ALMANAC DATA WORK RESULTS [--runs N] [--peers FOLDER] [--python PYTHON]")
}
let (almanac, data, work, folder) = (positional[0], positional[1], positional[2], positional[3])

/// What is measured; `against` names the stage of ours that does the same.
struct Plan {
  let name: String
  let command: [String]
  var against: String?
}

// What is not installed is left out and said to be.
var plan = [
  Plan(name: "start", command: [almanac, "--version"]),
  Plan(name: "load", command: [almanac, "describe", data, "--types"]),
  Plan(name: "describe", command: [almanac, "describe", data, "--json"]),
  Plan(
    name: "stat",
    command: [almanac, "stat", "spearman", data, "--x", "downloads", "--y", "likes", "--json"]),
  Plan(
    name: "plot",
    command: [
      almanac, "plot", data, "--mark", "histogram", "--x", "downloads", "--log", "x", "-o",
      work + "/plot.png",
    ]),
  Plan(
    name: "hub report",
    command: [
      almanac, "build", "./hub", "--data", data, "--out", work + "/hub", "--figures", "png,pdf",
      "--quiet",
    ]),
]
// The bundled studies, of their own data; left out where those are not at hand.
for study in ["training-carbon", "hf-carbon-2023"] {
  let command = [
    almanac, "build", study, "--offline", "--out", "\(work)/\(study)", "--figures", "png,pdf",
    "--quiet",
  ]
  plan.append(Plan(name: study, command: command))
  plan.append(Plan(name: study + " as PDF", command: command + ["--format", "html,md,pdf"]))
}
for (name, code) in [
  ("polars", "import polars; polars.read_csv(r'\(data)', infer_schema_length=10000)"),
  ("pandas", "import pandas; pandas.read_csv(r'\(data)', engine='pyarrow')"),
  ("duckdb", "import duckdb; duckdb.sql(\"create table t as from read_csv('\(data)')\")"),
] {
  plan.append(Plan(name: "load \(name)", command: [python, "-c", code], against: "load"))
}
if let peers {
  let scripts = [
    ("pandas", python, "peer_pandas.py", []), ("polars", python, "peer_polars.py", []),
    ("R ggplot2", "Rscript", "peer_r.R", ["gg"]), ("R base", "Rscript", "peer_r.R", ["base"]),
  ]
  for (name, interpreter, script, extra) in scripts {
    plan.append(
      Plan(
        name: "report \(name)",
        command: [interpreter, "\(peers)/\(script)", data, "\(work)/\(script)"] + extra,
        against: "hub report"))
  }
}

let rows = countRows(data)
var stages: [Stage] = []
for stage in plan {
  // A peer is many times as slow: once, after the warm-up, is enough to tell the ratio.
  let count = stage.against == nil ? runs : max(1, runs / 3)
  if let measurement = Measurement.median(of: stage.command, runs: count) {
    stages.append(Stage(name: stage.name, measurement: measurement))
  } else {
    print("left out: \(stage.name) (\(stage.command[0]) does not run it here)")
  }
}

let results = Results(
  date: ISO8601DateFormatter().string(from: Date()), machine: machine(), rows: rows, stages: stages)
let earlier = lastResults(like: results)
report(results, earlier, plan, runs)
let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
let stamp = results.date.replacing(":", with: "")
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
try encoder.encode(results).write(to: URL(fileURLWithPath: "\(folder)/\(stamp).json"))
print("\(folder)/\(stamp).json")

func report(_ results: Results, _ earlier: Results?, _ plan: [Plan], _ runs: Int) {
  let own = Dictionary(uniqueKeysWithValues: results.stages.map { ($0.name, $0.measurement) })
  let against = Dictionary(uniqueKeysWithValues: plan.map { ($0.name, $0.against) })
  print("\(results.rows) rows; \(results.machine); median of \(runs) runs after a warm-up")
  print(line("stage", "wall s", "cpu s", "peak MB", "rows/s", "ours/theirs", "cpu", "change"))
  for stage in results.stages {
    let m = stage.measurement
    let ours = against[stage.name].flatMap { $0 }.flatMap { own[$0] }
    let before = earlier?.stages.first { $0.name == stage.name }?.measurement.wall
    let change = before.map { m.wall / $0 - 1 }
    print(
      line(
        stage.name, number(m.wall, 3), number(m.processor, 3), number(m.peak, 0),
        number(Double(results.rows) / m.wall, 0), ours.map { number($0.wall / m.wall, 3) } ?? "",
        ours.map { number($0.processor / m.processor, 3) } ?? "",
        change.map { ($0 > 0.1 ? "SLOWER " : "") + number($0 * 100, 0) + " %" } ?? ""))
  }
}

func line(_ cells: String...) -> String {
  cells.enumerated().map { index, cell in
    let space = String(repeating: " ", count: max(0, (index == 0 ? 18 : 12) - cell.count))
    return index == 0 ? cell + space : space + cell
  }.joined(separator: " ")
}

func number(_ value: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", value)
}

/// The records of the file but the first.
func countRows(_ path: String) -> Int {
  guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
    fail("cannot read \(path)")
  }
  // A line break inside quotes ends no record; a doubled quote closes and opens again.
  var (rows, quoted) = (0, false)
  data.withUnsafeBytes { bytes in
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      if byte == 10 && !quoted { rows += 1 }
    }
  }
  return max(0, rows - 1)
}

func machine() -> String {
  let cores = ProcessInfo.processInfo.activeProcessorCount
  let model = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
    .split(separator: "\n").first { $0.hasPrefix("model name") }?
    .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
  return "\(model ?? "unknown processor"), \(cores) cores"
}

func lastResults(like results: Results) -> Results? {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  for name in names.filter({ $0.hasSuffix(".json") }).sorted().reversed() {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
      let found = try? JSONDecoder().decode(Results.self, from: data)
    else { continue }
    if found.machine == results.machine && found.rows == results.rows { return found }
  }
  return nil
}

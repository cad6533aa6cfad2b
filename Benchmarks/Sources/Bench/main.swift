import Foundation

// Bench ALMANAC DATA WORK RESULTS [--runs N] [--peers FOLDER]: runs the stages on one file, prints a
// table, writes it to RESULTS/<date>.json and compares it with the last one of the same machine.

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
var iterator = CommandLine.arguments.dropFirst().makeIterator()
while let argument = iterator.next() {
  switch argument {
  case "--runs": runs = iterator.next().flatMap { Int($0) }.map { max(1, $0) } ?? runs
  case "--peers": peers = iterator.next()
  default: positional.append(argument)
  }
}
guard positional.count == 4 else {
  fail("usage: Bench ALMANAC DATA WORK RESULTS [--runs N] [--peers FOLDER]")
}
let (almanac, data, work, folder) = (positional[0], positional[1], positional[2], positional[3])

// A stage that the program does not have yet is left out and said to be.
var plan: [(name: String, command: [String])] = [
  ("start", [almanac, "--version"]),
  ("describe", [almanac, "describe", data, "--json"]),
  ("stat", [almanac, "stat", "spearman", data, "--x", "downloads", "--y", "likes", "--json"]),
  (
    "plot",
    [
      almanac, "plot", data, "--mark", "histogram", "--x", "downloads", "--log", "x", "-o",
      work + "/plot.png",
    ]
  ),
  (
    "hub report",
    [
      almanac, "build", "hub", "--data", data, "--out", work + "/hub", "--figures", "png,pdf",
      "--quiet",
    ]
  ),
]
if let peers {
  let scripts = [
    ("peer pandas", "python3", "peer_pandas.py", []),
    ("peer polars", "python3", "peer_polars.py", []),
    ("peer R ggplot2", "Rscript", "peer_r.R", ["gg"]),
    ("peer R base", "Rscript", "peer_r.R", ["base"]),
  ]
  for (name, interpreter, script, extra) in scripts {
    plan.append((name, [interpreter, "\(peers)/\(script)", data, "\(work)/\(script)"] + extra))
  }
}

let rows = countRows(data)
var stages: [Stage] = []
for (name, command) in plan {
  if let measurement = Measurement.median(of: command, runs: runs) {
    stages.append(Stage(name: name, measurement: measurement))
  } else {
    print("left out: \(name) (\(command.prefix(3).joined(separator: " ")) does not run here)")
  }
}

let results = Results(
  date: ISO8601DateFormatter().string(from: Date()), machine: machine(), rows: rows, stages: stages)
let earlier = lastResults(like: results)
report(results, earlier, runs)
let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
let stamp = results.date.replacing(":", with: "")
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
try encoder.encode(results).write(to: URL(fileURLWithPath: "\(folder)/\(stamp).json"))
print("\(folder)/\(stamp).json")

func report(_ results: Results, _ earlier: Results?, _ runs: Int) {
  let report = results.stages.first { $0.name == "hub report" }
  print("\(results.rows) rows; \(results.machine); median of \(runs) runs after a warm-up")
  print(line("stage", "wall s", "cpu s", "peak MB", "rows/s", "ours/peer", "against last"))
  for stage in results.stages {
    let m = stage.measurement
    let ratio = stage.name.hasPrefix("peer ") ? report.map { $0.measurement.wall / m.wall } : nil
    let before = earlier?.stages.first { $0.name == stage.name }?.measurement.wall
    let change = before.map { m.wall / $0 - 1 }
    print(
      line(
        stage.name, number(m.wall, 3), number(m.processor, 3), number(m.peak, 0),
        number(Double(results.rows) / m.wall, 0), ratio.map { number($0, 3) } ?? "",
        change.map { ($0 > 0.1 ? "SLOWER " : "") + number($0 * 100, 0) + " %" } ?? ""))
  }
}

func line(_ cells: String...) -> String {
  cells.enumerated().map { index, cell in
    let space = String(repeating: " ", count: max(0, (index == 0 ? 16 : 12) - cell.count))
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

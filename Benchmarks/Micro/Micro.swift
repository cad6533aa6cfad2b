import Benchmark
import Charts
import Foundation
import Statistics
import Tables

// One row, or one mark of a chart, is the unit: the figures are times of one and how many a second.
let benchmarks: @Sendable () -> Void = {
  let rows = BenchmarkScalingFactor.mega
  Benchmark.defaultConfiguration = .init(
    metrics: [.throughput, .wallClock, .cpuTotal], warmupIterations: 1, scalingFactor: rows,
    maxDuration: .seconds(4), maxIterations: 20)

  for threads in [1, 2] {
    Benchmark("parse CSV, \(threads) threads") { (_: Benchmark, path: String) in
      var options = ReadOptions()
      options.threads = threads
      blackHole(try CSVReader.read(path: path, options: options))
    } setup: { () -> String in
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("almanac-micro-\(threads).csv").path
      try file(rows.rawValue).write(to: URL(fileURLWithPath: path))
      return path
    }
  }

  Benchmark("rank") { (_: Benchmark, values: [Double]) in
    blackHole(Ranking(values))
  } setup: { () -> [Double] in
    numbers(rows.rawValue, stream: 3)
  }

  Benchmark("group by: count, mean and median of 24 groups") { (_: Benchmark, table: Table) in
    blackHole(
      try table.grouped(
        by: ["domain"],
        summarise: [
          Summary("n", .parse("count()")), Summary("mean", .parse("mean(emissions)")),
          Summary("median", .parse("median(emissions)")),
        ]))
  } setup: { () -> Table in
    try models(rows.rawValue)
  }

  // Many points become a density: this is the pass over the rows.
  Benchmark("scene of a scatter plot of 1,000,000 rows") { (_: Benchmark, data: ChartData) in
    blackHole(try Chart(layers: [Layer(.point, x: "size", y: "emissions")]).compile(data))
  } setup: { () -> ChartData in
    ChartData(try models(rows.rawValue))
  }

  // Few rows become shapes and measured text: this is the layout.
  Benchmark(
    "scene of 24 small multiples of 1,000 points",
    configuration: .init(
      metrics: Benchmark.defaultConfiguration.metrics, scalingFactor: .kilo,
      maxDuration: .seconds(4))
  ) { (_: Benchmark, data: ChartData) in
    let chart = Chart(
      layers: [Layer(.point, x: "size", y: "emissions")], facet: Facet(by: "domain"),
      title: "Emissions by size and domain")
    blackHole(try chart.compile(data))
  } setup: { () -> ChartData in
    ChartData(try models(1000))
  }
}

/// A file of names, of domains with quotes, of whole numbers, of fractions and of missing cells.
func file(_ rows: Int) -> Data {
  let sizes = numbers(rows, stream: 1)
  var text = "id,domain,downloads,size,emissions\n"
  for row in 0..<rows {
    let size = sizes[row]
    text += "author-\(row % 997)/model-\(row),\"domain \(Int(size * 1e6) % 24), \"\"quoted\"\"\","
    text += "\(Int(1 / (size + 1e-7))),\(1e6 * (1 + size)),"
    text += row % 10 == 0 ? "\n" : "\(size)\n"
  }
  return Data(text.utf8)
}

/// The columns that are grouped and drawn.
func models(_ rows: Int) throws -> Table {
  let sizes = numbers(rows, stream: 1)
  return try Table([
    ("domain", Column(texts: sizes.map { "domain \(Int($0 * 1e6) % 24)" })),
    ("size", Column(doubles: sizes.map { 1e6 * (1 + $0) })),
    ("emissions", Column(doubles: numbers(rows, stream: 2))),
  ])
}

/// Uniform numbers from 0 to 1, the same at every run.
func numbers(_ count: Int, stream: UInt64) -> [Double] {
  let source = Philox4x32(seed: 1)
  return (0..<count).map { source.uniform(UInt64($0), stream: stream) }
}

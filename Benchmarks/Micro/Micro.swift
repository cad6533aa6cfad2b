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
    Benchmark("parse CSV, \(threads) threads") { benchmark, path in
      var options = CSVOptions()
      options.threads = threads
      blackHole(try CSVReader.read(path: path, options: options))
    } setup: {
      let path = FileManager.default.temporaryDirectory.appendingPathComponent(
        "almanac-micro-\(threads).csv"
      ).path
      try Data(CSVWriter.bytes(models(rows.rawValue))).write(to: URL(fileURLWithPath: path))
      return path
    }
  }

  Benchmark("rank") { benchmark, values in
    blackHole(Ranking(values))
  } setup: {
    uniform(rows.rawValue, stream: 3)
  }

  Benchmark("group by: count, mean and median of 24 groups") { benchmark, table in
    blackHole(
      try table.grouped(
        by: ["domain"],
        summarise: [
          Summary("n", .parse("count()")), Summary("mean", .parse("mean(emissions)")),
          Summary("median", .parse("median(emissions)")),
        ]))
  } setup: {
    try models(rows.rawValue)
  }

  // Many points become a density: this is the pass over the rows.
  Benchmark("scene of a scatter plot of 1,000,000 rows") { benchmark, data in
    blackHole(try Chart(layers: [Layer(.point, x: "size", y: "emissions")]).compile(data))
  } setup: {
    ChartData(try models(rows.rawValue))
  }

  // Few rows become shapes and measured text: this is the layout.
  Benchmark(
    "scene of 24 small multiples of 1,000 points",
    configuration: .init(
      metrics: Benchmark.defaultConfiguration.metrics, scalingFactor: .kilo,
      maxDuration: .seconds(4))
  ) { benchmark, data in
    let chart = Chart(
      layers: [Layer(.point, x: "size", y: "emissions")], facet: Facet(by: ["domain"]),
      title: "Emissions by size and domain")
    blackHole(try chart.compile(data))
  } setup: {
    ChartData(try models(1000))
  }
}

/// Rows of text that repeats and text that does not, of whole numbers and numbers with fractions, of
/// times and of missing cells.
func models(_ rows: Int) throws -> Table {
  let sizes = uniform(rows, stream: 1)
  let emissions = uniform(rows, stream: 2)
  var (ids, domains) = (TextDictionary(), TextDictionary())
  let names = (0..<24).map { domains.append("domain \($0), \"quoted\"".utf8) }
  let columns: [(String, Column)] = [
    (
      "id",
      Column(
        .text(
          TextValues(
            codes: (0..<rows).map { ids.append("author-\($0 % 997)/model-\($0)".utf8) },
            dictionary: ids)))
    ),
    (
      "domain",
      Column(
        .text(
          TextValues(
            codes: sizes.map { names[Int($0 * 1e6) % 24] }, dictionary: domains)))
    ),
    ("created", Column(.timestamp(sizes.map { Int64(1.5e15 + $0 * 2e14) }))),
    ("downloads", Column(.int(emissions.map { Int64(1 / ($0 + 1e-7)) }))),
    ("size", Column(.double(sizes.map { 1e6 * (1 + $0) }))),
    (
      "emissions",
      Column(
        .double(emissions), validity: Bitmap((0..<rows).map { $0 % 10 != 0 }))
    ),
  ]
  return try Table(columns)
}

func uniform(_ count: Int, stream: UInt64) -> [Double] {
  let source = Philox4x32(seed: 1)
  return (0..<count).map { source.uniform(UInt64($0), stream: stream) }
}

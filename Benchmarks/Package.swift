// swift-tools-version: 6.1
import PackageDescription

// A package of its own: what it needs and how long it takes to build are no concern of the program.
let package = Package(
  name: "almanac-benchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [
    .package(name: "almanac", path: ".."),
    // Without its traits, which count allocations by means that not every system has.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(name: "HubData", swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(name: "Measure"),
    .executableTarget(name: "Bench", swiftSettings: [.swiftLanguageMode(.v6)]),
    // The plugin looks for benchmarks in folders that lie in one called Benchmarks.
    .executableTarget(
      name: "Micro",
      dependencies: [
        .product(name: "AlmanacModules", package: "almanac"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Micro", swiftSettings: [.swiftLanguageMode(.v6)],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)

// swift-tools-version: 6.1
import PackageDescription

// A package in a folder is known by the name of the folder.
let almanac = Context.packageDirectory.split(separator: "/").dropLast(2).last.map(String.init) ?? ""

// A package of its own: what the plugin of the benchmarks needs is built for nothing else.
let package = Package(
  name: "almanac-micro-benchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [
    .package(path: "../.."),
    // Without its traits, which count allocations by means that not every system has.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    // The plugin looks for benchmarks in folders that lie in one called Benchmarks: in this one.
    .executableTarget(
      name: "Micro",
      dependencies: [
        // Both bring a module called Mathematics.
        .product(
          name: "AlmanacModules", package: almanac, moduleAliases: ["Mathematics": "OwnNumerics"]),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: ".", sources: ["Micro.swift"], swiftSettings: [.swiftLanguageMode(.v6)],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)

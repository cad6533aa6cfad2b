// swift-tools-version: 6.1
import PackageDescription

// A package of its own: what it needs and how long it takes to build are no concern of the program.
let package = Package(
  name: "almanac-benchmarks",
  platforms: [.macOS(.v14)],
  targets: [
    .executableTarget(name: "HubData", swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(name: "Measure"),
    .executableTarget(name: "Bench", swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)

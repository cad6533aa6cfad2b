// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// The readers and their tests, by links to where they are: for the address sanitizer nothing else is built. Not over a
// product of the main package, as the tests see what the modules of one package see of each other.
let package = Package(
  name: "almanac-address-sanitizer",
  platforms: [.macOS(.v14)],
  dependencies: [.package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0")],
  targets: [
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(name: "CPlatform"),
    .target(
      name: "Tables",
      dependencies: [.product(name: "GRDB", package: "GRDB.swift"), "CPlatform", "CZlib"],
      swiftSettings: strict),
    .testTarget(
      name: "TablesTests",
      dependencies: ["Tables", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
  ]
)

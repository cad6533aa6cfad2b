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
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")
  ],
  targets: [
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(name: "CZip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(
      name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    .systemLibrary(
      name: "CReadStat", providers: [.apt(["libreadstat-dev"]), .brew(["readstat"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(name: "CPlatform"),
    .target(name: "Basics", dependencies: ["CPlatform"], swiftSettings: strict),
    .target(
      name: "Tables",
      dependencies: [
        "Basics", .product(name: "Yams", package: "Yams"), "CExpat", "CPlatform",
        "CReadStat", "CSQLite", "CZip", "CZlib",
      ],
      swiftSettings: strict),
    .target(name: "TestSupport", dependencies: ["Basics", "Tables"], swiftSettings: strict),
    .testTarget(
      name: "TablesTests", dependencies: ["Tables", "CSQLite", "TestSupport"],
      swiftSettings: strict),
  ]
)

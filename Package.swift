// swift-tools-version: 6.1
import PackageDescription

// Dependencies keep their own warnings; ours fail the build on CI.
let warnings: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])]
let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + warnings

let gsl = Target.Dependency.target(name: "CGSL")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let ordered = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

// The released program carries the Swift runtime: it starts faster and works where no toolchain is.
// Said to the linker alone, so that objects are shared with the tests, which link it dynamically.
let staticRuntime: [LinkerSetting] = {
  let libraries = [
    "-lFoundation", "-lFoundationInternationalization", "-lFoundationEssentials",
    "-l_FoundationCollections", "-l_FoundationCShims", "-l_FoundationICU", "-lCoreFoundation",
    "-lswiftSynchronization",
  ]
  let flags = ["-s", "--wrap=malloc", "--start-group"] + libraries + ["--end-group"]
  return [
    .unsafeFlags(
      ["-static-stdlib", "-use-ld=lld"] + flags.flatMap { ["-Xlinker", $0] },
      .when(platforms: [.linux], configuration: .release))
  ]
}()

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

let package = Package(
  name: "almanac",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "almanac", targets: ["almanac"]),
    // What the micro-benchmarks measure.
    .library(name: "AlmanacModules", targets: ["Charts", "Statistics", "Tables"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "pangocairo",
      providers: [.apt(["libcairo2-dev", "libpango1.0-dev"]), .brew(["cairo", "pango"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CMarkdown", pkgConfig: "libcmark-gfm",
      providers: [
        .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
      ]),

    .systemLibrary(name: "CPlatform"),
    .target(name: "CAllocation"),

    module("Basics", ["CPlatform"]),
    module("Tables", ["Basics", sqlite, yaml, "CPlatform", "CZlib"]),
    module("Datasets", ["Basics", "Tables", "CPlatform"]),
    module("Mathematics", ["CGSL"]),
    module("Statistics", ["Basics", "Mathematics", "Tables", ordered]),
    module("Drawing", ["Basics", "Tables", "CCairo", "CPNG"]),
    module("Charts", ["Basics", "Drawing", "Mathematics", "Statistics", "Tables"]),
    module("Reports", ["Basics", "Statistics", "Tables", "CMarkdown", "CPlatform", mustache]),
    module("Carbon", ["Basics", "Mathematics", "Statistics", "Tables"]),
    module(
      "Studies",
      ["Basics", "Tables", "Datasets", "Mathematics", "Statistics", "Charts", "Reports", "Carbon"]),
    .executableTarget(
      name: "almanac",
      dependencies: [
        "Basics", "CAllocation", "Carbon", "Charts", "Datasets", "Drawing", "Mathematics",
        "Reports", "Statistics", "Studies", "Tables", arguments, logging,
      ],
      swiftSettings: strict, linkerSettings: staticRuntime),

    module("TestSupport", ["Basics", "Tables"]),
    tests("TablesTests", ["Tables", sqlite]),
    tests("DatasetsTests", ["Datasets"]),
    tests("MathematicsTests", ["Mathematics"]),
    tests("StatisticsTests", ["Statistics"]),
    tests("DrawingTests", ["Drawing"]),
    tests("ChartsTests", ["Charts", "Drawing", "Statistics", "Tables"]),
    tests("ReportsTests", ["Reports", "Statistics"]),
    tests("CarbonTests", ["Carbon"]),
    tests("StudiesTests", ["Statistics", "Studies"]),
    tests("CommandTests", ["Datasets"]),
  ]
)

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
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// The released program carries the Swift runtime on Linux: it starts faster and works where no toolchain is. Said to
// the linker alone, so that objects are shared with the tests, which link the runtime dynamically; the archives behind
// Foundation must then be named, and this is the one place that does. They are those of Swift 6.1 to 6.3. Where a
// toolchain names them otherwise, `ALMANAC_RUNTIME=dynamic swift build -c release` builds without them (the same program,
// which needs the toolchain's libraries where it runs and starts 4 ms later), and
// `ls $(dirname $(dirname $(command -v swift)))/lib/swift_static/linux/*.a` says what they are called now.
let runtime: [LinkerSetting] = {
  // Without symbols; `Sources/CAllocation` says why `malloc` is wrapped.
  var compiler: [String] = []
  var linker = ["-s", "--wrap=malloc"]
  let archives = [
    "Foundation", "FoundationInternationalization", "FoundationEssentials",
    "_FoundationCollections", "_FoundationCShims", "_FoundationICU", "CoreFoundation",
    "swiftSynchronization",
  ].map { "-l" + $0 }
  if Context.environment["ALMANAC_RUNTIME"] != "dynamic" {
    compiler = ["-static-stdlib", "-use-ld=lld"]
    // They refer to each other in a circle.
    linker += ["--start-group"] + archives + ["--end-group"]
  }
  return [
    .unsafeFlags(
      compiler + linker.flatMap { ["-Xlinker", $0] },
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
  // `Synchronization`, whose atomics count threads and draws, came with macOS 15.
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "almanac", targets: ["almanac"]),
    // What the micro-benchmarks measure.
    .library(name: "AlmanacModules", targets: ["Charts", "Statistics", "Tables"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
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
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(name: "CZip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(
      name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    .systemLibrary(
      name: "CReadStat", providers: [.apt(["libreadstat-dev"]), .brew(["readstat"])]),
    .systemLibrary(
      name: "CMarkdown", pkgConfig: "libcmark-gfm",
      providers: [
        .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
      ]),

    .systemLibrary(name: "CPlatform"),
    .systemLibrary(name: "CArrow"),
    .target(name: "CAllocation"),

    module("Basics", ["CPlatform"]),
    module(
      "Tables", ["Basics", yaml, "CExpat", "CPlatform", "CReadStat", "CSQLite", "CZip", "CZlib"]),
    module("Engines", ["Basics", "Tables", "CArrow"]),
    module("Datasets", ["Basics", "Tables", "CPlatform"]),
    module("Mining", ["Basics", "Tables", "Datasets"]),
    module("Mathematics", ["Basics", "CGSL"]),
    module("Statistics", ["Basics", "Mathematics", "Tables"]),
    module("Drawing", ["Basics", "Tables", "CCairo", "CPNG"]),
    module("Charts", ["Basics", "Drawing", "Mathematics", "Statistics", "Tables"]),
    module("Reports", ["Basics", "Charts", "Statistics", "Tables", "CMarkdown"]),
    module("Carbon", ["Basics", "Charts", "Drawing", "Mathematics", "Statistics", "Tables"]),
    module(
      "Studies",
      [
        "Basics", "Tables", "Engines", "Datasets", "Mathematics", "Statistics", "Charts", "Reports",
        "Carbon",
      ]),
    .executableTarget(
      name: "almanac",
      dependencies: [
        "Basics", "CAllocation", "Carbon", "Charts", "Datasets", "Drawing", "Mathematics",
        "Mining", "Reports", "Statistics", "Studies", "Tables", arguments,
      ],
      swiftSettings: strict, linkerSettings: runtime),

    module("TestSupport", ["Basics", "Tables"]),
    tests("TablesTests", ["Tables", "CSQLite"]),
    tests("EnginesTests", ["Engines", "CArrow"]),
    tests("DatasetsTests", ["Datasets"]),
    tests("MiningTests", ["Mining"]),
    tests("MathematicsTests", ["Mathematics", "CGSL"]),
    tests("StatisticsTests", ["Statistics"]),
    tests("DrawingTests", ["Drawing"]),
    tests("ChartsTests", ["Carbon", "Charts", "Drawing", "Statistics", "Tables"]),
    tests("ReportsTests", ["Charts", "Drawing", "Reports", "Statistics"]),
    tests("CarbonTests", ["Carbon"]),
    tests("StudiesTests", ["Engines", "Statistics", "Studies"]),
    tests("CommandTests", ["Datasets"]),
  ]
)

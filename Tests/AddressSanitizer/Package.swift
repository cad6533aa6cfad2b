// swift-tools-version: 6.1
import PackageDescription

// A package in a folder is known by the name of the folder.
let almanac = Context.packageDirectory.split(separator: "/").dropLast(2).last.map(String.init) ?? ""

// A package of its own: for the tests of the readers under the address sanitizer, nothing else is built.
let package = Package(
  name: "almanac-address-sanitizer",
  platforms: [.macOS(.v14)],
  dependencies: [
    .package(path: "../.."),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .testTarget(
      name: "TablesTests",
      dependencies: [
        .product(name: "AlmanacTables", package: almanac),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        // The tests see what the modules of the package that they belong to see of each other.
        .unsafeFlags(["-package-name", almanac.lowercased()]),
      ])
  ]
)

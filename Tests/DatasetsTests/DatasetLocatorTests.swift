import Datasets
import Foundation
import Testing

@Suite struct DatasetLocatorTests {
  static let content = "name\nBoskoop\n"

  @Test("A file is taken from --data, then $ALMANAC_DATASETS, then the bundle, then the cache")
  func order() throws {
    try inTemporaryFolder { folder in
      let bundle = try makeHome(in: folder, url: nil)
      let environment = [
        "ALMANAC_DATASETS": folder + "/environment", "XDG_CACHE_HOME": folder + "/cache",
      ]
      let places: [(path: String, origin: LocatedFile.Origin)] = [
        ("/cache/almanac/datasets/fruit/apples.csv", .cache),
        ("/home/datasets/fruit/apples.csv", .bundled),
        ("/environment/fruit/apples.csv", .environment),
        ("/given/apples.csv", .given),
      ]
      try FileManager.default.createDirectory(
        atPath: folder + "/given", withIntermediateDirectories: true)
      for place in places {
        try write(Self.content, to: folder + place.path)
        let locator = try DatasetLocator(
          bundle: bundle, given: [folder + "/given"], offline: true, environment: environment)
        let found = try locator.locate(dataset: "fruit", file: "apples.csv")
        #expect(found.origin == place.origin)
        #expect(found.path == folder + place.path)
        #expect(found.pin == Fingerprint(of: Array(Self.content.utf8)))
      }
    }
  }

  @Test("Another edition of a bundled file in $ALMANAC_DATASETS is passed over, in --data taken")
  func otherEdition() throws {
    try inTemporaryFolder { folder in
      let bundle = try makeHome(in: folder, url: nil)
      try write(Self.content, to: folder + "/home/datasets/fruit/apples.csv")
      try write("another", to: folder + "/all/fruit/apples.csv")
      let ambient = try DatasetLocator(
        bundle: bundle, offline: true, environment: ["ALMANAC_DATASETS": folder + "/all"])
      #expect(try ambient.locate(dataset: "fruit", file: "apples.csv").origin == .bundled)
      let asked = try DatasetLocator(
        bundle: bundle, given: [folder + "/all"], offline: true, environment: [:])
      #expect(try asked.locate(dataset: "fruit", file: "apples.csv").origin == .given)
    }
  }

  @Test("A given folder may hold data sets that no registry knows")
  func unregistered() throws {
    try inTemporaryFolder { folder in
      let bundle = try makeHome(in: folder, url: nil)
      try write("x\n", to: folder + "/mine/nuts/hazel.csv")
      let locator = try DatasetLocator(
        bundle: bundle, given: [folder + "/mine"], offline: true, environment: [:])
      let found = try locator.locate(dataset: "nuts", file: "hazel.csv")
      #expect(found.pin == nil)
      #expect(throws: DatasetError.unknownDataset(name: "seeds", nearest: nil)) {
        try locator.locate(dataset: "seeds", file: "poppy.csv")
      }
    }
  }

  @Test("A path given that does not exist is an error")
  func missingPath() throws {
    try inTemporaryFolder { folder in
      let bundle = try makeHome(in: folder, url: nil)
      #expect(throws: DatasetError.noSuchPath(path: folder + "/typo")) {
        try DatasetLocator(bundle: bundle, given: [folder + "/typo"], environment: [:])
      }
    }
  }

  @Test("A download is checked, cached, and not repeated")
  func downloads() throws {
    try inTemporaryFolder { folder in
      try write(Self.content, to: folder + "/server/apples.csv")
      let bundle = try makeHome(in: folder, url: "file://\(folder)/server/apples.csv")
      let locator = try DatasetLocator(
        bundle: bundle, environment: ["XDG_CACHE_HOME": folder + "/cache"])
      var received = 0
      let first = try locator.locate(dataset: "fruit", file: "apples.csv") {
        received = $0.received
      }
      #expect(first.origin == .downloaded)
      #expect(received == Self.content.utf8.count)
      #expect(try text(of: first.path) == Self.content)
      let second = try locator.locate(dataset: "fruit", file: "apples.csv")
      #expect(second.origin == .cache)
      #expect(second.path == first.path)
    }
  }

  @Test("Nothing is downloaded offline")
  func offline() throws {
    try inTemporaryFolder { folder in
      try write(Self.content, to: folder + "/server/apples.csv")
      let bundle = try makeHome(in: folder, url: "file://\(folder)/server/apples.csv")
      let locator = try DatasetLocator(
        bundle: bundle, offline: true, environment: ["XDG_CACHE_HOME": folder + "/cache"])
      let error = try #require(throws: DatasetError.self) {
        try locator.locate(dataset: "fruit", file: "apples.csv")
      }
      #expect(error.description.contains("almanac datasets fetch fruit"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/cache"))
    }
  }

  @Test("A download with the wrong checksum is refused and leaves no file behind")
  func wrongChecksum() throws {
    try inTemporaryFolder { folder in
      try write("name\nBoskoop?", to: folder + "/server/apples.csv")
      let bundle = try makeHome(in: folder, url: "file://\(folder)/server/apples.csv")
      let locator = try DatasetLocator(
        bundle: bundle, environment: ["XDG_CACHE_HOME": folder + "/cache"])
      let error = try #require(throws: DatasetError.self) { try locator.fetch("fruit") }
      guard case .checksum = error else {
        Issue.record("another error: \(error)")
        return
      }
      #expect(try contents(of: locator.cache) == ["fruit"])
    }
  }

  @Test("A download that fails says what the downloader said, and leaves no file behind")
  func failedDownload() throws {
    try inTemporaryFolder { folder in
      let bundle = try makeHome(in: folder, url: "file://\(folder)/server/none.csv")
      let locator = try DatasetLocator(
        bundle: bundle, environment: ["XDG_CACHE_HOME": folder + "/cache"])
      let error = try #require(throws: DatasetError.self) { try locator.fetch("fruit") }
      #expect(error.description.contains("curl"))
      #expect(try contents(of: locator.cache) == ["fruit"])
    }
  }

  @Test("A damaged copy in the cache is not used, and fetch replaces it")
  func damagedCache() throws {
    try inTemporaryFolder { folder in
      try write(Self.content, to: folder + "/server/apples.csv")
      try write("damaged", to: folder + "/cache/almanac/datasets/fruit/apples.csv")
      let bundle = try makeHome(in: folder, url: "file://\(folder)/server/apples.csv")
      let locator = try DatasetLocator(
        bundle: bundle, environment: ["XDG_CACHE_HOME": folder + "/cache"])
      let files = try locator.fetch("fruit")
      #expect(files.map(\.origin) == [.downloaded])
      #expect(try text(of: files[0].path) == Self.content)
    }
  }

  // MARK: Nothing outside

  @Test(
    "A name that leads out of the folders of data is refused, whatever is there",
    arguments: [
      ("../private", "x.csv"), ("..", "private/x.csv"), ("fruit/..", "x.csv"), ("/etc", "passwd"),
      ("", "x.csv"), ("fruit", "../../private/x.csv"), ("fruit", "/etc/passwd"),
      ("fruit", "../private/x.csv"), ("nuts", "../../private/x.csv"), ("linked", "x.csv"),
      ("fruit", "linked.csv"), ("fruit\u{0}", "x.csv"), (".", "x.csv"), ("fruit", "pipe"),
      ("fruit", "file:///etc/passwd"), (String(repeating: "f", count: 300), "x.csv"),
    ])
  func outside(dataset: String, file: String) throws {
    try inTemporaryFolder { folder in
      let bundle = try makeHome(in: folder, url: nil)
      try write("x", to: folder + "/private/x.csv")
      try write("x", to: folder + "/mine/fruit/apples.csv")
      let manager = FileManager.default
      try manager.createSymbolicLink(
        atPath: folder + "/mine/linked", withDestinationPath: "../private")
      try manager.createSymbolicLink(
        atPath: folder + "/mine/fruit/linked.csv", withDestinationPath: "../../private/x.csv")
      #expect(mkfifo(folder + "/mine/fruit/pipe", 0o600) == 0)
      for environment in [[:], ["ALMANAC_DATASETS": folder + "/mine"]] {
        let locator = try DatasetLocator(
          bundle: bundle, given: environment.isEmpty ? [folder + "/mine"] : [], offline: true,
          environment: environment)
        let error = try #require(throws: DatasetError.self) {
          try locator.locate(dataset: dataset, file: file)
        }
        switch error {
        case .noDatasetName, .path: break
        default: Issue.record("another error: \(error)")
        }
      }
    }
  }

  @Test("A link from one folder of data into another is followed")
  func linkedFolders() throws {
    try inTemporaryFolder { folder in
      let bundle = try makeHome(in: folder, url: nil)
      try write("x", to: folder + "/disk/big.csv")
      try FileManager.default.createDirectory(
        atPath: folder + "/mine/nuts", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/mine/nuts/big.csv", withDestinationPath: "../../disk/big.csv")
      let locator = try DatasetLocator(
        bundle: bundle, given: [folder + "/mine", folder + "/disk"], offline: true, environment: [:]
      )
      #expect(throws: Never.self) { try locator.locate(dataset: "nuts", file: "big.csv") }
    }
  }

  // MARK: What is too long

  @Test("A file that is much longer than its pin is not fetched to its end")
  func muchTooLong() throws {
    try inTemporaryFolder { folder in
      try write("", to: folder + "/server/apples.csv")
      #expect(truncate(folder + "/server/apples.csv", 3 << 30) == 0)
      let bundle = try makeHome(in: folder, url: "file://\(folder)/server/apples.csv")
      let locator = try DatasetLocator(
        bundle: bundle, environment: ["XDG_CACHE_HOME": folder + "/cache"])
      let time = try ContinuousClock().measure {
        let error = try #require(throws: DatasetError.self) { try locator.fetch("fruit") }
        #expect(error.description.contains("the registry names 13"), "\(error)")
      }
      #expect(time < .seconds(5))
      #expect(try contents(of: locator.cache) == ["fruit"])
    }
  }

  @Test("A stream without end is cut off")
  func endless() throws {
    try inTemporaryFolder { folder in
      try write("", to: folder + "/server/README")
      #expect(mkfifo(folder + "/server/apples.csv", 0o600) == 0)
      let writer = Process()
      writer.executableURL = URL(fileURLWithPath: "/bin/sh")
      writer.arguments = ["-c", "exec yes > \(folder)/server/apples.csv"]
      writer.standardError = FileHandle.nullDevice
      try writer.run()
      defer { writer.terminate() }
      let bundle = try makeHome(in: folder, url: "file://\(folder)/server/apples.csv")
      let locator = try DatasetLocator(
        bundle: bundle, environment: ["XDG_CACHE_HOME": folder + "/cache"])
      #expect(throws: DatasetError.self) { try locator.fetch("fruit") }
      #expect(try contents(of: locator.cache) == ["fruit"])
    }
  }

  @Test("What a fetch that was killed left goes with the next, even where the file is there")
  func leftBehind() throws {
    try inTemporaryFolder { folder in
      let place = folder + "/cache/almanac/datasets/fruit"
      try write(Self.content, to: place + "/apples.csv")
      try write("half", to: place + "/.apples.csv.almanac-dead")
      let bundle = try makeHome(in: folder, url: "file:///nowhere")
      let locator = try DatasetLocator(
        bundle: bundle, environment: ["XDG_CACHE_HOME": folder + "/cache"])
      #expect(try locator.fetch("fruit").map(\.origin) == [.cache])
      #expect(try contents(of: place) == ["apples.csv"])
    }
  }
}

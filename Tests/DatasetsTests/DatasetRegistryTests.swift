import Datasets
import Testing

@Suite struct DatasetRegistryTests {
  static let good = """
    fruit:
      title: Fruit
      source: the orchard
      licence: CC0
      citation: Anon
      files:
        pears.csv:
          url: https://example.org/pears.csv
          sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
          bytes: 0
        apples.csv:
          sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
          bytes: 12
    """

  @Test("A registry keeps the order of its file, and what it says of each")
  func reads() throws {
    let registry = try DatasetRegistry(yaml: Self.good, path: "registry.yml")
    let fruit = try registry.dataset("fruit")
    #expect(fruit.files.map(\.name) == ["pears.csv", "apples.csv"])
    #expect(fruit.licence == "CC0")
    #expect(try fruit.file("pears.csv").url == "https://example.org/pears.csv")
    #expect(try fruit.file("apples.csv").url == nil)
    #expect(try fruit.file("apples.csv").fingerprint.bytes == 12)
  }

  @Test("An unknown name is answered with the nearest known one")
  func nearest() throws {
    let registry = try DatasetRegistry(yaml: Self.good, path: "registry.yml")
    #expect(throws: DatasetError.unknownDataset(name: "friut", nearest: "fruit")) {
      try registry.dataset("friut")
    }
    #expect(
      throws: DatasetError.unknownFile(dataset: "fruit", file: "apple.csv", nearest: "apples.csv")
    ) { try registry.dataset("fruit").file("apple.csv") }
  }

  @Test(
    "A wrong registry is refused with the line of what is wrong",
    arguments: [
      ("fruit:\n  titel: Fruit\n  files: {}", 2, "did you mean 'title'"),
      ("fruit:\n  title: Fruit", 2, "has no files"),
      ("- fruit", 1, "expected"),
      ("../fruit:\n  title: x\n  files: {}", 1, "cannot be the name of a file"),
      ("fruit: [", 2, "did not find expected node content"),
      ("", 1, "empty"),
      ("fruit: {<<: *a}", 1, "no anchor"), ("a/b:\n  files: {}", 1, "cannot be the name"),
      ("\"a\\0b\":\n  files: {}", 1, "cannot be the name"),
      (String(repeating: "f", count: 256) + ": {files: {}}", 1, "cannot be the name"),
      (String(repeating: "[", count: 1000), 1, "the limit is 64 levels"),
      (good.replacing("bytes: 12", with: "bytes: many"), 13, "must be a whole number"),
      (good.replacing("b855\n      bytes: 0", with: "b8\n      bytes: 0"), 9, "64 lower-case"),
    ])
  func refused(yaml: String, line: Int, message: String) throws {
    let error = try #require(throws: DatasetError.self) {
      try DatasetRegistry(yaml: yaml, path: "registry.yml")
    }
    #expect(error.description.contains(message))
    guard case .registry(_, let found, _) = error else {
      Issue.record("another error: \(error)")
      return
    }
    #expect(found == line)
  }

  @Test("The bundled registry pins the files that are bundled")
  func bundled() throws {
    let bundle = try BundledFiles.find()
    let registry = try DatasetRegistry(path: bundle.registry)
    for dataset in registry.datasets {
      for file in dataset.files where file.url == nil {
        let path = "\(bundle.datasets)/\(dataset.name)/\(file.name)"
        #expect(try Fingerprint(ofFile: path) == file.fingerprint, "\(dataset.name)/\(file.name)")
      }
    }
  }

  @Test("A registry that repeats itself without end is refused in no time")
  func bomb() throws {
    let bomb = (1...30).reduce("a0: &a0 [x, x]\n") {
      $0 + "a\($1): &a\($1) [*a\($1 - 1), *a\($1 - 1), *a\($1 - 1)]\n"
    }
    let error = try #require(throws: DatasetError.self) {
      try DatasetRegistry(yaml: bomb, path: "registry.yml")
    }
    #expect(error.description.contains("more than 200000 values"))
  }
}

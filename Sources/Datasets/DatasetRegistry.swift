internal import Basics
internal import Tables

/// A file of a data set: its name, where it can be had, and its fingerprint.
public struct DatasetFile: Hashable, Sendable {
  /// The name within the data set's folder.
  public let name: String
  /// Where it is downloaded from; `nil`: it comes with the program.
  public let url: String?
  /// The size and hash that the file is pinned to.
  public let fingerprint: Fingerprint
  /// Whether its licence lets it be passed on.
  public var isShared = true
}

/// A data set as the registry describes it.
public struct Dataset: Hashable, Sendable {
  /// The name, one segment, e.g. `hf-carbon-2023`.
  public let name: String
  /// One line on what it holds.
  public let title: String
  /// Where it comes from: an address or a description.
  public let source: String
  /// The terms under which it may be used.
  public let licence: String
  /// How to cite it.
  public let citation: String
  /// Its files, in the order of the registry.
  public let files: [DatasetFile]

  /// The file of that name, or an error that names the nearest one.
  public func file(_ name: String) throws(DatasetError) -> DatasetFile {
    guard let file = files.first(where: { $0.name == name }) else {
      throw DatasetError.unknownFile(
        dataset: self.name, file: name, nearest: name.nearest(in: files.map(\.name)))
    }
    return file
  }
}

/// All data sets that the program knows: `datasets/registry.yml`.
public struct DatasetRegistry: Sendable {
  /// The data sets, in the order of the file.
  public let datasets: [Dataset]

  /// The data set of that name, or an error that names the nearest one.
  public func dataset(_ name: String) throws(DatasetError) -> Dataset {
    guard let dataset = datasets.first(where: { $0.name == name }) else {
      throw DatasetError.unknownDataset(
        name: name, nearest: name.nearest(in: datasets.map(\.name)))
    }
    return dataset
  }

  /// Reads the registry at `path`.
  public init(path: String) throws(DatasetError) {
    let text: String
    do {
      text = try TextFile.read(path)
    } catch {
      throw DatasetError.registry(path: path, line: error.line ?? 1, message: error.problem)
    }
    try self.init(yaml: text, path: path)
  }

  /// Reads a registry from its text; `path` is for messages.
  public init(yaml: String, path: String) throws(DatasetError) {
    let root: YAMLValue?
    do {
      root = try YAMLValue.parse(yaml, file: path)
    } catch {
      throw DatasetError.registry(path: path, line: error.position.line, message: error.message)
    }
    guard let root else { throw DatasetError.registry(path: path, line: 1, message: "is empty") }
    let reader = RegistryReader(path: path)
    var datasets: [Dataset] = []
    for entry in try reader.members(root) {
      datasets.append(try reader.dataset(entry.key, entry.value))
    }
    self.datasets = datasets
  }
}

/// Turns values of the registry into data sets; every problem is reported with its line.
private struct RegistryReader {
  let path: String

  func dataset(_ name: String, _ value: YAMLValue) throws(DatasetError) -> Dataset {
    let fields = try members(
      value, allowed: ["title", "source", "licence", "citation", "files"])
    guard let list = fields.first(where: { $0.key == "files" })?.value else {
      throw problem(value.position, "data set '\(name)' has no files")
    }
    var files: [DatasetFile] = []
    for entry in try members(list) { files.append(try file(entry.key, entry.value)) }
    return Dataset(
      name: name, title: try text("title", fields, value),
      source: try text("source", fields, value), licence: try text("licence", fields, value),
      citation: try text("citation", fields, value), files: files)
  }

  private func file(_ name: String, _ value: YAMLValue) throws(DatasetError) -> DatasetFile {
    let fields = try members(value, allowed: ["url", "share", "sha256", "bytes"])
    let hasURL = fields.contains { $0.key == "url" }
    let sha256 = try field("sha256", "64 lower-case hexadecimal digits", fields, value) {
      $0.count == 64 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase }
        ? $0 : nil
    }
    let bytes = try field("bytes", "a whole number", fields, value) {
      Int($0).flatMap { $0 < 0 ? nil : $0 }
    }
    let isShared =
      fields.contains { $0.key == "share" }
      ? try field("share", "true or false", fields, value) { Bool($0) } : true
    return DatasetFile(
      name: name, url: hasURL ? try text("url", fields, value) : nil,
      fingerprint: Fingerprint(bytes: bytes, sha256: sha256), isShared: isShared)
  }

  func members(
    _ value: YAMLValue, allowed: [String]? = nil
  ) throws(DatasetError) -> [YAMLValue.Entry] {
    guard let entries = value.mapping else {
      throw problem(value.position, "expected 'name: value' lines")
    }
    for entry in entries {
      if let allowed {
        guard !allowed.contains(entry.key) else { continue }
        let hint = entry.key.nearest(in: allowed).map { "; did you mean '\($0)'?" } ?? ""
        throw problem(entry.position, "unknown name '\(entry.key)'\(hint)")
      }
      // Names become folders and files of the cache.
      guard FileName.isSafe(entry.key) else {
        throw problem(entry.position, "'\(entry.key)' cannot be the name of a file")
      }
    }
    return entries
  }

  private func text(
    _ name: String, _ fields: [YAMLValue.Entry], _ value: YAMLValue
  ) throws(DatasetError) -> String {
    try field(name, "text", fields, value) { $0 }
  }

  /// The value of a field, where `read` makes sense of its text.
  private func field<Value>(
    _ name: String, _ kind: String, _ fields: [YAMLValue.Entry], _ value: YAMLValue,
    _ read: (String) -> Value?
  ) throws(DatasetError) -> Value {
    guard let field = fields.first(where: { $0.key == name })?.value else {
      throw problem(value.position, "'\(name)' is missing")
    }
    guard let value = field.text.flatMap(read) else {
      throw problem(field.position, "'\(name)' must be \(kind)")
    }
    return value
  }

  private func problem(_ position: SourcePosition, _ message: String) -> DatasetError {
    DatasetError.registry(path: path, line: position.line, message: message)
  }
}

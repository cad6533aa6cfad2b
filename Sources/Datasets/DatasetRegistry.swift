internal import Foundation
internal import Tables
internal import Yams

/// A file of a data set: its name, where it can be had, and its fingerprint.
public struct DatasetFile: Hashable, Sendable {
  /// The name within the data set's folder.
  public let name: String
  /// Where it is downloaded from; `nil`: it comes with the program.
  public let url: String?
  /// The size and hash that the file is pinned to.
  public let fingerprint: Fingerprint
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
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DatasetError.system("read", path, errno == 0 ? ENOENT : errno)
    }
    try self.init(yaml: String(decoding: data, as: UTF8.self), path: path)
  }

  /// Reads a registry from its text; `path` is for messages.
  public init(yaml: String, path: String) throws(DatasetError) {
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      let (line, message) = Self.problem(error)
      throw DatasetError.registry(path: path, line: line, message: message)
    }
    guard let root else { throw DatasetError.registry(path: path, line: 1, message: "is empty") }
    let reader = RegistryReader(path: path)
    var datasets: [Dataset] = []
    for (name, node) in try reader.members(root) {
      datasets.append(try reader.dataset(name, node))
    }
    self.datasets = datasets
  }

  /// The line and the reason of a syntax error.
  private static func problem(_ error: any Error) -> (line: Int, message: String) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, problem)
    default: (1, "is not YAML")
    }
  }
}

/// Turns nodes of the registry into values; every problem is told with its line.
private struct RegistryReader {
  let path: String

  func dataset(_ name: String, _ node: Node) throws(DatasetError) -> Dataset {
    let fields = try members(
      node, allowed: ["title", "source", "licence", "citation", "files"])
    guard let list = fields.first(where: { $0.0 == "files" })?.1 else {
      throw problem(node, "data set '\(name)' has no files")
    }
    var files: [DatasetFile] = []
    for (file, entry) in try members(list) { files.append(try self.file(file, entry)) }
    return Dataset(
      name: name, title: try text("title", fields, node),
      source: try text("source", fields, node), licence: try text("licence", fields, node),
      citation: try text("citation", fields, node), files: files)
  }

  private func file(_ name: String, _ node: Node) throws(DatasetError) -> DatasetFile {
    let fields = try members(node, allowed: ["url", "sha256", "bytes"])
    let hasURL = fields.contains { $0.0 == "url" }
    let sha256 = try value("sha256", "64 lower-case hexadecimal digits", fields, node) {
      $0.count == 64 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase }
        ? $0 : nil
    }
    let bytes = try value("bytes", "a whole number", fields, node) {
      Int($0).flatMap { $0 < 0 ? nil : $0 }
    }
    return DatasetFile(
      name: name, url: hasURL ? try text("url", fields, node) : nil,
      fingerprint: Fingerprint(bytes: bytes, sha256: sha256))
  }

  func members(_ node: Node, allowed: [String]? = nil) throws(DatasetError) -> [(String, Node)] {
    guard let mapping = node.mapping else { throw problem(node, "expected 'name: value' lines") }
    var members: [(String, Node)] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else { throw problem(key, "a name must be plain text") }
      if let allowed, !allowed.contains(name) {
        let hint = name.nearest(in: allowed).map { "; did you mean '\($0)'?" } ?? ""
        throw problem(key, "unknown name '\(name)'\(hint)")
      }
      // Names become folders and files of the cache.
      if allowed == nil && (name.contains("/") || name.hasPrefix(".") || name.isEmpty) {
        throw problem(key, "'\(name)' cannot be the name of a file")
      }
      members.append((name, value))
    }
    return members
  }

  private func text(
    _ name: String, _ fields: [(String, Node)], _ node: Node
  ) throws(DatasetError) -> String {
    try value(name, "text", fields, node) { $0 }
  }

  /// The value of a field, where `read` makes sense of its text.
  private func value<Value>(
    _ name: String, _ kind: String, _ fields: [(String, Node)], _ node: Node,
    _ read: (String) -> Value?
  ) throws(DatasetError) -> Value {
    guard let field = fields.first(where: { $0.0 == name })?.1 else {
      throw problem(node, "'\(name)' is missing")
    }
    guard let value = field.scalar.flatMap({ read($0.string) }) else {
      throw problem(field, "'\(name)' must be \(kind)")
    }
    return value
  }

  private func problem(_ node: Node, _ message: String) -> DatasetError {
    DatasetError.registry(path: path, line: node.mark?.line ?? 1, message: message)
  }
}

public import Foundation
internal import Tables

/// A data file on this machine, and why it is the one that is used.
public struct LocatedFile: Hashable, Sendable {
  /// Where a copy was found.
  public enum Origin: String, Hashable, Sendable {
    case given = "--data"
    case environment = "$ALMANAC_DATASETS"
    case bundled = "bundled"
    case cache = "cache"
    case downloaded = "downloaded"
  }

  /// The path of the file.
  public let path: String
  /// Where it was found.
  public let origin: Origin
  /// What the registry pins the file to, where it knows it. A file from `--data` or
  /// `$ALMANAC_DATASETS` may differ; whoever reads it says so.
  public let pin: Fingerprint?
}

/// Finds data files: in the folders given, `$ALMANAC_DATASETS`, those bundled, the user's cache; and
/// downloads what is in none of them unless that is forbidden.
public struct DatasetLocator: Sendable {
  /// The data sets that are known.
  public let registry: DatasetRegistry
  /// The folder of the user's cache, `$XDG_CACHE_HOME/almanac/datasets`.
  public let cache: String

  private let bundled: String
  private let given: [String]
  private let environment: String?
  private let offline: Bool

  /// A locator that looks in the folders `given` first. A folder holds `<dataset>/<file>` or the
  /// files themselves.
  public init(
    bundle: BundledFiles, given: [String] = [], offline: Bool = false,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(DatasetError) {
    for path in given where !exists(path) { throw DatasetError.noSuchPath(path: path) }
    registry = try DatasetRegistry(path: bundle.registry)
    bundled = bundle.datasets
    self.given = given
    self.environment = environment["ALMANAC_DATASETS"].flatMap { $0.isEmpty ? nil : $0 }
    self.offline = offline
    cache = Self.cache(environment)
  }

  /// The file, from the first place that has it.
  public func locate(
    dataset name: String, file: String, progress: (DownloadProgress) -> Void = { _ in }
  ) throws(DatasetError) -> LocatedFile {
    guard FileName.isSafe(name) else { throw DatasetError.noDatasetName(name) }
    // A name that leads out is reported before it is looked for anywhere.
    _ = try path(file, in: bundled)
    let known = try? registry.dataset(name)
    let entry = known.flatMap { try? $0.file(file) }
    if let found = try find(dataset: name, file: file, pin: entry?.fingerprint) { return found }
    let pinned = try registry.dataset(name).file(file)
    guard let url = pinned.url else {
      throw DatasetError.absent(
        dataset: name, file: file, looked: places, remedy: "it should have come with the program")
    }
    guard !offline else {
      throw DatasetError.absent(
        dataset: name, file: file, looked: places,
        remedy: "build without --offline, or run 'almanac datasets fetch \(name)'")
    }
    let path = try download(pinned, url, of: name, progress)
    return LocatedFile(path: path, origin: .downloaded, pin: pinned.fingerprint)
  }

  /// Downloads what the cache does not have of a data set, whatever other folders hold.
  public func fetch(
    _ name: String, progress: (DownloadProgress) -> Void = { _ in }
  ) throws(DatasetError) -> [LocatedFile] {
    var files: [LocatedFile] = []
    for file in try registry.dataset(name).files {
      if let url = file.url {
        OutputFile.removeStale(beside: "\(cache)/\(name)/\(file.name)")
        if let path = cached(file, of: name) {
          files.append(LocatedFile(path: path, origin: .cache, pin: file.fingerprint))
        } else {
          let path = try download(file, url, of: name, progress)
          files.append(LocatedFile(path: path, origin: .downloaded, pin: file.fingerprint))
        }
      } else {
        files.append(try locate(dataset: name, file: file.name))
      }
    }
    return files
  }

  /// The copy of a file that would be used, without downloading; the cache's copy whether or not it
  /// is whole.
  public func copy(of file: DatasetFile, in dataset: Dataset) -> LocatedFile? {
    if let found = try? find(dataset: dataset.name, file: file.name, pin: file.fingerprint) {
      return found
    }
    let path = "\(cache)/\(dataset.name)/\(file.name)"
    return isFile(path) ? LocatedFile(path: path, origin: .cache, pin: file.fingerprint) : nil
  }

  private func find(
    dataset: String, file: String, pin: Fingerprint?
  ) throws(DatasetError) -> LocatedFile? {
    func look(
      _ folder: String, _ origin: LocatedFile.Origin
    ) throws(DatasetError) -> LocatedFile? {
      for name in ["\(dataset)/\(file)", file] {
        if let path = try path(name, in: folder) {
          return LocatedFile(path: path, origin: origin, pin: pin)
        }
      }
      return nil
    }
    for folder in given {
      if let found = try look(folder, .given) { return found }
    }
    let own = try path("\(dataset)/\(file)", in: bundled)
    if let environment, let found = try look(environment, .environment) {
      // The bundled studies are written for the bundled files: another edition that happens to lie
      // in a folder for all programs is not taken unasked. `--data` asks.
      if own == nil || (try? Fingerprint(ofFile: found.path)) == pin { return found }
    }
    if let own { return LocatedFile(path: own, origin: .bundled, pin: pin) }
    if let pin, let path = cached(DatasetFile(name: file, url: nil, fingerprint: pin), of: dataset)
    {
      return LocatedFile(path: path, origin: .cache, pin: pin)
    }
    return nil
  }

  /// The path of a file in a folder of data; `nil` if it is not there.
  private func path(_ name: String, in folder: String) throws(DatasetError) -> String? {
    do {
      return try FileBoundary("the folder of data \(folder)", and: folders).file(name, in: folder)
    } catch {
      if error.problem == .absent { return nil }
      throw DatasetError.path("\(error)")
    }
  }

  /// All folders that data may be in.
  package var folders: [String] { given + [environment, bundled, cache].compactMap { $0 } }

  /// The path in the cache, where it holds the very file that is pinned.
  private func cached(_ file: DatasetFile, of dataset: String) -> String? {
    let path = "\(cache)/\(dataset)/\(file.name)"
    guard isFile(path), (try? Fingerprint(ofFile: path)) == file.fingerprint else { return nil }
    return path
  }

  private func download(
    _ file: DatasetFile, _ url: String, of dataset: String,
    _ progress: (DownloadProgress) -> Void
  ) throws(DatasetError) -> String {
    let path = "\(cache)/\(dataset)/\(file.name)"
    try Download(url: url, fingerprint: file.fingerprint).run(to: path) { received in
      progress(
        DownloadProgress(
          dataset: dataset, file: file.name, received: received, total: file.fingerprint.bytes))
    }
    return path
  }

  private var places: [String] {
    given + [environment.map { "\($0) ($ALMANAC_DATASETS)" }, bundled, cache].compactMap { $0 }
  }

  private static func cache(_ environment: [String: String]) -> String {
    // The XDG specification has relative paths ignored.
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      return base + "/almanac/datasets"
    }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return home + "/.cache/almanac/datasets"
  }
}

public import Foundation

/// The folder with what comes along with the program: `templates/` and `datasets/`.
///
/// `Bundle.module` is not used: it ends the process when its folder is gone, so that a program that
/// is installed or moved could not even say what is missing.
public struct BundledFiles: Hashable, Sendable {
  /// The folder that holds `templates/` and `datasets/`.
  public let root: String

  /// The folder of studies and page themes.
  public var templates: String { root + "/templates" }
  /// The folder of data sets.
  public var datasets: String { root + "/datasets" }
  /// The list of all known data sets.
  public var registry: String { datasets + "/registry.yml" }

  /// Finds them: `$ALMANAC_HOME`; `../share/almanac` beside the executable, symbolic links
  /// resolved; upward from it to a folder that holds them.
  public static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String = Self.executablePath
  ) throws(DatasetError) -> BundledFiles {
    if let home = environment["ALMANAC_HOME"], !home.isEmpty {
      let files = BundledFiles(root: home)
      guard files.areThere else { throw DatasetError.notAHome(path: home) }
      return files
    }
    var folder = parent(of: executable)
    let installed = BundledFiles(root: parent(of: folder) + "/share/almanac")
    if installed.areThere { return installed }
    while !folder.isEmpty {
      let files = BundledFiles(root: folder)
      if files.areThere { return files }
      folder = parent(of: folder)
    }
    throw DatasetError.bundledFilesNotFound(executable: executable)
  }

  /// The path of the running program, symbolic links resolved.
  public static var executablePath: String {
    #if os(Linux)
      let path = "/proc/self/exe"
    #else
      let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
    #endif
    return realPath(path) ?? path
  }

  /// The folders of `templates/` that hold a study, by name.
  public func studies() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: templates)) ?? []
    return names.filter { isFile("\(templates)/\($0)/study.yml") }.sorted()
  }

  private var areThere: Bool { isFile(registry) && isFolder(templates) }
}

/// The folder that holds `path`; empty above the root.
private func parent(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return String(path[..<slash])
}

import Datasets
import Foundation
import Studies
import Testing

/// A study in a folder of its own; `use` removes it afterwards.
struct TemporaryStudy {
  let folder: URL

  private init(study: String, report: String = "# Report\n", files: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("almanac-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var all = files
    all["study.yml"] = study
    all["report.md"] = report
    for (name, text) in all {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
  }

  /// Runs `body` with a study that is gone afterwards.
  static func use<Result>(
    study: String, report: String = "# Report\n", files: [String: String] = [:],
    _ body: (TemporaryStudy) throws -> Result
  ) throws -> Result {
    let study = try TemporaryStudy(study: study, report: report, files: files)
    defer { try? FileManager.default.removeItem(at: study.folder) }
    return try body(study)
  }

  func builder(_ adjust: (inout StudyOptions) -> Void = { _ in }) throws -> StudyBuilder {
    var options = StudyOptions()
    options.offline = true
    adjust(&options)
    return try StudyBuilder(study: folder.path, bundle: Self.bundle(), options: options)
  }

  /// The `templates/` and `datasets/` of this checkout.
  static func bundle() throws -> BundledFiles {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try BundledFiles.find(environment: ["ALMANAC_HOME": root.path])
  }

  /// Every file below a folder, by relative path.
  static func contents(of folder: URL) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let file = folder.appendingPathComponent(path)
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        result[path] = try Data(contentsOf: file)
      }
    }
    return result
  }
}

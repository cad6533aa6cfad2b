public import Foundation
import Tables

/// A folder that holds a study.
public struct StudyFolder: Sendable {
  /// The folder.
  public let url: URL

  /// The study in `url`.
  public init(url: URL) {
    self.url = url
  }

  /// The folder's own name.
  public var name: String { url.standardizedFileURL.lastPathComponent }

  static let mainFile = "study.yml"
  static let proseFile = "report.md"

  /// Reads and checks `study.yml` and what it includes, before a row of data is read.
  func definition(
    _ problems: ProblemCollector, settings: [(name: String, value: String)] = []
  ) throws -> (study: StudyDefinition, parameters: ParameterValues) {
    let start = SourcePosition(file: Self.mainFile, line: 1, column: 1)
    guard let text = text(of: Self.mainFile, at: start, problems),
      let root = YAMLValue.parse(text, file: Self.mainFile, problems: problems)
    else {
      throw StudyProblems(diagnostics: problems.sorted)
    }
    let included = (root["include"]?.sequence ?? []).compactMap { value -> YAMLValue? in
      guard let name = value.text, let text = self.text(of: name, at: value.position, problems)
      else { return nil }
      return YAMLValue.parse(text, file: name, problems: problems)
    }
    // A part that is no YAML would only bring forth names that seem unknown.
    try problems.throwIfErrors()
    let parsed = try StudyParser(problems: problems).parse(
      root, included: included, settings: settings)
    guard let parsed else { throw StudyProblems(diagnostics: problems.sorted) }
    StudyChecker(study: parsed.study, problems: problems).check()
    return parsed
  }

  /// The prose; `nil` where the folder has none.
  func prose() throws -> String? {
    let file = url.appendingPathComponent(Self.proseFile)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// A file of the folder by its relative path; outside of the folder it reads nothing.
  func file(_ path: String) -> URL? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !path.hasPrefix("/"), !parts.contains(".."), !parts.contains("") else { return nil }
    return url.appendingPathComponent(path)
  }

  private func text(
    of path: String, at position: SourcePosition, _ problems: ProblemCollector
  ) -> String? {
    guard let file = file(path) else {
      problems.error(
        at: position, "'\(path)' leaves the study's folder; name a file inside of it")
      return nil
    }
    do {
      return try String(contentsOf: file, encoding: .utf8)
    } catch {
      problems.error(
        at: position,
        FileManager.default.fileExists(atPath: file.path)
          ? "'\(path)' cannot be read as UTF-8 text" : "there is no file '\(path)' in the study")
      return nil
    }
  }
}

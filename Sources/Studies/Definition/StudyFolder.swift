public import Foundation
package import Tables

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
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw StudyError(at: nil, "'\(Self.proseFile)' cannot be read as UTF-8 text")
    }
    return text
  }

  /// `study.yml` and the files that it includes, as JSON.
  package func files() throws -> [(name: String, content: JSON)] {
    let main = try Self.parse(
      String(contentsOf: url.appendingPathComponent(Self.mainFile), encoding: .utf8))
    let parts = (main["include"]?.arrayValue ?? []).compactMap(\.stringValue)
    return try [(Self.mainFile, main)]
      + parts.map {
        ($0, try Self.parse(String(contentsOf: url.appendingPathComponent($0), encoding: .utf8)))
      }
  }

  /// The text of a study file as JSON, as the published schema sees it.
  package static func parse(_ text: String) throws -> JSON {
    let problems = ProblemCollector()
    let value = YAMLValue.parse(text, file: mainFile, problems: problems)
    try problems.throwIfErrors()
    return value?.json ?? .null
  }

  /// A file of the folder by its relative path, which cannot leave it; a link in it leads where its owner
  /// has it lead.
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

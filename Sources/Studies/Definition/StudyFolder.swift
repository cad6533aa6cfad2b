package import Basics
public import Foundation
import Reports
internal import Tables

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
  /// The place of what has no other place in a study.
  static let start = SourcePosition(file: mainFile, line: 1, column: 1)

  static let withoutProse = StudyError(at: nil, "the study has no report.md")

  /// Reads and checks `study.yml` and what it includes, before a row of data is read.
  func definition(
    _ problems: ProblemCollector, settings: [(name: String, value: String)] = []
  ) throws -> (study: StudyDefinition, parameters: ParameterValues) {
    guard let text = text(of: Self.mainFile, at: Self.start, problems),
      let root = YAMLValue.parse(text, file: Self.mainFile, problems: problems)
    else {
      throw StudyProblems(diagnostics: problems.sorted)
    }
    let included = (root["include"]?.sequence ?? []).compactMap { value -> YAMLValue? in
      guard let name = value.text, let text = self.text(of: name, at: value.position, problems)
      else { return nil }
      return YAMLValue.parse(text, file: name, problems: problems)
    }
    // A part that is not YAML would only bring forth names that seem unknown.
    try problems.throwIfErrors()
    let parsed = try StudyParser(problems: problems).parse(
      root, included: included, settings: settings)
    guard let parsed else { throw StudyProblems(diagnostics: problems.sorted) }
    StudyChecker(study: parsed.study, problems: problems).check()
    return parsed
  }

  /// The prose; `nil` where the folder has none.
  func prose() throws -> String? {
    do {
      return try text(of: Self.proseFile)
    } catch let error as PathError where error.problem == .absent {
      return nil
    }
  }

  /// `study.yml` and the files that it includes, as JSON.
  package func files() throws -> [(name: String, content: JSON)] {
    let main = try Self.parse(text(of: Self.mainFile))
    let parts = (main["include"]?.arrayValue ?? []).compactMap(\.stringValue)
    return try [(Self.mainFile, main)] + parts.map { ($0, try Self.parse(text(of: $0))) }
  }

  /// The text of a study file as JSON, as the published schema sees it.
  package static func parse(_ text: String) throws -> JSON {
    let problems = ProblemCollector()
    let value = YAMLValue.parse(text, file: mainFile, problems: problems)
    try problems.throwIfErrors()
    return value?.json ?? .null
  }

  /// The sources that the prose may cite; none where the study names no file of them, `nil` with a
  /// problem noted where that file cannot be read.
  func bibliography(_ study: StudyDefinition, _ problems: ProblemCollector) -> Bibliography? {
    guard let name = study.bibliography else { return Bibliography() }
    guard let text = text(of: name.value, at: name.position, problems) else { return nil }
    do throws(BibliographyError) {
      return try Bibliography.parse(text)
    } catch {
      problems.error(
        at: SourcePosition(file: name.value, line: error.line, column: error.column),
        error.message)
      return nil
    }
  }

  /// The text of a file that the study names, which cannot lie outside of its folder.
  func text(of name: String) throws -> String {
    try TextFile.read(boundary().file(name, in: url.path), called: name)
  }

  /// The content of an image that the prose names.
  func image(_ name: String) throws -> ImageFile {
    let path = try boundary().file(name, in: url.path)
    let size = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard size <= ImageFile.most else {
      throw StudyError(
        at: nil,
        "the image \(name) has \(size) bytes; at most \(ImageFile.most) go into a page: make it smaller"
      )
    }
    guard let file = ImageFile(try Data(contentsOf: URL(fileURLWithPath: path))) else {
      throw StudyError(at: nil, "\(name) is no PNG, JPEG, GIF, WebP or SVG image")
    }
    return file
  }

  /// Where what the study names may lie: its folder, and `folders`.
  func boundary(and folders: [String] = []) -> FileBoundary {
    FileBoundary("the study's folder", and: folders)
  }

  private func text(
    of name: String, at position: SourcePosition, _ problems: ProblemCollector
  ) -> String? {
    do {
      return try text(of: name)
    } catch let error as ReadError {
      problems.error(at: position, error)
    } catch {
      problems.error(at: position, "\(error)")
    }
    return nil
  }
}

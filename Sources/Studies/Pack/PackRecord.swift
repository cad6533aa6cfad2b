import Basics
import Datasets
import Foundation
import Tables

/// What an archive of a study says of itself: `almanac.json`.
struct PackRecord {
  static let name = "almanac.json"
  static let schema = 1

  /// A source of the study.
  struct Source {
    let id: String
    let dataset: String?
    let file: String
    let sha256: String
    /// `nil` for rows of an engine.
    let bytes: Int?
    /// The engine that has the rows.
    let engine: String?
    /// Its file in the archive; `nil` where the licence does not let it be passed on, and for rows of an engine.
    let path: String?
    /// What `--data` says of it besides its name; `nil` where the study finds it by itself.
    let given: String?
    /// Of a registered data set.
    let url: String?
    let licence: String?

    /// Why it is not in the archive.
    var withheld: String {
      guard let engine else {
        let name = (dataset.map { $0 + "/" } ?? "") + file
        return "\(name) is not packed: its licence does not let it be passed on."
      }
      return "The rows of '\(id)' are not packed: the engine '\(engine)' has them."
    }
  }

  /// The version of the program, and of the libraries that it computes and draws with.
  let tool: String
  let libraries: [(name: String, version: String)]
  let fonts: [(use: String, name: String)]
  let study: String
  let title: String
  let day: String?
  let settings: [(name: String, value: String)]
  let sources: [Source]

  var json: JSON {
    func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
    let sources = sources.map { source -> JSON.Member in
      let facts: JSON = [
        "dataset": text(source.dataset), "file": .string(source.file),
        "sha256": .string(source.sha256), "bytes": source.bytes.map { .int(Int64($0)) } ?? .null,
        "engine": text(source.engine),
        "path": text(source.path), "given": text(source.given), "url": text(source.url),
        "licence": text(source.licence),
      ]
      return JSON.Member(source.id, facts)
    }
    let settings = settings.map { setting -> JSON in
      ["name": .string(setting.name), "value": .string(setting.value)]
    }
    return [
      "schema": .int(Int64(Self.schema)),
      "tool": ["name": "almanac", "version": .string(tool)],
      "libraries": .object(libraries.map { JSON.Member($0.name, .string($0.version)) }),
      "fonts": .object(fonts.map { JSON.Member($0.use, .string($0.name)) }),
      "study": ["id": .string(study), "title": .string(title)],
      "date": text(day), "settings": .array(settings), "sources": .object(sources),
    ]
  }
}

/// An archive of a study that was unpacked into a folder: it is checked against its own report.
package struct PackedStudy {
  /// The folder of the study.
  package let study: String
  /// What `--data` is given.
  package let data: [String]
  /// What `--set` is given.
  package let settings: [(name: String, value: String)]
  private let results: String

  /// The archive in `folder`; `nil` where it holds none.
  package init?(folder: String) throws {
    let file = folder + "/" + PackRecord.name
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    let record: JSON
    do {
      record = try JSON.parse(TextFile.read(file))
    } catch {
      throw ReadError(file: file, problem: "is not what 'almanac pack' wrote: \(error)")
    }
    guard let sources = record["sources"]?.members else {
      throw ReadError(file: file, problem: "is not what 'almanac pack' wrote: it names no sources")
    }
    study = folder + "/study"
    results = folder + "/report/results.json"
    let given = sources.compactMap { source -> String? in
      guard let place = source.value["given"]?.stringValue,
        ArchivePath.problem(of: place) == nil
      else { return nil }
      return "\(source.key)=\(folder)/\(place)"
    }
    let datasets = folder + "/data"
    data = (FileManager.default.fileExists(atPath: datasets) ? [datasets] : []) + given
    settings = (record["settings"]?.arrayValue ?? []).compactMap { setting in
      guard let name = setting["name"]?.stringValue, let value = setting["value"]?.stringValue
      else { return nil }
      return (name, value)
    }
  }

  /// What of the packed results is not as it is computed now.
  package func comparison(with computed: StudyResults) throws -> Comparison {
    var packed: ResultsFile
    do {
      packed = try ResultsFile(json: JSON.parse(TextFile.read(results)))
    } catch {
      throw ReadError(file: results, problem: "these are no results that can be compared: \(error)")
    }
    // As a file says it, so that both are read alike.
    var now = try ResultsFile(json: JSON.parse(computed.text))
    // A check draws and profiles nothing.
    (packed.figures, packed.figureFont, packed.profiles) = (nil, nil, nil)
    (now.figures, now.figureFont, now.profiles) = (nil, nil, nil)
    return Comparison(old: packed, new: now)
  }
}

package import Basics
import Datasets
import Foundation
import Reports
import Tables

/// A static site of reports: an index, a page and permanent addresses for each study, and a feed of what changed.
package struct SitePublisher {
  /// One build of a report, at `study/build/` for as long as the site is there.
  struct Build: Hashable {
    let study: String
    let title: String
    /// The beginning of the checksum of its list of files.
    let id: String
    let day: String
    let changes: String
    /// Its documents.
    let files: [String]

    var folder: String { "\(study)/\(id)" }
  }

  /// The folder of the site.
  package let folder: String
  private let title: String
  private let address: String?
  private let day: CalendarDate
  private var builds: [Build]

  static let list = "builds.json"

  /// A site, with what it has already.
  ///
  /// - Parameters:
  ///   - title: What it is called; `nil`: as before.
  ///   - address: Where it will be, for the feed; `nil`: as before, or unknown.
  ///   - day: The day of what is published now.
  package init(folder: String, title: String?, address: String?, day: CalendarDate) throws {
    self.folder = folder
    self.day = day
    let file = folder + "/" + Self.list
    guard FileManager.default.fileExists(atPath: file) else {
      builds = []
      self.title = title ?? "Reports"
      self.address = address
      return
    }
    do {
      let site = try JSON.parse(TextFile.read(file))
      builds = try (site["builds"]?.arrayValue ?? []).map(Build.init)
      self.title = title ?? site["title"]?.stringValue ?? "Reports"
      self.address = address ?? site["address"]?.stringValue
    } catch {
      throw ReadError(file: file, problem: "is not what 'almanac publish' wrote: \(error)")
    }
  }

  /// Adds the report in `report`; false where the site has this very build.
  package mutating func add(_ report: String) throws -> Bool {
    let manifest = try Self.manifest(of: report)
    let results = try Comparison.results(report)
    let study = results.study.id
    guard Link(page: study + "/index.html") != nil, study != ".." else {
      throw ReadError(
        file: report, problem: "the study's id '\(study)' cannot be part of an address")
    }
    let list = try Fingerprint(ofFile: report + "/" + Manifest.name)
    let id = String(list.sha256.prefix(12))
    guard !builds.contains(where: { $0.study == study && $0.id == id }) else { return false }
    let earlier = builds.last { $0.study == study }
    let comparison = try earlier.map {
      Comparison(old: try Comparison.results(folder + "/" + $0.folder), new: results)
    }
    let documents = DocumentFormat.allCases.map { "report.\($0.rawValue)" }
    let build = Build(
      study: study, title: results.study.title, id: id, day: day.description,
      changes: comparison.map(Self.words) ?? "The first build.",
      files: documents.filter { name in manifest.files.contains { $0.path == name } })
    try OutputFile.makeFolder(folder + "/" + study)
    try OutputFolder.replacing(folder + "/" + build.folder) { output in
      for file in manifest.files {
        try output.write(
          Data(contentsOf: URL(fileURLWithPath: report + "/" + file.path)), to: file.path)
      }
    }
    builds.append(build)
    return true
  }

  /// Writes the pages and the feed, each whole.
  package func write(theme: String) throws {
    try OutputFile.makeFolder(folder)
    func write(_ text: String, _ name: String) throws {
      try OutputFile.write(Data(text.utf8), to: folder + "/" + name)
    }
    try write(json.text(.canonical) + "\n", Self.list)
    let pages = SitePages(title: title, address: address, builds: builds)
    for study in pages.studies {
      try write(
        DocumentFormat.html.write(pages.page(of: study), theme: theme, house: House()),
        study + "/index.html")
    }
    try write(pages.feed, "feed.xml")
    try write(
      DocumentFormat.html.write(pages.index, theme: theme, house: House()), "index.html")
  }

  private var json: JSON {
    [
      "schema": 1, "title": .string(title), "address": address.map { .string($0) } ?? .null,
      "builds": .array(builds.map(\.json)),
    ]
  }

  /// The list of a report's files; throws where one is not as it was built.
  private static func manifest(of report: String) throws -> Manifest {
    guard let manifest = Manifest(ofFolder: report) else {
      throw ReadError(
        file: report, problem: "is no folder that 'almanac build' wrote: it has no \(Manifest.name)"
      )
    }
    for file in manifest.files {
      guard ArchivePath.problem(of: file.path) == nil,
        let found = try? Manifest.File(file.path, at: report + "/" + file.path), found == file
      else {
        throw ReadError(
          file: report, problem: "'\(file.path)' is not as it was built; build the report again")
      }
    }
    guard manifest.files.contains(where: { $0.path == "report.html" }) else {
      throw ReadError(
        file: report, problem: "has no report.html; build it with 'html' among --format")
    }
    return manifest
  }

  /// What changed, in one line.
  private static func words(_ comparison: Comparison) -> String {
    guard !comparison.isEmpty else { return "All results are as before." }
    let parts = comparison.sections.map { "\($0.title.withinSentence): \($0.rows.count)" }
    let changed = parts.isEmpty ? "" : " Changed: \(parts.joined(separator: ", "))."
    return (comparison.hasReversal ? "A conclusion is reversed." : "Results differ.") + changed
      + (comparison.cause.map { " Because of \($0)." } ?? "")
  }
}

extension SitePublisher.Build {
  /// What a site's list says of a build.
  init(_ json: JSON) throws {
    func text(_ key: String) throws -> String {
      guard let text = json[key]?.stringValue else {
        throw StudyError(at: nil, "a build has no '\(key)'")
      }
      return text
    }
    study = try text("study")
    title = try text("title")
    id = try text("build")
    day = try text("day")
    changes = try text("changes")
    files = (json["files"]?.arrayValue ?? []).compactMap(\.stringValue)
    guard Link(page: "\(study)/\(id)/report.html") != nil, CalendarDate(day) != nil else {
      throw StudyError(at: nil, "a build has no address")
    }
  }

  var json: JSON {
    [
      "study": .string(study), "title": .string(title), "build": .string(id), "day": .string(day),
      "changes": .string(changes),
      "files": .array(files.map { .string($0) }),
    ]
  }
}

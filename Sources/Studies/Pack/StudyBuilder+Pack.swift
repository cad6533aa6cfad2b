package import Basics
import Datasets
import Foundation
import Mathematics
import Reports
import Tables

/// A file of an archive, and where it is on this machine.
struct PackedFile {
  /// The path in the archive.
  let name: String
  let path: String
}

/// What was packed.
package struct PackSummary {
  package let results: StudyResults
  /// How many files the archive has.
  package let files: Int
  /// What is not in it, and why: a sentence each.
  package let withheld: [String]
}

extension StudyBuilder {
  /// Builds the report, and packs it with the study, its data and what describes it into the archive `target`, which
  /// appears whole or not at all.
  ///
  /// - Parameters:
  ///   - published: The day that the archive says it is of.
  ///   - libraries: The names and versions of what the program computes and draws with.
  package func pack(
    to target: String, published: CalendarDate, libraries: [(name: String, version: String)]
  ) throws -> PackSummary {
    var summary: PackSummary?
    try OutputFile.assembling(target) { folder in
      let results = try build(to: folder + "/report")
      let (run, _) = try start()
      let sources = try PackedSources(
        run: run, results: results, registry: DatasetRegistry(path: bundle.registry))
      let record = PackRecord(
        tool: almanacVersion, libraries: libraries,
        fonts: results.file.figureFont.map { [("figures", $0)] } ?? [], study: run.study.id,
        title: run.study.title, day: options.date?.description, settings: options.settings,
        sources: sources.records)
      var files = try reportFiles(folder) + studyFiles(run) + sources.files
      func describe(_ name: String, _ text: String) throws {
        let path = folder + "/" + name
        try OutputFile.write(Data(text.utf8), to: path)
        files.append(PackedFile(name: name, path: path))
      }
      try describe(PackRecord.name, record.json.text(.canonical) + "\n")
      let work = PackedWork(run: run, record: record, published: published)
      try describe("CITATION.cff", work.citation)
      try describe("ro-crate-metadata.json", work.crate(of: files).text(.canonical) + "\n")
      files = try Self.unique(files)
      let manifest = Manifest(files: try files.map { try Manifest.File($0.name, at: $0.path) })
      try sources.expectUnchanged(manifest)
      let list = folder + "/" + Manifest.name
      try OutputFile.write(manifest.json(), to: list)
      files.insert(PackedFile(name: Manifest.name, path: list), at: 0)
      let archive = folder + "/archive.zip"
      options.progress(StudyProgress("Packing"))
      try ZipWriter.write(files.map { ($0.name, $0.path) }, to: archive)
      summary = PackSummary(
        results: results, files: files.count,
        withheld: sources.records.filter { $0.path == nil }.map(\.withheld))
      return archive
    }
    guard let summary else { throw StudyError(at: nil, "nothing was packed") }
    return summary
  }

  private func reportFiles(_ folder: String) throws -> [PackedFile] {
    let report = folder + "/report"
    return try FileManager.default.subpathsOfDirectory(atPath: report).sorted().compactMap {
      name in
      var isFolder: ObjCBool = false
      let path = report + "/" + name
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { return nil }
      return PackedFile(name: "report/" + name, path: path)
    }
  }

  /// The files of the study itself that its definition names.
  private func studyFiles(_ run: StudyRun) throws -> [PackedFile] {
    var names = try folder.files().map(\.name) + [StudyFolder.proseFile]
    names += [run.study.bibliography?.value].compactMap { $0 }
    names += (run.graph.report.prose?.images ?? []).map(\.path)
    if let theme = run.study.imprint.theme?.value, !HouseReader.bundled.contains(theme) {
      names.append(theme)
      if options.theme == nil, let logo = run.graph.report.house.logo { names.append(logo.path) }
    }
    return try names.map { name in
      PackedFile(
        name: "study/" + PackedSources.normalised(name),
        path: try folder.boundary().file(name, in: folder.url.path))
    }
  }

  /// The files in the order of their names, each once; throws where a name may not be in an archive.
  private static func unique(_ files: [PackedFile]) throws -> [PackedFile] {
    var places: [String: PackedFile] = [:]
    for file in files {
      if let problem = ArchivePath.problem(of: file.name) {
        throw StudyError(at: nil, "'\(file.name)' \(problem), so it cannot be packed; rename it")
      }
      if let other = places.updateValue(file, forKey: ArchivePath.folded(file.name)),
        other.path != file.path
      {
        throw StudyError(
          at: nil, "two files would be '\(file.name)' in the archive; rename one of them")
      }
    }
    return places.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

/// The data of a study as they go into an archive.
struct PackedSources {
  private(set) var records: [PackRecord.Source] = []
  private(set) var files: [PackedFile] = []

  init(run: StudyRun, results: StudyResults, registry: DatasetRegistry) throws {
    for definition in run.study.sources {
      guard let source = results.sources.first(where: { $0.id == definition.id })?.source else {
        continue
      }
      let container = SourceLoader.container(of: source.path)
      var path: String?
      var given: String?
      var known: (dataset: Dataset, file: DatasetFile)?
      if run.sourceLoader.isReplaced(definition.id) {
        let place = "given/\(definition.id)/\(Self.safe(source.file ?? "data"))"
        (path, given) = (place, place + source.path.dropFirst(container.count))
      }
      switch definition.location {
      case .dataset(let name, let file):
        if let dataset = try? registry.dataset(name.value), let file = try? dataset.file(file.value)
        {
          known = (dataset, file)
        }
        if path == nil { path = "data/\(name.value)/\(Self.normalised(file.value))" }
      case .path(let place):
        if path == nil { path = "study/" + Self.normalised(place.value) }
      case .engine, .given: break
      }
      if known?.file.isShared == false || source.engine != nil { (path, given) = (nil, nil) }
      if let path { files.append(PackedFile(name: path, path: container)) }
      records.append(
        PackRecord.Source(
          id: definition.id, dataset: source.dataset, file: source.file ?? source.name,
          sha256: source.sha256, bytes: source.bytes, engine: source.engine?.name, path: path,
          given: given, url: known?.file.url,
          licence: known?.dataset.licence))
    }
  }

  /// Throws where a file is not what the report was built from.
  func expectUnchanged(_ manifest: Manifest) throws {
    let packed = Dictionary(manifest.files.map { ($0.path, $0.sha256) }) { first, _ in first }
    for record in records {
      guard let path = record.path, packed[path] != record.sha256 else { continue }
      throw StudyError(at: nil, "\(record.file) was changed while it was packed; pack it again")
    }
  }

  /// A path without `.` and `..`.
  static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// A name that may be in an archive.
  private static func safe(_ name: String) -> String {
    ArchivePath.problem(of: name) == nil ? name : "data"
  }
}

import Basics
import Foundation
import Reports

/// An archive as others describe works: a citation, and a research object.
struct PackedWork {
  let run: StudyRun
  let record: PackRecord
  let published: CalendarDate

  private var imprint: ImprintDefinition { run.study.imprint }

  /// `CITATION.cff`, in the Citation File Format 1.2.0.
  var citation: String {
    func quoted(_ text: String) -> String { JSON.string(text).text() }
    var lines = [
      "cff-version: 1.2.0",
      "message: \(quoted("Please cite this report as below."))",
      "type: dataset",
      "title: \(quoted(record.title))",
    ]
    if let abstract = run.study.description { lines.append("abstract: \(quoted(abstract))") }
    // The format asks for an author.
    let authors = imprint.authors.isEmpty ? ["The authors of \(record.study)"] : imprint.authors
    lines.append("authors:")
    lines += authors.map { "  - name: \(quoted($0))" }
    if let version = imprint.version { lines.append("version: \(quoted(version))") }
    if let day = record.day { lines.append("date-released: \(day)") }
    if let licence = imprint.licence, Self.licences.contains(licence) {
      lines.append("license: \(licence)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The licences that data are under most often, by their SPDX names.
  private static let licences: Set<String> = [
    "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0",
    "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0", "MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0-only",
    "GPL-3.0-or-later", "EUPL-1.2",
  ]

  // MARK: RO-Crate

  /// `ro-crate-metadata.json`: RO-Crate 1.1 with the profile Process Run Crate 0.5.
  func crate(of files: [PackedFile]) -> JSON {
    let names = Set(files.map(\.name)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let inputs =
      names.filter { !$0.hasPrefix("report/") && $0 != PackRecord.name && $0 != "CITATION.cff" }
    let outputs = names.filter { $0.hasPrefix("report/") }
    let absent = record.sources.filter { $0.path == nil }
    let graph =
      [Self.descriptor, root(names, absent), Self.profile]
      + authors + [licence, software] + libraries
      + [action(inputs, absent, outputs)]
      + names.map(Self.file) + absent.map(withheld)
    return [
      "@context": [
        "https://w3id.org/ro/crate/1.1/context", ["sha256": "https://schema.org/sha256"],
      ],
      "@graph": .array(graph),
    ]
  }

  private static let descriptor: JSON = [
    "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": ["@id": "./"],
    "conformsTo": ["@id": "https://w3id.org/ro/crate/1.1"],
  ]

  private static let profileAddress = "https://w3id.org/ro/wfrun/process/0.5"

  private static let profile: JSON = [
    "@id": .string(profileAddress), "@type": "CreativeWork", "name": "Process Run Crate",
    "version": "0.5",
  ]

  private func root(_ names: [String], _ absent: [PackRecord.Source]) -> JSON {
    let title = record.title
    var members: [JSON.Member] = [
      .init("@id", "./"), .init("@type", "Dataset"), .init("name", .string(title)),
      .init(
        "description",
        .string(run.study.description ?? "The report \(title) with its study and data")),
      .init("datePublished", .string(published.description)),
      .init("license", Self.reference(licenceID)),
      .init("conformsTo", Self.reference(Self.profileAddress)),
      .init(
        "hasPart",
        .array(
          names.map { Self.reference(Self.address($0)) }
            + absent.filter { $0.url != nil }.map(Self.withheldReference))
      ),
      .init("mentions", Self.reference("#build")),
    ]
    if !imprint.authors.isEmpty {
      members.append(
        .init("author", .array(imprint.authors.indices.map { Self.reference("#author-\($0 + 1)") }))
      )
    }
    if let version = imprint.version { members.append(.init("version", .string(version))) }
    return .object(members)
  }

  private var authors: [JSON] {
    imprint.authors.enumerated().map { index, name in
      ["@id": .string("#author-\(index + 1)"), "@type": "Person", "name": .string(name)]
    }
  }

  private var licenceID: String {
    imprint.licence.flatMap {
      Self.licences.contains($0) ? "https://spdx.org/licenses/\($0)" : nil
    } ?? "#licence"
  }

  private var licence: JSON {
    let text = imprint.licence ?? "No licence is stated"
    return [
      "@id": .string(licenceID), "@type": "CreativeWork", "name": .string(text),
      "description": .string(text),
    ]
  }

  private var software: JSON {
    [
      "@id": "#almanac", "@type": "SoftwareApplication", "name": "almanac",
      "softwareVersion": .string(record.tool),
      "softwareRequirements": .array(
        record.libraries.enumerated().map {
          Self.reference(Self.libraryID($0.offset, $0.element.name))
        }),
    ]
  }

  private var libraries: [JSON] {
    record.libraries.enumerated().map { index, library in
      let id = JSON.string(Self.libraryID(index, library.name))
      let facts: [JSON.Member] = [
        .init("@id", id), .init("@type", "SoftwareApplication"),
        .init("name", .string(library.name)), .init("softwareVersion", .string(library.version)),
      ]
      return .object(facts + (Self.homes[library.name] == nil ? [] : [.init("url", id)]))
    }
  }

  private static func libraryID(_ index: Int, _ name: String) -> String {
    homes[name] ?? "#library-\(index + 1)"
  }

  private static let homes: [String: String] = [
    "GSL": "https://www.gnu.org/software/gsl/", "Cairo": "https://www.cairographics.org/",
    "Pango": "https://www.gtk.org/docs/architecture/pango",
    "libpng": "http://www.libpng.org/pub/png/libpng.html",
    "cmark-gfm": "https://github.com/github/cmark-gfm", "libzip": "https://libzip.org/",
  ]

  private func action(
    _ inputs: [String], _ absent: [PackRecord.Source], _ outputs: [String]
  ) -> JSON {
    let settings = record.settings.map { " --set \($0.name)=\($0.value)" }.joined()
    var members: [JSON.Member] = [
      .init("@id", "#build"), .init("@type", "CreateAction"),
      .init("name", .string("Build of the report \(record.title)")),
      .init("description", .string("almanac build \(record.study)" + settings)),
      .init("instrument", Self.reference("#almanac")),
      .init(
        "object",
        .array(inputs.map { Self.reference(Self.address($0)) } + absent.map(Self.withheldReference))
      ),
      .init("result", .array(outputs.map { Self.reference(Self.address($0)) })),
      .init("actionStatus", "http://schema.org/CompletedActionStatus"),
    ]
    members.append(.init("endTime", .string(published.description)))
    if !imprint.authors.isEmpty { members.append(.init("agent", Self.reference("#author-1"))) }
    return .object(members)
  }

  private static func file(_ name: String) -> JSON {
    [
      "@id": .string(address(name)), "@type": "File", "name": .string(name),
      "encodingFormat": .string(format(of: name)),
    ]
  }

  /// Data that are not in the archive.
  private func withheld(_ source: PackRecord.Source) -> JSON {
    var facts: [JSON.Member] = [
      .init("@id", .string(Self.withheldAddress(source))),
      .init("@type", source.url == nil ? "CreativeWork" : "File"),
      .init("name", .string(source.file)), .init("sha256", .string(source.sha256)),
      .init("description", .string(source.withheld)),
    ]
    guard source.url != nil else { return .object(facts) }
    facts += [
      .init("encodingFormat", .string(Self.format(of: source.file))),
      .init("sdDatePublished", .string(published.description)),
    ]
    if let bytes = source.bytes { facts.append(.init("contentSize", .string("\(bytes)"))) }
    return .object(facts)
  }

  private static func withheldReference(_ source: PackRecord.Source) -> JSON {
    reference(withheldAddress(source))
  }

  private static func withheldAddress(_ source: PackRecord.Source) -> String {
    source.url ?? "#rows-\(source.sha256.prefix(12))"
  }

  private static func reference(_ id: String) -> JSON { ["@id": .string(id)] }

  /// A path as an address.
  private static func address(_ path: String) -> String {
    path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
  }

  private static let allowed = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")

  private static func format(of name: String) -> String {
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return formats[ending] ?? "application/octet-stream"
  }

  private static let formats: [String: String] = [
    "html": "text/html", "md": "text/markdown", "json": "application/json", "csv": "text/csv",
    "tex": "application/x-tex", "typ": "text/plain", "png": "image/png", "pdf": "application/pdf",
    "svg": "image/svg+xml", "yml": "application/yaml", "bib": "application/x-bibtex",
    "cff": "application/yaml", "jsonl": "application/jsonl", "gz": "application/gzip",
    "jpg": "image/jpeg",
  ]
}

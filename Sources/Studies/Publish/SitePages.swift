import Basics
import Foundation
import Reports

/// The pages of a site, and its feed.
struct SitePages {
  let title: String
  let address: String?
  /// The oldest first.
  let builds: [SitePublisher.Build]

  /// The studies in the order of their ids.
  var studies: [String] { Set(builds.map(\.study)).sorted() }

  /// What is on the site.
  var index: Document {
    let rows = studies.compactMap { study -> [ReportTable.Cell]? in
      let own = builds.filter { $0.study == study }
      guard let last = own.last else { return nil }
      return [
        link(last.title, "\(last.folder)/report.html"), .text(last.day),
        link("\(own.count)", "\(study)/index.html"), .text(last.changes),
      ]
    }
    return Document(
      title: [.text(title)],
      blocks: [
        .table(
          ReportTable(
            columns: [.init("Report"), .init("Date"), .init("Builds"), .init("What changed")],
            rows: rows)),
        .paragraph([inline("Feed of changes", "feed.xml")]),
      ])
  }

  /// All builds of a study, the newest first.
  func page(of study: String) -> Document {
    let own = builds.filter { $0.study == study }.reversed()
    let rows = own.map { build -> [ReportTable.Cell] in
      var files: [Inline] = []
      for file in build.files {
        if !files.isEmpty { files.append(.text(" ")) }
        let ending = String(file.split(separator: ".").last ?? "")
        files.append(inline(ending, "\(build.id)/\(file)"))
      }
      return [.text(build.day), .inlines(files), .inlines([.code(build.id)]), .text(build.changes)]
    }
    return Document(
      title: [.text(own.first?.title ?? study)], kicker: [inline(title, "../index.html")],
      blocks: [
        .table(
          ReportTable(
            columns: [.init("Date"), .init("Report"), .init("Build"), .init("What changed")],
            rows: rows, hasRowHeaders: false))
      ])
  }

  private func link(_ words: String, _ path: String) -> ReportTable.Cell {
    .inlines([inline(words, path)])
  }

  private func inline(_ words: String, _ path: String) -> Inline {
    Link(page: path).map { .link([.text(words)], $0) } ?? .text(words)
  }

  // MARK: Feed

  /// The newest entries that a feed has.
  private static let mostEntries = 100

  /// An Atom feed (RFC 4287) of the builds, the newest first.
  var feed: String {
    let base = address.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    let updated = builds.map(\.day).max() ?? "1970-01-01"
    var lines = [
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
      "<feed xmlns=\"http://www.w3.org/2005/Atom\">",
      "  <title>\(Self.escape(title))</title>",
      "  <id>\(Self.name(of: builds.first.map { $0.folder } ?? title))</id>",
      "  <updated>\(updated)T00:00:00Z</updated>",
      "  <author><name>\(Self.escape(title))</name></author>",
      "  <generator>almanac</generator>",
      "  <link href=\"\(Self.escape(base))index.html\"/>",
    ]
    if !base.isEmpty {
      lines.append("  <link rel=\"self\" href=\"\(Self.escape(base))feed.xml\"/>")
    }
    for build in builds.reversed().prefix(Self.mostEntries) {
      lines += [
        "  <entry>",
        "    <title>\(Self.escape(build.title))</title>",
        "    <id>\(Self.name(of: "build " + build.folder))</id>",
        "    <updated>\(build.day)T00:00:00Z</updated>",
        "    <link href=\"\(Self.escape(base + build.folder))/report.html\"/>",
        "    <summary>\(Self.escape(build.changes))</summary>",
        "  </entry>",
      ]
    }
    return (lines + ["</feed>"]).joined(separator: "\n") + "\n"
  }

  /// A name that stays, made of a text: a UUID of version 8 (RFC 9562).
  private static func name(of text: String) -> String {
    let hash = ContentKey(of: text).description
    func part(_ start: Int, _ count: Int) -> String {
      String(hash.dropFirst(start).prefix(count))
    }
    return "urn:uuid:\(part(0, 8))-\(part(8, 4))-8\(part(13, 3))-8\(part(17, 3))-\(part(20, 12))"
  }

  /// Text of XML: content and quoted attributes alike.
  private static func escape(_ text: String) -> String {
    var result = ""
    for character in HostileText.visible(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}

import Foundation
import Testing

/// Sites of reports.
@Suite struct PublishCommandTests {
  private static func place() throws -> Workplace {
    let place = try Workplace()
    try place.write(
      """
      study: cats
      title: Cats & <dogs>
      sources: { cats: { path: cats.csv } }
      tables:
        all: { from: cats }
      values:
        total: { table: all, value: sum(weight) }
      """, to: "cats/study.yml")
    try place.write("# Cats & <dogs>\n\nIn all {{number(total)}} kg.\n", to: "cats/report.md")
    return place
  }

  private func build(_ place: Workplace, _ weight: Double, _ out: String) throws {
    try place.write("name,weight\nTom,\(weight)\nKit,3\n", to: "cats/cats.csv")
    let run = try place.run("build", "cats", "--offline", "--out", out)
    #expect(run.status == 0, "\(run.errors)")
  }

  private func text(_ place: Workplace, _ name: String) throws -> String {
    try String(contentsOfFile: place.path + "/" + name, encoding: .utf8)
  }

  @Test("A build has an address that stays, an entry in the feed, and what it changed")
  func builds() throws {
    let place = try Self.place()
    try build(place, 4, "one")
    let first = try place.run(
      "publish", "one", "--to", "site", "--title", "Our \"reports\"", "--url",
      "https://example.org/r",
      "--date", "2026-11-30")
    #expect(first.status == 0 && first.output == "site/index.html\n", "\(first.errors)")
    let before = try place.contents().filter {
      $0.hasPrefix("site/cats/") && $0.contains("/report")
    }
    #expect(before.count == 2)
    let page = try text(place, before[0])

    try build(place, 5, "two")
    #expect(
      try place.run("publish", "two", "one", "--to", "site", "--date", "2026-12-01").status == 0)
    #expect(try text(place, before[0]) == page)
    let feed = try text(place, "site/feed.xml")
    #expect(feed.components(separatedBy: "<entry>").count == 3)
    #expect(
      feed.contains("<title>Cats &amp; &lt;dogs&gt;</title>")
        && feed.contains("Our &quot;reports&quot;"))
    #expect(feed.contains("https://example.org/r/cats/") && feed.contains("2026-12-01T00:00:00Z"))
    #expect(feed.contains("values: 1") && feed.contains("Because of the data."), "\(feed)")
    // Every link of the pages leads to a file.
    let names = Set(try place.contents())
    for (name, folder) in [("site/index.html", "site/"), ("site/cats/index.html", "site/cats/")] {
      let links = try text(place, name).matches(of: #/href="([^"#]+)"/#).map { String($0.1) }
      #expect(links.count >= 3)
      for link in links {
        let path = (folder + link).replacingOccurrences(of: "cats/../", with: "")
        #expect(names.contains(path), "\(name): \(link)")
      }
    }
  }

  @Test("The same build twice is one, with the same bytes everywhere") func twice() throws {
    let place = try Self.place()
    try build(place, 4, "one")
    let command = ["publish", "one", "--to", "site", "--date", "2026-11-30"]
    #expect(try place.start(command).wait().status == 0)
    let before = try place.contents().filter { $0.hasPrefix("site/") }
    let texts = try ["index.html", "feed.xml", "builds.json"].map { try text(place, "site/" + $0) }
    let again = try place.start(command).wait()
    #expect(again.status == 0 && again.errors.contains("already"))
    #expect(try place.contents().filter { $0.hasPrefix("site/") } == before)
    #expect(
      try ["index.html", "feed.xml", "builds.json"].map { try text(place, "site/" + $0) } == texts)
  }

  @Test("What no build wrote, or somebody changed, is not published") func changed() throws {
    let place = try Self.place()
    try build(place, 4, "one")
    try place.write("<p>other</p>", to: "one/report.html")
    let run = try place.run("publish", "one", "--to", "site")
    #expect(run.status == 1 && run.errors.contains("'report.html' is not as it was built"))
    #expect(try place.run("publish", "cats", "--to", "site").status == 1)
    #expect(!FileManager.default.fileExists(atPath: place.path + "/site"))
  }
}

import Foundation
import Studies
import Testing

/// What a study names lies in its folder or in the folders of data, by whatever way it is named.
@Suite("Paths that a study names")
struct StudyPathsTests {
  private static let head = "study: demo\ntitle: Demo\n"

  /// Runs `body` with a study beside a secret, and links between them.
  private func use(_ study: String, _ body: (TemporaryStudy, String) throws -> Void) throws {
    try TemporaryStudy.use(study: study, files: ["d.csv": "a\n1\n2\n"]) { place in
      let secret = place.folder.path + "-secret"
      let manager = FileManager.default
      try manager.createDirectory(atPath: secret, withIntermediateDirectories: true)
      defer { try? manager.removeItem(atPath: secret) }
      for (name, text) in [
        ("x.csv", "a\n1\n2\n"), ("part.yml", "values: {}\n"), ("refs.bib", "@book{k, title={T}}\n"),
        ("study.yml", Self.head), ("report.md", "# Secret\n"),
      ] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(secret)/\(name)"))
        try manager.createSymbolicLink(
          atPath: "\(place.folder.path)/link-\(name)", withDestinationPath: "\(secret)/\(name)")
      }
      try manager.createSymbolicLink(
        atPath: place.folder.path + "/folder", withDestinationPath: secret)
      try body(place, (secret as NSString).lastPathComponent)
    }
  }

  @Test(
    "a file outside is refused by lint and by build, with its place",
    arguments: [
      "sources: { s: { path: ../SECRET/x.csv } }", "sources: { s: { path: link-x.csv } }",
      "sources: { s: { path: folder/x.csv } }", "sources: { s: { path: /etc/passwd } }",
      "sources: { s: { path: 'file:///etc/passwd' } }", "sources: { s: { path: '~/x.csv' } }",
      "sources: { s: { path: 'hf://datasets/a/b.parquet' } }",
      "sources: { s: { dataset: ../../../../SECRET, file: x.csv } }",
      "sources: { s: { dataset: reference, file: ../../../../../../../../etc/passwd } }",
      "sources: { s: { dataset: reference, file: /etc/passwd } }",
      "sources: { s: { path: 'folder.db:main', table: t } }",
      "sources: { s: { path: \"d.csv\\0x\" } }", "include: [../SECRET/part.yml]",
      "include: [link-part.yml]", "include: [folder/part.yml]", "bibliography: ../SECRET/refs.bib",
      "bibliography: link-refs.bib", "bibliography: folder/refs.bib", "bibliography: /etc/passwd",
    ])
  func outside(line: String) throws {
    try use(Self.head) { place, secret in
      let text = Self.head + line.replacing("SECRET", with: secret) + "\n"
      try Data(text.utf8).write(to: place.folder.appendingPathComponent("study.yml"))
      let problems = try place.builder().lint().filter { $0.severity == .error }
      #expect(problems.contains { $0.position.line == 3 }, "\(problems)")
      let out = place.folder.appendingPathComponent("out").path
      #expect(throws: (any Error).self) { try place.builder().build(to: out) }
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  @Test(
    "the study's own files may not be links out of its folder",
    arguments: ["study.yml", "report.md"])
  func ownFiles(name: String) throws {
    try use(Self.head) { place, _ in
      let manager = FileManager.default
      try manager.removeItem(at: place.folder.appendingPathComponent(name))
      try manager.createSymbolicLink(
        atPath: "\(place.folder.path)/\(name)", withDestinationPath: "link-\(name)")
      let problems = try place.builder().lint().map(\.description)
      #expect(problems.contains { $0.contains("by a symbolic link") }, "\(problems)")
    }
  }

  @Test("a link within the folder, and a study's folder that is a link itself, work")
  func inside() throws {
    let study =
      Self.head
      + "sources: { s: { path: data/link.csv } }\nvalues: { n: { table: s, value: count() } }\n"
    try use(study) { place, _ in
      let manager = FileManager.default
      try manager.createDirectory(
        at: place.folder.appendingPathComponent("data"), withIntermediateDirectories: true)
      try manager.createSymbolicLink(
        atPath: place.folder.path + "/data/link.csv", withDestinationPath: "../d.csv")
      let alias = place.folder.path + "-alias"
      try manager.createSymbolicLink(atPath: alias, withDestinationPath: place.folder.path)
      defer { try? manager.removeItem(atPath: alias) }
      for folder in [place.folder.path, alias, alias + "/"] {
        var options = StudyOptions()
        options.offline = true
        let builder = try StudyBuilder(
          study: folder, bundle: TemporaryStudy.bundle(), options: options)
        #expect(builder.lint().isEmpty)
        #expect(throws: Never.self) { try builder.build(to: place.folder.path + "/out") }
      }
    }
  }

  @Test("a link may lead into a folder that --data names")
  func dataFolder() throws {
    let study =
      Self.head
      + "sources: { s: { path: link-x.csv } }\nvalues: { n: { table: s, value: count() } }\n"
    try use(study) { place, _ in
      let builder = try place.builder { $0.data = [place.folder.path + "-secret"] }
      #expect(throws: Never.self) { try builder.build(to: place.folder.path + "/out") }
    }
  }

  @Test(
    "an id becomes the name of a file, and is refused where it cannot be one",
    arguments: ["../x", "a/b", "a\\0b", ".hidden", String(repeating: "a", count: 101), "a b", "é"])
  func ids(id: String) throws {
    let text =
      Self.head + "sources: { d: { path: d.csv } }\ntables: { \"\(id)\": { from: d } }\n"
      + "figures: { \"\(id)\": { table: d, layers: [{ mark: point, x: a, y: a }] } }\n"
    try use(text) { place, _ in
      let problems = try place.builder().lint().map(\.description)
      #expect(
        problems.count { $0.contains("must start with a lower-case letter") } == 2, "\(problems)")
      #expect(throws: (any Error).self) {
        try place.builder().build(to: place.folder.path + "/out")
      }
    }
  }

  @Test("a bibliography that cannot be read, and a key that it does not have, are found by lint")
  func bibliography() throws {
    func problems(_ files: [String: Data], report: String = "# R\n") throws -> [String] {
      try TemporaryStudy.use(study: Self.head + "bibliography: refs.bib\n", report: report) {
        place in
        for (name, data) in files {
          try data.write(to: place.folder.appendingPathComponent(name))
        }
        return try place.builder().lint().map(\.description)
      }
    }
    #expect(
      try problems([:])
        == ["study.yml:3:15: error: there is no file 'refs.bib' in the study's folder"])
    #expect(
      try problems(["refs.bib": Data([0x0A, 0x40, 0xE9])])
        == [
          "study.yml:3:15: error: refs.bib, line 2: this is not UTF-8 text; save the file as UTF-8"
        ])
    #expect(
      try problems(["refs.bib": Data("@book{k, title = {T}\n".utf8)])
        == ["refs.bib:2:1: error: an entry is not closed by '}'"])
    #expect(
      try problems(["refs.bib": Data("[{\"id\": 1}\n".utf8)]).contains {
        $0.hasPrefix("refs.bib:2:1")
      })
    #expect(
      try problems(
        ["refs.bib": Data("@book{key, title={T}}\n".utf8)], report: "# R\n\nSee {{cite kye}}.\n")
        == ["report.md:3:5: error: the bibliography has no source 'kye'; did you mean 'key'?"])
  }

  @Test("definitions of a bibliography that write out without end are refused")
  func bibliographyBomb() throws {
    let bomb = (1...20).reduce("@string{a0 = \"\(String(repeating: "x", count: 100))\"}\n") {
      $0 + "@string{a\($1) = a\($1 - 1) # a\($1 - 1) # a\($1 - 1) # a\($1 - 1)}\n"
    }
    let problems = try TemporaryStudy.use(
      study: Self.head + "bibliography: refs.bib\n", files: ["refs.bib": bomb]
    ) { try $0.builder().lint().map(\.description) }
    #expect(
      problems.contains { $0.contains("expand to more than 16777216 bytes") }, "\(problems)")
  }

  @Test("conditions nested without end are refused, thousands of like headings are read")
  func deepProse() throws {
    func problems(_ report: String) throws -> [String] {
      try TemporaryStudy.use(study: Self.head, report: report) {
        try $0.builder().lint().map(\.description)
      }
    }
    let nested =
      "# R\n\n" + String(repeating: "{{if 1 > 0}}\n\n", count: 20_000) + "x\n\n"
      + String(repeating: "{{end}}\n\n", count: 20_000)
    let found = try problems(nested)
    #expect(found.count == 1 && found[0].contains("nested more than 60 deep"), "\(found.prefix(3))")
    let time = try ContinuousClock().measure {
      let found = try problems("# R\n\n" + String(repeating: "## H\n\n", count: 30_000))
      #expect(found.isEmpty)
    }
    #expect(time < .seconds(5))
  }

  @Test("the path of a database is not part of what a query answers")
  func databasePath() throws {
    let text =
      Self.head
      + "sources: { s: { path: t.db, query: select file as x from pragma_database_list } }\n"
      + "tables: { t: { from: s } }\n"
    try use(text) { place, _ in
      // The smallest database: one page, no table.
      var page = [UInt8](repeating: 0, count: 512)
      page.replaceSubrange(0..<16, with: Array("SQLite format 3\0".utf8))
      for (index, byte) in [
        16: 2, 18: 1, 19: 1, 21: 64, 22: 32, 23: 32, 31: 1, 47: 4, 59: 1, 100: 13,
      ] { page[index] = UInt8(byte) }
      page[105] = 2
      try Data(page).write(to: place.folder.appendingPathComponent("t.db"))
      let error = try #require(throws: (any Error).self) {
        try place.builder().build(to: place.folder.path + "/out")
      }
      #expect("\(error)".contains("pragma_ table"), "\(error)")
    }
  }
}

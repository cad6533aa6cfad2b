import Datasets
import Foundation
import Testing

@Suite struct OutputFolderTests {
  struct Failed: Error {}

  @Test("A folder appears with all its files and a manifest of them, sorted by path")
  func whole() throws {
    try inTemporaryFolder { folder in
      let target = folder + "/reports/study"
      try OutputFolder.replacing(target) { output in
        try output.write("report", to: "report.md")
        try output.write("a,b\n", to: "tables/t.csv")
        try output.write(Data([0, 255]), to: "figures/f.png")
        #expect(!FileManager.default.fileExists(atPath: target))
      }
      let manifest = try #require(Manifest(ofFolder: target))
      #expect(manifest.files.map(\.path) == ["figures/f.png", "report.md", "tables/t.csv"])
      #expect(manifest.files[1].bytes == 6)
      #expect(manifest.files[1].sha256 == Fingerprint(of: Array("report".utf8)).sha256)
      #expect(try contents(of: folder + "/reports").filter { $0.hasPrefix(".") } == [])
    }
  }

  @Test("A failed run leaves nothing where nothing was")
  func failsClean() throws {
    try inTemporaryFolder { folder in
      #expect(throws: Failed.self) {
        try OutputFolder.replacing(folder + "/a/b/study") { output in
          try output.write("half", to: "report.md")
          throw Failed()
        }
      }
      let left = try contents(of: folder)
      #expect(left == [])
    }
  }

  @Test("A failed run leaves an earlier report as it was")
  func keepsEarlier() throws {
    try inTemporaryFolder { folder in
      let target = folder + "/study"
      try OutputFolder.replacing(target) { try $0.write("first", to: "report.md") }
      let before = try contents(of: folder)
      #expect(throws: Failed.self) {
        try OutputFolder.replacing(target) { output in
          try output.write("second", to: "report.md")
          throw Failed()
        }
      }
      #expect(try contents(of: folder) == before)
      #expect(try text(of: target + "/report.md") == "first")
    }
  }

  @Test("A new report takes the place of an earlier one, whose other files are gone")
  func replaces() throws {
    try inTemporaryFolder { folder in
      let target = folder + "/study"
      try OutputFolder.replacing(target) { output in
        try output.write("first", to: "report.md")
        try output.write("old", to: "figures/old.png")
      }
      try OutputFolder.replacing(target) { try $0.write("second", to: "report.md") }
      #expect(try contents(of: folder) == ["study", "study/manifest.json", "study/report.md"])
      #expect(try text(of: target + "/report.md") == "second")
    }
  }

  @Test("A folder with files of someone else is refused before any work, and kept")
  func foreignFiles() throws {
    try inTemporaryFolder { folder in
      let target = folder + "/study"
      try OutputFolder.replacing(target) { try $0.write("first", to: "report.md") }
      try write("mine", to: target + "/notes.txt")
      #expect(throws: DatasetError.foreignFile(folder: target, file: "notes.txt")) {
        try OutputFolder.replacing(target) { _ in Issue.record("the work was begun") }
      }
      #expect(try text(of: target + "/notes.txt") == "mine")
    }
  }

  @Test("A folder of your own, without a manifest, is never replaced")
  func notAReport() throws {
    try inTemporaryFolder { folder in
      try write("thesis", to: folder + "/documents/thesis.md")
      #expect(
        throws: DatasetError.foreignFile(folder: folder + "/documents", file: "thesis.md")
      ) {
        try OutputFolder.replacing(folder + "/documents") { try $0.write("x", to: "report.md") }
      }
    }
  }

  @Test("A file in the way is an error and stays")
  func fileInTheWay() throws {
    try inTemporaryFolder { folder in
      try write("x", to: folder + "/study")
      #expect(throws: DatasetError.self) {
        try OutputFolder.replacing(folder + "/study") { _ in }
      }
      #expect(try text(of: folder + "/study") == "x")
    }
  }

  @Test("A path out of the folder is refused", arguments: ["../x", "/x", "a//b", "a/../../x", ""])
  func escapes(path: String) throws {
    try inTemporaryFolder { folder in
      #expect(throws: DatasetError.self) {
        try OutputFolder.replacing(folder + "/study") { try $0.write("x", to: path) }
      }
      let left = try contents(of: folder)
      #expect(left == [])
    }
  }

  @Test("The same files give the same manifest in another folder")
  func sameBytes() throws {
    try inTemporaryFolder { folder in
      for name in ["one", "two"] {
        try OutputFolder.replacing("\(folder)/\(name)") { output in
          try output.write("é", to: "tables/é.csv")
          try output.write("b", to: "tables/b.csv")
        }
      }
      #expect(
        try text(of: folder + "/one/manifest.json") == text(of: folder + "/two/manifest.json"))
    }
  }

  // MARK: A person's own files

  /// A report of two files in `folder/study`; answers its path.
  private func report(_ folder: String, _ files: [String: String] = [:]) throws -> String {
    let target = folder + "/study"
    try OutputFolder.replacing(target) { output in
      try output.write("first", to: "report.md")
      try output.write("old", to: "figures/old.png")
      for (path, text) in files { try output.write(text, to: path) }
    }
    return target
  }

  @Test("Hidden files, hidden folders and links stay, with their permissions and what they hold")
  func staysHidden() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      try write("secret", to: target + "/.env")
      chmod(target + "/.env", 0o600)
      try write("[core]", to: target + "/.git/config")
      try write("x", to: target + "/figures/.DS_Store")
      try write("elsewhere", to: folder + "/elsewhere.txt")
      let manager = FileManager.default
      try manager.createDirectory(
        atPath: target + "/.empty/deep", withIntermediateDirectories: true)
      for (link, goal) in [
        ("latest", "../elsewhere.txt"), ("nowhere", "none"), (".hidden-link", "/"),
        ("figures/up", ".."),
      ] {
        try manager.createSymbolicLink(atPath: "\(target)/\(link)", withDestinationPath: goal)
      }
      for _ in 0..<2 {
        try OutputFolder.replacing(target) { try $0.write("second", to: "report.md") }
        #expect(try text(of: target + "/report.md") == "second")
        #expect(try text(of: target + "/.env") == "secret")
        #expect(try text(of: target + "/.git/config") == "[core]")
        #expect(try text(of: target + "/figures/.DS_Store") == "x")
        #expect(try text(of: target + "/latest") == "elsewhere")
        for (link, goal) in [("nowhere", "none"), (".hidden-link", "/"), ("figures/up", "..")] {
          #expect(try manager.destinationOfSymbolicLink(atPath: "\(target)/\(link)") == goal)
        }
        #expect(manager.fileExists(atPath: target + "/.empty/deep"))
        #expect(!manager.fileExists(atPath: target + "/figures/old.png"))
        #expect(try mode(target + "/.env") == 0o600)
        #expect(Manifest(ofFolder: target)?.files.map(\.path) == ["report.md"])
      }
      #expect(try contents(of: folder).filter { $0.contains("almanac-") } == [])
    }
  }

  @Test("A file that was changed is refused by name, and replaced where that is wanted")
  func changed() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      try write("First", to: target + "/report.md")
      #expect(throws: DatasetError.changedFile(folder: target, file: "report.md")) {
        try OutputFolder.replacing(target) { _ in Issue.record("the work was begun") }
      }
      #expect(throws: DatasetError.changedFile(folder: target, file: "report.md")) {
        try OutputFolder.check(target)
      }
      #expect(try text(of: target + "/report.md") == "First")
      try OutputFolder.replacing(target, force: true) { try $0.write("second", to: "report.md") }
      #expect(try text(of: target + "/report.md") == "second")
    }
  }

  @Test("A file instead of a folder of the report, a link instead of a file, are changes")
  func changedKinds() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      try FileManager.default.removeItem(atPath: target + "/figures")
      try write("mine", to: target + "/figures")
      #expect(throws: DatasetError.foreignFile(folder: target, file: "figures")) {
        try OutputFolder.check(target)
      }
      try FileManager.default.removeItem(atPath: target + "/figures")
      try FileManager.default.removeItem(atPath: target + "/report.md")
      try FileManager.default.createSymbolicLink(
        atPath: target + "/report.md", withDestinationPath: "/etc/passwd")
      #expect(throws: DatasetError.changedFile(folder: target, file: "report.md")) {
        try OutputFolder.check(target)
      }
    }
  }

  @Test("What the person deleted of the report is no obstacle")
  func deleted() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      try FileManager.default.removeItem(atPath: target + "/figures/old.png")
      try OutputFolder.replacing(target) { try $0.write("second", to: "report.md") }
      #expect(try contents(of: target) == ["manifest.json", "report.md"])
    }
  }

  @Test("With force, files of your own stay unless the report has one of that name")
  func forced() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      for path in ["notes.txt", "figures/mine.png", "tables", "new.csv"] {
        try write("mine", to: "\(target)/\(path)")
      }
      try OutputFolder.replacing(target, force: true) { output in
        try output.write("second", to: "report.md")
        try output.write("t", to: "tables/t.csv")
        try output.write("n", to: "new.csv")
      }
      #expect(
        try contents(of: target) == [
          "figures", "figures/mine.png", "manifest.json", "new.csv", "notes.txt", "report.md",
          "tables", "tables/t.csv",
        ])
      #expect(try text(of: target + "/new.csv") == "n")
      #expect(throws: DatasetError.foreignFile(folder: target, file: "figures/mine.png")) {
        try OutputFolder.check(target)
      }
    }
  }

  @Test("A link that stands where the report has a file is refused, and kept")
  func linkInTheWay() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      try FileManager.default.createSymbolicLink(
        atPath: target + "/tables", withDestinationPath: folder)
      #expect(throws: DatasetError.foreignFile(folder: target, file: "tables")) {
        try OutputFolder.replacing(target) { try $0.write("t", to: "tables/t.csv") }
      }
      #expect(try text(of: target + "/report.md") == "first")
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: target + "/tables") == folder)
    }
  }

  @Test("A damaged manifest makes every file someone's own")
  func damagedManifest() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      try write("{\"files\": [", to: target + "/manifest.json")
      #expect(throws: DatasetError.foreignFile(folder: target, file: "figures/old.png")) {
        try OutputFolder.check(target)
      }
    }
  }

  @Test("Permissions of the folder and of its files stay")
  func permissions() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      chmod(target + "/report.md", 0o640)
      chmod(target + "/figures", 0o500)
      chmod(target, 0o700)
      try OutputFolder.replacing(target) { output in
        try output.write("second", to: "report.md")
        try output.write("new", to: "figures/old.png")
      }
      #expect(try mode(target) == 0o700)
      #expect(try mode(target + "/report.md") == 0o640)
      #expect(try mode(target + "/figures") == 0o500)
      #expect(try contents(of: folder).filter { $0.contains("almanac-") } == [])
    }
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }

  // MARK: Names

  @Test(
    "A name may end in slashes, begin with dots, or lead through a link",
    arguments: ["new/", "new//", "./new", "a/../new", "a/b/new/", "link/new", "link"])
  func names(name: String) throws {
    try inTemporaryFolder { folder in
      for path in ["a/b", "real"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
      }
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "real")
      for _ in 0..<2 {
        try OutputFolder.replacing("\(folder)/\(name)") { try $0.write("x", to: "report.md") }
        #expect(try text(of: "\(folder)/\(name)/report.md") == "x")
      }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real")
      #expect(try contents(of: folder).filter { $0.contains("almanac-") } == [])
    }
  }

  @Test(
    "What cannot be written is reported before any work", arguments: ["file/x", "dangling", ".."])
  func impossible(name: String) throws {
    try inTemporaryFolder { folder in
      try write("x", to: folder + "/file")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/dangling", withDestinationPath: "none")
      #expect(throws: DatasetError.self) { try OutputFolder.check("\(folder)/\(name)") }
      #expect(throws: DatasetError.self) {
        try OutputFolder.check(folder + "/" + String(repeating: "n", count: 300))
      }
    }
  }

  @Test("A name as long as the file system allows can be written, twice")
  func longName() throws {
    try inTemporaryFolder { folder in
      let target = folder + "/" + String(repeating: "é", count: 127)
      for text in ["first", "second"] {
        try OutputFolder.replacing(target) { try $0.write(text, to: "report.md") }
      }
      #expect(try text(of: target + "/report.md") == "second")
    }
  }

  // MARK: What the dead left

  @Test("What a process that died left is removed by the next run, and nothing of one that lives")
  func stale() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      try write("half", to: folder + "/.study.almanac-dead/figures/f.png")
      chmod(folder + "/.study.almanac-dead/figures", 0o500)
      try write("half", to: folder + "/.study.almanac-live/f.png")
      try write("mine", to: folder + "/.study.backup/f.png")
      try write("half", to: folder + "/.other.almanac-dead/f.png")
      let descriptor = open(folder + "/.study.almanac-live", O_RDONLY)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX) == 0)
      try OutputFolder.replacing(target) { try $0.write("second", to: "report.md") }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(left == [".other.almanac-dead", ".study.almanac-live", ".study.backup", "study"])
    }
  }

  @Test("A folder that was moved aside by a process that died takes its place again")
  func movedAside() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      #expect(rename(target, folder + "/.study.almanac-dead.earlier") == 0)
      try OutputFolder.check(target)
      #expect(try text(of: target + "/report.md") == "first")
      #expect(try contents(of: folder).filter { $0.contains("almanac-") } == [])
    }
  }

  @Test("Runs for one target at the same time leave one whole report and nothing else")
  func sameTarget() throws {
    try inTemporaryFolder { folder in
      let target = try report(folder)
      try write("secret", to: target + "/.env")
      DispatchQueue.concurrentPerform(iterations: 8) { number in
        for _ in 0..<20 {
          try? OutputFolder.replacing(target) { output in
            try output.write("\(number)", to: "report.md")
            try output.write("\(number)", to: "tables/t.csv")
          }
        }
      }
      #expect(throws: Never.self) { try OutputFolder.check(target) }
      #expect(try text(of: target + "/report.md") == text(of: target + "/tables/t.csv"))
      #expect(try text(of: target + "/.env") == "secret")
      #expect(try contents(of: folder).filter { $0.contains("almanac-") } == [])
    }
  }

  // MARK: Single files

  @Test("A file appears whole, keeps its permissions, and a link to it is followed")
  func singleFile() throws {
    try inTemporaryFolder { folder in
      let file = folder + "/picture.svg"
      try write("half", to: folder + "/.picture.svg.almanac-dead")
      try OutputFile.write(Data("first".utf8), to: file)
      chmod(file, 0o640)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link.svg", withDestinationPath: "picture.svg")
      try OutputFile.write(Data("second".utf8), to: folder + "/link.svg")
      #expect(try text(of: file) == "second")
      #expect(try mode(file) == 0o640)
      #expect(try contents(of: folder) == ["link.svg", "picture.svg"])
      #expect(throws: DatasetError.self) { try OutputFile.write(Data(), to: folder) }
      #expect(throws: DatasetError.self) { try OutputFile.write(Data(), to: folder + "/no/f") }
    }
  }
}

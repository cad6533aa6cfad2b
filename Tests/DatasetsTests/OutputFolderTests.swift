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

  @Test("A folder of one's own, without a manifest, is never replaced")
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
}

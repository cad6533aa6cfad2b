import Datasets
import Foundation
import Testing

@Suite struct BundledFilesTests {
  private func makeBundle(_ root: String) throws {
    try write("", to: root + "/datasets/registry.yml")
    try write("study: x", to: root + "/templates/x/study.yml")
    try write("a note", to: root + "/templates/README.md")
  }

  @Test("ALMANAC_HOME comes before everything else")
  func home() throws {
    try inTemporaryFolder { folder in
      try makeBundle(folder + "/home")
      try makeBundle(folder + "/share/almanac")
      let found = try BundledFiles.find(
        environment: ["ALMANAC_HOME": folder + "/home"], executable: folder + "/bin/almanac")
      #expect(found.root == folder + "/home")
    }
  }

  @Test("An ALMANAC_HOME without a registry is an error and not passed over")
  func wrongHome() throws {
    try inTemporaryFolder { folder in
      #expect(throws: DatasetError.notAHome(path: folder)) {
        try BundledFiles.find(environment: ["ALMANAC_HOME": folder])
      }
    }
  }

  @Test(
    "An installed program finds share/almanac beside its own folder, before a source tree above")
  func installed() throws {
    try inTemporaryFolder { folder in
      try makeBundle(folder + "/usr/share/almanac")
      try makeBundle(folder)
      let found = try BundledFiles.find(environment: [:], executable: folder + "/usr/bin/almanac")
      #expect(found.root == folder + "/usr/share/almanac")
    }
  }

  @Test("A program in a build folder finds the source tree above it")
  func sourceTree() throws {
    try inTemporaryFolder { folder in
      try makeBundle(folder)
      let found = try BundledFiles.find(
        environment: ["ALMANAC_HOME": ""], executable: folder + "/.build/x86/release/almanac")
      #expect(found.root == folder)
      #expect(found.studies() == ["x"])
    }
  }

  @Test("A program that has lost its files says so")
  func lost() throws {
    try inTemporaryFolder { folder in
      #expect(throws: DatasetError.bundledFilesNotFound(executable: folder + "/bin/almanac")) {
        try BundledFiles.find(environment: [:], executable: folder + "/bin/almanac")
      }
    }
  }
}

import Datasets
import Foundation
import Testing

private let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
  FileManager.default.isExecutableFile(atPath: $0)
}

/// `Scripts/check-claims` reads the sentences and alternative texts of generated results by rules of its own.
@Suite(.enabled(if: python != nil, "needs python3"))
struct ClaimTests {

  @Test(
    "No sentence and no alternative text claims what its numbers do not allow", arguments: [1, 2])
  func claims(_ seed: Int) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(python))
    process.arguments = [
      root.appending(path: "Scripts/check-claims").path, Workplace.executable, "--seed", "\(seed)",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let told = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: told, as: UTF8.self))")
  }
}

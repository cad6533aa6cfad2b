import Foundation
import Testing

/// The help of every command, word for word, in `Tests/Golden/help`. After a change on purpose, run the tests
/// with `UPDATE_GOLDEN=1` and look at the difference.
@Suite struct HelpTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Golden/help").path

  /// The commands, as the program itself lists them.
  static func commands(_ help: String) -> [String] {
    guard let start = help.range(of: "SUBCOMMANDS:\n") else { return [] }
    return help[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  /// Without the lists of methods and marks, which are those of other modules.
  static func stable(_ help: String) -> String {
    help.components(separatedBy: "\n\n")
      .filter { !$0.hasPrefix("Methods:") && !$0.hasPrefix("Marks: ") }
      .joined(separator: "\n\n")
  }

  @Test("The help of each command is as recorded")
  func recorded() throws {
    let place = try Workplace()
    let root = try place.run("--help")
    var found: [String: String] = ["almanac": Self.stable(root.output)]
    for command in Self.commands(root.output) {
      let help = try place.run(command, "--help")
      #expect(help.status == 0, "\(command)")
      #expect(help.errors == "", "\(command)")
      found[command] = Self.stable(help.output)
      for nested in Self.commands(help.output) {
        found["\(command)-\(nested)"] = Self.stable(
          try place.run(command, nested, "--help").output)
      }
    }
    let environment = ProcessInfo.processInfo.environment
    if environment["UPDATE_GOLDEN"] == "1" && environment["CI"] == nil {
      try? FileManager.default.removeItem(atPath: Self.folder)
      for (name, text) in found { try place.write(text, to: "\(Self.folder)/\(name).txt") }
    }
    for (name, text) in found.sorted(by: { $0.key < $1.key }) {
      let recorded = try? String(contentsOfFile: "\(Self.folder)/\(name).txt", encoding: .utf8)
      #expect(text == recorded, "almanac \(name) --help")
    }
  }
}

import Foundation
import Testing

/// `docs/plot.md`: its examples run.
@Suite struct PlotDocumentationTests {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private struct Page {
    /// Lines of `sh` blocks.
    var commands: [String] = []
    /// `yaml` blocks by the name in the paragraph before.
    var files: [(name: String, content: String)] = []

    init() throws {
      let text = try String(
        contentsOf: repository.appending(path: "docs/plot.md"), encoding: .utf8)
      var (language, block, lastName): (String?, [String], String?) = (nil, [], nil)
      for line in text.components(separatedBy: "\n") {
        if line.hasPrefix("```") {
          if language == nil {
            (language, block) = (String(line.dropFirst(3)), [])
          } else {
            if language == "sh" { commands += block }
            if language == "yaml", let name = lastName {
              files.append((name, block.joined(separator: "\n") + "\n"))
            }
            language = nil
          }
        } else if language != nil {
          block.append(line)
        } else if line.hasPrefix("`"), line.hasSuffix(".yml`:") {
          lastName = String(line.dropFirst().dropLast(2))
        }
      }
    }
  }

  private static let page = try? Page()

  /// Words as a shell splits them; only single quotes are used.
  private static func words(_ command: String) -> [String] {
    var (words, word, isQuoted, isOpen) = ([String](), "", false, false)
    for character in command {
      if character == "'" {
        isQuoted.toggle()
        isOpen = true
      } else if character == " ", !isQuoted {
        if isOpen || !word.isEmpty { words.append(word) }
        (word, isOpen) = ("", false)
      } else {
        word.append(character)
      }
    }
    if isOpen || !word.isEmpty { words.append(word) }
    return words
  }

  @Test("There are examples to run")
  func examples() throws {
    let page = try #require(Self.page)
    #expect(page.commands.count >= 10)
    #expect(page.files.count >= 2)
    #expect(page.commands.allSatisfy { $0.hasPrefix("almanac plot ") })
  }

  @Test("An example of the page draws what it says", arguments: Self.page?.commands ?? [])
  func example(command: String) throws {
    let place = try Workplace()
    let data = Self.repository.appending(path: "figures/gallery/data")
    for file in try FileManager.default.contentsOfDirectory(
      at: data, includingPropertiesForKeys: nil)
    {
      try FileManager.default.copyItem(
        atPath: file.path, toPath: "\(place.path)/\(file.lastPathComponent)")
    }
    for file in try #require(Self.page).files { try place.write(file.content, to: file.name) }
    let words = Self.words(command)
    let run = try place.start(Array(words.dropFirst())).wait()
    #expect(run.status == 0, "\(run.errors)")
    let outputs = zip(words, words.dropFirst()).filter { $0.0 == "-o" }.map(\.1)
    #expect(!outputs.isEmpty)
    for output in outputs {
      #expect(FileManager.default.fileExists(atPath: "\(place.path)/\(output)"), "\(output)")
    }
  }
}

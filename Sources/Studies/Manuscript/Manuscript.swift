import Basics
import Foundation
import Tables

/// The words of a manuscript without its markup, in passages, each with the lines that it stands on.
struct Manuscript: Sendable {
  /// A paragraph, a heading or the row of a table.
  struct Passage: Sendable {
    fileprivate(set) var text = ""
    /// Where each line begins in the text, in UTF-8 units.
    private(set) var starts: [(offset: Int, line: Int)] = []
    fileprivate(set) var markers: [Marker] = []
    /// Whether these are the words of others.
    var isQuoted = false

    /// The line of an offset.
    func line(at offset: Int) -> Int {
      starts.last { $0.offset <= offset }?.line ?? starts.first?.line ?? 1
    }

    fileprivate mutating func add(_ words: String, line: Int) {
      if !text.isEmpty { text += " " }
      starts.append((text.utf8.count, line))
      text += words
    }
  }

  /// `almanac: address` in a comment.
  struct Marker: Hashable, Sendable {
    /// Where it stands in the passage.
    let offset: Int
    let line: Int
    let address: String

    /// Whether it says that the numbers of its line are not ours.
    var saysQuoted: Bool { address == "quoted" }
  }

  private(set) var passages: [Passage] = []
  private var current = Passage()
  private var comments: [String] = []

  // Characters of private use, which are taken out of the text first.
  private static let opening: Unicode.Scalar = "\u{E000}"
  private static let closing: Unicode.Scalar = "\u{E001}"
  /// Stands where a work of others is cited.
  static let citation = "\u{E002}"

  /// The lines of a text as a manuscript may hold them.
  static func lines(_ text: String) -> [String] {
    let plain = String(
      String.UnicodeScalarView(
        text.replacing(scalar: "\r", with: "").unicodeScalars.filter {
          !("\u{E000}"..."\u{E002}").contains($0)
        }))
    return plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// What stands for a comment in a line: a sign that the passage keeps, where it is one of ours.
  mutating func sign(of comment: some StringProtocol) -> String {
    let words = String(comment).trimmingCharacters(in: .whitespaces)
    guard words.hasPrefix("almanac:") else { return "" }
    comments.append(String(words.dropFirst("almanac:".count)).trimmingCharacters(in: .whitespaces))
    return "\(Self.opening)\(comments.count - 1)\(Self.closing)"
  }

  /// Adds a line to the passage.
  mutating func add(_ line: String, at number: Int) {
    var words = String.UnicodeScalarView()
    var sign: String.UnicodeScalarView?
    var found: [(offset: Int, index: Int)] = []
    var count = 0
    for scalar in line.unicodeScalars {
      if scalar == Self.opening {
        sign = String.UnicodeScalarView()
      } else if scalar == Self.closing {
        if let index = sign.flatMap({ Int(String($0)) }) { found.append((count, index)) }
        sign = nil
      } else if sign != nil {
        sign?.append(scalar)
      } else {
        words.append(scalar)
        count += UTF8.width(scalar)
      }
    }
    current.add(String(words), line: number)
    let start = current.starts.last?.offset ?? 0
    for (offset, index) in found where comments.indices.contains(index) {
      current.markers.append(
        Marker(offset: start + offset, line: number, address: comments[index]))
    }
  }

  /// Ends a passage.
  mutating func end(isQuoted: Bool = false) {
    current.isQuoted = isQuoted
    if current.text.contains(where: { !$0.isWhitespace }) || !current.markers.isEmpty {
      passages.append(current)
    }
    current = Passage()
  }
}

/// What a manuscript is written in.
enum ManuscriptFormat: String, CaseIterable {
  case tex, md, typ, docx, pdf

  /// The words of a file.
  static func read(_ path: String) throws -> Manuscript {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let format: ManuscriptFormat? =
      ["markdown", "qmd", "rmd", "txt"].contains(ending) ? .md : ManuscriptFormat(rawValue: ending)
    switch format {
    case .md: return MarkdownManuscript.read(try TextFile.read(path))
    case .tex: return LaTeXManuscript.read(try TextFile.read(path))
    case .typ: return TypstManuscript.read(try TextFile.read(path))
    case .docx:
      let text = try TextProgram.read(
        path, by: "pandoc",
        ["--sandbox", "--from=docx", "--to=gfm", "--wrap=none", path],
        install: "install pandoc (apt install pandoc, brew install pandoc), or save it as Markdown")
      return MarkdownManuscript.read(text)
    case .pdf:
      let text = try TextProgram.read(
        path, by: "pdftotext", ["-enc", "UTF-8", "-nopgbrk", path, "-"],
        install:
          "install poppler (apt install poppler-utils, brew install poppler), or give what the PDF was made from"
      )
      return PlainManuscript.read(text)
    case nil:
      throw ReadError(
        file: path, problem: "a paper is a file that ends in .tex, .md, .typ, .docx or .pdf")
    }
  }
}

/// A program that turns a file into text.
enum TextProgram {
  static func read(
    _ path: String, by name: String, _ arguments: [String], install: String
  ) throws -> String {
    try InputFile.check(path)
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard
      let program = folders.map({ "\($0)/\(name)" }).first(where: {
        FileManager.default.isExecutableFile(atPath: $0)
      })
    else {
      throw ReadError(
        file: path,
        problem: "this kind of file is read through \(name), which is not installed; \(install)")
    }
    let process = Process()
    process.executableURL = URL(filePath: program)
    // A name that begins with a hyphen is no option.
    process.arguments = arguments.map { $0 == path && path.hasPrefix("-") ? "./" + path : $0 }
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch {
      throw ReadError(
        file: path, problem: "\(name) could not be started: \(error.localizedDescription)")
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ReadError(
        file: path, problem: "\(name) could not read it; is it damaged, or another kind of file?")
    }
    guard data.count <= Limits.textBytes else {
      throw ReadError(
        file: path,
        problem: "its text has \(data.count) bytes; at most \(Limits.textBytes) are read")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

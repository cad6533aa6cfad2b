import Basics
import Datasets
import Foundation
import Tables

/// pandoc, which makes a Word document of what `PandocWriter` wrote.
struct WordConverter {
  static let remedy =
    "a Word document is made with pandoc, which is not installed; install it (apt install pandoc, brew install pandoc)"

  private let program: String
  /// The version of the tree that this pandoc reads, e.g. `[1,22,2]`.
  private let version: String

  /// Looks for pandoc; throws where it is not there.
  init(_ helper: HelperProgram) throws {
    guard let program = findProgram("pandoc") else { throw StudyError(at: nil, Self.remedy) }
    self.program = program
    try helper.write(Data(), to: "empty.md")
    let outcome = try helper.run(program, ["-f", "markdown", "-t", "json", "empty.md"])
    guard outcome.status == 0,
      let answer = try? JSON.parse(String(decoding: outcome.output, as: UTF8.self)),
      let version = answer["pandoc-api-version"]
    else { throw StudyError(at: nil, "report.docx: pandoc does not answer; install it again") }
    self.version = version.text()
  }

  /// A document with the files that it shows, as of a day.
  func docx(
    _ tree: String, files: [(path: String, content: Data)], day: CalendarDate?,
    _ helper: HelperProgram
  ) throws -> Data {
    try helper.write(
      Data(("{\"pandoc-api-version\":\(version)," + tree.dropFirst()).utf8), to: "report.json")
    for file in files { try helper.write(file.content, to: file.path) }
    let outcome = try helper.run(
      program, ["-f", "json", "-t", "docx", "-o", "report.docx", "report.json"],
      // What is in the archive has a time; without a day it is the first that it can have.
      environment: ["SOURCE_DATE_EPOCH": "\((day?.daysSinceEpoch ?? 3652) * 86_400)", "TZ": "UTC"])
    if outcome.isLate {
      throw StudyError(at: nil, "report.docx: pandoc took more than two minutes")
    }
    guard outcome.status == 0, let document = helper.file("report.docx") else {
      let line = outcome.errors.split(separator: "\n").first.map(String.init) ?? "nothing"
      throw StudyError(at: nil, "report.docx: pandoc says: \(line)")
    }
    return document
  }
}

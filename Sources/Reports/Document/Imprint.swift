/// Who made a report, when, and of what.
public struct Imprint: Hashable, Sendable {
  /// The names of the authors.
  public var authors: [String]
  /// The date or the period of the data.
  public var data: [Inline]
  /// The day that the report is of, written out; `nil` where none is given.
  public var day: String?
  /// The version of the study.
  public var version: String?
  /// The terms under which the report may be used.
  public var licence: String?
  /// The study's id; empty: nothing is printed of all this.
  public var study: String
  /// The program and its version.
  public var program: String
  /// The files beside the report: results and tables.
  public var files: [String]

  /// An imprint.
  public init(
    authors: [String] = [], data: [Inline] = [], day: String? = nil, version: String? = nil,
    licence: String? = nil, study: String = "", program: String = "", files: [String] = []
  ) {
    self.authors = authors
    self.data = data
    self.day = day
    self.version = version
    self.licence = licence
    self.study = study
    self.program = program
    self.files = files
  }

  /// Authors and day, as they are beneath the title; `nil` where neither is given.
  func byline(_ words: ReportLanguage) -> String? {
    let parts = [words.listed(authors), day.map { words.date($0) ?? $0 } ?? ""].filter {
      !$0.isEmpty
    }
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }

  /// What is known, each with its label: of a report called `title`.
  func entries(title: [Inline], _ words: ReportLanguage) -> [Entry] {
    guard !study.isEmpty else { return [] }
    var entries: [Entry] = []
    func add(_ label: String, _ text: String?) {
      if let text, !text.isEmpty { entries.append(Entry(label, [.text(text)])) }
    }
    add(words[authors.count == 1 ? .author : .authors], words.listed(authors))
    if !data.isEmpty { entries.append(Entry(words[.data], data)) }
    add(words[.date], day.map { words.date($0) ?? $0 })
    add(words[.version], version)
    add(words[.licence], licence)
    entries.append(Entry(words[.citeAs], citation(title, words)))
    return entries
  }

  /// How to cite the report.
  private func citation(_ title: [Inline], _ words: ReportLanguage) -> [Inline] {
    let year = day.flatMap { $0.split { !$0.isNumber }.last.map(String.init) }
    let head = [words.listed(authors), year.map { "(\($0))" } ?? ""].filter { !$0.isEmpty }
    var parts: [Inline] = head.isEmpty ? [] : [.text(head.joined(separator: " ") + ". ")]
    parts += [.emphasis(title), .text(".")]
    if let version { parts.append(.text(" \(words[.version]) \(version).")) }
    return parts + [.text(" \(words[.study]) \(study), \(words[.madeWith]) \(program).")]
  }
}

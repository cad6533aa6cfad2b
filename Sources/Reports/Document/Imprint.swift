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
  /// The study and the program, as a citation names them.
  public var source: String
  /// The files beside the report: results and tables.
  public var files: [String]

  /// An imprint; nothing is printed of one that has no source.
  public init(
    authors: [String] = [], data: [Inline] = [], day: String? = nil, version: String? = nil,
    licence: String? = nil, source: String = "", files: [String] = []
  ) {
    self.authors = authors
    self.data = data
    self.day = day
    self.version = version
    self.licence = licence
    self.source = source
    self.files = files
  }

  /// Authors and day, as they are beneath the title; `nil` where neither is given.
  var byline: String? {
    let parts = [English.listed(authors), day ?? ""].filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }

  /// What is known, each with its label: of a report called `title`.
  func entries(title: [Inline]) -> [Entry] {
    guard !source.isEmpty else { return [] }
    var entries: [Entry] = []
    func add(_ label: String, _ text: String?) {
      if let text, !text.isEmpty { entries.append(Entry(label, [.text(text)])) }
    }
    add(English.authors(authors.count), English.listed(authors))
    if !data.isEmpty { entries.append(Entry(English.data, data)) }
    add(English.day, day)
    add(English.version, version)
    add(English.licence, licence)
    entries.append(Entry(English.citeAs, citation(title)))
    return entries
  }

  /// How to cite the report.
  private func citation(_ title: [Inline]) -> [Inline] {
    let year = day.flatMap { $0.split { !$0.isNumber }.last.map(String.init) }
    let head = [English.listed(authors), year.map { "(\($0))" } ?? ""].filter { !$0.isEmpty }
    var words: [Inline] = head.isEmpty ? [] : [.text(head.joined(separator: " ") + ". ")]
    words += [.emphasis(title), .text(".")]
    if let version { words.append(.text(" " + English.versioned(version) + ".")) }
    return words + [.text(" " + source + ".")]
  }
}

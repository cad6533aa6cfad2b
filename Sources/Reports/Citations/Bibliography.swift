internal import Basics

/// Sources that a report may cite.
public struct Bibliography: Hashable, Sendable {
  /// One source.
  public struct Source: Hashable, Sendable {
    /// The key in `{{cite key}}`.
    public var key: String
    /// The authors in order.
    public var authors: [Author]
    /// The year, or "n.d.".
    public var year: String
    /// The title.
    public var title: String
    /// The journal, book or archive.
    public var container: String?
    /// Volume, with the issue in parentheses.
    public var volume: String?
    /// Pages or article number.
    public var pages: String?
    /// The publisher.
    public var publisher: String?
    /// Without `https://doi.org/`.
    public var doi: String?
    /// Where it is found.
    public var url: String?

    /// A source.
    public init(
      key: String, authors: [Author], year: String, title: String, container: String? = nil,
      volume: String? = nil, pages: String? = nil, publisher: String? = nil, doi: String? = nil,
      url: String? = nil
    ) {
      self.key = key
      self.authors = authors
      self.year = year
      self.title = title
      self.container = container
      self.volume = volume
      self.pages = pages
      self.publisher = publisher
      self.doi = doi
      self.url = url
    }
  }

  /// A person or a body.
  public struct Author: Hashable, Sendable {
    /// The family name, or the whole name of a body.
    public let family: String
    /// The given names.
    public let given: String?

    /// A person, or a body without given names.
    public init(family: String, given: String? = nil) {
      self.family = family
      self.given = given
    }

    /// "Castaño, J."
    var initialled: String {
      guard let given, !given.isEmpty else { return family }
      let initials = given.split(separator: " ").compactMap(\.first).map { "\($0)." }
      return family + ", " + initials.joined(separator: NumberFormat.unitSpace)
    }
  }

  /// The sources in the order of the file.
  public let sources: [Source]
  private let positions: [String: Int]

  /// A bibliography; of two sources with one key the first counts.
  public init(_ sources: [Source] = []) {
    self.sources = sources
    positions = Dictionary(
      sources.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The source of this key.
  public subscript(key: String) -> Source? { positions[key].map { sources[$0] } }

  /// The sources in the order in which a list of references has them: author, year, title.
  public func listed(_ keys: Set<String>) -> [Source] {
    sources.enumerated().filter {
      keys.contains($0.element.key) && positions[$0.element.key] == $0.offset
    }
    .map(\.element)
    .sorted {
      ($0.sortKey, $0.year, $0.title, $0.key) < ($1.sortKey, $1.year, $1.title, $1.key)
    }
  }

  /// "Castaño et al., 2023"; with letters where author and year are the same.
  func short(_ source: Source) -> String {
    let names = source.authors.map(\.family)
    let author =
      switch names.count {
      case 0: source.title
      case 1: names[0]
      case 2: names[0] + " & " + names[1]
      default: names[0] + " et al."
      }
    return author + ", " + source.year + letter(source)
  }

  private func letter(_ source: Source) -> String {
    let twins = sources.filter { $0.authors == source.authors && $0.year == source.year }
    guard twins.count > 1, let index = twins.firstIndex(of: source), index < 26 else { return "" }
    return String(UnicodeScalar(UInt8(97 + index)))
  }

  /// The entry of the list of references.
  func entry(_ source: Source) -> [Inline] {
    var result: [Inline] = []
    let names = source.authors.map(\.initialled)
    let shown = names.count > 20 ? names.prefix(19) + ["…", names[names.count - 1]] : names[...]
    let joined =
      shown.count > 1
      ? shown.dropLast().joined(separator: ", ") + " & " + (shown.last ?? "") : shown.first ?? ""
    if !joined.isEmpty { result.append(.text(joined + " ")) }
    result.append(.text("(" + source.year + letter(source) + "). "))
    if let container = source.container {
      result.append(.text(Self.sentence(source.title) + " "))
      result.append(.emphasis([.text(container)]))
      if let volume = source.volume { result.append(.text(", " + volume)) }
      if let pages = source.pages { result.append(.text(", " + pages)) }
      result.append(".")
    } else {
      result.append(.emphasis([.text(source.title)]))
      result.append(.text(source.title.hasSuffix("?") ? "" : "."))
    }
    if let publisher = source.publisher { result.append(.text(" " + Self.sentence(publisher))) }
    let address = source.doi.map { "https://doi.org/" + $0 } ?? source.url
    if let address {
      result.append(" ")
      if let link = Link(address) {
        result.append(.link([.text(address)], link))
      } else {
        result.append(.text(address))
      }
    }
    return result
  }

  private static func sentence(_ text: String) -> String {
    text.last.map { ".?!".contains($0) } == true ? text : text + "."
  }
}

extension Bibliography.Source {
  fileprivate var sortKey: String {
    (authors.first?.family ?? title).lowercased()
  }
}

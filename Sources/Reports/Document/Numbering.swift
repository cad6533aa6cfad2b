internal import Basics
internal import Tables

/// The numbers of sections, figures and tables, the same in every format.
public struct Numbering: Sendable {
  /// What a reference says and where it leads.
  public struct Label: Hashable, Sendable {
    /// What kind of thing.
    public let kind: Kind
    /// "3", "S2", "2.1", "A.1".
    public let number: String
    /// The id in the page.
    public let anchor: String
    /// "Figure", in the language of the document.
    let word: String

    /// "Figure 3".
    public var text: String { word + NumberFormat.unitSpace + number }
  }

  /// What can be referred to.
  public enum Kind: String, Hashable, Sendable {
    case section = "Section"
    case appendix = "Appendix"
    case figure = "Figure"
    case table = "Table"

    var word: ReportWord {
      switch self {
      case .section: .section
      case .appendix: .appendix
      case .figure: .figure
      case .table: .table
      }
    }
  }

  private var labels: [String: Label] = [:]
  private var ids: [String] = []
  private(set) var duplicates: [String] = []

  private let language: ReportLanguage
  private var isSupplement = false
  private var counters = [0, 0]
  private var figures = 0
  private var tables = 0

  /// Numbers a document.
  public init(_ document: Document) {
    language = document.language
    number(document.blocks)
    for footnote in document.footnotes { number(footnote) }
  }

  private mutating func number(_ blocks: [Block]) {
    for block in blocks {
      switch block {
      case .appendix:
        isSupplement = true
        counters = [0, 0]
        figures = 0
        tables = 0
      case .heading(let heading): number(heading)
      case .figure(let figure):
        figures += 1
        add(.figure, figure.id, isSupplement ? "S\(figures)" : "\(figures)", "figure-\(figure.id)")
      case .table(let table):
        guard let id = table.id else { continue }
        tables += 1
        add(.table, id, isSupplement ? "S\(tables)" : "\(tables)", "table-\(id)")
      case .ledger:
        tables += 1
        add(.table, "ledger", isSupplement ? "S\(tables)" : "\(tables)", "table-ledger")
      case .list(let list): for item in list.items { number(item) }
      case .quote(let blocks): number(blocks)
      case .callout(let callout): number(callout.blocks)
      case .details(let details): number(details.blocks)
      case .paragraph, .code, .rule, .facts, .findings, .test, .rowFlow, .bibliography,
        .conditional:
        break
      }
    }
  }

  private mutating func number(_ heading: Heading) {
    guard heading.level <= 3 else { return add(.section, heading.id, "", heading.id) }
    let depth = heading.level - 2
    counters[depth] += 1
    if depth == 0 { counters[1] = 0 }
    let first = isSupplement ? Self.letter(counters[0]) : "\(counters[0])"
    add(
      isSupplement ? .appendix : .section, heading.id,
      depth == 0 ? first : "\(first).\(counters[1])", heading.id)
  }

  /// A, B, ..., Z, AA, ...
  private static func letter(_ number: Int) -> String {
    var rest = max(number, 1)
    var result = ""
    while rest > 0 {
      rest -= 1
      result = String(UnicodeScalar(UInt8(65 + rest % 26))) + result
      rest /= 26
    }
    return result
  }

  private mutating func add(_ kind: Kind, _ id: String, _ number: String, _ anchor: String) {
    let prefix =
      switch kind {
      case .section, .appendix: "section"
      case .figure: "figure"
      case .table: "table"
      }
    let key = prefix + "-" + id
    guard labels[key] == nil else { return duplicates.append(key) }
    labels[key] = Label(
      kind: kind, number: number, anchor: anchor, word: language[kind.word])
    ids.append(key)
  }

  /// The label of a figure, table or section, by its id alone or with its kind before it.
  public func label(_ reference: Reference) throws(DocumentError) -> Label {
    let id = reference.id.replacing(" ", with: "-")
    if let label = labels[id] { return label }
    let found = ["figure", "table", "section"].compactMap { labels["\($0)-\(id)"] }
    if found.count > 1 {
      throw .ambiguousReference(id, found.map { $0.kind.rawValue.lowercased() })
    }
    guard let label = found.first else {
      let names = ids.flatMap { key in
        [key, String(key.drop { $0 != "-" }.dropFirst())]
      }
      throw .unknownReference(id, nearest: id.nearest(in: names))
    }
    return label
  }

  /// The same; `nil` where the document has none, or several of the name.
  func find(_ reference: Reference) -> Label? { try? label(reference) }

  /// The label of a figure.
  public func figure(_ id: String) -> Label? { labels["figure-" + id] }
  /// The label of a table.
  public func table(_ id: String) -> Label? { labels["table-" + id] }
  /// The label of a section.
  public func section(_ id: String) -> Label? { labels["section-" + id] }
}

/// What is wrong with a document.
public enum DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownReference(String, nearest: String?)
  case ambiguousReference(String, [String])
  case unknownCitation(String, nearest: String?)
  case duplicateID(String)
  case badID(String)
  case unresolvedTag(Tag)
  case missingAlternativeText(figure: String)
  case noDrawing(figure: String)
  case theme(String)

  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownReference(let id, let nearest):
      "no figure, table or section of this report is called '\(id)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .ambiguousReference(let id, let kinds):
      "'\(id)' is the id of a \(kinds.joined(separator: " and a ")); write '\(kinds[0])-\(id)'"
    case .unknownCitation(let key, let nearest):
      "the bibliography has no source '\(key)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .duplicateID(let id): "'\(id)' appears twice in the report; show it once and refer to it"
    case .badID(let id): "'\(id)' is not a valid id; use letters, digits and hyphens"
    case .unresolvedTag(let tag): "\(tag.line):\(tag.column): nothing was found for \(tag.text)"
    case .missingAlternativeText(let id):
      "figure '\(id)' has no alternative text; say in one sentence what it shows"
    case .noDrawing(let id):
      "figure '\(id)' is not drawn as SVG or PNG, which print and Word need; add one of them to the formats of figures"
    case .theme(let message): message
    }
  }
}

import Basics
import Reports

/// The name of a part of a study that is computed.
enum NodeName: Hashable, Sendable {
  /// The reference tables of the domain.
  case references
  /// The fonts that figures are set in, and what sets them.
  case fonts
  /// The look of the page.
  case theme
  /// A source as its file contains it.
  case file(String)
  /// A source as the study uses it.
  case source(String)
  /// What the columns of a source hold.
  case profile(String)
  /// All that a step of the domain makes of a source or table.
  case domain(DomainCall)
  case table(String)
  case analysis(String)
  /// An analysis with what its family adds.
  case corrected(String)
  case family(String)
  case value(String)
  /// A repair and the rows that it touched.
  case repair(String)
  /// A published value beside what is computed for it.
  case expected(String)
  case figure(String)
  /// All that is computed, as `check` wants it.
  case results
  /// The same with figures and profiles: `results.json`.
  case record
  /// What readers call columns and parameters.
  case labels
  /// Where a number comes from, in words.
  case provenance(String)
  /// What a tag of the prose stands for.
  case part(ReportPart)
  case document
  /// The document in a format.
  case page(DocumentFormat)
  /// The files of a table.
  case export(String)
}

/// A step of the domain on the rows of a source or table: the same call is made once, however many tables take
/// from its answer.
struct DomainCall: Hashable, Sendable {
  let input: String
  let step: String
  /// Sorted by name.
  let parameters: JSON
}

/// A tag of the prose: what is written alike stands for the same, wherever it stands.
struct ReportPart: Hashable, Sendable {
  let tag: Tag

  static func == (a: ReportPart, b: ReportPart) -> Bool { a.tag.text == b.tag.text }

  func hash(into hasher: inout Hasher) { hasher.combine(tag.text) }
}

extension NodeName: CustomStringConvertible {
  /// As in "table models".
  var description: String {
    switch self {
    case .references: "the reference tables"
    case .fonts: "the fonts"
    case .theme: "the theme"
    case .file(let id): "file of source \(id)"
    case .source(let id): "source \(id)"
    case .profile(let id): "profile of source \(id)"
    case .domain(let call): "step \(call.step) on \(call.input)"
    case .table(let id): "table \(id)"
    case .analysis(let id): "analysis \(id)"
    case .corrected(let id): "analysis \(id) in its family"
    case .family(let id): "family \(id)"
    case .value(let id): "value \(id)"
    case .repair(let id): "repair \(id)"
    case .expected(let id): "expected value \(id)"
    case .figure(let id): "figure \(id)"
    case .results: "the results"
    case .record: "results.json"
    case .labels: "the labels of columns"
    case .provenance(let id): "provenance of \(id)"
    case .part(let part): "tag \(part.tag.text)"
    case .document: "the report"
    case .page(let format): "report.\(format.rawValue)"
    case .export(let id): "files of table \(id)"
    }
  }
}

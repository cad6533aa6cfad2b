import Basics

/// The name of a part of a study that is computed.
enum NodeName: Hashable, Sendable {
  /// The reference tables of the domain.
  case references
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
  case figure(String)
}

/// A step of the domain on the rows of a source or table: the same call is made once, however many tables take
/// from its answer.
struct DomainCall: Hashable, Sendable {
  let input: String
  let step: String
  /// Sorted by name.
  let parameters: JSON
}

extension NodeName: CustomStringConvertible {
  /// As in "table models".
  var description: String {
    switch self {
    case .references: "the reference tables"
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
    case .figure(let id): "figure \(id)"
    }
  }
}

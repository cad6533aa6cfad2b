public import Basics
import Foundation
internal import Tables

/// Whether a recomputed value agrees with the published one.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  case match, differs, transcribed
  case notComputable = "not-computable"
  case unpublished
}

/// One published value beside its recomputation.
public struct LedgerRow: Hashable, Sendable {
  /// The id of the expected value.
  public let id: String
  /// As published; `nil` where nothing was.
  public let published: JSON?
  /// Unrounded; `nil` where it cannot be computed.
  public let recomputed: JSON?
  /// Whether they agree.
  public let verdict: Verdict
  /// What the recomputation is based on.
  public let basis: Basis
  /// Relative where positive; 0: equal after rounding to the printed digits.
  public let tolerance: Double
  /// Whether a difference is understood.
  public let explained: Bool
  /// Where the published value is found.
  public let source: String?
  /// The reason for a difference, or what to know.
  public let note: String?

  /// A difference that nobody has explained.
  public var isUnexplained: Bool { verdict == .differs && !explained }
}

extension LedgerRow: Keyed {
  /// The words in results.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case id, published, recomputed, verdict, basis, tolerance, explained, source, note
  }

  /// The value under a word.
  public func node(_ key: Key) -> Node? {
    switch key {
    case .id: .text(id)
    case .published: Node(published ?? .null)
    case .recomputed: Node(recomputed ?? .null)
    case .verdict: .text(verdict.rawValue)
    case .basis: .text(basis.rawValue)
    case .tolerance: .number(tolerance)
    case .explained: .flag(explained)
    case .source: .text(source)
    case .note: .text(note)
    }
  }

  /// Reads it back.
  public init(_ parts: KeyedParts<Key>) throws(PartError) {
    id = try parts.required(.id)
    published = parts[.published]
    recomputed = parts[.recomputed]
    guard let verdict: Verdict = try parts.word(.verdict) else {
      throw parts.error(.verdict, "is missing")
    }
    guard let basis: Basis = try parts.word(.basis) else {
      throw parts.error(.basis, "is missing")
    }
    self.verdict = verdict
    self.basis = basis
    tolerance = try parts.number(.tolerance) ?? 0
    explained = try parts.flag(.explained) ?? false
    source = try parts.text(.source)
    note = try parts.text(.note)
  }

  /// The id.
  public var nameInList: String? { id }
}

extension LedgerRow {
  /// Compares an expected value with what was recomputed for it; `failure` says why nothing was.
  /// `isFitted`: a repair at work was inferred from the published value.
  init(_ expected: ExpectedDefinition, recomputed: JSON?, failure: String?, isFitted: Bool) {
    let computable = expected.notComputable == nil
    id = expected.id
    published = expected.published?.json
    self.recomputed = computable ? recomputed : nil
    basis = isFitted && expected.basis != .transcribed ? .fitted : expected.basis
    tolerance = expected.tolerance
    source = expected.source
    verdict =
      if !computable {
        .notComputable
      } else if let published = expected.published {
        if expected.basis == .transcribed {
          .transcribed
        } else if let recomputed, Agreement(tolerance: tolerance).holds(published, recomputed) {
          .match
        } else {
          .differs
        }
      } else {
        .unpublished
      }
    explained = verdict == .differs && expected.explained != nil
    let reason = expected.notComputable ?? (recomputed == nil ? failure : nil)
    note = [explained ? expected.explained : nil, reason, expected.note].compactMap { $0 }.first
  }
}

/// When a recomputed value counts as equal to a published one.
package struct Agreement {
  private let tolerance: Double

  /// Agreement within `tolerance`, relative; 0: after rounding to the printed digits.
  package init(tolerance: Double) {
    self.tolerance = tolerance
  }

  /// Numbers by tolerance, texts exactly, lists and mappings element by element.
  func holds(_ published: YAMLValue, _ recomputed: JSON) -> Bool {
    switch published.content {
    case .sequence(let elements):
      guard let others = recomputed.arrayValue else { return false }
      return elements.count == others.count && zip(elements, others).allSatisfy { holds($0, $1) }
    case .mapping(let entries):
      return entries.count == recomputed.members?.count
        && entries.allSatisfy { entry in
          recomputed[entry.key].map { holds(entry.value, $0) } ?? false
        }
    case .null: return recomputed == .null
    case .scalar(let text, let plain):
      guard plain, let value = recomputed.doubleValue else {
        return published.json == recomputed || recomputed == .string(text)
      }
      // Whole numbers beyond 2^53 differ where their doubles do not.
      if tolerance == 0, case .int(let whole) = recomputed, let printed = Int64(text) {
        return whole == printed
      }
      return holds(text, value)
    }
  }

  /// Whether `value` agrees with the number that was printed as `text`.
  package func holds(_ text: String, _ value: Double) -> Bool {
    guard let published = Double(text) else { return false }
    if tolerance > 0 {
      return published == value || abs(published - value) <= tolerance * abs(published)
    }
    return Self.rounded(value, toDecimalsOf: text) == published
  }

  /// `value` rounded to as many decimals as `text` shows, half to even as Python prints: the C
  /// library's `%.*f` rounds the exact binary value, as Python's `round` and `format` do.
  private static func rounded(_ value: Double, toDecimalsOf text: String) -> Double {
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    let decimals = parts.first?.split(separator: ".").dropFirst().first?.count ?? 0
    let format = parts.count == 2 ? "%.\(decimals)e" : "%.\(decimals)f"
    return Double(String(format: format, value)) ?? value
  }
}

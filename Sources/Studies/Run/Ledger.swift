import Foundation
import Tables

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
  /// What the recomputation rests on.
  public let basis: Basis
  /// Relative where positive; 0: equal after rounding to the printed digits.
  public let tolerance: Double
  /// Whether a difference is understood.
  public let explained: Bool
  /// Where the published value stands.
  public let source: String?
  /// The reason for a difference, or what to know.
  public let note: String?

  /// A difference that nobody has explained.
  public var isUnexplained: Bool { verdict == .differs && !explained }

  /// The row as `results.json` holds it.
  public var json: JSON {
    [
      "id": .string(id), "published": published ?? .null, "recomputed": recomputed ?? .null,
      "verdict": .string(verdict.rawValue), "basis": .string(basis.rawValue),
      "tolerance": .number(tolerance), "explained": .bool(explained),
      "source": source.map(JSON.string) ?? .null, "note": note.map(JSON.string) ?? .null,
    ]
  }
}

extension LedgerRow {
  /// Compares an expected value with what was recomputed for it.
  init(_ expected: ExpectedDefinition, recomputed: JSON?, failure: String?) {
    let reason = expected.notComputable ?? (recomputed == nil ? failure : nil)
    id = expected.id
    published = expected.published
    self.recomputed = expected.notComputable == nil ? recomputed : nil
    basis = expected.basis
    tolerance = expected.tolerance
    source = expected.source
    let agrees =
      if let published = expected.published, let recomputed {
        Agreement(tolerance: expected.tolerance, publishedText: expected.publishedText)
          .holds(published, recomputed)
      } else {
        false
      }
    verdict =
      if expected.notComputable != nil {
        .notComputable
      } else if expected.published == nil {
        .unpublished
      } else if expected.basis == .transcribed {
        .transcribed
      } else {
        agrees ? .match : .differs
      }
    explained = verdict == .differs && expected.explained != nil
    note =
      [verdict == .differs ? expected.explained : nil, reason, expected.note].compactMap { $0 }
      .first
  }
}

/// When a recomputed value counts as equal to a published one.
package struct Agreement {
  private let tolerance: Double
  private let publishedText: String?

  /// Agreement within `tolerance`; `publishedText` is the published number as written, where it is a
  /// single one.
  package init(tolerance: Double, publishedText: String?) {
    self.tolerance = tolerance
    self.publishedText = publishedText
  }

  /// Numbers by tolerance, texts exactly, lists and mappings element by element.
  package func holds(_ published: JSON, _ recomputed: JSON) -> Bool {
    switch (published, recomputed) {
    case (.array(let a), .array(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { inner.holds($0, $1) }
    case (.object(let a), .object(let b)):
      return a.count == b.count
        && a.allSatisfy { member in
          b.first { $0.key == member.key }.map { inner.holds(member.value, $0.value) } ?? false
        }
    default:
      guard let a = published.doubleValue, let b = recomputed.doubleValue else {
        return published == recomputed
      }
      if tolerance > 0 {
        return a == b || abs(a - b) <= tolerance * abs(a)
      }
      return Self.rounded(b, toDecimalsOf: publishedText ?? "\(a)") == a
    }
  }

  private var inner: Agreement { Agreement(tolerance: tolerance, publishedText: nil) }

  /// `value` rounded half to even in its decimal digits to as many decimals as `text` shows.
  ///
  /// The C library's `%.*f` rounds the exact binary value, as Python's `round` and `format` do.
  static func rounded(_ value: Double, toDecimalsOf text: String) -> Double {
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    let mantissa = parts.first ?? ""
    let decimals = mantissa.split(separator: ".").dropFirst().first?.count ?? 0
    if parts.count == 2 {
      return Double(String(format: "%.\(decimals)e", value)) ?? value
    }
    return Double(String(format: "%.\(decimals)f", value)) ?? value
  }
}

package import Tables

/// Something that is not asked of an engine, and why: rows are fetched in its place.
package struct SQLGap: Error, Hashable, Sendable, CustomStringConvertible {
  /// Why it is not there.
  package enum Reason: Hashable, Sendable {
    /// The engine has nothing like it.
    case lacking
    /// The engine's answer would be another one.
    case differs(String)
    /// It needs the order of the rows, which an engine does not keep.
    case order
    /// The type of a column is known only from its rows.
    case type
    /// The statement would be too long.
    case length
  }

  /// The function, operator, step or column.
  package let what: String
  package let reason: Reason

  package init(_ what: String, _ reason: Reason) {
    self.what = what
    self.reason = reason
  }

  package var description: String {
    switch reason {
    case .lacking: "the engine has no '\(what)'"
    case .differs(let how): "'\(what)' would differ: \(how)"
    case .order: "'\(what)' needs the order of the rows"
    case .type: "the type of '\(what)' is known only from its rows"
    case .length: "'\(what)' would be a statement of more than \(SQLWriter.most) bytes"
    }
  }
}

/// What may become missing on the way to a value, as conditions on a row.
package struct SQLLoss: Hashable, Sendable {
  /// What the values would have been, and why there is none.
  package let what: String
  package let reason: String
  /// Whether the value became missing here.
  package let lost: String
  /// Whether there was something to make it of.
  package let present: String
}

extension SQLLoss {
  /// The same where a condition holds as well.
  func and(_ condition: String) -> SQLLoss {
    SQLLoss(what: what, reason: reason, lost: "(\(lost) AND \(condition))", present: present)
  }

  /// How many are lost, and how many there would have been.
  var counts: [String] {
    [lost, present].map { "count(CASE WHEN \($0) THEN 1 END)" }
  }

  /// The losses that counts tell: for each of `losses` how many were lost and how many there would have been. Equal ones are
  /// counted together, in order of first appearance.
  package static func told(_ losses: [SQLLoss], counts: [Int]) -> [Loss] {
    var result: [Loss] = []
    for (place, loss) in losses.enumerated() where counts.indices.contains(2 * place + 1) {
      let (count, total) = (counts[2 * place], counts[2 * place + 1])
      guard count > 0 else { continue }
      if let same = result.firstIndex(where: { $0.what == loss.what && $0.reason == loss.reason }) {
        result[same] = Loss(
          loss.what, loss.reason, count: result[same].count + count,
          of: result[same].total + total)
      } else {
        result.append(Loss(loss.what, loss.reason, count: count, of: total))
      }
    }
    return result
  }
}

package import Basics
package import Reports
import Statistics

extension Comparison {
  /// A part of what is told, the gravest first.
  package struct Section: Sendable {
    package let title: String
    package let header: [String]
    package let rows: [[String]]
  }

  /// What is told; empty where nothing changed.
  package var sections: [Section] {
    [
      section("Conclusions", conclusions, isReasoned: true), section("Values", values),
      section("Published values", ledger), section("Sources", sources),
      section("Tables", tables), section("Methods and program", methods),
    ].filter { !$0.rows.isEmpty }
  }

  /// One sentence on what may have made numbers others.
  package var causeSentence: String {
    cause.map { "What differs before the numbers: \($0)." }
      ?? "Data, parameters, methods and program are the same, as far as the results tell."
  }

  /// How many numbers are not listed, as they differ by rounding; `nil`: none.
  package var roundingSentence: String? {
    let count = [conclusions, values, tables, sources, ledger, methods].joined().count(
      where: \.isRounding)
    return count == 0
      ? nil
      : "\(counted(count, "entry", "entries")) \(count == 1 ? "differs" : "differ") by less than one part in a billion, which is rounding."
  }

  private func section(_ title: String, _ changes: [Change], isReasoned: Bool = false) -> Section {
    Section(
      title: title, header: ["address", "verdict", "before", "now"] + (isReasoned ? ["why"] : []),
      rows: changes.filter { !$0.isRounding }.map { change in
        let sides = Self.sides(change.old, change.new)
        return [change.address, change.verdict, sides.old, sides.new]
          + (isReasoned ? [change.reason ?? ""] : [])
      })
  }

  /// Both sides in words; of two objects only the members that differ.
  private static func sides(_ old: JSON, _ new: JSON) -> (old: String, new: String) {
    guard let before = old.members, let now = new.members else {
      let pair = texts(old, new)
      return (pair.old ?? "", pair.new ?? "")
    }
    var sides: (old: [String], new: [String]) = ([], [])
    let names = before.map(\.key) + now.map(\.key).filter { old[$0] == nil }
    for name in names where old[name] != new[name] {
      if old[name]?.members != nil || new[name]?.members != nil {
        let inner = Self.sides(old[name] ?? .object([]), new[name] ?? .object([]))
        if !inner.old.isEmpty { sides.old.append(inner.old) }
        if !inner.new.isEmpty { sides.new.append(inner.new) }
      } else {
        let pair = texts(old[name], new[name])
        if let text = pair.old { sides.old.append("\(name) \(text)") }
        if let text = pair.new { sides.new.append("\(name) \(text)") }
      }
    }
    return (sides.old.joined(separator: "; "), sides.new.joined(separator: "; "))
  }

  /// Two values that differ, in words that differ: in all digits where the usual ones are the same.
  private static func texts(_ old: JSON?, _ new: JSON?) -> (old: String?, new: String?) {
    let usual = (old: old.map(text), new: new.map(text))
    guard usual.old == usual.new, let old, let new else { return usual }
    return (old.text(), new.text())
  }

  private static func text(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .object(let members):
      members.filter { $0.value != .null && $0.value.members == nil }
        .map { "\($0.key) \(text($0.value))" }.joined(separator: "; ")
    case .array(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
    default:
      value.doubleValue.map { number in
        number.magnitude >= 1e-4 && number.magnitude < 1e15 || number == 0
          ? NumberFormat.number.text(number) : NumberFormat.scientific.text(number)
      } ?? value.text()
    }
  }
}

extension Comparison.Change {
  /// Whether the numbers of both sides are the same but for rounding, and all else is the same.
  var isRounding: Bool { Self.isRounding(old, new) }

  private static func isRounding(_ old: JSON, _ new: JSON) -> Bool {
    switch (old, new) {
    case (.object(let before), .object(let now)):
      return before.count == now.count
        && zip(before, now).allSatisfy { $0.key == $1.key && isRounding($0.value, $1.value) }
    case (.array(let before), .array(let now)):
      return before.count == now.count && zip(before, now).allSatisfy { isRounding($0, $1) }
    case (.double(let before), .double(let now)):
      return abs(before - now) <= 1e-9 * max(abs(before), abs(now))
    default: return old == new
    }
  }
}

extension Comparison {
  /// The comparison as JSON.
  package var json: JSON {
    func list(_ changes: [Change], _ extra: (Change) -> [JSON.Member] = { _ in [] }) -> JSON {
      .array(
        changes.map { change in
          .object(
            [
              .init("address", .string(change.address)), .init("verdict", .string(change.verdict)),
              .init("old", change.old), .init("new", change.new),
            ] + extra(change))
        })
    }
    func side(_ file: ResultsFile) -> JSON {
      ["study": .string(file.study.id), "tool": file.tool.json]
    }
    return [
      "schema": 1, "old": side(old), "new": side(new),
      "conclusions": list(conclusions) {
        [.init("reason", $0.reason.map(JSON.string) ?? .null)]
      },
      "values": list(values) { [.init("change", .number($0.change))] },
      "tables": list(tables), "sources": list(sources), "ledger": list(ledger),
      "method_changes": list(methods),
    ]
  }

  /// The comparison as a document.
  package var document: Document {
    var blocks: [Block] = []
    blocks.append(
      .paragraph([.text(isEmpty ? "Nothing changed." : causeSentence)]))
    for (index, section) in sections.enumerated() {
      blocks.append(
        .heading(Heading(level: 2, id: "part-\(index + 1)", content: [.text(section.title)])))
      blocks.append(
        .table(
          ReportTable(
            columns: section.header.map { ReportTable.Column($0) },
            rows: section.rows.map { row in row.map { .text($0) } })))
    }
    if let roundingSentence { blocks.append(.paragraph([.text(roundingSentence)])) }
    return Document(title: [.text("What changed: " + new.study.title)], blocks: blocks)
  }
}

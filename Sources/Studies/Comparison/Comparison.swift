import Basics
import Reports
import Statistics
import Tables

/// Two results of a study, compared: conclusions, values, tables, sources and ledger, the gravest first.
package struct Comparison: Sendable {
  /// A thing that is not as it was.
  struct Change: Sendable {
    let address: String
    let verdict: String
    let old: JSON
    let new: JSON
    var reason: String?
    var change: Double?
  }

  let old: ResultsFile
  let new: ResultsFile
  let conclusions: [Change]
  let values: [Change]
  let tables: [Change]
  let sources: [Change]
  let ledger: [Change]
  /// What of the analyses, parameters and program is another.
  let methods: [Change]

  /// Compares two results.
  ///
  /// - Complexity: O(n log n) in the number of entries.
  package init(old: ResultsFile, new: ResultsFile) {
    self.old = old
    self.new = new
    conclusions = Self.conclusions(old, new)
    values = Self.values(old, new)
    tables = Self.changes(old.tables, new.tables, { $0.compared })
    sources = Self.changes(old.sources, new.sources, { $0.compared })
    ledger = Self.ledger(old, new)
    methods = Self.methods(old, new)
  }

  /// Whether there is nothing to say.
  package var isEmpty: Bool {
    [conclusions, values, tables, sources, ledger, methods].allSatisfy(\.isEmpty)
  }

  /// Whether a conclusion is the opposite of what it was.
  package var hasReversal: Bool {
    conclusions.contains { $0.verdict == ConclusionVerdict.reversed.rawValue }
  }

  /// Why numbers may be others: what of the inputs is another; `nil` where all that results tell of them is the same.
  package var cause: String? {
    var causes: [String] = []
    if !sources.isEmpty { causes.append("the data") }
    if old.study.parameters != new.study.parameters || old.study.seed != new.study.seed {
      causes.append("parameters or the seed")
    }
    if methods.contains(where: { $0.verdict == "method" || $0.verdict == "family" }) {
      causes.append("the methods")
    }
    if old.tool != new.tool { causes.append("the program") }
    return causes.isEmpty ? nil : causes.joined(separator: ", ")
  }
}

extension Comparison {
  private static func conclusions(_ old: ResultsFile, _ new: ResultsFile) -> [Change] {
    let before = old.analyses.flatMap { Conclusion.all(of: $0.name, $0.value) }
    let now = new.analyses.flatMap { Conclusion.all(of: $0.name, $0.value) }
    var found: [(rank: Int, change: Change)] = []
    func add(_ verdict: ConclusionVerdict, _ old: Conclusion?, _ new: Conclusion?, _ why: String?) {
      guard let address = (new ?? old)?.address else { return }
      found.append(
        (
          ConclusionVerdict.allCases.firstIndex(of: verdict) ?? 0,
          Change(
            address: address, verdict: verdict.rawValue, old: old?.json ?? .null,
            new: new?.json ?? .null, reason: why)
        ))
    }
    let pairs = Pairs(before.map { ($0.address, $0) }, now.map { ($0.address, $0) })
    for (_, old, new) in pairs.entries {
      guard let old, let new else {
        add(old == nil ? .new : .gone, old, new, nil)
        continue
      }
      let (verdict, why) = ConclusionVerdict.of(old, new)
      if verdict != .kept || !old.equals(new) { add(verdict, old, new, why) }
    }
    return found.enumerated().sorted { ($0.1.rank, $0.0) < ($1.1.rank, $1.0) }.map(\.1.change)
  }

  private static func values(_ old: ResultsFile, _ new: ResultsFile) -> [Change] {
    let before = old.values.flatMap { leaves($0.name, $0.value.content) }
    let now = new.values.flatMap { leaves($0.name, $0.value.content) }
    let known = Dictionary(before.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
    var found: [(rank: Int, change: Change)] = []
    for (address, old, new) in Pairs(before, now).entries {
      guard let old, let new else {
        found.append(
          (
            2,
            Change(
              address: address, verdict: old == nil ? "new" : "gone", old: old ?? .null,
              new: new ?? .null)
          ))
        continue
      }
      if isEqual(old, new) { continue }
      let isWithin =
        if let number = new.doubleValue, let low = known[address + "-low"]?.doubleValue,
          let high = known[address + "-high"]?.doubleValue
        { Interval(low, high).holds(number) } else { false }
      var change = Change(
        address: address, verdict: isWithin ? "within" : "moved", old: old, new: new)
      if let a = old.doubleValue, let b = new.doubleValue, (b - a).isFinite {
        change.change = b - a
      }
      found.append((isWithin ? 1 : 0, change))
    }
    return found.enumerated().sorted { ($0.1.rank, $0.0) < ($1.1.rank, $1.0) }.map(\.1.change)
  }

  /// Equal in all digits: whole numbers beyond 2^53 differ where their doubles do not.
  private static func isEqual(_ old: JSON, _ new: JSON) -> Bool {
    if case .int(let before) = old, case .int(let now) = new { return before == now }
    return old == new || old.doubleValue.map { $0 == new.doubleValue } == true
  }

  /// The numbers and texts of a value, each with its address.
  private static func leaves(_ id: String, _ content: Node) -> [(String, JSON)] {
    content.addresses(Address(id: id, path: [])).compactMap { address in
      content.at(address.path).map { (address.description, $0.json) }
    }
  }

  private static func ledger(_ old: ResultsFile, _ new: ResultsFile) -> [Change] {
    changes(old.ledger.map { ($0.id, $0) }, new.ledger.map { ($0.id, $0) }) { row in
      .string(
        row.verdict == .differs && row.explained ? "differs, explained" : row.verdict.rawValue)
    }
  }

  private static func methods(_ old: ResultsFile, _ new: ResultsFile) -> [Change] {
    var found: [Change] = []
    func compare(_ address: String, _ what: String, _ old: JSON, _ new: JSON) {
      if old != new { found.append(Change(address: address, verdict: what, old: old, new: new)) }
    }
    compare("study", "study", .string(old.study.id), .string(new.study.id))
    compare("tool", "program", .string(old.tool.text), .string(new.tool.text))
    compare("seed", "seed", .int(old.study.seed), .int(new.study.seed))
    let parameters = Pairs(
      old.study.parameters.map { ($0.key, $0.value) },
      new.study.parameters.map { ($0.key, $0.value) })
    for (name, old, new) in parameters.entries {
      compare(name, "parameter", old ?? .null, new ?? .null)
    }
    let analyses = Pairs(
      old.analyses.map { ($0.name, $0.value) }, new.analyses.map { ($0.name, $0.value) })
    for case (let id, let old?, let new?) in analyses.entries {
      compare(id, "method", .string(old.method), .string(new.method))
      compare(
        id, "family", old.family.map { .string("\($0.id) (\($0.correction))") } ?? .null,
        new.family.map { .string("\($0.id) (\($0.correction))") } ?? .null)
    }
    return found
  }

  /// What came, went, or differs in what is compared of it.
  private static func changes<Value>(
    _ old: [(name: String, value: Value)], _ new: [(name: String, value: Value)],
    _ compared: (Value) -> JSON
  ) -> [Change] {
    Pairs(old.map { ($0.name, compared($0.value)) }, new.map { ($0.name, compared($0.value)) })
      .entries.compactMap { name, old, new in
        old == new
          ? nil
          : Change(
            address: name, verdict: old == nil ? "new" : new == nil ? "gone" : "changed",
            old: old ?? .null, new: new ?? .null)
      }
  }
}

/// The entries of two lists by name: those of the new in its order, then those that are gone.
private struct Pairs<Value> {
  let entries: [(name: String, old: Value?, new: Value?)]

  init(_ old: [(String, Value)], _ new: [(String, Value)]) {
    let before = Dictionary(old, uniquingKeysWith: { first, _ in first })
    let names = Set(new.map(\.0))
    entries =
      new.map { ($0.0, before[$0.0], $0.1) }
      + old.filter { !names.contains($0.0) }.map { ($0.0, $0.1, nil) }
  }
}

extension ResultsFile.Tool {
  /// `almanac 0.1.1`
  var text: String { "\(name) \(version)" }
}

extension Conclusion {
  /// The numbers that are compared.
  var json: JSON {
    [
      "p_value": .number(pValue), "estimate": .number(estimate),
      "ci": interval?.node.json ?? .null,
      "significant": isSignificant.map { .bool($0) } ?? .null,
    ]
  }
}

extension TableSummary {
  /// What is compared: rows, and columns with their type and unit.
  fileprivate var compared: JSON {
    [
      "rows": .int(Int64(rows)),
      "columns": .object(
        columns.map { name, column in
          .init(name, .string(column.type + (column.unit.map { ", \($0)" } ?? "")))
        }),
    ]
  }
}

extension SourceRecord {
  /// What is compared: content and rows, not where the file is.
  fileprivate var compared: JSON { ["sha256": .string(sha256), "rows": .int(Int64(rows))] }
}

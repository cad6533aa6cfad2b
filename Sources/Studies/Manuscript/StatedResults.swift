import Basics
import Statistics

/// The numbers of a study by value, and the names under which a text may speak of them.
struct StatedResults: Sendable {
  /// A number and its address.
  struct Entry: Sendable {
    let address: String
    let id: String
    let value: Double
    let kind: Kind
    let isPercent: Bool
    /// The position in the results.
    let order: Int
  }

  /// What the place of a number says that it is.
  enum Kind: Sendable {
    case p, df, count, statistic, interval, other
  }

  /// A name and what it stands for.
  struct Name: Sendable {
    let words: String
    let id: String
    /// The value's own address; `nil` for an analysis, whose numbers a text names by their symbols.
    let entry: Entry?
  }

  /// By value.
  let entries: [Entry]
  private let byAddress: [String: Entry]
  let names: [Name]
  private let file: ResultsFile

  init(_ file: ResultsFile, titles: [String: String] = [:]) {
    self.file = file
    var all: [Entry] = []
    func add(_ id: String, _ root: Node, isPercent: Bool, kind: Kind? = nil) {
      for address in root.addresses(Address(id: id, path: [])) {
        guard let value = root.at(address.path)?.doubleValue, value.isFinite,
          !Self.settings.contains(address.path.last?.word ?? "")
        else { continue }
        all.append(
          Entry(
            address: address.description, id: id, value: value, kind: kind ?? Self.kind(address),
            isPercent: isPercent, order: all.count))
      }
    }
    for (id, value) in file.values {
      add(id, value.content, isPercent: value.unit == "%", kind: .other)
    }
    for (id, outcome) in file.analyses { add(id, .value(outcome), isPercent: false) }
    // Families repeat what stands at their members.
    for (id, table) in file.tables { add(id, .value(table), isPercent: false) }
    for (id, source) in file.sources {
      guard all.last(where: { $0.id == id }) == nil else { continue }
      all.append(
        Entry(
          address: id + ".rows", id: id, value: Double(source.rows), kind: .count,
          isPercent: false, order: all.count))
    }
    entries = all.sorted { ($0.value, $0.order) < ($1.value, $1.order) }
    byAddress = Dictionary(all.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
    var names: [Name] = []
    for (id, _) in file.values {
      if let entry = byAddress[id] {
        names.append(Name(words: Self.words(id), id: id, entry: entry))
      } else {
        for entry in all where entry.id == id {
          names.append(
            Name(
              words: Self.words(id) + " " + Self.words(String(entry.address.dropFirst(id.count))),
              id: id, entry: entry))
        }
      }
    }
    for (id, _) in file.values {
      if let title = titles[id], let entry = byAddress[id] {
        names.append(Name(words: Self.words(title), id: id, entry: entry))
      }
    }
    for (id, outcome) in file.analyses {
      names.append(Name(words: Self.words(id), id: id, entry: nil))
      if let label = outcome.label {
        names.append(Name(words: Self.words(label), id: id, entry: nil))
      }
    }
    self.names = names.filter { $0.words.contains { $0.isLetter } }
  }

  /// What is no result, although it stands among them.
  private static let settings: Set<String> = ["level", "bytes", "seed", "schema"]

  private static func kind(_ address: Address) -> Kind {
    let words = address.path.map(\.word)
    switch words.last ?? "" {
    case "p_value", "p_adjusted", "p": return .p
    case "rows", "missing", "count": return .count
    case "conf_low", "conf_high": return .interval
    default: break
    }
    if words.contains("df") { return .df }
    if words.contains("ci") { return .interval }
    if words.contains("n") || words.contains("row_flow") || words.last?.hasPrefix("n_") == true {
      return .count
    }
    if words.contains("statistic") { return .statistic }
    return .other
  }

  /// Words as they are looked for in a sentence: small letters, and one space between.
  static func words(_ text: some StringProtocol) -> String {
    text.lowercased().split { !($0.isLetter || $0.isNumber) }.joined(separator: " ")
  }

  /// The numbers within a range.
  func entries(in range: ClosedRange<Double>) -> ArraySlice<Entry> {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].value < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    let end = entries[low...].firstIndex { $0.value > range.upperBound } ?? entries.count
    return entries[low..<end]
  }

  /// The number at an address that a marker names; `nil` where there is none.
  func entry(at text: String) -> Entry? {
    if let entry = byAddress[text] { return entry }
    guard let address = Address(text), let root = root(address.id),
      let value = root.at(address.path)?.principal.doubleValue
    else { return nil }
    let unit = file.values.first { $0.name == address.id }?.value.unit
    return Entry(
      address: text, id: address.id, value: value, kind: Self.kind(address), isPercent: unit == "%",
      order: 0)
  }

  private func root(_ id: String) -> Node? {
    if let value = file.values.first(where: { $0.name == id }) { return .value(value.value) }
    if let analysis = file.analyses.first(where: { $0.name == id }) {
      return .value(analysis.value)
    }
    if let family = file.families.first(where: { $0.name == id }) {
      return .values(family.value.members)
    }
    if let table = file.tables.first(where: { $0.name == id }) { return .value(table.value) }
    return file.sources.first { $0.name == id }.map { .value($0.value) }
  }
}

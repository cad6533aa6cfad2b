public import Tables

/// The methods section, written from what ran.
public struct MethodsSection: Sendable {
  /// A family of tests and its correction.
  public struct Family: Hashable, Sendable {
    /// The name in the study.
    public let name: String
    /// `holm`, `bh`, ...
    public let correction: String
    /// How many tests it has.
    public let size: Int

    /// A family.
    public init(name: String, correction: String, size: Int) {
      self.name = name
      self.correction = correction
      self.size = size
    }
  }

  /// A step that changed rows before the analyses.
  public struct Repair: Hashable, Sendable {
    /// What it does, in a sentence.
    public let description: String
    /// How many rows it touched.
    public let rows: Int

    /// A repair.
    public init(description: String, rows: Int) {
      self.description = description
      self.rows = rows
    }
  }

  /// The results in the order of the study, by id.
  public var analyses: [(id: String, result: JSON)]
  /// The families of tests.
  public var families: [Family]
  /// What changed rows.
  public var repairs: [Repair]
  /// The seed of everything random.
  public var seed: Int?
  /// Program and libraries with versions, e.g. "almanac 0.1.0".
  public var software: [String]

  /// A methods section.
  public init(
    analyses: [(id: String, result: JSON)], families: [Family] = [], repairs: [Repair] = [],
    seed: Int? = nil, software: [String] = []
  ) {
    self.analyses = analyses
    self.families = families
    self.repairs = repairs
    self.seed = seed
    self.software = software
  }

  private static let seeded: Set<String> = ["permutation", "bootstrap"]

  /// The section without its heading.
  public var blocks: [Block] {
    var order: [String] = []
    var ids: [String: [String]] = [:]
    for (id, result) in analyses {
      let method = result["method"]?.stringValue ?? ""
      let title = result["title"]?.stringValue ?? ResultText.capitalised(ResultNames.method(method))
      if ids[title] == nil { order.append(title) }
      ids[title, default: []].append(id)
    }
    var blocks: [Block] = []
    if !order.isEmpty {
      let count = NumberFormat.integer.text(Double(analyses.count))
      let noun = analyses.count == 1 ? "analysis" : "analyses"
      let kinds = order.count == 1 ? "one method" : "\(order.count) methods"
      blocks.append(.paragraph([.text("The report rests on \(count) \(noun) by \(kinds):")]))
      blocks.append(
        .list(
          List(
            items: order.map { title in
              let members = ids[title] ?? []
              let shown: [[Inline]] = members.prefix(8).map { [.code($0)] }
              let more = members.count > 8 ? " and \(members.count - 8) more" : ""
              return [
                .paragraph(
                  [.text(title + ": ")] + ResultText.joined(shown) + [.text(more + ".")])
              ]
            })))
    }
    for sentence in sentences { blocks.append(.paragraph([.text(sentence)])) }
    if !repairs.isEmpty {
      blocks.append(.paragraph([.text("Before any analysis rows were repaired by named steps:")]))
      blocks.append(
        .list(
          List(
            items: repairs.map { repair in
              let rows = NumberFormat.integer.text(Double(repair.rows))
              return [
                .paragraph([
                  .text("\(repair.description) (\(rows) \(repair.rows == 1 ? "row" : "rows"))")
                ])
              ]
            })))
    }
    return blocks
  }

  private var sentences: [String] {
    var result: [String] = []
    let levels = Set(analyses.compactMap { $0.result["estimate"]?["level"]?.doubleValue }).sorted()
    if !levels.isEmpty {
      let texts = levels.map { NumberFormat.number.text(($0 * 1000).rounded() / 10) + "\u{A0}%" }
      result.append(
        "Estimates come with intervals at the level of \(ResultText.listed(texts)); p-values are "
          + "two-sided unless said otherwise.")
    }
    if families.isEmpty {
      if analyses.count(where: { $0.result["p_value"]?.doubleValue != nil }) > 1 {
        result.append("P-values were not corrected for multiple testing.")
      }
    } else {
      let texts = families.map {
        "“\($0.name)” (\($0.size) tests, \(ResultNames.correction($0.correction)))"
      }
      result.append(
        "Tests of one question form a family, within which p-values were corrected: "
          + ResultText.listed(texts) + ".")
    }
    let dropped = analyses.count {
      ($0.result["n_missing"]?.doubleValue ?? 0) + ($0.result["n_non_finite"]?.doubleValue ?? 0) > 0
    }
    if dropped > 0 {
      result.append(
        "Rows without a value were left out and counted (\(dropped) of \(analyses.count) analyses)."
      )
    }
    if let seed,
      analyses.contains(where: { Self.seeded.contains($0.result["method"]?.stringValue ?? "") })
    {
      result.append("Random draws start from seed \(seed).")
    }
    if !software.isEmpty { result.append("Computed by \(ResultText.listed(software)).") }
    return result
  }
}

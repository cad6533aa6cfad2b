internal import Basics
public import Statistics

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

  /// A condition by which rows were left out.
  public struct Exclusion: Hashable, Sendable {
    /// The rows that were kept, in words.
    public let condition: String
    /// How many were not.
    public let rows: Int

    /// A condition, and the rows that it cost.
    public init(condition: String, rows: Int) {
      self.condition = condition
      self.rows = rows
    }
  }

  /// The results in the order of the study, by what readers call them; where the data gave none, an
  /// empty one of the method.
  public var analyses: [(name: String, result: AnalysisResult)]
  /// The families of tests.
  public var families: [Family]
  /// What changed rows.
  public var repairs: [Repair]
  /// The conditions by which rows were left out.
  public var exclusions: [Exclusion]
  /// What became missing in the tables and analyses, in words.
  public var losses: [String]
  /// The seed of everything random.
  public var seed: Int?
  /// What is drawn at random besides analyses.
  public var draws: [String]
  /// Program and libraries with versions, e.g. "almanac 0.1.0".
  public var software: [String]

  /// A methods section.
  public init(
    analyses: [(name: String, result: AnalysisResult)], families: [Family] = [],
    repairs: [Repair] = [],
    exclusions: [Exclusion] = [], losses: [String] = [], seed: Int? = nil, draws: [String] = [],
    software: [String] = []
  ) {
    self.analyses = analyses
    self.families = families
    self.repairs = repairs
    self.exclusions = exclusions
    self.losses = losses
    self.seed = seed
    self.draws = draws
    self.software = software
  }

  /// The section without its heading.
  public var blocks: [Block] {
    var order: [String] = []
    var names: [String: [String]] = [:]
    for (name, result) in analyses {
      let title =
        result.title.isEmpty
        ? ResultText.capitalised(ResultNames.method(result.method)) : result.title
      if names[title] == nil { order.append(title) }
      names[title, default: []].append(name)
    }
    var blocks: [Block] = []
    if !order.isEmpty {
      let count = NumberFormat.integer.text(Double(analyses.count))
      let noun = analyses.count == 1 ? "analysis" : "analyses"
      let kinds = order.count == 1 ? "one method" : "\(order.count) methods"
      blocks.append(.paragraph([.text("The report is based on \(count) \(noun) with \(kinds):")]))
      blocks.append(
        .list(
          List(
            items: order.map { title in
              let members = names[title] ?? []
              let shown = members.prefix(8).joined(separator: "; ")
              let more = members.count > 8 ? "; and \(members.count - 8) more" : ""
              return [
                .paragraph([
                  .strong([.text(title)]), .text(" (\(members.count)): \(shown)\(more)."),
                ])
              ]
            })))
    }
    for sentence in sentences { blocks.append(.paragraph([.text(sentence)])) }
    if !repairs.isEmpty {
      blocks.append(.paragraph([.text("Before any analysis, rows were repaired in named steps:")]))
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
    if !losses.isEmpty {
      blocks.append(.paragraph([.text("Values without a defined result are missing:")]))
      blocks.append(.list(List(items: losses.map { [.paragraph([.text($0 + ".")])] })))
    }
    if !exclusions.isEmpty {
      blocks.append(.paragraph([.text("Rows were kept only where these conditions hold:")]))
      blocks.append(
        .list(
          List(
            items: exclusions.map { exclusion in
              let rows = NumberFormat.integer.text(Double(exclusion.rows))
              let noun = exclusion.rows == 1 ? "row" : "rows"
              return [.paragraph([.text("\(exclusion.condition) (\(rows) \(noun) left out)")])]
            })))
    }
    return blocks
  }

  private static func isTested(_ result: AnalysisResult) -> Bool {
    result.pValue != nil || result.coefficients?.contains { $0.pValue != nil } ?? false
      || result.comparisons?.contains { $0.pValue != nil } ?? false
  }

  private var sentences: [String] {
    var result: [String] = []
    let levels = Set(analyses.compactMap { $0.result.estimate?.level }).sorted()
    if !levels.isEmpty {
      let texts = levels.map { NumberFormat.number.text(($0 * 1000).rounded() / 10) + "\u{A0}%" }
      result.append(
        "Estimates come with intervals at the level of \(ResultText.listed(texts)); p-values are "
          + "two-sided unless said otherwise.")
    }
    if analyses.contains(where: { Self.isTested($0.result) }) {
      result.append(
        "A p-value below \(ResultText.significanceText) counts as evidence, whatever the level of the "
          + "intervals.")
    }
    let corrected = families.filter { $0.correction != "none" && $0.size > 1 }
    if corrected.isEmpty {
      let isWithin = analyses.contains {
        ResultText.isCorrected($0.result.comparisons ?? [])
      }
      if analyses.count(where: { Self.isTested($0.result) }) > 1 {
        result.append(
          isWithin
            ? "P-values were corrected within each set of comparisons, and not across analyses."
            : "P-values were not corrected for multiple testing.")
      }
    } else {
      let texts = corrected.map {
        "“\($0.name)” (\($0.size) tests, \(ResultNames.correction($0.correction)))"
      }
      result.append(
        "Tests of one question form a family, within which p-values were corrected: "
          + ResultText.listed(texts) + ".")
    }
    let dropped = analyses.count { $0.result.missingCount + $0.result.nonFiniteCount > 0 }
    if dropped > 0 {
      let scope = analyses.count == 1 ? "" : " (in \(dropped) of \(analyses.count) analyses)"
      result.append("Rows without a value were left out and counted\(scope).")
    }
    let drawn = analyses.map(\.result.method)
      .filter { Methods[$0]?.isRandom == true }.map { $0 + " draws" }
    let random = draws + Set(drawn).sorted()
    if let seed, !random.isEmpty {
      result.append(
        "Everything drawn at random (\(random.joined(separator: "; "))) starts from seed \(seed), so the "
          + "same data give the same report.")
    }
    if !software.isEmpty { result.append("Computed by \(ResultText.listed(software)).") }
    return result
  }
}

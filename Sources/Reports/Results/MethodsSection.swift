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
        ? English.capitalised(ResultNames.method(result.method)) : result.title
      if names[title] == nil { order.append(title) }
      names[title, default: []].append(name)
    }
    var blocks: [Block] = []
    if !order.isEmpty {
      blocks += Self.list(
        under: English.analyses(analyses.count, methods: order.count),
        order.map { [.strong([.text($0)]), .text(English.members(names[$0] ?? []))] })
    }
    for sentence in sentences { blocks.append(.paragraph([.text(sentence)])) }
    blocks += Self.list(
      under: English.repairs,
      repairs.map { [.text(English.repair($0.description, rows: $0.rows))] })
    blocks += Self.list(under: English.losses, losses.map { [.text(English.loss($0))] })
    blocks += Self.list(
      under: English.exclusions,
      exclusions.map { [.text(English.exclusion($0.condition, rows: $0.rows))] })
    return blocks
  }

  /// A list under its head; nothing where it is empty.
  private static func list(under head: String, _ items: [[Inline]]) -> [Block] {
    guard !items.isEmpty else { return [] }
    return [.paragraph([.text(head)]), .list(List(items: items.map { [.paragraph($0)] }))]
  }

  private static func isTested(_ result: AnalysisResult) -> Bool {
    result.pValue != nil || result.coefficients?.contains { $0.pValue != nil } ?? false
      || result.comparisons?.contains { $0.pValue != nil } ?? false
  }

  private var sentences: [String] {
    var result: [String] = []
    let levels = Set(analyses.compactMap { $0.result.estimate?.level }).sorted()
    if !levels.isEmpty { result.append(English.levels(levels)) }
    let tested = analyses.count { Self.isTested($0.result) }
    if tested > 0 { result.append(English.evidence) }
    let corrected = families.filter { ResultNames.corrects($0.correction) && $0.size > 1 }
    if !corrected.isEmpty {
      result.append(
        English.families(
          corrected.map { ($0.name, $0.size, ResultNames.correction($0.correction)) }))
    } else if tested > 1 {
      let isWithin = analyses.contains {
        ResultText.isCorrected($0.result.comparisons ?? [])
      }
      result.append(isWithin ? English.correctedWithin : English.notCorrected)
    }
    let dropped = analyses.count { $0.result.missingCount + $0.result.nonFiniteCount > 0 }
    if dropped > 0 { result.append(English.leftOut(dropped, of: analyses.count)) }
    let drawn = analyses.map(\.result.method)
      .filter { Methods[$0]?.isRandom == true }.map(English.draws)
    let random = draws + Set(drawn).sorted()
    if let seed, !random.isEmpty { result.append(English.random(random, seed: seed)) }
    if !software.isEmpty { result.append(English.software(software)) }
    return result
  }
}

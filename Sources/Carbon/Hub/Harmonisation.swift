/// One spelling for what model cards write in many.
public enum Harmonisation {
  /// The training type of a card's words.
  public enum TrainingType: String, Hashable, Sendable, CaseIterable {
    case pretraining
    case fineTuning = "fine-tuning"
    case both = "pretraining + fine-tuning"
  }

  /// Pretraining, fine-tuning or both; `nil` if the text says neither.
  ///
  /// - Parameter asPublished: Castaño et al. test for `fine` first, so that both becomes fine-tuning.
  public static func trainingType(_ text: String, asPublished: Bool = false) -> TrainingType? {
    let key = NameKey(text).text
    let fine = key.contains("fine")
    let pre = key.contains("pretrain") || key.contains("fromscratch")
    if fine, pre { return asPublished ? .fineTuning : .both }
    return fine ? .fineTuning : (pre ? .pretraining : nil)
  }

  /// The tool or page that a figure of emissions comes from, in one spelling; the text itself where it is
  /// none of the known ones.
  public static func source(_ text: String) -> String {
    let key = NameKey(text).text
    return sources.first { $0.signs.contains { key.contains($0) } }?.name ?? text.trimmed
  }

  /// The known sources, each with what a text that names it contains, in lower case without spaces and signs; the
  /// first that fits counts.
  private static let sources: [(name: String, signs: [String])] = [
    ("CodeCarbon", ["codecarbon"]), ("AutoTrain", ["autotrain"]), ("eco2AI", ["eco2ai"]),
    ("MLCO2", ["mlco2", "machinelearningimpact", "mlimpactcalculator", "lacoste"]),
    ("Green Algorithms", ["greenalgorithms"]), ("carbontracker", ["carbontracker"]),
    ("Google Colab", ["googlecolab"]),
  ]

  /// The country or grid region that a place lies in; the text itself where the tables do not know it.
  public static func location(_ text: String, grids: GridTable) -> String {
    let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let isPart = words.count == 2 && words.contains { ["east", "west"].contains($0.lowercased()) }
    // "East US", "West USA", "us-east": a part of a country is in the country.
    if let match = try? grids.lookup(text, year: nil, series: .direct),
      !isPart || match.note == nil || match.cloudRegion != nil
    {
      return match.grid.region
    }
    for word in words.reversed() where word.count > 1 {
      if let match = try? grids.lookup(word, year: nil, series: .direct) {
        return match.grid.region
      }
    }
    return text.trimmed
  }
}

/// The application domain of a model from its tags.
public struct DomainMapping: Sendable {
  private let domainOfTag: [String: Int]
  /// The domains in the order of the mapping, which breaks ties.
  public let domains: [String]

  /// A mapping from tags to domains; the first entry of a tag counts.
  public init(_ entries: [(tag: String, domain: String)]) {
    var domains: [String] = []
    var domainOfTag: [String: Int] = [:]
    for (tag, domain) in entries {
      let position = domains.firstIndex(of: domain) ?? domains.count
      if position == domains.count { domains.append(domain) }
      let key = tag.lowercased()
      if domainOfTag[key] == nil { domainOfTag[key] = position }
    }
    self.domains = domains
    self.domainOfTag = domainOfTag
  }

  /// The domain that most of the tags belong to; among equals the one that comes first in the mapping.
  /// `nil` if no tag is known.
  public func domain(of tags: some Sequence<String>) -> String? {
    var counts = [Int](repeating: 0, count: domains.count)
    for tag in Set(tags.map { $0.lowercased() }) {
      if let position = domainOfTag[tag] { counts[position] += 1 }
    }
    var best: Int?
    for position in counts.indices where counts[position] > 0 {
      if let current = best, counts[position] <= counts[current] { continue }
      best = position
    }
    return best.map { domains[$0] }
  }
}

import Basics
import Statistics
import Tables

/// The numbers of a manuscript against the results of a study.
package struct PaperCheck: Sendable {
  /// What is known of a number.
  enum Status: String, Sendable, CaseIterable {
    case covered, differs, ambiguous, uncovered, marked
  }

  /// A number of the manuscript.
  struct Number: Sendable {
    let line: Int
    let text: String
    let status: Status
    var address: String?
    var computed: Double?
    var candidates: [String] = []
  }

  /// The file, as it was given.
  let paper: String
  let numbers: [Number]
  let statistics: [ProseStatistics.Finding]
  /// What is wrong with markers.
  package let warnings: [String]

  /// How many addresses an ambiguous number lists.
  static let candidateLimit = 10

  /// Reads a manuscript and looks for its numbers in the results.
  ///
  /// - Complexity: O(n log m) for n numbers and m results.
  package init(_ path: String, against results: StudyResults) throws {
    self.init(
      try ManuscriptFormat.read(path), called: path, against: results.file, titles: results.titles)
  }

  init(
    _ manuscript: Manuscript, called paper: String, against file: ResultsFile,
    titles: [String: String] = [:]
  ) {
    self.paper = paper
    let stated = StatedResults(file, titles: titles)
    var numbers: [Number] = []
    var statistics: [ProseStatistics.Finding] = []
    var warnings: [String] = []
    for passage in manuscript.passages {
      var reader = PassageReader(passage, stated)
      numbers += reader.numbers()
      statistics += reader.statistics()
      warnings += reader.warnings
    }
    self.numbers = numbers
    self.statistics = statistics
    self.warnings = warnings
  }

  /// The part of the numbers that are results which has an address; `nil` where there is none.
  var coverage: Double? {
    let all = numbers.count { $0.status != .marked }
    return all == 0 ? nil : Double(count(.covered)) / Double(all)
  }

  func count(_ status: Status) -> Int { numbers.count { $0.status == status } }

  /// Whether a number is another than what is computed, or a statistic cannot be right.
  package var hasDifference: Bool {
    count(.differs) > 0 || statistics.contains { $0.problem != nil }
  }

  /// Whether a number has no address of its own.
  package var hasUncovered: Bool { count(.uncovered) + count(.ambiguous) > 0 }
}

/// Finds the addresses of the numbers of one passage.
private struct PassageReader {
  let passage: Manuscript.Passage
  let stated: StatedResults
  let found: [ManuscriptNumber]
  let sentences: [Range<Int>]
  private(set) var warnings: [String] = []

  // Kept, and matched with on any thread.
  nonisolated(unsafe) private static let pSymbol =
    #/\bp(?:[\s\-]?values?)?\s?(?:=|<|>|≤|≥|of|was|is|:)\s?$/#.ignoresCase()
  nonisolated(unsafe) private static let inequality =
    #/\b[pP](?:[\s\-]?values?)?\s?(?:<|>|≤|≥|(?:is |was )?(?:below|above|under|less than|smaller than|greater than))\s?$/#
  nonisolated(unsafe) private static let count = #/\b[nN]\s?=\s?$/#
  nonisolated(unsafe) private static let statistic =
    #/\b(?:t|F|χ2|z|Z|H|Q|U|W|V|T|D)\s?(?:\([^()]*\))?\s?=\s?$/#
  nonisolated(unsafe) private static let degrees =
    #/(?:\b(?:t|F|χ2|r|H|Q)\s?\((?:[^()]*,\s*)?|\bdf\s?=\s?)$/#
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let intervalEnd = #/(?:CI|interval)[^\[\]]{0,6}\[[^\[\]]*$/#
  nonisolated(unsafe) private static let fall =
    #/\b(?:fell|falls?|decreas\w*|dropp?\w*|lower|declin\w*|less|fewer|reduc\w*|minus|shrank|shrunk|smaller|below|loss|lost|negative\w*|down)\b/#
  nonisolated(unsafe) private static let quoting =
    #/\b(?:report(?:s|ed)?|found|find|finds|estimated?s?|showed|shown|shows|published|observed|according to|obtained|measured|claim(?:s|ed)?|gave|gives|give|had)\b/#
  nonisolated(unsafe) private static let cited =
    #/\u{E002}|\bet al\b|\b[A-Z]\p{L}+(?:\s(?:and|&)\s[A-Z]\p{L}+)?,?\s\(?(?:19|20)\d\d[a-z]?\)|\[\d{1,3}\]/#
  nonisolated(unsafe) private static let own = #/\b(?:we|our|ours|us|here)\b/#.ignoresCase()

  init(_ passage: Manuscript.Passage, _ stated: StatedResults) {
    self.passage = passage
    self.stated = stated
    found = ManuscriptNumber.all(in: passage.text)
    sentences = Sentences.ranges(passage.text)
  }

  /// The numbers of the passage with their addresses.
  mutating func numbers() -> [PaperCheck.Number] {
    let tied = ties()
    return sentences.flatMap { range -> [PaperCheck.Number] in
      let indices = found.indices.filter { range.contains(found[$0].offset) }
      guard !indices.isEmpty else { return [] }
      let sentence = Sentence(words(range), isQuoted: isQuoted(range))
      var all = indices.map { index -> (number: ManuscriptNumber, answer: PaperCheck.Number?) in
        (found[index], answer(found[index], tied[index], sentence))
      }
      settle(&all, sentence, range)
      return all.compactMap(\.answer)
    }
  }

  /// The statistics of the passage that could be recomputed.
  func statistics() -> [ProseStatistics.Finding] {
    if passage.isQuoted { return [] }
    return sentences.flatMap { range in
      ProseStatistics.findings(in: words(range)).compactMap {
        finding -> ProseStatistics.Finding? in
        let line = passage.line(at: range.lowerBound + finding.offset)
        if isMarkedQuoted(line) { return nil }
        return ProseStatistics.Finding(
          line: line, text: finding.text.replacing(Manuscript.citation, with: ""),
          problem: finding.problem,
          isDecisionError: finding.isDecisionError)
      }
    }
  }

  // MARK: Markers

  /// The marker of each number that has one.
  private mutating func ties() -> [Int: Manuscript.Marker] {
    var tied: [Int: Manuscript.Marker] = [:]
    for marker in passage.markers where !marker.saysQuoted {
      let free = found.indices.filter {
        found[$0].offset < marker.offset && passage.line(at: found[$0].offset) == marker.line
          && tied[$0] == nil
      }
      let value = stated.entry(at: marker.address)
      let fitting = free.last { index in value.map { fits(found[index], $0, falls: true) } ?? false
      }
      if let index = fitting ?? free.last {
        tied[index] = marker
      } else {
        warnings.append(
          "line \(marker.line): the marker '\(marker.address)' follows no number; put it after one, on its line"
        )
      }
    }
    return tied
  }

  private func isMarkedQuoted(_ line: Int) -> Bool {
    passage.markers.contains { $0.saysQuoted && $0.line == line }
  }

  // MARK: Sentences

  /// A sentence and what it speaks of.
  private struct Sentence {
    let words: String
    /// The words with one space between, as names are looked for.
    let plain: String
    let isQuoted: Bool
    let falls: Bool

    init(_ words: String, isQuoted: Bool) {
      self.words = words
      self.isQuoted = isQuoted
      plain = " " + StatedResults.words(words) + " "
      falls = words.contains(PassageReader.fall)
    }
  }

  private func words(_ range: Range<Int>) -> String {
    String(decoding: Array(passage.text.utf8)[range], as: UTF8.self)
  }

  /// Whether a sentence tells what others found.
  private func isQuoted(_ range: Range<Int>) -> Bool {
    let sentence = words(range)
    return passage.isQuoted
      || sentence.contains(Self.cited) && sentence.contains(Self.quoting)
        && !sentence.contains(Self.own)
  }

  // MARK: Numbers

  /// Whether a printed number may be a value.
  private func fits(_ number: ManuscriptNumber, _ entry: StatedResults.Entry, falls: Bool) -> Bool {
    let scale = number.isPercent && !entry.isPercent ? 100.0 : 1
    let value = entry.value * scale
    return number.range.contains(value)
      || falls && number.value > 0 && number.range.contains(-value)
  }

  /// What is known of a number alone; `nil`: it is no result.
  private func answer(
    _ number: ManuscriptNumber, _ marker: Manuscript.Marker?, _ sentence: Sentence
  ) -> PaperCheck.Number? {
    let line = passage.line(at: number.offset)
    let isInequality = number.before.contains(Self.inequality)
    if let marker {
      guard let entry = stated.entry(at: marker.address) else {
        return PaperCheck.Number(
          line: line, text: number.text, status: .differs, address: marker.address)
      }
      let holds =
        isInequality
        ? (number.before.contains { ">≥".contains($0) } || number.before.contains("above")
          || number.before.contains("greater")
          ? entry.value >= number.value : entry.value <= number.value)
        : fits(number, entry, falls: sentence.falls)
      return PaperCheck.Number(
        line: line, text: number.text, status: holds ? .covered : .differs, address: marker.address,
        computed: entry.value)
    }
    if isMarkedQuoted(line) {
      return PaperCheck.Number(line: line, text: number.text, status: .marked)
    }
    // Of p < 0.05 no value follows.
    if isInequality { return nil }
    let candidates = narrowed(candidates(number, sentence), number)
    switch candidates.count {
    case 0:
      return PaperCheck.Number(
        line: line, text: number.text, status: sentence.isQuoted ? .marked : .uncovered)
    case 1:
      return PaperCheck.Number(
        line: line, text: number.text, status: .covered, address: candidates[0].address,
        computed: candidates[0].value)
    default:
      return PaperCheck.Number(
        line: line, text: number.text, status: .ambiguous,
        candidates: candidates.prefix(PaperCheck.candidateLimit).map(\.address))
    }
  }

  /// The values that are printed so, those of one result and one value once.
  private func candidates(_ number: ManuscriptNumber, _ sentence: Sentence) -> [StatedResults.Entry]
  {
    let range = number.range
    var all: [StatedResults.Entry] = []
    if number.isPercent {
      all += stated.entries(in: range.lowerBound / 100...range.upperBound / 100).filter {
        !$0.isPercent
      }
      all += stated.entries(in: range).filter(\.isPercent)
    } else {
      all += stated.entries(in: range)
    }
    if sentence.falls, number.value > 0 {
      let scale = number.isPercent ? 100.0 : 1
      all += stated.entries(in: -range.upperBound / scale ... -range.lowerBound / scale)
    }
    return all.sorted { $0.order < $1.order }
  }

  /// Those of the kind that the text before a number names; of each result the first of equal values.
  private func narrowed(_ entries: [StatedResults.Entry], _ number: ManuscriptNumber)
    -> [StatedResults.Entry]
  {
    func distinct(_ entries: [StatedResults.Entry]) -> [StatedResults.Entry] {
      var seen: Set<String> = []
      return entries.filter { seen.insert("\($0.id) \($0.value)").inserted }
    }
    guard let kind = kind(number) else { return distinct(entries) }
    let same = distinct(entries.filter { $0.kind == kind })
    // The test itself comes before its checks and alternatives.
    let tests = same.filter {
      [$0.id + ".p_value", $0.id + ".statistic.value"].contains($0.address)
    }
    if tests.count == 1, same.allSatisfy({ $0.id == tests[0].id }) { return tests }
    if !same.isEmpty || kind == .p { return same }
    return distinct(entries.filter { $0.kind != .p })
  }

  private func kind(_ number: ManuscriptNumber) -> StatedResults.Kind? {
    if number.before.contains(Self.pSymbol) { return .p }
    if number.before.contains(Self.count) { return .count }
    if number.before.contains(Self.degrees) { return .df }
    if number.before.contains(Self.statistic) { return .statistic }
    if number.before.contains(Self.intervalEnd) { return .interval }
    return nil
  }

  // MARK: The sentence as a whole

  /// Numbers that several results hold go to the one that the sentence speaks of; one that no result holds differs
  /// from the only value that the sentence names.
  private func settle(
    _ all: inout [(number: ManuscriptNumber, answer: PaperCheck.Number?)], _ sentence: Sentence,
    _ range: Range<Int>
  ) {
    let named = stated.names.filter { sentence.plain.contains(" \($0.words) ") }
    // A name within a longer one is not meant.
    let meant = named.filter { name in
      !named.contains {
        $0.words.count > name.words.count && " \($0.words) ".contains(" \(name.words) ")
      }
    }
    var ids = Set(meant.map(\.id))
    if ids.isEmpty {
      let sure = Set(
        all.compactMap { $0.answer?.status == .covered ? $0.answer?.address : nil }.compactMap {
          Address($0)?.id
        })
      if sure.count == 1 { ids = sure }
    }
    for index in all.indices where all[index].answer?.status == .ambiguous {
      let number = all[index].number
      let fitting = narrowed(candidates(number, sentence).filter { ids.contains($0.id) }, number)
      if fitting.count == 1 {
        all[index].answer?.accept(fitting[0])
      }
    }
    guard !sentence.isQuoted else { return }
    differ(&all, meant, sentence, range)
  }

  /// Marks numbers that are another than what the sentence names.
  private func differ(
    _ all: inout [(number: ManuscriptNumber, answer: PaperCheck.Number?)],
    _ meant: [StatedResults.Name],
    _ sentence: Sentence, _ range: Range<Int>
  ) {
    let taken = Set(all.compactMap { $0.answer?.status == .covered ? $0.answer?.address : nil })
    // The number of an analysis is told by its symbol.
    let analyses = Set(meant.filter { $0.entry == nil }.map(\.id))
    if analyses.count == 1, let id = analyses.first {
      for index in all.indices where all[index].answer?.status == .uncovered {
        guard let kind = kind(all[index].number), kind == .p || kind == .statistic else { continue }
        let own = stated.entries.filter { $0.id == id && $0.kind == kind }.sorted {
          $0.order < $1.order
        }
        let only = own.filter {
          kind == .p ? $0.address == id + ".p_value" : $0.address == id + ".statistic.value"
        }
        if only.count == 1, !taken.contains(only[0].address) { all[index].answer?.refuse(only[0]) }
      }
    }
    let values = meant.filter { name in name.entry.map { !taken.contains($0.address) } ?? false }
    let addresses = Set(values.compactMap { $0.entry?.address })
    guard addresses.count == 1, let name = values.first, let entry = name.entry else { return }
    let free = all.indices.filter { index in
      guard all[index].answer?.status == .uncovered, kind(all[index].number) == nil else {
        return false
      }
      return isAlike(all[index].number, entry, isOneWord: !name.words.contains(" "))
    }
    let place = place(of: name.words, in: range)
    let nearest = free.min { distance(all[$0].number, place) < distance(all[$1].number, place) }
    if let nearest { all[nearest].answer?.refuse(entry) }
  }

  /// Whether a number may stand for a value that it is not: a share for a share, a count for a count.
  private func isAlike(_ number: ManuscriptNumber, _ entry: StatedResults.Entry, isOneWord: Bool)
    -> Bool
  {
    if entry.isPercent && !number.isPercent { return false }
    if number.isPercent, !entry.isPercent, abs(entry.value) > 1.5 { return false }
    let isCount = entry.value.rounded() == entry.value
    if isCount && !number.isWhole { return false }
    // One word is said of many things: only what is of its size is taken for it.
    guard isOneWord else { return true }
    let value = abs(entry.value) * (number.isPercent && !entry.isPercent ? 100 : 1)
    return value > 0 && (0.2...5).contains(abs(number.value) / value)
  }

  private func place(of name: String, in range: Range<Int>) -> Int {
    let first = name.split(separator: " ").first.map(String.init) ?? name
    let text = words(range).lowercased()
    return range.lowerBound
      + (text.firstRange(of: first).map {
        text.utf8.distance(from: text.startIndex, to: $0.lowerBound)
      } ?? 0)
  }

  /// How far a number is from a name: what follows it is nearer than what stands before.
  private func distance(_ number: ManuscriptNumber, _ place: Int) -> Int {
    number.offset >= place ? number.offset - place : 2 * (place - number.offset)
  }
}

extension PaperCheck.Number {
  fileprivate mutating func accept(_ entry: StatedResults.Entry) {
    self = PaperCheck.Number(
      line: line, text: text, status: .covered, address: entry.address, computed: entry.value)
  }

  fileprivate mutating func refuse(_ entry: StatedResults.Entry) {
    self = PaperCheck.Number(
      line: line, text: text, status: .differs, address: entry.address, computed: entry.value)
  }
}

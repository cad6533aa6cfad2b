internal import Basics
internal import Datasets
internal import Foundation
internal import Tables

/// Mines a listing into a file of JSON Lines: page by page, each verified before it is kept.
package struct Miner {
  /// What is asked for, beside the recipe.
  package struct Wishes: Hashable, Sendable {
    /// So many records are enough; `nil`: all.
    package var limit: Int?
    /// Of a number in each record, the least: `downloads`, 5000. Where the listing is sorted by it, mining ends there.
    package var least: Least?
    /// Whether an unfinished run is gone on with.
    package var resumes = false
    /// Whether the text of each record's card is mined as well.
    package var cards = false

    /// The least that a member of a record may be.
    package struct Least: Hashable, Sendable {
      let member: String
      let number: Double
      let isSorted: Bool

      package init(_ member: String, _ number: Double, isSorted: Bool) {
        (self.member, self.number, self.isSorted) = (member, number, isSorted)
      }
    }

    package init() {}
  }

  /// What came of a run.
  package struct Outcome: Hashable, Sendable {
    package let (records, pages, duplicates, bytes): (Int, Int, Int, Int)
    package let sha256: String
    /// How many cards there are, and of how many records there is none.
    package let cards: Cards?
    /// Whether all was there already.
    package let wasThere: Bool

    package struct Cards: Hashable, Sendable {
      package let (found, absent): (Int, Int)
      package let path: String
    }
  }

  private let recipe: Recipe
  private let wishes: Wishes
  private let target: String
  private let version: String
  private let transport: Transport
  private let progress: (MiningProgress) -> Void

  /// - Parameters:
  ///   - token: is sent to the recipe's own endpoint, and kept nowhere.
  ///   - target: the file; packed by gzip where it ends in `.gz`.
  package init(
    _ recipe: Recipe, _ wishes: Wishes, token: String?, to target: String, version: String,
    progress: @escaping (MiningProgress) -> Void
  ) throws(MiningError) {
    (self.recipe, self.wishes, self.target, self.version) = (recipe, wishes, target, version)
    self.progress = progress
    transport = try Transport(endpoint: recipe.url, token: token)
  }

  /// Runs to the end.
  package func run() throws(MiningError) -> Outcome {
    var manifest = Manifest(target)
    let isThere = try isThere(manifest)
    if !isThere {
      let part = try Part(
        beside: target, listing: listing, first: recipe.firstPage, started: Self.now(),
        resumes: wishes.resumes)
      let superseded = try mine(part)
      manifest = try finish(part, superseded)
    }
    var cards: Outcome.Cards?
    if wishes.cards, isThere, let known = manifest.cards,
      FileManager.default.fileExists(atPath: known.path), !Part.exists(known.path)
    {
      cards = known
    } else if wishes.cards {
      cards = try CardMiner(recipe, transport, target, resumes: wishes.resumes, progress).run()
      manifest.cards = cards
      try manifest.write()
    }
    return Outcome(
      records: manifest.records, pages: manifest.pages, duplicates: manifest.duplicates,
      bytes: manifest.bytes, sha256: manifest.sha256, cards: cards, wasThere: isThere)
  }

  /// What tells this listing from others.
  private var listing: [Recipe.Parameter] {
    var listing = [
      Recipe.Parameter("recipe", recipe.name), Recipe.Parameter("first page", recipe.firstPage),
    ]
    if !recipe.fields.isEmpty {
      listing.append(Recipe.Parameter("fields", recipe.fields.joined(separator: ",")))
    }
    if let limit = wishes.limit { listing.append(Recipe.Parameter("limit", String(limit))) }
    if let least = wishes.least {
      listing.append(Recipe.Parameter("least \(least.member)", JSONNumber.text(least.number)))
    }
    // As the notes have them, which are read again.
    return listing.sorted { $0.name < $1.name }
  }

  static func now() -> String { Date().formatted(.iso8601) }

  /// Whether the whole listing was mined before, and only what belongs to it is asked for.
  private func isThere(_ manifest: Manifest) throws(MiningError) -> Bool {
    guard wishes.resumes, !Part.exists(target), manifest.isWhole else { return false }
    return manifest.listing == listing
  }

  // MARK: Pages

  /// Asks for page after page; the answer are the lines whose records came again later.
  private func mine(_ part: Part) throws(MiningError) -> Set<Int> {
    var seen = try Seen(part, recipe)
    let start = DispatchTime.now().uptimeNanoseconds
    let before = seen.count
    var total = wishes.limit
    func tell(_ waiting: (Int, String)?) {
      let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      progress(
        MiningProgress(
          what: "records", done: seen.count, total: total,
          rate: elapsed > 0 ? Double(seen.count - before) / elapsed : 0,
          waiting: waiting.map { (seconds: $0.0, reason: $0.1) }))
    }
    let told = Told()
    var patience = Patience(transport) { told.waiting?($0, $1) }
    var pagesWithoutNews = 0
    while let url = part.notes.next {
      told.waiting = { tell(($0, $1)) }
      let (requests, repeated) = (patience.requests, patience.repeated)
      let (page, next) = try patience.ask(url) { answer throws(Page.Failure) -> (Page, String?) in
        let page = try Page(answer.body, recipe)
        return (page, try self.next(after: url, answer, page))
      }
      told.waiting = nil
      if let next {
        guard next != url else {
          throw MiningError.answer(url: url, problem: "the page names itself as the next one")
        }
        do throws(Transport.Failure) { try transport.check(next) } catch {
          if case .final(let error) = error { throw error }
        }
      }
      if total == nil, case .int(let number)? = page.answer.at(recipe.total) {
        total = Int(clamping: number)
      }
      let known = seen.count
      let (lines, isEnough) = choose(page, &seen, from: part.notes.lines)
      pagesWithoutNews = seen.count == known ? pagesWithoutNews + 1 : 0
      guard pagesWithoutNews < 20 || isEnough else {
        throw MiningError.answer(
          url: url,
          problem: "20 pages in a row hold no new record; the listing goes round in circles")
      }
      let (asked, again) = (patience.requests - requests, patience.repeated - repeated)
      try part.keep(lines) { notes in
        notes.pages += 1
        notes.requests += asked
        notes.repeated += again
        notes.next = isEnough ? nil : next
      }
      tell(nil)
    }
    return seen.superseded
  }

  /// What is called while it is waited: the counts are those of the moment.
  private final class Told {
    var waiting: ((Int, String) -> Void)?
  }

  /// The lines of a page that are wanted, and whether no more are.
  private func choose(
    _ page: Page, _ seen: inout Seen, from first: Int
  ) -> (lines: [[UInt8]], isEnough: Bool) {
    var lines: [[UInt8]] = []
    for record in page.records {
      if let least = wishes.least {
        let number = record.value[least.member]?.doubleValue ?? 0
        if number < least.number {
          // Sorted, only smaller ones follow.
          if least.isSorted { return (lines, true) }
          continue
        }
      }
      let isNew = seen.isNew(record.id)
      if isNew, let limit = wishes.limit, seen.count >= limit { return (lines, true) }
      seen.take(record.id, line: first + lines.count)
      lines.append(record.line)
    }
    return (lines, false)
  }

  /// The address of the page after `url`; `nil` where that was the last.
  private func next(after url: String, _ answer: Answer, _ page: Page) throws(Page.Failure)
    -> String?
  {
    switch recipe.paging {
    case .none: return nil
    case .link(let path):
      let link = path.map { page.answer.at($0)?.stringValue } ?? answer.nextLink
      guard let link, !link.isEmpty else { return nil }
      guard let next = WebAddress.resolved(link, from: url) else {
        throw .final("the answer names no next page, but '\(link.prefix(200))'")
      }
      return next
    case .cursor(let parameter, let path):
      guard let cursor = page.answer.at(path)?.name else { return nil }
      return WebAddress.setting(parameter, cursor, in: url)
    case .offset(let parameter):
      guard !page.records.isEmpty else { return nil }
      let offset = WebAddress.value(parameter, in: url).flatMap { Int($0) } ?? 0
      return WebAddress.setting(parameter, String(offset + page.records.count), in: url)
    case .page(let parameter, let first):
      guard !page.records.isEmpty else { return nil }
      let number = WebAddress.value(parameter, in: url).flatMap { Int($0) } ?? first
      return WebAddress.setting(parameter, String(number + 1), in: url)
    }
  }

  // MARK: The file

  /// Writes the file, the later of two records with one id, and its manifest.
  private func finish(_ part: Part, _ superseded: Set<Int>) throws(MiningError) -> Manifest {
    var manifest = Manifest(target)
    manifest.recipe = recipe
    manifest.listing = listing
    manifest.endpoint = transport.endpoint
    manifest.version = version
    (manifest.started, manifest.ended) = (part.notes.started, Self.now())
    (manifest.pages, manifest.requests) = (part.notes.pages, part.notes.requests)
    manifest.repeated = part.notes.repeated
    manifest.duplicates = superseded.count
    manifest.records = part.notes.lines - superseded.count
    (manifest.bytes, manifest.sha256) = try LineFile.write(part, without: superseded, to: target)
    try manifest.write()
    part.remove()
    return manifest
  }
}

/// The records so far by id: a record that comes again takes the place of the earlier one.
private struct Seen {
  private var lines: [String: Int] = [:]
  private var unnamed = 0
  private(set) var superseded: Set<Int> = []

  /// What an earlier run kept.
  init(_ part: Part, _ recipe: Recipe) throws(MiningError) {
    var line = 0
    try part.forEachLine { bytes throws(MiningError) in
      guard let value = try? JSON.parse(Array(bytes)) else {
        throw MiningError.damaged(path: part.path, problem: "holds a line that is no JSON")
      }
      take(recipe.id.isEmpty ? nil : value.at(recipe.id)?.name, line: line)
      line += 1
    }
  }

  var count: Int { lines.count + unnamed }

  func isNew(_ id: String?) -> Bool { id.map { lines[$0] == nil } ?? true }

  mutating func take(_ id: String?, line: Int) {
    guard let id else {
      unnamed += 1
      return
    }
    if let earlier = lines.updateValue(line, forKey: id) { superseded.insert(earlier) }
  }
}

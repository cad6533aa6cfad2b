internal import Basics
internal import Datasets
internal import Foundation
internal import Tables

/// Mines the cards of the records of a listing into `FILE.cards.jsonl`, a line each: `{"id": ..., "card": ...}`, with
/// `null` where a record has none.
struct CardMiner {
  /// So many are asked for in one process.
  private static let batch = 50

  private let recipe: Recipe
  private let transport: Transport
  private let listing: String
  private let target: String
  private let resumes: Bool
  private let progress: (MiningProgress) -> Void

  init(
    _ recipe: Recipe, _ transport: Transport, _ listing: String, resumes: Bool,
    _ progress: @escaping (MiningProgress) -> Void
  ) {
    (self.recipe, self.transport, self.listing) = (recipe, transport, listing)
    (self.resumes, self.progress) = (resumes, progress)
    let isPacked = listing.hasSuffix(".gz")
    let name = isPacked ? String(listing.dropLast(3)) : listing
    target =
      (name.hasSuffix(".jsonl") ? String(name.dropLast(6)) : name) + ".cards.jsonl"
      + (isPacked ? ".gz" : "")
  }

  func run() throws(MiningError) -> Miner.Outcome.Cards {
    guard let card = recipe.card else {
      throw .noTransport(
        "the recipe '\(recipe.name)' does not say where the cards are: it has no 'card'")
    }
    let ids = try self.ids()
    var hash = SHA256()
    for id in ids { Array((id + "\n").utf8).withUnsafeBytes { hash.update($0) } }
    let part = try Part(
      beside: target,
      listing: [
        Recipe.Parameter("cards", card), Recipe.Parameter("list of models", hash.hexDigest()),
      ],
      first: "", started: Miner.now(), resumes: resumes)
    var absent = 0
    try part.forEachLine { line throws(MiningError) in
      if line.suffix(6).elementsEqual(":null}".utf8) { absent += 1 }
    }
    let start = DispatchTime.now().uptimeNanoseconds
    let before = part.notes.lines
    func tell(_ waiting: (seconds: Int, reason: String)?) {
      let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      progress(
        MiningProgress(
          what: "cards", done: part.notes.lines, total: ids.count,
          rate: elapsed > 0 ? Double(part.notes.lines - before) / elapsed : 0, waiting: waiting))
    }
    var patience = Patience(transport) { tell(($0, $1)) }
    while part.notes.lines < ids.count {
      let wanted = ids[part.notes.lines..<min(ids.count, part.notes.lines + Self.batch)]
      let answers = try patience.ask(wanted.map { address(card, $0) })
      var lines: [[UInt8]] = []
      for (id, answer) in zip(wanted, answers) {
        let content = text(of: answer, id, card)
        if content == nil { absent += 1 }
        let line: JSON = ["id": .string(id), "card": content.map(JSON.string) ?? .null]
        lines.append(Array(line.text().utf8))
      }
      try part.keep(lines) { $0.pages += 1 }
      tell(nil)
    }
    _ = try LineFile.write(part, to: target)
    part.remove()
    return Miner.Outcome.Cards(found: ids.count - absent, absent: absent, path: target)
  }

  private func address(_ card: String, _ id: String) -> String {
    card.replacing("{id}", with: WebAddress.encoded(id, keeping: "/"))
  }

  /// The text of a card; `nil` where there is none, or it is not for everyone.
  private func text(of answer: Answer, _ id: String, _ card: String) -> String? {
    if answer.status == 200 { return String(decoding: answer.body, as: UTF8.self) }
    // The record was renamed since.
    guard (300..<400).contains(answer.status),
      let moved = try? transport.ask(address(card, id)), moved.status == 200
    else { return nil }
    return String(decoding: moved.body, as: UTF8.self)
  }

  /// The ids of the listing, in its order.
  private func ids() throws(MiningError) -> [String] {
    var ids: [String] = []
    do throws(ReadError) {
      let name = recipe.id.joined(separator: ".")
      let table = try JSONLinesReader.read(
        path: listing, options: ReadOptions(columns: [name], types: [name: .text]))
      guard let column = table.columns.first else { return [] }
      for row in 0..<column.count where column.isValid(row) {
        ids.append(column.value(at: row).description)
      }
    } catch {
      throw .damaged(path: listing, problem: "cannot be read again: \(error.problem)")
    }
    return ids
  }
}

internal import ArgumentParser
internal import Basics
internal import Datasets
internal import Foundation
internal import Mining

/// `almanac mine`: a listing of the web as a file.
struct MineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mine",
    abstract: "Mine a listing of the web, page by page, into JSON Lines.",
    discussion: """
      Each page is verified before it is kept. A run that was stopped, by Ctrl-C, a crash or a \
      server, goes on with --resume where it was. A record that comes twice is kept once, as it was \
      last. FILE.manifest.json says what was asked, when, and what the file's SHA-256 is.

        almanac mine hub -o models.jsonl.gz
        almanac mine hub -o popular.jsonl --min-downloads 5000 --cards
        almanac mine http --recipe hub-datasets -o datasets.jsonl
        almanac mine http --recipe my-recipe.yml -o listing.jsonl
      """,
    subcommands: [Hub.self, Web.self])

  /// What all listings take.
  struct Target: ParsableArguments {
    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "The file to write, one record a line; packed by gzip where it ends in .gz.",
        valueName: "file"))
    var output: String

    @Option(
      parsing: .unconditional, help: ArgumentHelp("So many records are enough.", valueName: "n"))
    var limit: Int?

    @Flag(help: "Go on with a run that was not finished.")
    var resume = false

    @Flag(help: "Mine the card of each record as well, into FILE.cards.jsonl.")
    var cards = false

    @Option(help: ArgumentHelp("The server to ask instead of the usual one.", valueName: "url"))
    var endpoint: String?

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
      if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on.") }
      if output == "-" || output.isEmpty {
        throw ValidationError(
          "--output takes the name of a file, beside which its manifest is written.")
      }
    }

    /// Mines by `recipe`.
    func mine(_ recipe: Recipe, least: Miner.Wishes.Least? = nil, token: String?) throws {
      let console = Console(verbosity)
      var recipe = recipe
      if let endpoint { recipe.move(to: endpoint) }
      var wishes = Miner.Wishes()
      (wishes.limit, wishes.least) = (limit, least)
      (wishes.resumes, wishes.cards) = (resume, cards)
      let miner = try Miner(
        recipe, wishes, token: token, to: output, version: Almanac.version
      ) { console.progress(Self.words($0), done: $0.done, of: $0.total ?? 0) }
      let outcome = try Interruption.cleaningUp({ [output] in
        let text = "\nStopped; what was mined is kept, go on with --resume: \(output.printable)\n"
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
      }) { try miner.run() }
      if outcome.wasThere, outcome.cards == nil {
        console.say("\(output) was mined before: \(outcome.records) records")
        return
      }
      let again =
        outcome.duplicates == 0
        ? "" : ", \(outcome.duplicates) that came twice kept once, as they were last"
      console.say(
        "\(output): \(outcome.records) record\(outcome.records == 1 ? "" : "s") of \(outcome.pages) page\(outcome.pages == 1 ? "" : "s")\(again)"
      )
      if let cards = outcome.cards {
        console.say("\(cards.path): \(cards.found) cards; \(cards.absent) records have none")
      }
    }

    private static func words(_ progress: MiningProgress) -> String {
      if let waiting = progress.waiting {
        return
          "\(progress.done) \(progress.what); \(waiting.reason): going on in \(waiting.seconds) s"
      }
      return "\(progress.done) \(progress.what), \(Int(progress.rate.rounded())) a second"
    }
  }

  private static func recipes() throws -> String { try BundledFiles.find().templates + "/mining" }

  /// The token of the Hub, from the environment alone.
  private static var token: String? {
    ProcessInfo.processInfo.environment["HF_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// `almanac mine hub`
  struct Hub: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hub",
      abstract: "Mine the models of the Hugging Face Hub.",
      discussion: """
        The most downloaded models come first. A token, which raises the Hub's limits, is taken from \
        HF_TOKEN, sent to the endpoint alone, and written nowhere.
        """)

    @OptionGroup var target: Target

    @Option(
      help: ArgumentHelp(
        "The order: downloads, likes, createdAt, lastModified or trendingScore, the largest first.",
        valueName: "field"))
    var sort = "downloads"

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Leave out models with fewer downloads in 30 days.", valueName: "n"))
    var minDownloads: Double?

    @Option(help: ArgumentHelp("Only models of this author or organisation.", valueName: "name"))
    var author: String?

    @Option(
      help: ArgumentHelp("Only models for this task, e.g. text-generation.", valueName: "name"))
    var task: String?

    @Option(
      help: ArgumentHelp(
        "What to ask of each model: id,downloads,tags,... (default: all that reports use)",
        valueName: "names"))
    var fields: String?

    func validate() throws {
      let sorts = ["downloads", "likes", "createdAt", "lastModified", "trendingScore"]
      guard sorts.contains(sort) else {
        throw ValidationError(
          "--sort takes \(sorts.dropLast().joined(separator: ", ")) or \(sorts[sorts.count - 1]), and not '\(sort.printable)'."
        )
      }
    }

    func run() throws {
      var (recipe, _) = try Recipe.find("hub-models", in: MineCommand.recipes())
      recipe.set("sort", [sort])
      if let author { recipe.set("author", [author]) }
      if let task { recipe.set("pipeline_tag", [task]) }
      if let fields {
        let names = fields.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        recipe.set("expand", names.filter { $0 != "id" && $0 != "_id" && !$0.isEmpty })
      }
      var least: Miner.Wishes.Least?
      if let minDownloads {
        recipe.include("downloads", in: "expand")
        least = .init("downloads", minDownloads, isSorted: sort == "downloads")
      }
      if let limit = target.limit, limit < 1000 { recipe.set("limit", [String(limit)]) }
      try target.mine(recipe, least: least, token: MineCommand.token)
    }
  }

  /// `almanac mine http`
  struct Web: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "http",
      abstract: "Mine any listing that a recipe describes.",
      discussion: """
        A recipe says where a listing is, how its pages follow each other, and where the records are \
        (docs/mining.md). hub-models and hub-datasets are bundled. Only with these is the token of \
        HF_TOKEN sent.
        """)

    @OptionGroup var target: Target

    @Option(
      help: ArgumentHelp("A recipe: a file, or the name of a bundled one.", valueName: "file"))
    var recipe: String

    func run() throws {
      let (found, isBundled) = try Recipe.find(recipe, in: MineCommand.recipes())
      try target.mine(found, token: isBundled ? MineCommand.token : nil)
    }
  }
}

internal import Basics
internal import ArgumentParser
internal import Carbon
internal import Datasets
internal import Foundation
internal import Reports
internal import Studies
internal import Tables

/// `almanac estimate`
struct EstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Estimate what training a model emitted, with an interval.",
    discussion: """
      Uses the best tier that the facts allow: reported emissions, energy, device-hours, \
      computation (or parameters and tokens), or what other models of that size emitted. Each factor \
      is printed with its source.

        almanac estimate --parameters 7e9 --tokens 2e12 --device "NVIDIA A100" --location France
        almanac estimate --device-hours 1082990 --device "NVIDIA A100" --location France --year 2022
        almanac estimate models.csv                      one row per model, as training-disclosures has it
        almanac estimate listing.jsonl                   the models of a hub, as its interface gives them
        almanac estimate --card README.md                a model card of the Hub
      """)

  @Argument(
    help: ArgumentHelp(
      "A file of models, with the columns of training-disclosures.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("A model card: YAML front matter and text.", valueName: "file"))
  var card: String?

  // Unconditional: a negative number is a value, and is then refused by name.
  @Option(parsing: .unconditional, help: "Number of parameters, e.g. 7B.")
  var parameters: CountArgument?
  @Option(
    parsing: .unconditional, help: "Parameters active for each token, in a mixture of experts.")
  var activeParameters: CountArgument?
  @Option(parsing: .unconditional, help: "Training tokens, e.g. 2T.") var tokens: CountArgument?
  @Option(parsing: .unconditional, help: "Computation of the training, in FLOP.") var flop: Double?
  @Option(help: "Dense, mixture of experts, encoder-decoder ...") var architecture: String?
  @Option(help: "Pretraining, fine-tuning, adapter ...") var trainingType: String?
  @Option(help: "Who trained the model.") var organisation: String?
  @Option(help: "Who runs the machines, e.g. AWS, where that is not who trained.")
  var provider: String?
  @Option(help: "Accelerator, e.g. 'NVIDIA A100' or '8 x H100 80GB'.") var device: String?
  @Option(parsing: .unconditional, help: "Number of accelerators.") var count: Double?
  @Option(parsing: .unconditional, help: "Hours of training.") var hours: Double?
  @Option(parsing: .unconditional, help: "Accelerator hours in total.") var deviceHours: Double?
  @Option(parsing: .unconditional, help: "Share of the peak that was reached, 0 to 1.")
  var utilisation: Double?
  @Option(parsing: .unconditional, help: "Energy, in kWh.") var energy: Double?
  @Option(parsing: .unconditional, help: "Power usage effectiveness of the data centre.")
  var pue: Double?
  @Option(parsing: .unconditional, help: "Carbon intensity of the electricity, in g/kWh.")
  var intensity: Double?
  @Option(help: "Country, state or cloud region of the training, e.g. France, 'AWS us-east-1'.")
  var location: String?
  @Option(parsing: .unconditional, help: "Year of the training or the release.") var year: Int?
  @Option(help: "Text, vision, audio, multimodal ...") var modality: String?
  @Option(parsing: .unconditional, help: "Reported emissions, in kg CO2e.") var emissions: Double?
  @Option(
    parsing: .unconditional,
    help: "Monte Carlo draws; by default 10,000, fewer for files of more than 2,000 models.")
  var draws: Int?
  @Option(parsing: .unconditional, help: "Seed of the draws.") var seed: UInt64 = 1

  private static let usualDraws = 10_000

  @Flag(help: "Print JSON.") var json = false

  @OptionGroup var reading: DataFileArguments

  func validate() throws {
    if file != nil && card != nil { throw ValidationError("Give a file or --card, not both.") }
    if let draws, !(100...1_000_000).contains(draws) {
      throw ValidationError("--draws must be between 100 and 1,000,000.")
    }
  }

  /// The options that say something of one model.
  private var facts: [String] {
    let given: [(String, Bool)] = [
      ("--parameters", parameters != nil), ("--active-parameters", activeParameters != nil),
      ("--tokens", tokens != nil), ("--flop", flop != nil),
      ("--architecture", architecture != nil), ("--training-type", trainingType != nil),
      ("--organisation", organisation != nil), ("--provider", provider != nil),
      ("--device", device != nil),
      ("--count", count != nil), ("--hours", hours != nil), ("--device-hours", deviceHours != nil),
      ("--utilisation", utilisation != nil), ("--energy", energy != nil), ("--pue", pue != nil),
      ("--intensity", intensity != nil), ("--location", location != nil), ("--year", year != nil),
      ("--modality", modality != nil), ("--emissions", emissions != nil),
    ]
    return given.filter(\.1).map(\.0)
  }

  func run() throws {
    // Not while arguments are read: the value of an unknown option looks like a file then.
    if file != nil, !facts.isEmpty {
      throw ValidationError(
        "\(facts.joined(separator: ", ")) cannot be given together with a file: each row has its own. "
          + "Add a column to the file instead.")
    }
    let bundle = try BundledFiles.find()
    let folder = bundle.datasets + "/reference"
    let references = try ReferenceTables(folder: folder)
    if let file {
      try estimateTable(try DataFile(file, reading).read(), references)
      return
    }
    let background = try? CSVReader.read(
      path: ReferenceTables.disclosureFile(of: folder),
      options: ReadOptions(types: ["release_date": .text]))
    let estimator = try Estimator(
      references, background: background, seed: seed, draws: draws ?? Self.usualDraws)
    var record = TrainingRecord()
    var notes: [String] = []
    if let card {
      let read = try Self.card(card, year: year)
      (record, notes) = (read.record, read.notes)
    }
    fill(&record)
    let estimate = try estimator.estimate(record)
    if json {
      print(estimate.json.text(.canonical))
    } else {
      print(Self.text(estimate, notes: notes).printable)
    }
  }

  /// What is given on the command line goes before what a card says.
  private func fill(_ record: inout TrainingRecord) {
    record.parameters = parameters?.value ?? record.parameters
    record.activeParameters = activeParameters?.value ?? record.activeParameters
    record.tokens = tokens?.value ?? record.tokens
    record.flop = flop ?? record.flop
    record.architecture = architecture ?? record.architecture
    record.trainingType = trainingType ?? record.trainingType
    record.organisation = organisation ?? record.organisation
    record.provider = provider ?? record.provider
    record.hardware = device ?? record.hardware
    record.deviceCount = count ?? record.deviceCount
    record.trainingHours = hours ?? record.trainingHours
    record.deviceHours = deviceHours ?? record.deviceHours
    record.utilisation = utilisation ?? record.utilisation
    record.energy = energy ?? record.energy
    record.pue = pue ?? record.pue
    record.intensity = intensity ?? record.intensity
    record.location = location ?? record.location
    record.year = year ?? record.year
    record.modality = modality ?? record.modality
    record.emissions = emissions ?? record.emissions
    if record.model.isEmpty { record.model = "this model" }
  }

  private static func card(_ path: String, year: Int?) throws -> ModelCard {
    let (matter, text) = ModelCard.split(try TextFile.read(path))
    // The matter begins on the second line.
    let yaml = try matter.flatMap { try YAMLValue.parse("\n" + $0, file: path) }
    return try ModelCard(frontMatter: yaml?.json ?? .null, text: text, year: year)
  }

  /// One row a model: the table of the study step, as CSV or JSON.
  private func estimateTable(_ file: Table, _ references: ReferenceTables) throws {
    let isListing = Estimator.isListing(file)
    let table =
      isListing
      ? try CarbonStep.named("hub-records").run(file, parameters: .null, references: references)
        .table() ?? file
      : file
    let draws =
      draws ?? max(500, min(Self.usualDraws, Self.usualDraws * 2000 / max(1, table.rowCount)))
    var parameters: JSON = ["background": true]
    if isListing { parameters = ["background": true, "columns": Estimator.listingColumns] }
    let result = try CarbonStep.named("training-estimate").run(
      table, parameters: parameters, references: references, seed: seed, draws: draws)
    guard let estimates = result.table() else { return }
    if isListing {
      Console().say(
        "Note: models without a report are estimated from size and year alone. "
          + "'almanac build hub-carbon --data FILE' tells runs from copies, and learns from the listing's reports."
      )
    } else {
      try tellUnread(table, estimates, references, draws)
    }
    if json {
      let rows = (0..<estimates.rowCount).map { row in
        JSON.object(
          zip(estimates.names, estimates.columns).map { .init($0, $1.value(at: row).json) })
      }
      print(JSON.array(rows).text(.canonical))
    } else {
      print(CSVWriter().write(try ReportTable(estimates, id: nil)), terminator: "")
    }
  }

  /// Says which columns no estimate is based on.
  private func tellUnread(
    _ table: Table, _ estimates: Table, _ references: ReferenceTables, _ draws: Int
  ) throws {
    let tiers = (0..<estimates.rowCount).map { row in
      estimates["tier"].flatMap { $0.value(at: row).json.doubleValue }.map { Int($0) }
    }
    let unread = try Estimator(references, seed: seed, draws: draws).unreadColumns(
      of: table, tiers: tiers)
    let console = Console()
    if !unread.unknown.isEmpty {
      let names = unread.unknown.map { name, nearest in
        "'\(name)'" + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
      }
      console.say("Note: columns that are not read: " + names.joined(separator: ", "))
    }
    if !unread.idle.isEmpty {
      let most = Estimator.rowsForUnreadColumns
      let rows = table.rowCount > most ? "no estimate of the first \(most) rows" : "no estimate"
      console.say(
        "Note: columns that \(rows) uses: "
          + unread.idle.map { "'\($0)'" }.joined(separator: ", "))
    }
  }

  private static func text(_ estimate: TrainingEstimate, notes: [String]) -> String {
    let kilograms = NumberFormat.quantity("kg", scaled: true)
    func amount(_ value: Double) -> String { kilograms.value(value).printed }
    let summary = estimate.summary
    var lines = [
      "\(estimate.record.model): \(amount(summary.median)) CO₂e, "
        + "90 % interval \(amount(summary.low)) to \(amount(summary.high))",
      "Tier \(estimate.plan.tier.rawValue), \(estimate.plan.tier.label)",
    ]
    if let energy = estimate.energy {
      lines.append(
        "Energy \(NumberFormat.quantity("kWh", scaled: true).value(energy).printed)")
    }
    if let intensity = estimate.emissionsPerCompute {
      lines.append("\(NumberFormat.number.text(intensity)) g CO₂e per PFLOP")
    }
    lines.append("")
    for factor in estimate.plan.factors {
      let sign = factor.divides ? "÷" : "×"
      let value = NumberFormat.number.text(factor.quantity.median)
      lines.append(
        "  \(sign) \(factor.kind.rawValue) \(value) \(factor.unit) (\(factor.origin.rawValue); \(factor.source.title))"
      )
    }
    let all = notes + estimate.notes
    if !all.isEmpty { lines += [""] + all.map { "Note: " + $0 } }
    if !estimate.equivalents.isEmpty {
      lines.append("")
      for item in estimate.equivalents.prefix(3) {
        let count = NumberFormat.number.text(summary.median / item.kilograms)
        lines.append("As much as \(count) \(item.label)")
      }
    }
    return lines.joined(separator: "\n")
  }
}

/// A number of things: `7e9`, `7B`, `1.4 trillion`.
struct CountArgument: ExpressibleByArgument {
  let value: Double

  init?(argument: String) {
    guard let value = Estimator.count(argument) else { return nil }
    self.value = value
  }
}

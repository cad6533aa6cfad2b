internal import ArgumentParser
internal import Datasets
internal import Studies

/// The arguments that every command on a study takes.
struct StudyArguments: ParsableArguments {
  @Option(
    name: .customLong("data"), parsing: .singleValue,
    help: ArgumentHelp(
      "A folder of data sets, a file for a study with one source, or NAME=FILE or NAME=ENGINE:TABLE for one source.",
      valueName: "path"))
  var data: [String] = []

  @Option(
    name: .customLong("engine"), parsing: .singleValue,
    help: ArgumentHelp(
      "What the name of an engine means: a file with its driver and options (default: the entry of that name in $ALMANAC_ENGINES or ~/.config/almanac/engines.yml, else ADBC's profile).",
      valueName: "name=file"))
  var engines: [String] = []

  @Flag(help: "Download nothing.")
  var offline = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "A parameter of the study, or repair.NAME=false to leave a repair out.",
      valueName: "name=value"))
  var settings: [String] = []

  @OptionGroup var reading: ReadingArguments

  func validate() throws {
    _ = try parameters
  }

  /// The study with these arguments, and what else the command `adjust`s.
  func builder(
    _ study: String, _ console: Console, adjust: (inout StudyOptions) throws -> Void = { _ in }
  ) throws -> StudyBuilder {
    var options = try self.options(console)
    try adjust(&options)
    return try StudyBuilder(study: study, bundle: BundledFiles.find(), options: options)
  }

  private func options(_ console: Console) throws -> StudyOptions {
    var options = StudyOptions()
    options.memory = try reading.memoryBytes
    options.timeout = reading.timeout
    options.progress = { step in
      console.progress(step.what, done: step.done, of: step.total)
    }
    options.data = data
    options.engines = engines
    options.offline = offline
    options.threads = reading.threads
    options.settings = try parameters
    return options
  }

  private var parameters: [(name: String, value: String)] {
    get throws {
      try settings.map { setting in
        guard let equals = setting.firstIndex(of: "=") else {
          throw ValidationError("--set takes NAME=VALUE, not '\(setting)'")
        }
        return (
          name: String(setting[..<equals]), value: String(setting[setting.index(after: equals)...])
        )
      }
    }
  }
}

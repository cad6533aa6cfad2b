internal import ArgumentParser
internal import Datasets
internal import Studies

/// The arguments that every command on a study takes.
struct StudyArguments: ParsableArguments {
  @Option(
    name: .customLong("data"), parsing: .singleValue,
    help: ArgumentHelp(
      "A folder of data sets, a file for a study with one source, or NAME=FILE for one source.",
      valueName: "path"))
  var data: [String] = []

  @Flag(help: "Download nothing.")
  var offline = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "A parameter of the study, or repair.NAME=false to leave a repair out.",
      valueName: "name=value"))
  var settings: [String] = []

  @Option(help: "How many threads may work at once (default: all processors).")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "The most memory that a source may need, such as 256MB or 2GB; one that needs more is refused before it is read.",
      valueName: "size"))
  var memory: String?

  func validate() throws {
    _ = try (parameters, memory.map(bytes))
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
    options.memory = try memory.map(bytes)
    options.progress = { step in
      console.progress(step.what, done: step.done, of: step.total)
    }
    options.data = data
    options.offline = offline
    options.threads = threads.map { max(1, $0) }
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

/// The number of bytes that a size such as `256MB` means; another text is wrong usage.
func bytes(_ size: String) throws -> Int {
  let text = size.uppercased().filter { !$0.isWhitespace }
  let number = text.prefix { $0.isNumber || $0 == "." }
  let units = ["": 1.0, "B": 1, "K": 1e3, "KB": 1e3, "M": 1e6, "MB": 1e6, "G": 1e9, "GB": 1e9]
  guard let value = Double(number), let unit = units[String(text[number.endIndex...])],
    let bytes = Int(exactly: (value * unit).rounded()), bytes > 0
  else {
    throw ValidationError("--memory takes a size such as 256MB or 2GB, not '\(size)'")
  }
  return bytes
}

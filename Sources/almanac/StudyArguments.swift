internal import ArgumentParser
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

  func options(_ console: Console) throws -> StudyOptions {
    var options = StudyOptions()
    options.data = data
    options.offline = offline
    options.threads = threads.map { max(1, $0) }
    options.settings = try settings.map { setting in
      guard let equals = setting.firstIndex(of: "=") else {
        throw ValidationError("--set takes NAME=VALUE, not '\(setting)'")
      }
      return (
        name: String(setting[..<equals]), value: String(setting[setting.index(after: equals)...])
      )
    }
    return options
  }
}

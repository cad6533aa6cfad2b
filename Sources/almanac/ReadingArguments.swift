internal import Basics
internal import ArgumentParser
internal import Foundation
internal import Tables

/// What a command that reads data may take of the machine.
struct ReadingArguments: ParsableArguments {
  // Unconditional: a negative number is a value, and is then refused by name.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many threads may work at once (default: all processors).", valueName: "number"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "The most memory that a file may need, such as 256MB or 2GB; one that needs more is refused before it is read (default: 80 % of what is free).",
      valueName: "size"))
  var memory: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most seconds that a query of a database may run (default: \(JSONNumber.text(Limits.querySeconds))).",
      valueName: "seconds"))
  var timeout: Double?

  func validate() throws {
    if let threads, !(1...Limits.threads).contains(threads) {
      throw ValidationError(
        "--threads takes a whole number from 1 to \(Limits.threads), not \(threads).")
    }
    if let timeout, !(timeout > 0 && timeout <= Limits.longestTimeout) {
      throw ValidationError(
        "--timeout takes seconds above 0, up to \(JSONNumber.text(Limits.longestTimeout)), not \(timeout)."
      )
    }
    _ = try memory.map { try bytes($0) }
  }

  /// The allowed memory in bytes; `nil`: as much as is free.
  var memoryBytes: Int? {
    get throws { try memory.map { try bytes($0) } }
  }

  /// How a file is read.
  var options: ReadOptions {
    get throws {
      var options = ReadOptions(threads: threads)
      options.memory = try memoryBytes
      options.timeout = timeout
      return options
    }
  }
}

/// How a command reads its FILE.
struct DataFileArguments: ParsableArguments {
  @OptionGroup var machine: ReadingArguments

  @Option(
    help: ArgumentHelp(
      "The format of standard input, if its first bytes do not show it: csv, tsv, jsonl, json, xlsx, sav, dta, ...",
      valueName: "format"))
  var inputFormat: String?

  @OptionGroup var dialect: DialectArguments

  @Option(help: ArgumentHelp("Use only rows for which this is true.", valueName: "expr"))
  var `where`: String?

  func validate() throws {
    if let inputFormat, StandardInput.formats[inputFormat] == nil {
      throw ValidationError(
        "--input-format is one of \(StandardInput.formats.keys.sorted().joined(separator: ", ")), not '\(inputFormat.printable)'."
      )
    }
  }

  /// How many threads may work at once.
  var threads: Int? { machine.threads }

  /// How the file is read.
  var options: ReadOptions {
    get throws {
      var options = try machine.options
      dialect.apply(to: &options)
      return options
    }
  }
}

/// The number of bytes that a size such as `256MB` means; another text is wrong usage.
func bytes(_ size: String, _ option: String = "--memory") throws -> Int {
  let text = size.uppercased().filter { !$0.isWhitespace }
  let number = text.prefix { $0.isNumber || $0 == "." }
  let units = [
    "": 1.0, "B": 1, "K": 1e3, "KB": 1e3, "M": 1e6, "MB": 1e6, "G": 1e9, "GB": 1e9, "T": 1e12,
    "TB": 1e12,
    "KIB": 0x1p10, "MIB": 0x1p20, "GIB": 0x1p30, "TIB": 0x1p40,
  ]
  guard let value = Double(number), let unit = units[String(text[number.endIndex...])],
    let bytes = Int(exactly: (value * unit).rounded()), bytes > 0
  else {
    throw ValidationError("\(option) takes a size such as 256MB or 2GB, not '\(size)'.")
  }
  return bytes
}

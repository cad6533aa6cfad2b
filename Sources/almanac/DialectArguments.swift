internal import ArgumentParser
internal import Basics
internal import Tables

/// How a data file is written, where the file itself does not tell.
struct DialectArguments: ParsableArguments {
  // As for a single value: a word may begin with a hyphen.
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Words that mean a missing value, besides the empty cell: NA,-99; for one column age=-99. May be given again.",
      valueName: "words"))
  var missing: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The sign before decimals: . or ,", valueName: "sign"))
  var decimal: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The sign between thousands: . or , or ' or a blank.", valueName: "sign"))
  var thousands: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The sign between cells: , or ; or tab or another one.", valueName: "sign"))
  var delimiter: String?

  @Option(
    help: ArgumentHelp(
      "The encoding of the text, such as windows-1252 (default: UTF-8, or what its first bytes say).",
      valueName: "name"))
  var encoding: String?

  @Option(
    help: ArgumentHelp(
      "The order of day and month in dates such as 05/11/2023: day-first or month-first.",
      valueName: "order"))
  var dates: String?

  func validate() throws {
    if let word = missing.first(where: { $0.hasPrefix("--") && $0 != "--" }) {
      throw ValidationError(
        "--missing takes words, but '\(word.printable)' is an option. An empty cell counts as missing anyway."
      )
    }
    if let decimal, DecimalSign(rawValue: decimal) == nil {
      throw ValidationError("--decimal takes . or , but not '\(decimal.printable)'.")
    }
    if let thousands, ![".", ",", "'", "’", " "].contains(thousands) {
      throw ValidationError(
        "--thousands takes . or , or ' or a blank, but not '\(thousands.printable)'.")
    }
    if let decimal, decimal == thousands {
      throw ValidationError("--decimal and --thousands cannot both be '\(decimal.printable)'.")
    }
    if let delimiter, Self.separator(delimiter) == nil {
      throw ValidationError(
        "--delimiter takes one ASCII character, or tab, but not '\(delimiter.printable)'.")
    }
    if let dates, DayOrder(rawValue: dates) == nil {
      throw ValidationError("--dates takes day-first or month-first, but not '\(dates.printable)'.")
    }
  }

  /// The character that a word or a sign means.
  static func separator(_ text: String) -> Unicode.Scalar? {
    switch text {
    case "tab", "\\t", "\t": "\t"
    case "comma": ","
    case "semicolon": ";"
    case "pipe": "|"
    default:
      text.unicodeScalars.count == 1
        ? text.unicodeScalars.first.flatMap { $0.isASCII && $0.value >= 0x20 ? $0 : nil } : nil
    }
  }

  func apply(to options: inout ReadOptions) {
    options.missing += missing.flatMap { $0.split(separator: ",").map(String.init) }
    options.decimal = decimal.flatMap(DecimalSign.init)
    options.thousands = thousands
    options.separator = delimiter.flatMap(Self.separator)
    options.encoding = encoding
    options.dayOrder = dates.flatMap(DayOrder.init)
  }
}

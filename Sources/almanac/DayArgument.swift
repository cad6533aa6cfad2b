internal import ArgumentParser
internal import Basics
internal import Foundation

/// The day that a report is of.
struct DayArgument: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The day that the report is of, as 2026-11-30; else that of SOURCE_DATE_EPOCH, else none.",
      valueName: "date"))
  var date: String?

  func validate() throws {
    _ = try value
  }

  /// The day that is asked for, or that the environment gives.
  var value: CalendarDate? {
    get throws { try Self.day(date) }
  }

  /// The day that `date` writes, or that the environment gives.
  static func day(_ date: String?) throws -> CalendarDate? {
    if let date {
      guard let day = CalendarDate(date) else {
        throw ValidationError("--date takes a day such as 2026-11-30, not '\(date)'.")
      }
      return day
    }
    let variable = "SOURCE_DATE_EPOCH"
    guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty else {
      return nil
    }
    // Until the year 9999.
    guard let seconds = Int(text), (0...253_402_300_799).contains(seconds) else {
      throw ValidationError("\(variable) must be whole seconds since 1970, not '\(text)'.")
    }
    return CalendarDate(daysSinceEpoch: seconds / 86_400)
  }

  /// The day on which this runs, for what must have one.
  static var today: CalendarDate {
    CalendarDate(daysSinceEpoch: Int(Date().timeIntervalSince1970) / 86_400)
  }
}

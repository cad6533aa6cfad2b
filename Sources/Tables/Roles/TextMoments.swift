internal import Basics

/// Times that are written in words or in parts: `Jan 2021`, `01/2020`, `2021-Q3`, `2022/23`, `1:15:08`.
package enum TextMoments {
  /// Ways of writing a time that no reader makes a date of.
  package enum Form: Sendable, Hashable {
    /// `Jan 2021`, `März 2021`
    case monthAndYear
    /// `01/2020`, `1.2020`
    case monthFirst
    /// `2020-01`, `2020/1`, and cut dates such as `2020` beside them
    case yearFirst
    /// `2021-Q3`
    case yearAndQuarter
    /// `Q3 2021`
    case quarterAndYear
    case quarter, monthName, schoolYear, clock, duration
    case week
  }

  /// The form that nearly all texts have.
  package static func form(of texts: [String], name: NameWords) -> Form? {
    guard texts.count >= 2 || texts.count == 1 && name.has(RoleWords.moment) else { return nil }
    guard texts.contains(where: { $0.contains(where: \.isNumber) }) || texts.count <= 12 else {
      return nil
    }
    // No form is as long; without digits only names of months are one.
    guard texts[0].utf8.count <= 40 else { return nil }
    let folded = texts.lazy.map(NameWords.folded)
    if !folded[0].utf8.contains(where: { $0 &- 0x30 < 10 }) {
      return texts.count > 2 && folded.allSatisfy { month($0[...]) } ? .monthName : nil
    }
    func all(_ test: (String) -> Bool) -> Bool { folded.allSatisfy(test) }
    func all<Output>(_ pattern: Regex<Output>) -> Bool {
      folded.allSatisfy { $0.wholeMatch(of: pattern) != nil }
    }
    let named = /([a-z]{3,10}\.?)[ \-_\/']{1,2}((?:19|20)?[0-9]{2})/
    if all({ $0.wholeMatch(of: named).map { month($0.1) } ?? false }) { return .monthAndYear }
    if all(/(0?[1-9]|1[0-2])[\/.\-](19|20)[0-9]{2}/) { return .monthFirst }
    if all(/(19|20)[0-9]{2}[ -]?q[1-4]/) { return .yearAndQuarter }
    if all(/q[1-4][ \/-]?(19|20)[0-9]{2}/) { return .quarterAndYear }
    if all(/(19|20)[0-9]{2}-?w[0-9]{2}/) { return .week }
    if all(/(19|20)[0-9]{2}([-\/][0-9]{1,2}){0,2}/),
      folded.contains(where: { $0.count > 4 }),
      !all(isSchoolYear)
    {
      return .yearFirst
    }
    if all(isSchoolYear) { return .schoolYear }
    if all(/q[1-4]|[1-4]\. ?quartal|t[1-4]/), texts.count <= 4,
      name.has(RoleWords.quarter) || folded[0].hasPrefix("q")
    {
      return .quarter
    }
    if all(/([01]?[0-9]|2[0-3]):[0-5][0-9]( ?[ap]\.?m\.?)?/),
      !name.has(timed)
    {
      return .clock
    }
    if all(/([0-9]{1,3}:)?[0-5]?[0-9]:[0-5][0-9](\.[0-9]+)?/) {
      return .duration
    }
    return nil
  }

  private static func month(_ word: Substring) -> Bool {
    RoleWords.monthNames[word.trimmingPeriod] != nil
  }

  /// Names of times that something took.
  private static let timed = Vocabulary(
    "pace split lap duration elapsed runtime finish half dauer laufzeit length chip gun net",
    endings: "dauer")

  private static func isSchoolYear(_ text: String) -> Bool {
    guard text.utf8.count <= 9,
      let match = text.wholeMatch(of: /((?:19|20)[0-9]{2})[\/-]((?:19|20)?[0-9]{2})/),
      let first = Int(match.1), let last = Int(match.2)
    else { return false }
    return (first + 1) % 100 == last % 100 && (last < 100 || last == first + 1)
      && (match.2.count == 4 || last > 12 || text.contains("/"))
  }

  static func role(_ facts: RoleFacts) -> ColumnRole? {
    if let obstacle = facts.reading?.obstacle, obstacle.others == .date,
      obstacle.readable >= 4 * obstacle.unreadable
    {
      let words = facts.texts.map(\.text).filter { !$0.contains(where: \.isNumber) }
      return ColumnRole(.time, "dates, and '\(obstacle.text)'", noAnswer: facts.noAnswer + words)
    }
    if facts.reading?.remainder?.isDate == true {
      return ColumnRole(.time, "dates with more behind")
    }
    guard facts.numbers == nil, let form = form(of: facts.texts.map(\.text), name: facts.name)
    else { return nil }
    let words: String
    switch form {
    case .monthAndYear, .monthFirst, .yearFirst: words = "months"
    case .yearAndQuarter, .quarterAndYear, .quarter: words = "quarters"
    case .monthName: words = "months of a year"
    case .schoolYear: words = "years that begin within a year"
    case .clock: words = "times of day"
    case .week: words = "weeks"
    case .duration:
      return ColumnRole(
        .measurement, "durations, in hours, minutes and seconds", noAnswer: facts.noAnswer)
    }
    return ColumnRole(.time, words, noAnswer: facts.noAnswer)
  }
}

extension Substring {
  /// Without a full stop behind, as in `Jan.`
  fileprivate var trimmingPeriod: String { hasSuffix(".") ? String(dropLast()) : String(self) }
}

import Basics
import Tables

/// Which columns play the main parts, and why.
struct StarterChoice {
  /// A column with the reason for which it was taken.
  struct Taken {
    let column: StarterColumn
    let why: String
    /// Whether nobody said so.
    let isGuess: Bool
  }

  let outcome, by, time: Taken?
  /// A key that comes again: rows of one unit go together.
  let unit: StarterColumn?
  /// Whether each unit is there once a point in time.
  let isPanel: Bool

  init(_ columns: [StarterColumn], _ wishes: StarterWishes) {
    func named(_ name: String?) -> Taken? {
      columns.first { $0.name == name }.map { Taken(column: $0, why: "as asked", isGuess: false) }
    }
    let outcome =
      named(wishes.outcome)
      ?? Self.outcome(columns.filter { $0.name != wishes.by && $0.name != wishes.time })
    self.outcome = outcome
    let time =
      named(wishes.time)
      ?? Self.time(columns.filter { $0.name != outcome?.column.name && $0.name != wishes.by })
    self.time = time
    let by =
      named(wishes.by)
      ?? Self.by(columns.filter { ![outcome?.column.name, time?.column.name].contains($0.name) })
    self.by = by
    let rows = columns.first?.column.count ?? 0
    let keys = columns.filter { column in
      wishes.identifiers.contains(column.name)
        || [.identifier, .code].contains(column.kind) && column.distinct > 5
          && NameWords(column.name).has(RoleWords.subject)
        || column.kind == .identifier
    }
    let coming = keys.first {
      $0.present == rows && $0.distinct * 10 < rows * 9 && $0.distinct > 1
        && $0.name != by?.column.name
    }
    let places =
      time == nil
      ? nil
      : columns.first { column in
        [.place, .category, .code].contains(column.kind) && column.distinct >= 2
          && column.distinct * 3 <= rows
          && time.map { Self.isGrid(column, $0.column) } ?? false
      }
    isPanel = places != nil
    unit = coming ?? places
  }

  /// Whether values of the second column come again, no two rows have the same values in both, and most pairs of values have a
  /// row.
  private static func isGrid(_ a: StarterColumn, _ b: StarterColumn) -> Bool {
    let rows = a.column.count
    guard b.distinct >= 3, b.distinct * 3 <= rows * 2, rows * 2 >= a.distinct * b.distinct else {
      return false
    }
    var seen: Set<[Value]> = []
    for row in 0..<a.column.count {
      guard a.column.isValid(row), b.column.isValid(row) else { return false }
      guard seen.insert([a.column.value(at: row), b.column.value(at: row)]).inserted else {
        return false
      }
    }
    return a.column.count > 3
  }

  // MARK: Guesses

  private static func outcome(_ columns: [StarterColumn]) -> Taken? {
    let weights: [ColumnRole.Kind: Double] = [
      .amount: 3.2, .measurement: 3, .count: 3, .share: 2.6, .ordinal: 2, .binary: 1.5,
      .category: 0.4,
    ]
    var best: (column: StarterColumn, score: Double, word: String?)?
    for (place, column) in columns.enumerated() {
      guard let weight = weights[column.kind], column.present >= 2, column.distinct >= 2 else {
        continue
      }
      let words = NameWords(column.name)
      let word = words.first(in: RoleWords.outcome)
      // A word alone is no outcome of a study, unless its name says so.
      if column.kind == .category, word == nil || column.distinct > 12 { continue }
      if column.kind == .ordinal || column.kind == .binary, column.distinct > 60 { continue }
      var score = weight - Double(place) / Double(max(1, columns.count))
      if word != nil { score += 4 }
      if words.has(RoleWords.covariate) { score -= 4 }
      if column.present * 5 < column.column.count * 2 { score -= 3 }
      if best.map({ score > $0.score }) ?? true { best = (column, score, word) }
    }
    return best.map { best in
      Taken(
        column: best.column,
        why: best.word.map { "a guess by its name, \u{2018}\($0)\u{2019}" }
          ?? "a guess: the first quantity that is not about the rows themselves",
        isGuess: true)
    }
  }

  private static func by(_ columns: [StarterColumn]) -> Taken? {
    var best: (column: StarterColumn, score: Double, word: String?)?
    for (place, column) in columns.enumerated() {
      let words = NameWords(column.name)
      let word = words.first(in: RoleWords.treatment)
      let weight: Double
      switch column.kind {
      case .category: weight = 2
      case .ordinal: weight = column.isNumber ? 0.6 : 1.5
      case .place: weight = column.isNumber ? -9 : 1.4
      case .binary: weight = column.levels.allSatisfy(Self.isAnswer) ? 0.5 : 1.8
      case .code: weight = word == nil ? -9 : 0
      default: continue
      }
      guard weight > -9, (2...8).contains(column.distinct),
        column.present >= 4 * column.distinct || column.present >= 8
      else { continue }
      var score = weight - Double(place) / Double(max(1, columns.count))
      if word != nil { score += 6 }
      if words.has(RoleWords.design) { score -= 3 }
      if words.has(RoleWords.outcome) { score -= 3 }
      if column.present * 2 < column.column.count { score -= 2 }
      if best.map({ score > $0.score }) ?? true { best = (column, score, word) }
    }
    return best.map { best in
      Taken(
        column: best.column,
        why: best.word.map { "a guess by its name, \u{2018}\($0)\u{2019}" }
          ?? "a guess: the first column with few groups", isGuess: true)
    }
  }

  private static func isAnswer(_ text: String) -> Bool {
    [
      "yes", "no", "y", "n", "ja", "nein", "nee", "oui", "non", "si", "true", "false", "0", "1",
      "t", "f",
    ].contains(
      NameWords.folded(text))
  }

  private static func time(_ columns: [StarterColumn]) -> Taken? {
    let times = columns.filter { column in
      column.kind == .time && column.distinct > 1 && column.present * 2 >= column.column.count
        && !NameWords(column.name).has(RoleWords.birth)
    }
    if let moment = times.first(where: \.isMoment) {
      return Taken(column: moment, why: "the first column of dates or moments", isGuess: true)
    }
    guard let number = times.first(where: \.isNumber) else { return nil }
    return Taken(column: number, why: "its name, and \(number.role.evidence)", isGuess: true)
  }
}

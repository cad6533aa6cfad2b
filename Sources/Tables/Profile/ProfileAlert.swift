public import Basics

/// Something in a profile that a person should know before the data are analysed, and what to do about it.
public struct ProfileAlert: Hashable, Sendable {
  /// How much it matters: 3 spoils results, 2 changes them, 1 is good to know.
  public let weight: Int
  /// The column; `nil` where whole rows are meant.
  public let column: String?
  /// What is the case, in a sentence without the column's name.
  public let text: String
  /// What to do.
  public let advice: String
  /// The rows concerned, from 0, the first of them.
  public let rows: [Int]
  /// How many rows are concerned.
  public let rowCount: Int

  /// The alert in JSON.
  public var json: JSON {
    [
      "weight": .int(Int64(weight)), "column": column.map(JSON.string) ?? .null,
      "text": .string(text), "advice": .string(advice), "row_count": .int(Int64(rowCount)),
    ]
  }
}

extension TableProfile {
  /// What deserves attention, weightiest first, then by column. O(columns + findings).
  public var alerts: [ProfileAlert] {
    let places = Dictionary(
      zip(columns.map(\.name), columns.indices).map { ($0, $1) },
      uniquingKeysWith: { first, _ in first })
    var alerts = findings.map { finding in
      let (weight, advice) = Self.advice(finding.kind)
      return ProfileAlert(
        weight: weight, column: finding.column, text: finding.text, advice: advice,
        rows: finding.rows, rowCount: finding.rowCount)
    }
    for (column, role) in zip(columns, roles) { alerts += self.alerts(column, role) }
    return alerts.enumerated().sorted { a, b in
      let (first, second) = (a.element, b.element)
      let (one, other) = (
        first.column.flatMap { places[$0] } ?? -1, second.column.flatMap { places[$0] } ?? -1
      )
      return (second.weight, one, a.offset) < (first.weight, other, b.offset)
    }.map(\.element)
  }

  private static func advice(_ kind: DataQualityFinding.Kind) -> (Int, String) {
    switch kind {
    case .allMissing: (2, "Leave the column out, or find out why it is empty.")
    case .constant: (1, "It tells rows no more apart than their number; leave it out.")
    case .duplicateRows: (3, "Find out whether they were entered twice; 'distinct' drops them.")
    case .textInNumbers: (3, "Give the words for missing values with --missing, or mend the cells.")
    case .futureDates: (2, "Check the order of day and month, and the entries.")
    case .outliers: (2, "Look at the rows; use ranks or medians where they are real.")
    case .thousandfold: (3, "Check the units of these rows.")
    case .spellingVariants: (2, "Bring them to one spelling before groups are counted.")
    case .infinite: (2, "They stand for a division by zero or an overflow; make them missing.")
    case .replaced: (2, "Write the file again in UTF-8 from its source.")
    case .codes: (3, "If they mean a missing value, say so with --missing.")
    }
  }

  private func alerts(_ column: ColumnProfile, _ role: ColumnRole) -> [ProfileAlert] {
    var alerts: [ProfileAlert] = []
    func add(_ weight: Int, _ text: String, _ advice: String) {
      alerts.append(
        ProfileAlert(
          weight: weight, column: column.name, text: text, advice: advice, rows: [], rowCount: 0))
    }
    func percent(_ part: Int, _ whole: Int) -> String {
      "\(NumberFormat.number.text(100 * Double(part) / Double(max(1, whole)))) %"
    }
    let present = rows - column.missing
    guard present > 0, role.kind != .constant else { return [] }
    if column.missing * 5 > rows {
      add(
        column.missing * 2 > rows ? 2 : 1,
        "\(percent(column.missing, rows)) of the rows have no value",
        "Ask why; rows without a value may differ from the others.")
    }
    if role.kind == .identifier {
      add(
        1, "tells rows or units apart (\(role.evidence))",
        "Do not average it or use it as a predictor.")
    }
    if role.kind == .category || role.kind == .text, column.type == .text, column.distinct > 50,
      column.distinct * 2 < present
    {
      add(
        1, "\(NumberFormat.integer.text(Double(column.distinct))) different words",
        "Group the rare ones before they are compared.")
    }
    if [.category, .binary, .ordinal, .place].contains(role.kind),
      let top = column.mostFrequent.first,
      column.distinct > 1, top.rows * 10 > present * 9
    {
      add(
        2, "\(percent(top.rows, present)) of the values are '\(top.value.words.prefix(40))'",
        "Comparisons rest on the few other rows.")
    }
    if let spread = column.distribution {
      if role.kind != .binary, role.kind != .identifier, role.kind != .code,
        spread.zeros * 3 > present, column.distinct > 5
      {
        add(
          2, "\(percent(spread.zeros, present)) of the values are 0",
          "Tell the zeros and the other values apart; a mean hides both.")
      }
      if [.count, .amount, .measurement].contains(role.kind), let mean = spread.mean,
        let sd = spread.standardDeviation,
        let median = spread.median.doubleValue, sd > 0,
        abs(mean - median) > 0.5 * sd || (mean - median) / sd > 0.3
      {
        add(
          1,
          "skewed: mean \(NumberFormat.number.text(mean)), median \(NumberFormat.number.text(median))",
          "Use medians or a logarithmic axis.")
      }
      if spread.negatives > 0, spread.negatives * 20 < present,
        [.count, .amount].contains(role.kind)
      {
        add(
          2,
          "\(spread.negatives) value\(spread.negatives == 1 ? "" : "s") below 0, where others are not",
          "Check whether they are reversals or mistakes.")
      }
    }
    return alerts
  }
}

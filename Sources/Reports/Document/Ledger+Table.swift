internal import Basics
internal import Tables

extension Ledger {
  /// How many rows have each verdict, in the order of `Verdict`.
  public var counts: [(verdict: Verdict, count: Int)] {
    Verdict.allCases.map { verdict in (verdict, rows.count { $0.verdict == verdict }) }
      .filter { $0.count > 0 }
  }

  /// The head of the ledger in words.
  public var summary: [Inline] {
    let comparable = rows.filter {
      $0.verdict == .match || $0.verdict == .differs || $0.verdict == .explained
    }
    let matches = comparable.count { $0.verdict == .match }
    let fitted = comparable.count { $0.verdict == .match && $0.basis == "fitted" }
    let others = counts.filter { $0.verdict != .match }
    guard language == .english else {
      return [.text(language.ledger(matches: matches, of: comparable.count, others: others))]
    }
    let text = English.ledger(
      matches: matches, of: comparable.count, fitted: fitted, others: others)
    return [.text(text)] + (isPinned.map { [.text(" " + English.data(arePinned: $0))] } ?? [])
  }

  /// Rows that need a reader's attention: those that differ, then those that could not be computed.
  public var exceptions: [Row] {
    let order: [Verdict] = [.differs, .explained, .notComputable]
    return order.flatMap { verdict in rows.filter { $0.verdict == verdict } }
  }

  /// A table of some rows.
  public func table(_ rows: [Row], caption: [Inline], id: String? = nil) -> ReportTable {
    let hasBasis = rows.contains { $0.basis != "computed" }
    let hasSource = rows.contains { $0.source != nil }
    let hasNote = rows.contains { $0.note != nil }
    var columns: [ReportTable.Column] = [
      .init(language[.value]), .init(language[.published], alignment: .trailing),
      .init(language[.recomputed], alignment: .trailing), .init(language[.verdict]),
    ]
    if hasBasis { columns.append(.init(language[.basis])) }
    if hasSource { columns.append(.init(language[.source])) }
    if hasNote { columns.append(.init(language[.note])) }
    return ReportTable(
      id: id, caption: caption, columns: columns,
      rows: rows.map { row in
        var cells: [ReportTable.Cell] = [
          row.label.map { .text($0) } ?? .inlines([.code(row.id)]),
          row.published.map { .text(Self.published($0)) } ?? .missing,
          row.recomputed.map { .text(Self.recomputed($0, beside: row.published)) } ?? .missing,
          .verdict(row.verdict),
        ]
        if hasBasis { cells.append(.text(row.basis)) }
        if hasSource { cells.append(row.source.map { .text($0) } ?? .text("")) }
        if hasNote { cells.append(row.note.map { .text($0) } ?? .text("")) }
        return cells
      }, language: language)
  }

  /// A published value with the digits that it has.
  static func published(_ value: JSON) -> String { text(value, format(of: value)) }

  /// A recomputed value with the digits of the published one, two more where they differ in these.
  static func recomputed(_ value: JSON, beside published: JSON?) -> String {
    guard let published else {
      let isWhole = value.doubleValue.map { $0.rounded() == $0 } ?? false
      return text(value, NumberFormat(.number, digits: isWhole ? nil : 4))
    }
    return text(value, format(of: published))
  }

  private static func text(_ value: JSON, _ format: NumberFormat) -> String {
    if case .int(let whole) = value { return format.text(exactly: whole) }
    return format.text(value.doubleValue)
  }

  /// The format that shows the digits a number is written with, at most six after the point.
  private static func format(of json: JSON) -> NumberFormat {
    guard case .double(let value) = json else { return .integer }
    let text = "\(value)"
    if let exponent = text.firstIndex(of: "e") {
      let mantissa = text[..<exponent].filter(\.isNumber).count
      return NumberFormat(abs(value) < 1e-4 ? .scientific : .number, digits: min(mantissa, 4))
    }
    if text.hasSuffix(".0") { return .integer }
    guard let point = text.firstIndex(of: ".") else { return .integer }
    let decimals = text[text.index(after: point)...].count
    return .fixed(min(decimals, abs(value) < 0.1 ? 6 : 4))
  }
}

extension ReportTable {
  /// The table with what its last column says of each row beneath the row.
  var withRowNotes: ReportTable {
    guard columns.last?.header == [.text(language[.note])] else { return self }
    var result = ReportTable(
      id: id, caption: caption, columns: columns.dropLast(), rows: rows.map { $0.dropLast() },
      notes: notes, hasRowHeaders: hasRowHeaders, files: files, totalRows: totalRows,
      language: language)
    result.rowNotes = rows.map { row in
      if case .text(let text)? = row.last, !text.isEmpty { [.text(text)] } else { [] }
    }
    return result
  }
}

extension Ledger {
  var caption: [Inline] { [.text(language[.ledgerCaption])] }
  var exceptionsCaption: [Inline] { [.text(language[.exceptionsCaption])] }

  /// Whether the whole table is folded beneath that of the exceptions.
  var isFolded: Bool { rows.count > 40 }

  var foldedSummary: [Inline] {
    let count = language.number(NumberFormat.integer.text(Double(rows.count)))
    return [.text("\(language[.all]) \(count) \(language[.values])")]
  }
}

internal import Basics
internal import Charts
public import Datasets
import Foundation
internal import Reports
public import Tables

/// A data file as a page: what deserves attention, each column with its picture, what is missing together, and what goes
/// together. Pages of a hundred columns; pictures are drawn from some thousand rows, evenly apart, all numbers from all.
public struct ProfilePage: Sendable {
  private let table: Table
  private let profile: TableProfile
  private let name: String
  private let threads: Int?

  static let columnsOfPage = 100
  private static let drawnRows = 5000
  private static let shownAlerts = 60

  /// - Parameter name: what the file is called on the page.
  public init(_ table: Table, name: String, threads: Int? = nil) {
    self.table = table
    self.name = name
    self.threads = threads
    profile = TableProfile(table, threads: threads)
  }

  /// Writes `index.html` and the pages of further columns into `folder`, which appears whole or not at all.
  public func write(to folder: String, bundle: BundledFiles, force: Bool = false) throws {
    try OutputFolder.check(folder, force: force)
    let theme = try Reports.Theme(
      folder: URL(fileURLWithPath: bundle.templates + "/theme"),
      figureStyle: Charts.Theme.styleSheet)
    let writer = HTMLWriter(theme: theme)
    let size = Self.columnsOfPage
    let parts = Swift.stride(from: 0, to: max(1, table.columns.count), by: size).map {
      $0..<min($0 + size, table.columns.count)
    }
    try OutputFolder.replacing(folder, force: force) { output in
      for (index, part) in parts.enumerated() {
        let document = index == 0 ? try head(part, parts) : page(part)
        try output.write(writer.write(document), to: Self.file(index))
      }
    }
  }

  private static func file(_ index: Int) -> String {
    index == 0 ? "index.html" : "columns-\(index + 1).html"
  }

  // MARK: Pages

  private func document(_ title: String, _ blocks: [Block]) -> Document {
    Document(
      title: [.text(title)], kicker: [.text("Profile of a data file")], blocks: blocks,
      colophon: [.text("almanac describe")])
  }

  private func page(_ part: Range<Int>) -> Document {
    document("\(name): columns \(part.lowerBound + 1) to \(part.upperBound)", columns(part))
  }

  private func head(_ part: Range<Int>, _ parts: [Range<Int>]) throws -> Document {
    var blocks: [Block] = [.facts(facts)]
    blocks.append(heading("Worth a look", "alerts"))
    blocks += alerts
    blocks.append(heading("The columns", "columns"))
    blocks.append(.table(overview))
    blocks += missing
    blocks += try together
    blocks.append(heading("Column by column", "details"))
    if parts.count > 1 {
      let links: [[Block]] = parts.enumerated().dropFirst().map { index, part in
        let words: [Inline] = [.text("Columns \(part.lowerBound + 1) to \(part.upperBound)")]
        return [.paragraph(Link(Self.file(index)).map { [.link(words, $0)] } ?? words)]
      }
      blocks.append(.paragraph([.text("Further columns have pages of their own:")]))
      blocks.append(.list(List(items: links)))
    }
    return document(name, blocks + columns(part))
  }

  private func heading(_ words: String, _ id: String, level: Int = 2) -> Block {
    .heading(Heading(level: level, id: id, content: [.text(words)]))
  }

  private func count(_ value: Int) -> Reports.Value {
    Reports.Value(NumberFormat.integer.text(Double(value)), numbers: [Double(value)])
  }

  private var facts: [Fact] {
    let missing = profile.columns.reduce(0) { $0 + $1.missing }
    let cells = max(1, profile.rows * profile.columns.count)
    return [
      Fact(count(profile.rows), label: [.text("rows")]),
      Fact(count(profile.columns.count), label: [.text("columns")]),
      Fact(
        Reports.Value(NumberFormat.number.text(100 * Double(missing) / Double(cells)), unit: "%"),
        label: [.text("cells without a value")]),
      Fact(
        count(profile.findings.first { $0.kind == .duplicateRows }?.rowCount ?? 0),
        label: [.text("rows that repeat others")]),
    ]
  }

  private var alerts: [Block] {
    let all = profile.alerts
    guard !all.isEmpty else { return [.paragraph([.text(English.nothingOdd)])] }
    let words = [3: "spoils results", 2: "changes results", 1: "good to know"]
    var table = ReportTable(
      id: "alerts", caption: [.text("What deserves attention, weightiest first.")],
      columns: [
        .init("Column"), .init("What"), .init("Weight"), .init("What to do"), .init("Rows"),
      ],
      rows: all.prefix(Self.shownAlerts).map { alert in
        let shown = alert.rows.prefix(6).map { String($0 + 1) }.joined(separator: ", ")
        return [
          .text(alert.column ?? "(whole rows)"), .text(alert.text),
          .text(words[alert.weight] ?? ""),
          .text(alert.advice),
          .text(shown + (alert.rowCount > 6 ? " and \(alert.rowCount - 6) more" : "")),
        ]
      })
    if all.count > Self.shownAlerts {
      table.notes = [
        [.text("\(all.count - Self.shownAlerts) more are in almanac describe --json.")]
      ]
    }
    return [.table(table)]
  }

  private var overview: ReportTable {
    ReportTable(
      id: "overview", caption: [.text("Type and role of each column; its role is what it is for.")],
      columns: [
        .init("Column"), .init("Type"), .init("Role"), .init("Why"),
        .init("Missing", format: .integer),
        .init("Distinct", format: .integer),
      ],
      rows: zip(profile.columns, profile.roles).map { column, role in
        [
          .text(column.name + (column.unit.map { ", " + $0.symbol } ?? "")),
          .text(column.type.rawValue),
          .text(role.kind.rawValue), .text(role.evidence), .integer(Int64(column.missing)),
          .integer(Int64(column.distinct)),
        ]
      })
  }

  // MARK: Columns together

  /// Rows for pictures.
  private var sampled: [Int] {
    Array(Swift.stride(from: 0, to: table.rowCount, by: max(1, table.rowCount / Self.drawnRows)))
  }

  private var missing: [Block] {
    get {
      let gaps = profile.columns.indices.filter { profile.columns[$0].missing > 0 }
      guard !gaps.isEmpty else { return [] }
      var blocks: [Block] = [heading("What is missing together", "missing")]
      let rows = sampled
      let most = Array(
        gaps.sorted { (profile.columns[$1].missing, $0) < (profile.columns[$0].missing, $1) }
          .prefix(20)
      ).sorted()
      let marks = most.map { place in rows.map { table.columns[place].isValid($0) } }
      var pairs: [(Int, Int, Double)] = []
      for a in most.indices {
        for b in most.indices.dropFirst(a + 1) {
          let both = zip(marks[a], marks[b]).count { !$0 && !$1 }
          let either = zip(marks[a], marks[b]).count { !$0 || !$1 }
          if either > 0, both > 0 { pairs.append((a, b, Double(both) / Double(either))) }
        }
      }
      pairs.sort { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }
      blocks.append(
        .table(
          ReportTable(
            id: "gaps", caption: [.text("Columns with missing values.")],
            columns: [
              .init("Column"), .init("Missing", format: .integer), .init("Share", unit: "%"),
            ],
            rows: gaps.sorted {
              (profile.columns[$1].missing, $0) < (profile.columns[$0].missing, $1)
            }.prefix(40).map {
              [
                .text(profile.columns[$0].name), .integer(Int64(profile.columns[$0].missing)),
                .number(100 * Double(profile.columns[$0].missing) / Double(max(1, profile.rows))),
              ]
            })))
      if !pairs.isEmpty {
        blocks.append(
          .table(
            ReportTable(
              id: "gap-pairs",
              caption: [
                .text(
                  "Columns that are missing in the same rows: of the rows that lack one of the two, the share that lack both."
                )
              ],
              columns: [.init("Column"), .init("With"), .init("Share", unit: "%")],
              rows: pairs.prefix(10).map {
                [
                  .text(profile.columns[most[$0.0]].name), .text(profile.columns[most[$0.1]].name),
                  .number(100 * $0.2),
                ]
              })))
      }
      return blocks
    }
  }

  private var together: [Block] {
    get throws {
      let found = ColumnAssociations(table, profile)
      guard !found.pairs.isEmpty else { return [] }
      var blocks: [Block] = [heading("What goes together", "together")]
      let names = found.places.map { short(profile.columns[$0].name) }
      if found.places.count >= 3, Set(names).count == names.count {
        var (x, y, strength): ([String], [String], [Double?]) = ([], [], [])
        for pair in found.pairs {
          guard let a = found.places.firstIndex(of: pair.first),
            let b = found.places.firstIndex(of: pair.second)
          else { continue }
          x += [names[a], names[b]]
          y += [names[b], names[a]]
          strength += [pair.strength, pair.strength]
        }
        let data = try Table([
          ("a", Column(texts: x)), ("b", Column(texts: y)), ("strength", Column(doubles: strength)),
        ])
        var layer = Layer(.tile)
        layer.x = "a"
        layer.y = "b"
        layer.color = "strength"
        var chart = Chart(layers: [layer])
        chart.scales.x.title = ""
        chart.scales.y.title = ""
        chart.scales.color.title = "Strength"
        chart.scales.color.min = 0
        chart.scales.color.max = 1
        if let figure = figure("strengths", "How strongly columns go together", chart, data) {
          blocks.append(.figure(figure))
        }
      }
      blocks.append(
        .table(
          ReportTable(
            id: "pairs",
            caption: [
              .text(
                "The strongest pairs. ρ: Spearman's correlation; V: Cramér's V; η: correlation ratio of the ranks. A strength near 1 may mean that one column is made from the other."
              )
            ],
            columns: [.init("Column"), .init("With"), .init("Strength")],
            rows: found.pairs.prefix(15).map {
              [
                .text(profile.columns[$0.first].name), .text(profile.columns[$0.second].name),
                .text($0.words),
              ]
            })))
      return blocks
    }
  }

  private func short(_ name: String) -> String { name.count > 24 ? name.prefix(23) + "…" : name }

  // MARK: One column

  private func columns(_ part: Range<Int>) -> [Block] {
    let rows = sampled
    return Parallel.map(Array(part), threads: threads) { self.blocks($0, rows) }.flatMap(\.self)
  }

  private func blocks(_ place: Int, _ rows: [Int]) -> [Block] {
    let (column, role, data) = (profile.columns[place], profile.roles[place], table.columns[place])
    var blocks: [Block] = [
      heading(column.name.isEmpty ? "(no name)" : column.name, "column-\(place + 1)", level: 3)
    ]
    let share = 100 * Double(column.missing) / Double(max(1, profile.rows))
    var sentence = "\(column.type.rawValue), \(role.kind.rawValue): \(role.evidence). "
    sentence +=
      "\(NumberFormat.integer.text(Double(column.distinct))) different values, \(column.missing == 0 ? "none" : NumberFormat.integer.text(Double(column.missing))) missing"
      + (column.missing == 0 ? "." : " (\(NumberFormat.number.text(share)) %).")
    for text in column.reading?.sentences ?? [] {
      sentence += " " + text.prefix(1).uppercased() + text.dropFirst() + "."
    }
    blocks.append(.paragraph([.text(sentence)]))
    if let picture = picture(place, data, rows) { blocks.append(.figure(picture)) }
    var entries: [(String, Tables.Value)] = []
    if let spread = column.distribution {
      entries = [
        ("Lowest", spread.minimum), ("Lower quartile", spread.firstQuartile),
        ("Median", spread.median),
        ("Mean", spread.mean.map(Tables.Value.double) ?? .missing),
        ("Upper quartile", spread.thirdQuartile),
        ("Highest", spread.maximum),
        ("Standard deviation", spread.standardDeviation.map(Tables.Value.double) ?? .missing),
        ("Zeros", .int(Int64(spread.zeros))), ("Below 0", .int(Int64(spread.negatives))),
      ]
    } else if let earliest = column.earliest, let latest = column.latest {
      entries = [("Earliest", earliest), ("Latest", latest)] + gap(data)
    } else if data.type == .text {
      entries = texts(data, rows)
    }
    let frequent = column.mostFrequent.prefix(8).filter { $0.rows > 1 }
    let shown = entries.map { [ReportTable.Cell.text($0.0), cell($0.1, column)] }
    if !shown.isEmpty {
      blocks.append(
        .table(
          ReportTable(columns: [.init(""), .init("Value", alignment: .trailing)], rows: shown)))
    }
    if !frequent.isEmpty, role.kind != .identifier {
      let present = max(1, profile.rows - column.missing)
      blocks.append(
        .details(
          Details(
            summary: [.text("Most frequent values")],
            [
              .table(
                ReportTable(
                  columns: [
                    .init("Value"), .init("Rows", format: .integer), .init("Share", unit: "%"),
                  ],
                  rows: frequent.map {
                    [
                      .text(String($0.value.words.prefix(80))), .integer(Int64($0.rows)),
                      .number(100 * Double($0.rows) / Double(present)),
                    ]
                  }))
            ])))
    }
    return blocks
  }

  private func cell(_ value: Tables.Value, _ column: ColumnProfile) -> ReportTable.Cell {
    switch value {
    case .missing: .missing
    case .int(let whole): column.kind == .year ? .text(String(whole)) : .integer(whole)
    case .double(let number):
      .formatted(
        number, column.kind == .year ? .year(isWhole: number.rounded() == number) : .number)
    default: .text(value.words)
    }
  }

  /// The longest time between one date and the next.
  private func gap(_ data: Column) -> [(String, Tables.Value)] {
    let divisor = data.type == .date ? 1.0 : 86_400.0
    let days = Set(
      (data.doublesOrNaN ?? []).filter(\.isFinite).map { Int(($0 / divisor).rounded(.down)) }
    ).sorted()
    guard let widest = zip(days, days.dropFirst()).max(by: { $0.1 - $0.0 < $1.1 - $1.0 }),
      widest.1 - widest.0 > 1
    else { return [] }
    let from = CalendarDate(daysSinceEpoch: widest.0), to = CalendarDate(daysSinceEpoch: widest.1)
    return [("Longest gap", .text("\(widest.1 - widest.0) days, \(from) to \(to)"))]
  }

  /// How long texts are, and the commonest patterns: letters as A and a, digits as 9.
  private func texts(_ data: Column, _ rows: [Int]) -> [(String, Tables.Value)] {
    var lengths: (Int, Int)?
    var patterns: [String: Int] = [:]
    for row in rows where data.isValid(row) {
      let text = data.value(at: row).description
      let length = text.count
      lengths = lengths.map { (min($0.0, length), max($0.1, length)) } ?? (length, length)
      var pattern = ""
      for scalar in text.unicodeScalars.prefix(24) {
        let sign: Character =
          scalar.properties.isUppercase
          ? "A"
          : scalar.properties.isAlphabetic
            ? "a" : ("0"..."9").contains(scalar) ? "9" : Character(scalar)
        // A run of letters is one.
        if pattern.last != sign || sign == "9" { pattern.append(sign) }
      }
      patterns[pattern, default: 0] += 1
    }
    guard let lengths else { return [] }
    let top = patterns.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map(\.key)
    return [
      (
        "Length in characters",
        .text(lengths.0 == lengths.1 ? "\(lengths.0)" : "\(lengths.0) to \(lengths.1)")
      ),
      ("Patterns", .text(top.joined(separator: "   "))),
    ]
  }

  // MARK: Pictures

  private func picture(_ place: Int, _ data: Column, _ rows: [Int]) -> Figure? {
    let (column, role) = (profile.columns[place], profile.roles[place])
    guard column.distinct > 1, role.kind != .identifier, role.kind != .text, role.kind != .list
    else { return nil }
    let id = "picture-\(place + 1)"
    let title = short(column.name)
    if data.type.isNumeric, column.distinct > 12 || role.kind == .measurement {
      let all = data.doublesOrNaN ?? []
      let values = rows.map { all[$0] }.filter(\.isFinite)
      guard values.count > 1,
        let table = try? Table([("value", Column(doubles: values.map { $0 }))])
      else { return nil }
      var layer = Layer(.histogram)
      layer.x = "value"
      var chart = Chart(layers: [layer])
      chart.scales.x.title = title
      chart.scales.y.title = "Rows"
      let positive = values.filter { $0 > 0 }
      if positive.count == values.count, let low = positive.min(), let high = positive.max(),
        high > 200 * low
      {
        chart.scales.x.type = .log
      }
      return figure(id, "Distribution of \(title)", chart, table)
    }
    if column.earliest != nil {
      guard let table = try? Table([("value", data)]) else { return nil }
      let days = (data.doublesOrNaN ?? []).filter(\.isFinite)
      guard days.count > 2, table.rowCount <= 200_000 else { return nil }
      var layer = Layer(.histogram)
      layer.x = "value"
      var chart = Chart(layers: [layer])
      chart.scales.x.title = title
      chart.scales.y.title = "Rows"
      return figure(id, "Rows by \(title)", chart, table)
    }
    let top = column.mostFrequent.prefix(10)
    guard !top.isEmpty, (top.first?.rows ?? 0) > 1 else { return nil }
    var order = top.map { short($0.value.words) }
    guard Set(order).count == order.count,
      let table = try? Table([
        ("value", Column(texts: order)), ("rows", Column(ints: top.map { Int64($0.rows) })),
      ])
    else { return nil }
    if !role.order.isEmpty {
      let known = role.order.map(short).filter(order.contains)
      order = known + order.filter { !known.contains($0) }
    }
    var layer = Layer(.bar)
    layer.y = "value"
    layer.x = "rows"
    var chart = Chart(layers: [layer])
    chart.scales.y.title = title
    chart.scales.y.order = order
    chart.scales.x.title = "Rows"
    return figure(id, "Values of \(title)", chart, table)
  }

  private func figure(_ id: String, _ title: String, _ chart: Chart, _ data: Table) -> Figure? {
    guard let compiled = try? chart.compile(ChartData(data)) else { return nil }
    return Figure(id: id, title: title, alt: compiled.altText, drawing: compiled.drawing(id: id))
  }
}

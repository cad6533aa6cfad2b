import Basics
import Charts
import Reports
import Statistics
import Tables

/// The page that compares the reports of several values, and the same for programs.
struct EachIndex {
  private let results: EachResults
  private let headlines: [Headline]

  /// A number or a word that each report gives.
  private struct Headline {
    let id: String
    let title: String
    let unit: String?
    let kind: NumberKind?
  }

  /// The most columns of the table, and the most panels of the figure; `index.json` has all.
  private static let most = 12

  init(_ results: EachResults) {
    self.results = results
    var headlines: [Headline] = []
    for report in results.reports {
      for headline in Self.headlines(of: report)
      where !headlines.contains(where: { $0.id == headline.id }) {
        headlines.append(headline)
      }
    }
    self.headlines = headlines
  }

  /// The single values of a report; where the study has none, the p-values of its analyses.
  private static func headlines(of report: EachReport) -> [Headline] {
    guard let results = report.results else { return [] }
    let values = results.file.values.filter { single($0.value.content) != nil }.map {
      Headline(
        id: $0.name, title: results.titles[$0.name] ?? words($0.name), unit: $0.value.unit,
        kind: $0.value.kind)
    }
    guard values.isEmpty else { return values }
    return results.file.analyses.map {
      let field = AnalysisResult.Key.pValue.stringValue
      return Headline(
        id: "\($0.name).\(field)", title: "p of " + ($0.value.label ?? words($0.name)), unit: nil,
        kind: .pValue)
    }
  }

  private static func words(_ id: String) -> String { id.replacing("-", with: " ") }

  /// A number or a text alone.
  private static func single(_ node: Node) -> Node? {
    switch node {
    case .number, .whole, .text, .flag: node
    default: nil
    }
  }

  private func value(_ headline: Headline, of report: EachReport) -> Node? {
    guard let results = report.results else { return nil }
    if let value = results.file.values.first(where: { $0.name == headline.id }) {
      return Self.single(value.value.content)
    }
    guard let address = Address(headline.id),
      let analysis = results.file.analyses.first(where: { $0.name == address.id })
    else { return nil }
    return Node.value(analysis.value).at(address.path)?.principal
  }

  // MARK: The page

  func document() -> Document {
    let failed = results.failed
    let made = results.reports.count - failed.count
    var blocks: [Block] = [
      .paragraph([
        .text(
          "\(counted(made, "report")), one for each value of \(results.parameter). Each stands for itself: it was computed "
            + "from the same data with this value alone.")
      ])
    ]
    if !failed.isEmpty {
      blocks.append(
        .callout(
          Callout(
            .warning,
            [
              .paragraph([
                .text(
                  failed.count == 1
                    ? "One value has no report:" : "\(failed.count) values have no report:")
              ]),
              .list(
                List(
                  items: failed.map {
                    [.paragraph([.strong([.text($0.value)]), .text(": \($0.failure ?? "")")])]
                  })),
            ])))
    }
    if results.missingRows > 0 {
      blocks.append(
        .paragraph([
          .text(
            "\(counted(results.missingRows, "row")) without a value of \(results.parameter) \(results.missingRows == 1 ? "belongs" : "belong") to none."
          )
        ]))
    }
    blocks += [heading("values", "The values"), .table(table)]
    if let figure { blocks += [heading("side-by-side", "Side by side"), .figure(figure)] }
    return Document(
      title: [.text(results.study.title)],
      kicker: [.text("Study \(results.study.id) · by \(results.parameter)")],
      blocks: blocks, colophon: [.text("almanac \(almanacVersion)")])
  }

  private func heading(_ id: String, _ words: String) -> Block {
    .heading(Heading(level: 2, id: id, content: [.text(words)]))
  }

  private var table: ReportTable {
    let shown = headlines.prefix(Self.most)
    let left = headlines.count - shown.count
    return ReportTable(
      id: "reports",
      caption: [.text("Headline values by \(results.parameter)")],
      columns: [.init(results.parameter, format: NumberFormat(.plain))]
        + shown.map { .init($0.title, unit: $0.unit, format: Self.format($0)) },
      rows: results.reports.map { report in
        let name: [Inline] = [.text(report.value)]
        let link = report.results == nil ? nil : Link(report: report.folder)
        return [.inlines(link.map { [.link(name, $0)] } ?? name)]
          + shown.map { cell(value($0, of: report)) }
      },
      notes: left > 0
        ? [[.text("\(counted(left, "further value")) stand in index.json.")]] : [])
  }

  private static func format(_ headline: Headline) -> NumberFormat {
    switch headline.kind {
    case .pValue?: NumberFormat(.p)
    case .year?: NumberFormat(.plain)
    case nil: .number
    }
  }

  private func cell(_ value: Node?) -> ReportTable.Cell {
    switch value {
    case .whole(let number)?: .integer(number)
    case .text(let text?)?: .text(text)
    case .flag(let flag?)?: .text(flag ? "yes" : "no")
    case let other?: other.doubleValue.map { .number($0) } ?? .missing
    case nil: .missing
    }
  }

  /// A panel for each value, with all reports in it; `nil` where there is nothing to compare.
  private var figure: Figure? {
    var (names, numbers, quantities): ([String], [Double], [String]) = ([], [], [])
    var order: [String] = []
    for headline in headlines {
      let points = results.reports.compactMap { report in
        value(headline, of: report)?.doubleValue.map { (report.value, $0) }
      }.filter(\.1.isFinite)
      guard points.count > 1, order.count < Self.most else { continue }
      let title = headline.title + (headline.unit.map { ", \($0)" } ?? "")
      guard !order.contains(title) else { continue }
      order.append(title)
      for (name, number) in points {
        names.append(name)
        numbers.append(number)
        quantities.append(title)
      }
    }
    let values = results.reports.map(\.value)
    let places = values.compactMap(Double.init)
    let isOverNumbers = places.count == values.count && Set(places).count == values.count
    guard !order.isEmpty, isOverNumbers || values.count <= 40 else { return nil }
    let first =
      isOverNumbers
      ? Column(
        doubles: names.map(Double.init),
        metadata: ColumnMetadata(kind: isOverYears(places) ? .year : nil))
      : Column(texts: names)
    guard
      let table = try? Table([
        ("report", first), ("value", Column(doubles: numbers)),
        ("quantity", Column(texts: quantities)),
      ])
    else { return nil }
    var chart: Chart
    if isOverNumbers {
      chart = Chart(layers: [
        Layer(.line, x: "report", y: "value"), Layer(.point, x: "report", y: "value"),
      ])
      chart.scales.x.title = results.parameter
      chart.scales.y.title = ""
    } else {
      chart = Chart(layers: [Layer(.point, x: "value", y: "report")])
      chart.scales.y.title = ""
      chart.scales.y.order = values
      chart.scales.x.title = ""
    }
    chart.facet = Facet(
      by: "quantity", free: isOverNumbers ? .y : .x, order: order)
    chart.size = FigureSize(.double)
    guard let compiled = try? chart.compile(ChartData(table)) else { return nil }
    return Figure(
      id: "comparison", title: "Headline values by \(results.parameter), each on its own scale",
      alt: compiled.altText,
      longDescription: compiled.longDescription, drawing: compiled.drawing(id: "comparison"))
  }

  private func isOverYears(_ places: [Double]) -> Bool {
    places.allSatisfy { $0.rounded() == $0 && (1500...2500).contains($0) }
  }

  // MARK: For programs

  var json: JSON {
    [
      "schema": 1,
      "tool": ["name": "almanac", "version": .string(almanacVersion)],
      "study": ["id": .string(results.study.id), "title": .string(results.study.title)],
      "parameter": .string(results.parameter),
      "missing_rows": .int(Int64(results.missingRows)),
      "reports": .array(results.reports.map(json)),
    ]
  }

  private func json(_ report: EachReport) -> JSON {
    let isMade = report.results != nil
    return [
      "value": .string(report.value),
      "folder": isMade ? .string(report.folder) : .null,
      "report": isMade ? .string("\(report.folder)/report.html") : .null,
      "error": report.failure.map(JSON.string) ?? .null,
      "warnings": .int(Int64(report.results?.warnings.count ?? 0)),
      "values": .object(
        headlines.compactMap { headline in
          value(headline, of: report).map { value in
            JSON.Member(
              headline.id,
              ["value": value.json, "unit": headline.unit.map(JSON.string) ?? .null])
          }
        }),
    ]
  }
}

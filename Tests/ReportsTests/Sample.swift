import Charts
import Drawing
import Reports
import Tables

/// A report with one of everything.
enum Sample {
  /// Two rectangles, one of them cut off.
  static var drawing: PageDrawing {
    var scene = Scene(width: 2, height: 1)
    let square = Path(Rect(x: 0, y: 0, width: 1, height: 1))
    scene.nodes = [
      .clip(
        Rect(x: 0, y: 0, width: 2, height: 1),
        [.path(square, fill: .init(.series(0)), line: .init(.ink, Stroke(2)))]),
      .path(square, fill: .init(.fixed(Color(0x123456)), opacity: 0.5), line: nil),
    ]
    return PageDrawing(scene: scene, theme: .named(.report), id: "a", description: "Two squares.")
  }

  /// A chart whose texts are `text`.
  static func drawing(saying text: String) throws -> PageDrawing {
    let table = try Table([
      ("x", Column(texts: [text, "other"])), ("y", Column(doubles: [1, 2])),
    ])
    let chart = Chart(
      layers: [Layer(.bar, x: "x", y: "y")], scales: Scales(y: .init(title: text)), title: text,
      note: text)
    return try chart.compile(ChartData(table)).drawing(id: text)
  }

  static let prose = """
    # The Hub's models

    Of {{number(total)}} models, *few* say what they emitted.

    {{findings}}

    {{facts total}}

    ## Trend {#time}

    CO~2~e fell ({{ref trend}}, {{ref table-monthly}}, {{ref time}}, {{ref sample}}) {{cite castano2023, at=p. 7}}.[^1]

    > [!NOTE]
    > A remark.

    {{figure trend}}

    {{test trend}}

    ### Months

    {{table monthly}}

    1. one
    2. two
       - inner

    > quoted

    ```sql
    select 1
    ```

    | a | b |
    |:--|--:|
    | `x|y` | 2 |

    {{if yes}}
    ## Ledger

    {{ledger}}
    {{else}}
    Never.
    {{end}}

    {{rowflow}}

    {{appendix}}

    ## Sample

    {{table extra}}

    ## Sources

    {{bibliography}}

    [^1]: A *note*.
    """

  static func document() throws -> Document {
    let origin = ProseOrigin(file: "study.yml", line: 1, column: 1)
    let findings = [
      try Finding.parse(
        say: "**{{number(total)}}** models, *few* say.", if: nil, rank: nil, see: "figure-trend",
        at: origin),
      try Finding.parse(say: "A second one.", if: nil, rank: nil, see: "time", at: origin),
    ]
    let heading = try ProseLine.parse("It *fell* to {{number(total)}}", at: origin)
    let resolved = try Prose.parse(prose).adding(
      findings: findings, date: nil, headings: [("trend", heading)]
    ).resolved(by: Resolver(content: content))
    return Document(
      title: resolved.title ?? [], kicker: ["Study ", .code("hub")], summary: "What models emit.",
      blocks: resolved.blocks, footnotes: resolved.footnotes,
      provenance: [
        ProvenanceEntry(address: "trend", facts: [Entry("Rows", ["1,419 read → 17 months"])])
      ],
      bibliography: try Bibliography.parse(BibliographyTests.bibTeX),
      imprint: Imprint(
        authors: ["Ada Lovelace", "A. <b>"], data: ["2019 to 2023"], day: "30 November 2026",
        version: "1.2", licence: "CC BY 4.0", study: "hub", program: "almanac 1",
        files: ["results.json", "tables/monthly.csv", "tables/extra.csv"]),
      colophon: ["Made by almanac."])
  }

  private static func content(_ tag: Tag) throws -> TagContent {
    let total = Reports.Value("170,462", address: "total.value")
    return switch (tag.name, tag.arguments.first) {
    case ("number", _): .inlines([.value(total)])
    case ("facts", _): .blocks([.facts([Fact(total, label: ["models"])])])
    case ("figure", _):
      .blocks([
        .figure(
          Figure(
            id: "trend", title: "Median by month", caption: ["With its ", .emphasis(["fit"]), "."],
            alt: "A falling line.", longDescription: "From 12.8 g to 1.2 g.",
            files: ["figures/trend.png", "figures/trend.svg"], data: "tables/figure-trend.csv",
            drawing: Sample.drawing
          ))
      ])
    case ("test", _):
      .blocks([
        .test(
          TestBlock(
            Results.trend,
            context: ResultContext(
              id: "trend", title: "Trend of the median", outcome: "the median", unit: "g")))
      ])
    case ("table", "monthly"): .blocks([.table(monthly)])
    case ("table", _):
      .blocks([
        .table(
          ReportTable(
            id: "extra", caption: ["Shares."],
            columns: [.init("Group"), .init("Share", unit: "%", format: .percent)],
            rows: [[.text("all"), .number(0.0083)], [.text("some"), .number(0.121)]]))
      ])
    case ("ledger", _):
      .blocks([
        .ledger(
          Ledger(
            rows: [
              .init(
                id: "rq2.U", label: "Training type, U", published: 333, recomputed: 333,
                verdict: .match),
              .init(id: "rq2.p", published: 0.0113, recomputed: 0.01193, verdict: .differs),
              .init(
                id: "rq1.aware", label: "Energy Awareness", published: 79, recomputed: 83,
                verdict: .explained,
                note: "four models gained their hardware later"),
              .init(id: "gen.total", published: 170_462, recomputed: nil, verdict: .notComputable),
            ], isPinned: true))
      ])
    case ("rowflow", _):
      .blocks([
        .rowFlow(
          RowFlow(
            title: "Rows",
            paths: [
              .init(
                name: "trend",
                steps: [.init(step: "read", rows: 1419), .init(step: "dated", rows: 1368)]),
              .init(name: "size", steps: [.init(step: "read", rows: 1419)]),
              .init(
                name: "domain",
                steps: [.init(step: "read", rows: 1419), .init(step: "with a domain", rows: 1340)]),
            ]))
      ])
    default: .inlines([])
    }
  }

  static let monthly = ReportTable(
    id: "monthly", caption: ["Models by month."],
    columns: [
      .init("Month"), .init("Models", format: .integer),
      .init("Median", group: "Emissions", unit: "g"),
      .init([.emphasis(["p"])], group: "Emissions", format: .p),
    ],
    rows: [
      [.date(18932), .number(1043), .number(12.83), .number(0.00002)],
      [.date(18962), .number(51), .number(9.7), .number(0.0292)],
      [.date(18993), .number(64), .missing, .missing],
    ], notes: [["Months without a model are left out."]], files: ["tables/monthly.csv"],
    totalRows: 17)
}

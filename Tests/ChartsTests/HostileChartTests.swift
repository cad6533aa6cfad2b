import Charts
import Drawing
import Foundation
import Tables
import Testing

/// Random and extreme specifications over random and extreme data: a picture or a typed error, in
/// bounded time.
@Suite struct HostileChartTests {
  private static let names = ["a", "b", "c", "d", "e", "f", "g"]

  private static let numbersToTry: [Double] = [
    0, -0.0, 1, -1, 0.5, 2020, 1e-300, 2.3e-308, .leastNonzeroMagnitude, 1e300, 1e308, -1e308, 1e15,
    1_005_000,
    .infinity, -.infinity, .nan, 1e-9, 3, 7, 100, 9_007_199_254_740_992, -2_000_000,
  ]

  private static let textsToTry = [
    "", "a", "b", "2021 Q4", "2022-01", "😀👩‍👩‍👧", "e\u{301}", "\u{202E}abc", "<script>", "*x*", "a\nb",
    String(repeating: "long ", count: 90), "13B", "7B", "العربية", "\u{10FFFD}", "\0",
  ]

  private static func number(_ dice: inout Dice) -> Double {
    switch dice.below(4) {
    case 0: dice.one(numbersToTry)
    case 1: Double(dice.below(10))
    case 2: (dice.share() - 0.5) * pow(10, dice.share() * 20 - 10)
    default: pow(10, dice.share() * 620 - 310)
    }
  }

  private static func column(_ dice: inout Dice, _ rows: Int) -> Column {
    let hole = dice.one([0, 0, 0.2, 1])
    func values<Value>(_ one: (inout Dice) -> Value) -> [Value?] {
      (0..<rows).map { _ in dice.chance(hole) ? nil : one(&dice) }
    }
    switch dice.below(7) {
    case 0: return Column(doubles: values { number(&$0) })
    case 1:
      let base = number(&dice)
      return Column(doubles: values { base * (1 + $0.share() * 1e-9) })
    case 2: return Column(ints: values { $0.one([0, 1, 2, 3, 2020, .max, .min, -5]) })
    case 3: return Column(texts: values { $0.one(textsToTry) })
    case 4:
      return Column(
        .date((0..<rows).map { _ in dice.one([0, 19_000, .min, .max, -719_529, 2_932_896, 1]) }))
    case 5:
      return Column(
        .timestamp(
          (0..<rows).map { _ in
            dice.one([0, 1_600_000_000_000_000, .min, .max, 1_600_000_000_250_000])
          }))
    default: return Column(.bool(Bitmap((0..<rows).map { _ in dice.chance(0.5) })))
    }
  }

  private static func data(_ dice: inout Dice) throws -> ChartData {
    let rows = dice.one([0, 1, 2, 3, 8, 30, 120])
    let table = try Table(names.map { ($0, column(&dice, rows)) }, rowCount: rows)
    let curve = FitCurve(
      name: "f", summary: "f", predictors: ["a"],
      residuals: ((0..<rows).map { _ in number(&dice) }, (0..<rows).map { _ in number(&dice) })
    ) { grid, level in
      (0..<grid.rowCount).map { .init(fit: Double($0), low: -Double($0) * level, high: 1e308) }
    }
    return ChartData(tables: ["t": table], models: ["m": curve])
  }

  private static func mapping(_ dice: inout Dice) -> Mapping {
    dice.chance(0.12) ? .number(number(&dice)) : .expression(dice.one(names))
  }

  private static func layer(_ dice: inout Dice) -> Layer {
    let mark = dice.one(Mark.allCases)
    func maybe<Value>(_ share: Double, _ value: (inout Dice) -> Value) -> Value? {
      dice.chance(share) ? value(&dice) : nil
    }
    var layer = Layer(mark)
    layer.x = maybe(0.9, mapping)
    layer.y = maybe(0.9, mapping)
    switch mark {
    case .histogram, .density, .ecdf, .qq:
      if dice.chance(0.5) { layer.x = nil } else { layer.y = nil }
      layer.bandwidth = mark == .density ? maybe(0.3, number) : nil
      layer.bins =
        mark == .histogram ? maybe(0.3) { $0.one([1, 7, 1000, 1_000_000_000, 0, -1]) } : nil
      if mark == .histogram, layer.bins == nil { layer.binwidth = maybe(0.4, number) }
      if mark == .histogram { layer.weight = maybe(0.2, mapping) }
    case .errorbar, .pointrange:
      if dice.chance(0.5) {
        (layer.ymin, layer.ymax) = (mapping(&dice), mapping(&dice))
      } else {
        layer.summary = dice.one([.meanInterval, .quartiles])
        layer.level = layer.summary == .meanInterval ? maybe(0.5, number) : nil
      }
    case .ribbon: (layer.ymin, layer.ymax) = (mapping(&dice), mapping(&dice))
    case .dumbbell: layer.xend = mapping(&dice)
    case .slope: layer.group = mapping(&dice)
    case .calendar: (layer.y, layer.color) = (nil, maybe(0.6, mapping))
    case .segment: (layer.xend, layer.yend) = (maybe(0.8, mapping), maybe(0.8, mapping))
    case .text: layer.label = mapping(&dice)
    case .fit, .residuals:
      layer.model = "m"
      if mark == .residuals { (layer.x, layer.y) = (nil, nil) }
    case .smooth:
      layer.method = maybe(0.5) { $0.one([.loess, .spline]) }
      layer.bandwidth = layer.method == .spline ? nil : maybe(0.4, number)
    case .correlation, .missingMap:
      (layer.x, layer.y) = (nil, nil)
      layer.columns = maybe(0.6) { dice in (0..<dice.below(5)).map { _ in dice.one(names) } }
    case .forest: (layer.xmin, layer.xmax) = (mapping(&dice), mapping(&dice))
    case .bar, .line, .step, .area:
      layer.summary = maybe(0.4) { $0.one([.count, .sum, .mean, .median]) }
      if mark == .bar || mark == .area { layer.position = maybe(0.5) { $0.one(Position.allCases) } }
    case .violin: layer.bandwidth = maybe(0.3, number)
    case .tile:
      layer.values = maybe(0.3) { _ in true }
      layer.bins = maybe(0.3) { $0.one([1, 30, 1000]) }
    case .point:
      layer.size = maybe(0.3, mapping)
      layer.label = maybe(0.3, mapping)
      layer.shape = maybe(0.2, mapping)
    default: break
    }
    if [.point, .line, .bar, .boxplot, .violin, .histogram, .ecdf, .pointrange].contains(mark) {
      layer.color = maybe(0.3, mapping)
    }
    if [.bar, .boxplot, .point].contains(mark) { layer.sort = maybe(0.15) { _ in .descending } }
    if !mark.isAlone { layer.opacity = maybe(0.1) { $0.one([0, 0.5, 1, -1, .nan]) } }
    return layer
  }

  private static func scale(_ dice: inout Dice, isPosition: Bool) -> ScaleSpecification {
    var scale = ScaleSpecification()
    guard dice.chance(0.5) else { return scale }
    scale.type = dice.one(
      [nil, .linear, .log, .sqrt, .symlog, .log, .symlog] as [ScaleSpecification.Kind?])
    if dice.chance(0.2) { scale.min = number(&dice) }
    if dice.chance(0.2) { scale.max = number(&dice) }
    if dice.chance(0.1) { scale.title = dice.one(textsToTry) }
    if dice.chance(0.2) { scale.format = dice.one(ScaleSpecification.Format.allCases) }
    if dice.chance(0.1) { scale.ticks = (0..<dice.below(5)).map { _ in number(&dice) } }
    if scale.type == .symlog, dice.chance(0.6) { scale.threshold = number(&dice) }
    if scale.type == .log, dice.chance(0.3) {
      scale.base = dice.one([2, 10, 1.1, 1.000_1, 1000, 1e9])
    }
    if isPosition, dice.chance(0.1) { scale.missing = true }
    if isPosition, scale.type != .log, dice.chance(0.1) { scale.zero = true }
    if !isPosition, scale.type != .log, dice.chance(0.2) { scale.middle = number(&dice) }
    return scale
  }

  private static func chart(_ dice: inout Dice) -> Chart {
    var chart = Chart(table: "t")
    let first = layer(&dice)
    chart.layers = [first]
    if dice.chance(0.05) {
      chart.layers = []
      let kind = dice.one(pictureKinds)
      let keys = dice.chance(0.2) ? [] : kind.keys
      chart.picture = Picture(
        kind, keys.reduce(into: [:]) { found, key in found[key] = mapping(&dice) })
      return chart
    }
    if !first.mark.isAlone, dice.chance(0.25) { chart.layers.append(layer(&dice)) }
    if !first.mark.isAlone || dice.chance(0.05) {
      chart.scales.x = scale(&dice, isPosition: true)
      chart.scales.y = scale(&dice, isPosition: true)
      if first.color != nil || first.mark == .tile || first.mark == .hexbin {
        chart.scales.color = scale(&dice, isPosition: false)
      }
      if dice.chance(0.15) {
        chart.facet = Facet(
          by: mapping(&dice), wrap: dice.one([nil, 1, 3, .max]),
          free: dice.one(Facet.Free.allCases))
      } else if dice.chance(0.05) {
        chart.facet = Facet(rows: mapping(&dice), columns: mapping(&dice))
      }
      if dice.chance(0.1) {
        chart.annotations = [Annotation(dice.one(textsToTry), x: mapping(&dice), y: mapping(&dice))]
      }
    }
    if dice.chance(0.2) { chart.title = dice.one(textsToTry) }
    if dice.chance(0.2) {
      chart.size = FigureSize(
        width: dice.one([30, 84, 174, 2000, 0, .nan, 1e308]),
        height: dice.one([nil, 20, 60, 2000, -5, .infinity]))
    }
    chart.theme = dice.one(Theme.Name.allCases)
    return chart
  }

  /// How many charts a run tries: `ALMANAC_RANDOM_CHARTS` for a long one.
  private static let count =
    ProcessInfo.processInfo.environment["ALMANAC_RANDOM_CHARTS"].flatMap(Int.init) ?? 4_000

  @Test(arguments: 0..<8)
  func randomChartsAreDrawnOrRefused(_ seed: Int) throws {
    var dice = Dice(UInt64(seed + 1001))
    var (drawn, refused) = (0, 0)
    for _ in 0..<(Self.count / 8) {
      let data = try Self.data(&dice)
      let chart = Self.chart(&dice)
      let start = ContinuousClock.now
      do {
        let compiled = try chart.compile(data)
        drawn += 1
        #expect(!compiled.altText.isEmpty && !compiled.title.isEmpty)
        for wrong in ["nan", "inf ", "Optional"] where !compiled.title.contains("\(wrong)") {
          #expect(!compiled.altText.contains(wrong), "\(compiled.altText) \(chart)")
        }
        if dice.chance(0.05) {
          _ = compiled.svg(id: "x", outlines: dice.chance(0.2))
          do {
            _ = try compiled.png(dpi: dice.one([36, 72, 0, -1, .nan, 1e308, 1e9]))
            _ = try compiled.pdf()
          } catch { #expect("\(error)".count > 20) }
        }
      } catch {
        refused += 1
        #expect(error.description.count > 15, "\(error)")
      }
      let seconds = start.duration(to: .now) / .seconds(1)
      #expect(seconds < 10, "\(seconds) s for \(chart)")
    }
    // The generator must not make nonsense alone.
    #expect(drawn > Self.count / 40, "\(drawn) drawn, \(refused) refused")
  }

  // MARK: Limits

  @Test func limitsAreToldWithTheNumberThatWasMet() throws {
    let rows = 0..<120_000
    let data = try table([
      ("id", texts(rows.map { "id \($0)" })), ("n", Column(.double(rows.map(Double.init)))),
    ])
    for (chart, number) in [
      (Chart(layers: [Layer(.bar, x: "id", y: "n")]), "120,000"),
      (Chart(layers: [Layer(.point, x: "n", y: "n", color: "id")]), "120000"),
      (Chart(layers: [Layer(.line, x: "n", y: "n") { $0.group = "id" }]), "120,000"),
      (Chart(layers: [Layer(.point, x: "n", y: "n")], facet: Facet(by: "id")), "120000"),
      (Chart(layers: [Layer(.segment, x: "n", y: "n") { $0.yend = 0 }]), "120,000"),
      (Chart(layers: [Layer(.histogram, x: "n") { $0.bins = 1_000_000_000 }]), "1000000000"),
      (Chart(layers: [Layer(.histogram, x: "n") { $0.binwidth = 1e-6 }]), "119,999,000,000"),
      (Chart(layers: [Layer(.density, x: "n") { $0.bandwidth = 1e308 }]), "1e+308"),
      (Chart(layers: [Layer(.density, x: "n") { $0.bandwidth = 1e299 }]), "1e+299"),
      (
        Chart(
          layers: [Layer(.point, x: "n", y: "n")],
          scales: Scales(x: .init(type: .symlog) { $0.threshold = -2 })), "-2.0"
      ),
      (
        Chart(
          layers: [Layer(.point, x: "n", y: "n")],
          scales: Scales(x: .init(type: .log) { $0.base = 1.000_001 })), "1.000001"
      ),
      (
        Chart(layers: (0..<51).map { _ in Layer(.point, x: "n", y: "n") }), "51"
      ),
      (Chart(layers: [Layer(.point, x: "n", y: "n")], size: FigureSize(width: 1e9)), "1000000000"),
      (Chart(panels: (0..<27).map { _ in scatter() }), "27"),
      (
        Chart(
          layers: [Layer(.point, x: "n", y: "n")],
          annotations: (0..<501).map { Annotation("\($0)") }),
        "501"
      ),
    ] {
      let start = ContinuousClock.now
      do {
        _ = try chart.compile(data)
        Issue.record("drawn: \(number)")
      } catch { #expect("\(error)".contains(number), "\(error)") }
      #expect(start.duration(to: .now) < .seconds(10))
    }
  }

  @Test func aLayerInEveryPanelIsBounded() throws {
    let data = ChartData(
      tables: [
        "t": try Table([
          ("x", numbers([1, 2])), ("g", texts(["a", "b"])),
        ]),
        "many": try Table([("x", Column(.double([Double](repeating: 1, count: 1_500_000))))]),
      ])
    let chart = Chart(
      table: "t",
      layers: [Layer(.point, x: "x", y: "x"), Layer(.rule, x: "x") { $0.table = "many" }],
      facet: Facet(by: "g"))
    do {
      _ = try chart.compile(data)
      Issue.record("drawn")
    } catch { #expect("\(error)".contains("3,000,000"), "\(error)") }
  }

  @Test func textsOfAMegabyteAreCutAndDrawnInTime() throws {
    let long = String(repeating: "word ", count: 200_000)
    let solid = String(repeating: "é", count: 500_000)
    let marks = "e" + String(repeating: "\u{301}", count: 500_000)
    let emoji = String(repeating: "👩‍👩‍👧‍👦", count: 50_000)
    let start = ContinuousClock.now
    let data = try table([
      ("x", texts([long, solid, marks, emoji])), ("y", numbers([1, 2, 3, 4])),
    ])
    for chart in [
      Chart(layers: [Layer(.bar, x: "x", y: "y")], title: long, subtitle: solid, note: marks),
      Chart(layers: [Layer(.bar, x: "y", y: "x")]),
      Chart(layers: [Layer(.point, x: "y", y: "y", color: "x")]),
      Chart(layers: [Layer(.text, x: "y", y: "y") { $0.label = "x" }]),
      Chart(
        layers: [Layer(.point, x: "y", y: "y")], scales: Scales(x: .init(title: solid)),
        annotations: [Annotation(marks)]),
    ] {
      let compiled = try chart.compile(data)
      #expect(escapes(compiled.scene).isEmpty)
      #expect(compiled.scene.texts.allSatisfy { $0.text.string.unicodeScalars.count < 2_100 })
      if chart.title == nil { #expect(compiled.altText.count < 10_000) }
      #expect(try compiled.png(dpi: 50).count > 100)
    }
    #expect(start.duration(to: .now) < .seconds(20))
  }

  @Test func moreLabelsThanHaveRoomAreLeftOutInTime() throws {
    let rows = 0..<20_000
    let data = try table([
      ("x", numbers(rows.map { Double($0 % 141) })), ("y", numbers(rows.map { Double($0 / 141) })),
      ("n", texts(rows.map { "label \($0)" })),
    ])
    let start = ContinuousClock.now
    let compiled = try Chart(layers: [Layer(.point, x: "x", y: "y") { $0.label = "n" }])
      .compile(data)
    let shown = compiled.scene.texts.filter { $0.role == .label }.count
    #expect(shown > 0)
    #expect(compiled.notes.contains("\(20_000 - shown) labels left out for lack of space"))
    #expect(start.duration(to: .now) < .seconds(10))
  }

  @Test func chartsWithinChartsEndAtADepth() throws {
    var json = #"{"layers": [{"mark": "point", "x": "a", "y": "b"}]}"#
    for _ in 0..<60 { json = #"{"panels": [\#(json)]}"# }
    #expect(throws: DecodingError.self) { try decode(json) }
    var chart = scatter()
    for _ in 0..<60 { chart = Chart(panels: [chart]) }
    #expect(throws: ChartError.self) { try chart.check() }
  }

  @Test func valuesBeyondTheRangeOfAnAxisAreCounted() throws {
    let data = try table([("x", numbers([1, 2, 1e307])), ("y", numbers([1, -1e305, 3]))])
    let compiled = try scatter().compile(data)
    #expect(
      compiled.notes.contains(
        "2 of 3 rows with a value that is infinite or beyond ±1e300 are not shown"))
    #expect(compiled.dataAsDrawn.rowCount == 1)
  }

  @Test func anEndOfAnAxisBeyondAllDataStays() throws {
    let data = try table([("x", numbers([1, 2, 3])), ("y", numbers([1, 2, 3]))])
    for type in [ScaleSpecification.Kind.linear, .log, .sqrt, .symlog] {
      let high = ScaleSpecification(type: type) { $0.min = 100 }
      let text = try scatter(Scales(x: high)).compile(data).longDescription
      #expect(text.contains("from 100 to 100"), "\(text)")
    }
  }

  @Test func picturesOfTooManyPixelsAreRefusedBeforeMemoryIsTaken() throws {
    var chart = scatter()
    chart.size = FigureSize(width: 2000, height: 2000)
    let data = try table([("x", numbers([1, 2])), ("y", numbers([1, 2]))])
    let compiled = try chart.compile(data)
    for dpi in [200, 1e6, .infinity, .nan, 0, -3] {
      #expect(throws: ChartError.self) { try compiled.png(dpi: dpi) }
    }
  }
}

extension Mark {
  fileprivate var isAlone: Bool {
    [.correlation, .forest, .residuals, .missingMap].contains(self)
  }
}

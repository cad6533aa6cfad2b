import Basics
import Charts
import Foundation
import Tables
import Testing

@Suite struct DescriptionTests {
  @Test func everyExampleHasItsOwnAlternativeText() throws {
    let gallery = try #require(Examples.gallery)
    var seen: [String: String] = [:]
    for entry in gallery.entries {
      let compiled = try entry.chart.compile(gallery.data)
      #expect(compiled.altText.count > 30, "\(entry.name)")
      #expect(compiled.longDescription.count >= 30, "\(entry.name)")
      for forbidden in ["nan", "inf ", "Optional", "missing g"] {
        #expect(!compiled.altText.contains(forbidden), "\(entry.name): \(compiled.altText)")
      }
      let key = compiled.altText.split(separator: ".").dropFirst().joined()
      _ = seen.updateValue(entry.name, forKey: compiled.altText)
      #expect(!key.isEmpty, "\(entry.name)")
    }
    #expect(seen.count == gallery.entries.count)
  }

  /// Column `name` of the data as drawn, of the rows of `mark`.
  private func drawn(_ chart: Chart, _ data: ChartData, _ name: String) throws -> [Double?] {
    let table = try chart.compile(data).dataAsDrawn
    return (table[name]?.doublesOrNaN ?? []).map { $0.isNaN ? nil : $0 }
  }

  @Test func drawnDataHoldTheNumbersBehindTheColours() throws {
    let (x, y) = ([1.0, 2, 3, 4, 5, 6], [1.0, 3, 2, 6, 4, 5])
    let data = try table([("x", numbers(x)), ("y", numbers(y))])
    let matrix = Chart(layers: [Layer(.correlation) { $0.correlation = .pearson }])
    // cor(1:6, c(1, 3, 2, 6, 4, 5))
    #expect(abs(try #require(try drawn(matrix, data, "value").first ?? nil) - 0.7714285714) < 1e-9)
    #expect(try drawn(matrix, data, "count").isEmpty)
    let points = Chart(layers: [Layer(.point, x: "x", y: "y", color: "y")])
    #expect(try drawn(points, data, "value") == y)
    let pairs = try table([("a", texts(["p", "p", "q"])), ("b", texts(["r", "r", "r"]))])
    let tiles = Chart(layers: [Layer(.tile, x: "a", y: "b")])
    #expect(try drawn(tiles, pairs, "count") == [2, 1])
    #expect(try drawn(tiles, pairs, "value").isEmpty)
  }

  @Test func aLineIsToldByItsEnds() throws {
    let data = try table([
      ("month", Column(.date([18_901, 18_932, 18_962]))), ("co2", numbers([12.8, 5, 1.2])),
    ])
    let chart = Chart(
      layers: [Layer(.line, x: "month", y: "co2")],
      scales: Scales(y: .init(title: "Median emissions", unit: "g")))
    let compiled = try chart.compile(data)
    #expect(
      compiled.altText
        == "Line chart of Median emissions by Month. Median emissions begins at 12.8 g on 1\u{00A0}October 2021 and ends at 1.20 g on 1\u{00A0}December 2021."
    )
  }

  @Test(arguments: 0..<40)
  func thatItRisesOrFallsIsForAFitToSay(_ seed: Int) throws {
    var dice = Dice(UInt64(seed + 3))
    let values = (0..<(2 + dice.below(6))).map { _ in Double(dice.below(4)) }
    let data = try table([
      ("x", numbers(values.indices.map(Double.init))), ("y", numbers(values)),
    ])
    let alt = try Chart(layers: [Layer(.line, x: "x", y: "y")]).compile(data).altText
    #expect(!alt.contains("rises") && !alt.contains("falls"), "\(alt)")
    #expect(alt.contains("stays") == (Set(values).count == 1), "\(alt)")
    #expect(
      alt.contains("lowest at") == (values.min() ?? 0 < min(values.first ?? 0, values.last ?? 0)))
    #expect(
      alt.contains("highest at") == (values.max() ?? 0 > max(values.first ?? 0, values.last ?? 0)))
  }

  @Test func heightsOfStackedAreasAreTheirOwn() throws {
    let data = try table([
      ("x", numbers([1, 2, 3, 1, 2, 3])), ("y", numbers([1, 5, 2, 10, 10, 20])),
      ("who", texts(["a", "a", "a", "b", "b", "b"])),
    ])
    let alt = try Chart(layers: [Layer(.area, x: "x", y: "y", color: "who")]).compile(data).altText
    #expect(
      alt.contains("A: begins at 1 at 1 and ends at 2 at 3; it is highest at 5 at 2."), "\(alt)")
    #expect(alt.contains("B: begins at 10 at 1 and ends at 20 at 3."), "\(alt)")
  }

  @Test func aHeatMapNamesItsHighestNumber() throws {
    let data = try table([
      ("a", texts(["p", "p", "q", "q", "q"])), ("b", texts(["r", "s", "r", "s", "s"])),
    ])
    let alt = try Chart(layers: [Layer(.tile, x: "a", y: "b")]).compile(data).altText
    #expect(alt.contains("4 tiles; the highest number is 2 (s, q)."), "\(alt)")
  }

  @Test func aLayerWithoutRowsIsNotNamed() throws {
    let data = try table([("x", numbers([1, 2, 3])), ("y", numbers([3, 1, 2]))])
    let chart = Chart(layers: [
      Layer(.line, x: "x", y: "y"),
      Layer(.point, x: "x", y: "y") {
        $0.where = "y > 9"
        $0.name = "nothing"
      },
    ])
    let compiled = try chart.compile(data)
    #expect(
      !compiled.altText.contains("0 points")
        && !String(decoding: compiled.svg(id: "x"), as: UTF8.self).contains("nothing"))
  }

  @Test func allSeriesAreTold() throws {
    let names = ["a", "b", "c", "d", "e"]
    let data = try table([
      ("x", numbers(names.indices.flatMap { _ in [1.0, 2.0] })),
      ("y", numbers(names.indices.flatMap { [Double($0), Double($0) + 1] })),
      ("g", texts(names.flatMap { [$0, $0] })),
    ])
    let alt = try Chart(layers: [Layer(.line, x: "x", y: "y", color: "g")]).compile(data).altText
    for name in names.map({ $0.uppercased() }) { #expect(alt.contains("\(name): begins at")) }
  }

  @Test(arguments: [3, 8]) func linesOfGroupsAreToldByTheirNames(_ count: Int) throws {
    let names = (1...count).map { "maker \($0)" }
    let data = try table([
      ("x", numbers(names.indices.flatMap { _ in [1.0, 2.0] })),
      ("y", numbers(names.indices.flatMap { [0, Double($0) + 1] })),
      ("g", texts(names.flatMap { [$0, $0] })),
    ])
    let layer = Layer(.line, x: "x", y: "y") { $0.group = "g" }
    let alt = try Chart(layers: [layer]).compile(data).altText
    if count > 6 {
      #expect(alt.contains("lowest in maker 1 (1 at 2) and highest in maker 8 (8 at 2)."), "\(alt)")
    } else {
      #expect(alt.contains("Maker 2: begins at 0 at 1 and ends at 2 at 2."), "\(alt)")
    }
  }

  @Test func panelsWithAxesOfTheirOwnAreNotOfOneQuantity() throws {
    let data = try table([
      ("x", numbers([1, 2, 1, 2])), ("f", texts(["grid", "grid", "power", "power"])),
      ("grid intensity", numbers([400, 300, 2, 1])),
    ])
    var facet = Facet(by: "f")
    facet.free = .y
    var chart = Chart(layers: [Layer(.line, x: "x", y: "grid intensity")], facet: facet)
    chart.scales.y.title = ""
    let compiled = try chart.compile(data)
    #expect(compiled.altText.hasPrefix("Line chart of 2 quantities by"), "\(compiled.altText)")
    #expect(compiled.longDescription.contains("a range of its own in each panel"))
  }

  @Test func ofManySeriesTheEndsAreTold() throws {
    let names = (1...8).map { "panel \($0)" }
    let ends: [Double] = [5, 3, 9, 4, 1, 7, 2, 6]
    let data = try table([
      ("x", numbers(names.indices.flatMap { _ in [1.0, 2.0] })),
      ("y", numbers(ends.flatMap { [0, $0] })), ("f", texts(names.flatMap { [$0, $0] })),
    ])
    let chart = Chart(layers: [Layer(.line, x: "x", y: "y")], facet: Facet(by: "f"))
    let compiled = try chart.compile(data)
    #expect(
      compiled.altText.contains(
        "8 lines; the last value is lowest in panel 5 (1 at 2) and highest in panel 3 (9 at 2)."),
      "\(compiled.altText)")
    for name in names { #expect(compiled.longDescription.contains(name.dropFirst())) }
  }

  @Test func namedPointsOfALineHaveNoCorrelation() throws {
    var data = try table([("x", numbers([1, 2, 3, 4])), ("y", numbers([1, 2, 4, 8]))])
    data.tables["m"] = try table([
      ("x", numbers([1, 2, 4])), ("y", numbers([1, 2, 8])), ("name", texts(["A", "B", "C"])),
    ]).tables[""]
    data.tables["t"] = data.tables.removeValue(forKey: "")
    let milestones = Layer(.point, x: "x", y: "y") {
      $0.table = "m"
      $0.label = "name"
    }
    let chart = Chart(table: "t", layers: [Layer(.line, x: "x", y: "y"), milestones])
    let alt = try chart.compile(data).altText
    #expect(alt.contains("3 points are named: A (1); B (2); C (4).") && !alt.contains("orrelation"))
    // Points on the places of the line itself say nothing more.
    let twice = Chart(
      table: "t", layers: [Layer(.line, x: "x", y: "y"), Layer(.point, x: "x", y: "y")])
    #expect(try !twice.compile(data).altText.contains("orrelation"))
    let alone = Chart(table: "t", layers: [Layer(.point, x: "x", y: "y")])
    #expect(try alone.compile(data).altText.contains("4 points; Pearson correlation"))
  }

  @Test func barsThatAreEqualAreNotRanked() throws {
    let data = try table([
      ("x", texts(["a", "b", "c"])), ("y", numbers([3, 3, 3])), ("z", numbers([1, 3, 3])),
    ])
    let equal = try Chart(layers: [Layer(.bar, x: "x", y: "y")]).compile(data).altText
    #expect(equal.contains("All 3 are 3.") && !equal.contains("largest"))
    let tied = try Chart(layers: [Layer(.bar, x: "x", y: "z")]).compile(data).altText
    #expect(tied.contains("The largest of 3 is b with 3 (and 1 more), the smallest a with 1."))
  }

  @Test func barsSideBySideAreNotAddedUp() throws {
    let data = try table([
      ("x", texts(["a", "a", "b", "b"])), ("g", texts(["p", "q", "p", "q"])),
      ("y", numbers([5, 5, 9, 0])),
    ])
    let chart = Chart(
      layers: [Layer(.bar, x: "x", y: "y", color: "g") { $0.position = .group }])
    #expect(try chart.compile(data).altText.contains("is b, p, with 9"))
  }

  @Test func panelsAreToldApart() throws {
    let data = try table([
      ("x", texts(["a", "b", "a", "b"])), ("f", texts(["m", "m", "n", "n"])),
      ("y", numbers([1, 5, 7, 2])),
    ])
    let chart = Chart(layers: [Layer(.bar, x: "x", y: "y")], facet: Facet(by: "f"))
    let alt = try chart.compile(data).altText
    #expect(
      alt.contains("m: The largest of 2 is b with 5")
        && alt.contains("n: The largest of 2 is a with 7"))
  }

  @Test func pointsWithoutAColourAreCountedAsNotShown() throws {
    let data = try table([
      ("x", numbers([1, 2, 3, 4])), ("y", numbers([1, 2, 3, 4])), ("c", numbers([1, nil, 3, 4])),
    ])
    let compiled = try Chart(layers: [Layer(.point, x: "x", y: "y", color: "c")]).compile(data)
    #expect(
      compiled.notes.contains("1 of 4 points without a number for their colour are not shown"))
    #expect(compiled.altText.contains("3 points"))
  }

  @Test func lyingDistributionsAreDescribedAlongTheirOwnAxis() throws {
    let data = try table([("v", numbers((0..<40).map { 1000 + Double($0 * $0 % 37) }))])
    for mark in [Mark.density, .ecdf, .histogram] {
      let alt = try Chart(layers: [Layer(mark, y: "v")]).compile(data).altText
      #expect(alt.contains("1,0") && !alt.contains("highest at 0."), "\(alt)")
    }
  }

  @Test func authorsTextReplacesTheComputedOne() throws {
    var chart = scatter()
    chart.alt = "Mine."
    let data = try table([("x", numbers([1, 2])), ("y", numbers([1, 2]))])
    #expect(try chart.compile(data).altText == "Mine.")
  }

  @Test func zerosOnALogAxisAreShownAndCounted() throws {
    let data = try table([
      ("x", numbers([1, 2, 3, 4])), ("y", numbers([0, 10, 100, 0])),
    ])
    let compiled = try scatter(Scales(y: .init(type: .log))).compile(data)
    #expect(
      compiled.notes.contains("2 zeros on the vertical log axis are shown in the marked strip"))
    #expect(compiled.altText.contains("2 zeros"))
    #expect(compiled.scene.texts.contains { $0.text.string == "n = 2" })
    #expect(compiled.dataAsDrawn.rowCount == 4)
  }

  @Test func zerosBehindASummaryAreNotSaidToBeShown() throws {
    let data = try table([
      ("x", numbers([1, 1, 2, 2])), ("y", numbers([0, 10, 0, 0])),
    ])
    let chart = Chart(
      layers: [Layer(.line, x: "x", y: "y") { $0.summary = .mean }],
      scales: Scales(y: .init(type: .log)))
    let compiled = try chart.compile(data)
    // Means 5 and 0: one zero, of three in the rows.
    #expect(compiled.notes == ["1 zero on the vertical log axis is shown in the marked strip"])
  }

  @Test func missingAndInfiniteRowsAreCounted() throws {
    let data = try table([
      ("x", numbers([1, nil, 3, 4])), ("y", Column(.double([1, 2, .infinity, 4]))),
    ])
    let compiled = try scatter().compile(data)
    #expect(compiled.notes.contains("1 of 4 rows without a value are not shown"))
    #expect(compiled.notes.contains("1 of 4 rows with an infinite value are not shown"))
    #expect(compiled.dataAsDrawn.rowCount == 2)
  }

  @Test func drawnFitIsTheModelsOwn() throws {
    let data = try table([("x", numbers([1, 2, 3, 4])), ("y", numbers([2, 4, 6, 8]))])
    let model = FitCurve(name: "OLS", summary: "OLS slope 2", predictors: ["x"]) { table, _ in
      (table["x"]?.doublesOrNaN ?? []).map { .init(fit: 2 * $0, low: 2 * $0 - 1, high: 2 * $0 + 1) }
    }
    var inputs = data
    inputs.models = ["m": model]
    let chart = Chart(
      layers: [
        Layer(.point, x: "x", y: "y"), Layer(.fit, x: "x", y: "y") { $0.model = "m" },
      ])
    let compiled = try chart.compile(inputs)
    let drawn = compiled.dataAsDrawn
    let marks = try #require(drawn["mark"])
    let (x, y) = (
      try #require(drawn["x"]?.doublesOrNaN), try #require(drawn["y"]?.doublesOrNaN)
    )
    guard case .text(let names) = marks.values else {
      Issue.record("no marks")
      return
    }
    let rows = x.indices.filter {
      names.dictionary.string(names.codes[$0]) == "fit" && !y[$0].isNaN
    }
    #expect(rows.count == 101)
    #expect(rows.allSatisfy { abs(y[$0] - 2 * x[$0]) < 1e-12 })
    #expect(compiled.altText.contains("OLS slope 2"))
  }

  @Test func meanIntervalUsesTheTDistribution() throws {
    // R: t.test(c(1, 2, 4)): 2.333333 (-1.461243 to 6.127909).
    let data = try table([("x", texts(["a", "a", "a"])), ("y", numbers([1, 2, 4]))])
    let chart = Chart(
      layers: [Layer(.errorbar, x: "x", y: "y") { $0.summary = .meanInterval }])
    let drawn = try chart.compile(data).dataAsDrawn
    let low = try #require(drawn["low"]?.doublesOrNaN?.first)
    let high = try #require(drawn["high"]?.doublesOrNaN?.first)
    #expect(abs(low + 1.461243) < 1e-5 && abs(high - 6.127909) < 1e-5)
  }

  @Test(arguments: ["2021Q4", "2021 Q4", "2021-Q4"])
  func quartersShowTheirYearOnce(_ first: String) throws {
    let names = [first] + ["1", "2", "3"].map { "2022" + first.dropFirst(4).dropLast() + $0 }
    let data = try table([("x", texts(names)), ("y", numbers([1, 2, 3, 4]))])
    var scales = Scales()
    scales.y.unit = ""
    scales.y.title = "Models"
    let scene = try Chart(layers: [Layer(.bar, x: "x", y: "y")], scales: scales).compile(data).scene
    let shown = scene.texts.map(\.text.string)
    for text in ["Q4", "Q1", "Q2", "Q3", "2021", "2022", "Models"] {
      #expect(shown.filter { $0 == text }.count == 1, "\(text)")
    }
  }
}

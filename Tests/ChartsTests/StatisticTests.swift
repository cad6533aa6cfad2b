import Charts
import Drawing
import Foundation
import Statistics
import Tables
import Testing

/// The statistics of marks, read from the data as drawn. References: R 4.2.2, the call beside each.
@Suite struct StatisticTests {
  private struct Drawn {
    var x: [Double]
    var y: [Double]
    var low: [Double]
    var high: [Double]
    var label: [String?]
    var count: [Double]
  }

  private func drawn(_ chart: Chart, _ data: ChartData, mark: String) throws -> Drawn {
    let table = try chart.compile(data).dataAsDrawn
    func texts(_ name: String) -> [String?] {
      guard let column = table[name], case .text(let text) = column.values else { return [] }
      return text.codes.indices.map {
        column.isValid($0) ? text.dictionary.string(text.codes[$0]) : nil
      }
    }
    let rows = texts("mark").indices.filter { texts("mark")[$0] == mark }
    func numbers(_ name: String) -> [Double] {
      table[name]?.doublesOrNaN.map { values in rows.map { values[$0] } } ?? []
    }
    let labels = texts("label")
    return Drawn(
      x: numbers("x"), y: numbers("y"), low: numbers("low"), high: numbers("high"),
      label: labels.isEmpty ? [] : rows.map { labels[$0] }, count: numbers("count"))
  }

  /// ((1:60) * 0.618034) %% 1)^2 * 10
  private static let skewed = (1...60).map { index -> Double? in
    let share = (Double(index) * 0.618034).truncatingRemainder(dividingBy: 1)
    return share * share * 10
  }

  @Test func densityHasTheBandwidthOfSheatherAndJones() throws {
    // h <- bw.SJ(v); mean(dnorm(1, v, h)); mean(dnorm(5, v, h)): h is 0.7137.
    let found = try drawn(
      Chart(layers: [Layer(.density, x: "v")]), table([("v", numbers(Self.skewed))]),
      mark: "density")
    for (place, expected) in [(1.0, 0.174265230103422), (5, 0.0677867169816344)] {
      let right = try #require(found.x.indices.first { found.x[$0] >= place })
      let (a, b) = (right - 1, right)
      let share = (place - found.x[a]) / (found.x[b] - found.x[a])
      let density = found.high[a] + share * (found.high[b] - found.high[a])
      #expect(abs(density - expected) < 5e-4)
    }
  }

  @Test(arguments: [
    (0.75, [5.61650527730763, -0.223283598053027, 0.679950949085952]),
    (0.5, [3.97325748206008, -0.635463998610762, 2.5929807201628]),
  ])
  func loessIsThatOfR(_ span: Double, _ expected: [Double]) throws {
    // loess(y ~ x, span = span, degree = 1, control = loess.control(surface = "direct"))
    let x = (1...20).map(Double.init)
    let y = x.map { sin($0 / 3) * 5 + $0.truncatingRemainder(dividingBy: 3) }
    let chart = Chart(layers: [Layer(.smooth, x: "x", y: "y") { $0.bandwidth = span }])
    let found = try drawn(
      chart, table([("x", numbers(x)), ("y", numbers(y))]), mark: "smooth")
    #expect(found.x.count == 80)
    for (place, value) in zip([0, 40, 79], expected) {
      #expect(abs(found.y[place] - value) < 1e-6, "\(found.y[place])")
    }
  }

  @Test func boxIsThatOfTukeyWithQuartilesOfTypeSeven() throws {
    // boxplot.stats(v): 1 3 5 7 8, out 30 (hinges and quartiles of type 7 agree for n = 9).
    let chart = Chart(layers: [Layer(.boxplot, y: "v")])
    let found = try drawn(
      chart, table([("v", numbers([5, 1, 2, 30, 3, 4, 6, 7, 8]))]), mark: "boxplot")
    #expect(found.y == [1, 3, 5, 7, 8, 30])
    #expect(
      found.label == [
        "whisker low", "lower quartile", "median", "upper quartile", "whisker high", "point",
      ])
  }

  @Test func histogramHasTheWidthOfFreedmanAndDiaconis() throws {
    // 2 * IQR(v) * 60^(-1/3) = 2.534, drawn as 2.5.
    let found = try drawn(
      Chart(layers: [Layer(.histogram, x: "v")]), table([("v", numbers(Self.skewed))]),
      mark: "histogram")
    #expect(zip(found.low, found.high).allSatisfy { abs($1 - $0 - 2.5) < 1e-12 })
    #expect(found.count.reduce(0, +) == 60)
  }

  @Test func quantilesStandAgainstTheNormalOnesWithTheLineThroughTheQuartiles() throws {
    // qnorm(ppoints(10, a = 0.5)); qqline: slope 1.64939496808748, intercept 4.2625.
    let values = [3.1, 2.2, 5.5, 4.1, 6.8, 1.2, 7.9, 3.3, 4.4, 5.0]
    let (chart, data) = (
      Chart(layers: [Layer(.qq, y: "v")]), try table([("v", numbers(values))])
    )
    let points = try drawn(chart, data, mark: "qq")
    #expect(points.y == values.sorted())
    #expect(abs(points.x[0] + 1.644853626951473) < 1e-8)
    #expect(abs(points.x[7] - 0.674489750196082) < 1e-8)
    let line = try drawn(chart, data, mark: "fit")
    let rows = line.y.indices.filter { !line.y[$0].isNaN }
    #expect(rows.count == 10)
    for row in rows { #expect(abs(line.y[row] - 4.2625 - 1.64939496808748 * line.x[row]) < 1e-8) }
  }

  @Test func cumulativeDistributionIsThatOfR() throws {
    // ecdf(c(1, 2, 2, 5))(c(1, 2, 5)): 0.25 0.75 1
    let found = try drawn(
      Chart(layers: [Layer(.ecdf, x: "v")]), table([("v", numbers([2, 5, 1, 2]))]), mark: "ecdf")
    #expect(found.x == [1, 1, 2, 5] && found.y == [0, 0.25, 0.75, 1])
  }

  @Test(arguments: [
    (CorrelationMatrix.Kind.pearson, "0.77", "Pearson"), (.spearman, "0.77", "Spearman"),
    (.kendall, "0.60", "Kendall"),
  ])
  func correlationsOfAMatrixAreThoseOfTheTests(
    _ kind: CorrelationMatrix.Kind, _ expected: String, _ name: String
  ) throws {
    // cor(1:6, c(1, 3, 2, 6, 4, 5), method = kind)
    let data = try table([
      ("a", numbers([1, 2, 3, 4, 5, 6])), ("b", numbers([1, 3, 2, 6, 4, 5])),
    ])
    let compiled = try Chart(layers: [Layer(.correlation) { $0.correlation = kind }]).compile(data)
    #expect(compiled.scene.texts.contains { $0.text.string == expected })
    #expect(compiled.altText.contains(name))
  }

  @Test func aMatrixOfAnAnalysisIsDrawnAsThatOfItsColumns() throws {
    let values = [[1, 2, 3, 4, 5, 6], [1, 3, 2, 6, 4, 5], [2, 2, 1, 4, 3, 9.0]]
    let names = ["a", "b", "c"]
    let variables = zip(names, values).map { (name: $0, values: $1) }
    var data = try table(variables.map { ($0.name, numbers($0.values)) })
    data.correlations["m"] = CorrelationCoefficients(
      .kendall, of: names, try CorrelationMatrix(.kendall).test(variables))
    let byModel = try Chart(layers: [Layer(.correlation) { $0.model = "m" }]).compile(data)
    let byColumns = try Chart(layers: [Layer(.correlation) { $0.correlation = .kendall }])
      .compile(data)
    #expect(byModel.svg(id: "x") == byColumns.svg(id: "x"))
    #expect(byModel.altText == byColumns.altText)
    #expect(throws: ChartError.unknownModel(id: "n", nearest: "m")) {
      try Chart(layers: [Layer(.correlation) { $0.model = "n" }]).compile(data)
    }
  }

  @Test func splineFollowsASmoothCurve() throws {
    let x = (0..<60).map { Double($0) / 10 }
    let chart = Chart(layers: [Layer(.smooth, x: "x", y: "y") { $0.method = .spline }])
    let found = try drawn(
      chart, table([("x", numbers(x)), ("y", numbers(x.map { sin($0) }))]), mark: "smooth")
    for (place, value) in zip(found.x, found.y) { #expect(abs(value - sin(place)) < 0.01) }
  }
}

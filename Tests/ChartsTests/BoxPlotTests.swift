import Charts
import Foundation
import Statistics
import Tables
import Testing

/// Box plots: quartiles of the data, whiskers on the scale of the axis, few values as points.
@Suite struct BoxPlotTests {
  private func drawn(
    _ values: [Double], _ type: ScaleSpecification.Kind? = nil,
    _ adjust: (inout Layer) -> Void = { _ in }
  ) throws -> (labels: [String], values: [Double], compiled: CompiledChart) {
    let data = try table([
      ("g", texts(values.map { _ in "a" })), ("y", numbers(values)),
    ])
    var layer = Layer(.boxplot, x: "g", y: "y")
    adjust(&layer)
    let compiled = try Chart(layers: [layer], scales: Scales(y: .init(type: type))).compile(data)
    let drawn = compiled.dataAsDrawn
    guard let column = drawn["label"], case .text(let text) = column.values else {
      return ([], [], compiled)
    }
    return (
      text.codes.map { text.dictionary.string($0) }, drawn["y"]?.doublesOrNaN ?? [], compiled
    )
  }

  /// quantile(v, c(0.25, 0.5, 0.75)): 2.5 20 200 (type 7).
  private static let skewed = [1.0, 2, 3, 10, 20, 30, 100, 300, 700]

  @Test func onALogAxisTheFencesAreThoseOfTheLogarithms() throws {
    // Quartiles 3, 20, 100; on logarithms the fences are 3 / (100/3)^1.5 = 0.0156 and
    // 100 (100/3)^1.5 = 19245; on the data −142.5 and 245.5.
    let log = try drawn(Self.skewed, .log)
    #expect(
      log.labels == ["whisker low", "lower quartile", "median", "upper quartile", "whisker high"])
    #expect(log.values == [1, 3, 20, 100, 700])
    #expect(log.compiled.altText.contains("No value lies beyond the whiskers."))
    let linear = try drawn(Self.skewed)
    #expect(linear.values == [1, 3, 20, 100, 100, 300, 700])
    #expect(linear.compiled.altText.contains("2 values lie beyond the whiskers."))
    let asked = try drawn(Self.skewed, .log) { $0.on = .data }
    #expect(asked.values == linear.values)
    #expect(asked.compiled.altText.contains("2 values lie beyond the whiskers."))
  }

  @Test(arguments: 0..<20)
  func quartilesAreThoseOfTheTablesOnEveryAxis(_ seed: Int) throws {
    var dice = Dice(UInt64(seed + 77))
    let values = (0..<(8 + dice.below(40))).map { _ in pow(10, dice.share() * 6 - 2) }
    // To the last bit those of `describe` and of the functions of tables.
    let described = try Description().describe(Sample(values))
    let expected = [Detail.Key.q1, .median, .q3].compactMap { described.number($0) }
    let summary = try Table([("y", numbers(values))]).grouped(
      by: [],
      summarise: try ["quantile(y, 0.25)", "median(y)", "quantile(y, 0.75)"].map {
        Tables.Summary($0, try Tables.Expression.parse($0))
      })
    let tabled = summary.columns.compactMap { $0.doublesOrNaN?.first }
    #expect(expected.count == 3)
    #expect(tabled == expected)
    for type in [nil, ScaleSpecification.Kind.log, .sqrt, .symlog] {
      for on in [nil, Layer.StatisticScale.data, .axis] {
        let found = try drawn(values, type) { $0.on = on }
        #expect(Array(found.values[1...3]) == expected)
      }
    }
  }

  @Test(arguments: 0..<20)
  func theNumberOfPointsInWordsIsTheNumberDrawn(_ seed: Int) throws {
    var dice = Dice(UInt64(seed + 7))
    let values = (0..<(8 + dice.below(200))).map { _ in
      dice.chance(0.1) ? 0 : pow(10, pow(dice.share() * 2 - 1, 5) * 6)
    }
    for type in [nil, ScaleSpecification.Kind.log] {
      let found = try drawn(values, type)
      let points = found.labels.filter { $0 == "point" }.count
      let said = points == 0 ? "No value lies" : "\(points) value\(points == 1 ? " lies" : "s lie")"
      #expect(found.compiled.altText.contains("\(said) beyond"), "\(found.compiled.altText)")
    }
  }

  @Test(arguments: [Mark.boxplot, .violin], 1...9)
  func fewerThanEightValuesArePoints(_ mark: Mark, _ count: Int) throws {
    let values = (0..<count).map { Double($0 * $0) + 1 }
    let found = try drawn(values) { $0.mark = mark }
    if count < 8 {
      #expect(found.labels == values.map { _ in "point" } && found.values == values)
      #expect(found.compiled.notes.contains("groups of fewer than 8 values are shown as points"))
      #expect(found.compiled.altText.contains("Single values"))
      #expect(!found.compiled.altText.contains("Medians"))
    } else {
      #expect(found.labels.contains("median"))
      #expect(found.compiled.altText.contains("Medians"))
    }
  }

  @Test func zerosOfALogAxisLieBeyondABoxAboveThem() throws {
    let found = try drawn([0, 0, 5, 6, 7, 8, 9, 10, 11, 12], .log)
    #expect(found.labels.filter { $0 == "point" }.count == 2)
    // A box that begins at zero has no fences: its whisker reaches the strip.
    let low = try drawn([0, 0, 0, 0, 7, 8, 9, 10], .log)
    #expect(low.values.first == 0 && !low.labels.contains("point"))
  }
}

import Charts
import Drawing
import Foundation
import Tables
import Testing

/// An ordinal scale is a category scale whose levels have an order, which colours, axes and legends
/// keep.
@Suite struct OrdinalScaleTests {
  private static let sizes = ["13B", "7B", "130B", "1.5B"]
  private static let ordered = ["1.5B", "7B", "13B", "130B"]

  private func data() throws -> ChartData {
    try table([
      ("size", texts(Self.sizes)), ("n", numbers([3, 1, 4, 2])), ("v", numbers([1, 2, 3, 4])),
    ])
  }

  private func names(_ scene: Scene, _ role: Scene.Text.Role) -> [Scene.Text] {
    scene.texts.filter { $0.role == role && Self.sizes.contains($0.text.string) }
  }

  @Test func levelsStandInTheOrderOfTheNumbersInTheirNames() throws {
    let scene = try Chart(
      layers: [Layer(.bar, x: "size", y: "n")], scales: Scales(x: .init(type: .ordinal))
    ).compile(data()).scene
    let ticks = names(scene, .tick).sorted { $0.point.x < $1.point.x }
    #expect(ticks.map(\.text.string) == Self.ordered)
  }

  @Test func declaredOrderGoesBeforeNames() throws {
    let order = ["130B", "7B"]
    let scene = try Chart(
      layers: [Layer(.bar, x: "size", y: "n")],
      scales: Scales(x: .init(type: .ordinal) { $0.order = order })
    ).compile(data()).scene
    let ticks = names(scene, .tick).sorted { $0.point.x < $1.point.x }
    #expect(ticks.map(\.text.string) == ["130B", "7B", "1.5B", "13B"])
  }

  @Test func sortingByValueIsRefusedRatherThanUndoTheOrder() throws {
    let chart = Chart(
      layers: [Layer(.bar, x: "size", y: "n") { $0.sort = .descending }],
      scales: Scales(x: .init(type: .ordinal)))
    #expect(throws: ChartError.self) { try chart.compile(data()) }
  }

  @Test func verticalAxisRisesWithTheOrder() throws {
    func heights(_ type: ScaleSpecification.Kind) throws -> [String] {
      let scene = try Chart(
        layers: [Layer(.bar, x: "n", y: "size")], scales: Scales(y: .init(type: type))
      ).compile(data()).scene
      return names(scene, .tick).sorted { $0.point.y > $1.point.y }.map(\.text.string)
    }
    #expect(try heights(.ordinal) == Self.ordered)
    #expect(try heights(.category) == Self.sizes.reversed())
  }

  @Test(arguments: Theme.Name.allCases)
  func coloursGoFurtherFromTheGroundWithTheOrderAndTheLegendFollows(_ name: Theme.Name) throws {
    var chart = Chart(
      layers: [Layer(.bar, x: "v", y: "n", color: "size")],
      scales: Scales(color: .init(type: .ordinal)))
    chart.theme = name
    let compiled = try chart.compile(data())
    let legend = names(compiled.scene, .legend).sorted { $0.point.x < $1.point.x }
    #expect(legend.map(\.text.string) == Self.ordered)
    let group = try #require(compiled.scene.group("legend"))
    let paints = fills(group).map(\.fill.paint)
    #expect(paints == [.level(0), .level(2), .level(3), .level(5)])
    let contrasts = paints.map {
      compiled.theme.color($0).contrast(with: compiled.theme.background)
    }
    #expect(contrasts == contrasts.sorted() && Set(contrasts).count == 4)
  }

  @Test func numbersAreLevelsInTheirOrder() throws {
    let data = try table([
      ("stars", numbers([10, 2, 1])), ("n", numbers([1, 2, 3])), ("v", numbers([1, 2, 3])),
    ])
    let scene = try Chart(
      layers: [Layer(.point, x: "v", y: "n", color: "stars")],
      scales: Scales(color: .init(type: .ordinal))
    ).compile(data).scene
    let legend = scene.texts.filter { $0.role == .legend && Double($0.text.string) != nil }
    #expect(legend.map(\.text.string) == ["1", "2", "10"])
  }
}

import Charts
import Foundation
import Statistics
import Testing

@Suite struct GalleryTests {
  private static let charts: [Chart] = {
    func all(_ chart: Chart) -> [Chart] { [chart] + chart.panels.flatMap(all) }
    return Examples.gallery?.entries.flatMap { all($0.chart) } ?? []
  }()
  private static let layers = charts.flatMap(\.layers)

  @Test(arguments: Mark.allCases)
  func everyMarkHasAnExample(_ mark: Mark) {
    #expect(Self.layers.contains { $0.mark == mark })
  }

  @Test(arguments: pictureKinds.map(\.name))
  func everyPictureHasAnExample(_ name: String) {
    #expect(Self.charts.contains { $0.picture?.kind.name == name })
  }

  /// Linear, time and category scales follow from the data.
  @Test(arguments: [ScaleSpecification.Kind.log, .sqrt, .symlog, .ordinal])
  func everyScaleHasAnExample(_ kind: ScaleSpecification.Kind) {
    #expect(
      Self.charts.contains {
        [$0.scales.x, $0.scales.y, $0.scales.color].contains { $0.type == kind }
      })
  }

  @Test(arguments: [2, 2.718281828459045])
  func everyBaseHasAnExample(_ base: Double) {
    #expect(
      Self.charts.contains { [$0.scales.x, $0.scales.y].contains { $0.base == base } })
  }

  @Test func everyStatisticHasAnExample() {
    for summary in Summary.allCases where summary != .none && summary != .sum {
      #expect(Self.layers.contains { $0.summary == summary }, "\(summary)")
    }
    for position in [Position.group, .fill, .stack] {
      #expect(Self.layers.contains { $0.position == position }, "\(position)")
    }
    for kind in [CorrelationMatrix.Kind.spearman, .kendall] {
      #expect(Self.layers.contains { $0.correlation == kind }, "\(kind)")
    }
    #expect(Self.layers.contains { $0.method == .spline })
    #expect(Self.layers.contains { $0.mark == .smooth && $0.method != .spline })
    #expect(Self.layers.contains { $0.on == .axis })
  }

  @Test func everyWayOfPlacingHasAnExample() {
    for legend in [Guides.Legend.top, .right, .bottom] {
      #expect(Self.charts.contains { $0.guides.legend == legend }, "\(legend)")
    }
    for format in ScaleSpecification.Format.allCases where format != .plain {
      #expect(
        Self.charts.contains {
          [$0.scales.x, $0.scales.y, $0.scales.color].contains { $0.format == format }
        }, "\(format)")
    }
    #expect(Self.charts.contains { $0.facet?.by != nil })
    #expect(Self.charts.contains { $0.facet?.columns != nil })
    #expect(Self.charts.contains { ($0.facet?.free ?? .none) != .none })
    #expect(Self.charts.contains { !$0.panels.isEmpty })
    #expect(Self.charts.contains { !$0.annotations.isEmpty })
  }

  @Test func pageShowsEveryExampleWithItsPictureAndItsSpecification() throws {
    let gallery = try #require(Examples.gallery)
    let folder = repository.appendingPathComponent("figures/gallery")
    let page = try String(
      contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
    for entry in gallery.entries {
      #expect(page.contains("## \(entry.name)\n"), "\(entry.name)")
      #expect(page.contains("](\(entry.name).png)"), "\(entry.name)")
      #expect(
        page.contains(entry.source.trimmingCharacters(in: .whitespacesAndNewlines)),
        "\(entry.name): run make figures")
      for ending in ["png", "svg"] {
        let file = folder.appendingPathComponent("\(entry.name).\(ending)").path
        #expect(FileManager.default.fileExists(atPath: file), "\(entry.name): run make figures")
      }
    }
  }
}

import Charts
import Drawing
import Foundation
import Testing

@Suite struct LayoutTests {
  /// Charts of many panels side by side, which one column cannot hold.
  private static let wide: Set<String> = ["facet-grid"]

  @Test(arguments: Examples.names)
  func noTextOverlapsAndNothingLeavesTheSheetAtThreeSizes(_ name: String) throws {
    let gallery = try #require(Examples.gallery)
    let entry = try #require(Examples.entry(name))
    for size in [FigureSize(.single), FigureSize(.double), FigureSize(.slide)] {
      var chart = entry.chart
      chart.size = size
      let scene: Scene
      do {
        scene = try chart.compile(gallery.data).scene
      } catch {
        let isExpected = size.width == 84 && Self.wide.contains(name)
        #expect(isExpected, "\(name) at \(size.width) mm: \(error)")
        continue
      }
      let pairs = overlaps(scene).map { "\($0.0) | \($0.1)" }
      #expect(pairs.isEmpty, "\(name) at \(size.width) mm")
      let outside = escapes(scene)
      #expect(outside.isEmpty, "\(name) at \(size.width) mm")
    }
  }

  @Test(arguments: Theme.Name.allCases)
  func textAndMarksStandOutInEveryTheme(_ name: Theme.Name) {
    let theme = Theme.named(name)
    for ground in [theme.background, theme.surface] {
      #expect(theme.ink.contrast(with: ground) >= 4.5)
      #expect(theme.muted.contrast(with: ground) >= 4.5)
    }
    for color in theme.series { #expect(color.contrast(with: theme.background) >= 3) }
  }

  @Test(arguments: Theme.Name.allCases)
  func textOnFillsHasContrast(_ name: Theme.Name) throws {
    let gallery = try #require(Examples.gallery)
    let theme = Theme.named(name)
    for entry in gallery.entries {
      var chart = entry.chart
      chart.theme = name
      let scene = try chart.compile(gallery.data).scene
      let shapes = fills(scene.nodes).filter { $0.fill.opacity == 1 }
      for text in scene.texts {
        guard case .fixed(let color) = text.paint else { continue }
        let middle = Point(text.bounds.midX, text.bounds.midY)
        guard let behind = shapes.last(where: { $0.path.bounds?.contains(middle) == true }) else {
          continue
        }
        let ratio = color.contrast(with: theme.color(behind.fill.paint))
        #expect(ratio >= 4.4, "\(entry.name): \(text.text.string) \(ratio)")
      }
    }
  }

  @Test func everySeriesHasASecondChannel() {
    #expect(Set((0..<6).map { Symbol.series($0) }).count == 6)
  }

  /// Deuteranopia and protanopia after Machado, Oliveira and Fernandes (2009), severity 1.
  @Test(arguments: [
    [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
    [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  ])
  func seriesColoursDifferForColourBlindReaders(_ matrix: [Double]) {
    for theme in [Theme.named(.report), Theme.named(.dark)] {
      let seen = theme.series.map { color -> [Double] in
        let part = [color.red, color.green, color.blue]
        return (0..<3).map { row in
          (0..<3).reduce(0) { $0 + matrix[3 * row + $1] * part[$1] }
        }
      }
      for i in seen.indices {
        for j in seen.indices where j > i {
          let distance = zip(seen[i], seen[j]).reduce(0) { $0 + abs($1.0 - $1.1) }
          #expect(distance > 0.12, "\(theme.name) \(i) \(j)")
        }
      }
    }
  }

  @Test func textIsAtLeastSevenPoints() throws {
    let gallery = try #require(Examples.gallery)
    for entry in gallery.entries {
      let scene = try entry.chart.compile(gallery.data).scene
      #expect(scene.texts.allSatisfy { $0.style.size >= 7 }, "\(entry.name)")
    }
  }
}

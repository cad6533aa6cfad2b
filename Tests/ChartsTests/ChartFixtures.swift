import Basics
import Carbon
import Charts
import Drawing
import Foundation
import Tables

/// The repository, found from this file.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// The gallery, read once.
enum Examples {
  static let gallery = try? Gallery(
    folder: repository.appendingPathComponent("figures/gallery"), pictures: CarbonPictures.all)
  static var names: [String] { gallery?.entries.map(\.name) ?? [] }
  static func entry(_ name: String) -> Gallery.Entry? { gallery?.entries.first { $0.name == name } }
}

func table(_ columns: [(name: String, column: Column)]) throws -> ChartData {
  ChartData(try Table(columns))
}

func numbers(_ values: [Double?]) -> Column { Column(doubles: values) }
func texts(_ values: [String?]) -> Column { Column(texts: values) }

/// A chart of one layer over `x` and `y`.
func scatter(_ scales: Scales = Scales()) -> Chart {
  Chart(layers: [Layer(.point, x: "x", y: "y")], scales: scales)
}

func decode(_ json: String) throws -> Chart {
  try JSONDecoder().decode(Chart.self, from: Data(json.utf8))
}

/// The kinds of pictures that a study may hold.
let pictureKinds: [any PictureKind] = [RowFlowPicture()] + CarbonPictures.all

/// A chart as a study writes it, with the pictures that a study knows.
func studyChart(_ json: [String: Any]) throws -> Chart {
  let text = String(decoding: try JSONSerialization.data(withJSONObject: json), as: UTF8.self)
  guard let yaml = try YAMLValue.parse(text, file: "chart.yml") else { return Chart() }
  return try Chart(yaml, pictures: CarbonPictures.all)
}

/// All filled shapes in drawing order, with what is drawn before each text.
func fills(_ nodes: [Scene.Node]) -> [(path: Path, fill: Scene.Fill)] {
  nodes.flatMap { node -> [(path: Path, fill: Scene.Fill)] in
    switch node {
    case .path(let path, let fill?, _): [(path, fill)]
    case .clip(_, let parts), .group(_, let parts): fills(parts)
    default: []
    }
  }
}

/// Pairs of texts that overlap.
func overlaps(_ scene: Scene) -> [(String, String)] {
  let texts = scene.texts.filter { !$0.text.string.isEmpty }
  let boxes = texts.map { $0.bounds.inset(0, $0.extent.height * 0.06) }
  var result: [(String, String)] = []
  for i in texts.indices {
    for j in texts.indices where j > i && boxes[i].overlaps(boxes[j], tolerance: 0.3) {
      if texts[i].degrees == 40, texts[j].degrees == 40 {
        // Slanted neighbours run beside each other: what counts is how far apart their lines are.
        let (dx, dy) = (
          texts[i].point.x - texts[j].point.x, texts[i].point.y - texts[j].point.y
        )
        if abs(dx * 0.643 + dy * 0.766) > texts[i].extent.height * 0.75 { continue }
      }
      result.append((texts[i].text.string, texts[j].text.string))
    }
  }
  return result
}

/// The paths of all lines.
func lines(_ nodes: [Scene.Node]) -> [Path] {
  nodes.flatMap { node -> [Path] in
    switch node {
    case .path(let path, nil, .some): [path]
    case .clip(_, let parts), .group(_, let parts): lines(parts)
    default: []
    }
  }
}

/// Shapes that reach over the edge of the sheet; what is clipped counts as its clip.
func strays(_ scene: Scene) -> [Rect] {
  let sheet = Rect(x: 0, y: 0, width: scene.width, height: scene.height)
  func bounds(_ nodes: [Scene.Node]) -> [Rect] {
    nodes.flatMap { node -> [Rect] in
      switch node {
      case .path(let path, _, let line):
        path.bounds.map {
          [$0.inset(-(line?.stroke.width ?? 0) / 2, -(line?.stroke.width ?? 0) / 2)]
        }
          ?? []
      case .symbols(let symbols):
        symbols.centers.enumerated().map { index, center in
          let r = symbols.radii[symbols.radii.count == 1 ? 0 : index]
          return Rect(x: center.x - r, y: center.y - r, width: 2 * r, height: 2 * r)
        }
      case .raster(_, let rect), .clip(let rect, _): [rect]
      case .group(_, let parts): bounds(parts)
      case .text: []
      }
    }
  }
  return bounds(scene.nodes).filter { !sheet.contains($0, tolerance: 0.6) }
}

/// Texts that reach over the edge of the sheet.
func escapes(_ scene: Scene) -> [String] {
  let sheet = Rect(x: 0, y: 0, width: scene.width, height: scene.height)
  return scene.texts.filter { !sheet.contains($0.bounds, tolerance: 0.6) }.map(\.text.string)
}

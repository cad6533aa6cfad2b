import Charts
import Drawing
import Foundation
import Testing

/// Figures printed in grey or seen without one kind of cone.
@Suite struct ColorVisionTests {
  /// How a colour arrives at a reader.
  enum Vision: String, CaseIterable, Sendable {
    case all, grey, protanopia, deuteranopia, tritanopia

    /// Linear RGB to linear RGB: luminance, or Machado, Oliveira and Fernandes (2009),
    /// doi:10.1109/TVCG.2009.113, severity 1.
    private var matrix: [Double] {
      switch self {
      case .all: [1, 0, 0, 0, 1, 0, 0, 0, 1]
      case .grey: [0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722]
      case .protanopia:
        [
          0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116,
          1.051998,
        ]
      case .deuteranopia:
        [
          0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940,
          0.968881,
        ]
      case .tritanopia:
        [
          1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367,
          0.303900,
        ]
      }
    }

    /// What is seen, in CIELAB (D65).
    func lab(_ color: Color) -> [Double] {
      func linear(_ part: Double) -> Double {
        part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
      }
      let rgb = [color.red, color.green, color.blue].map(linear)
      let seen = (0..<3).map { row in
        min(max((0..<3).reduce(0) { $0 + matrix[3 * row + $1] * rgb[$1] }, 0), 1)
      }
      let xyz = [
        (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047,
        0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2],
        (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883,
      ].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16.0 / 116 }
      return [116 * xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])]
    }

    /// The distance of two colours; 2.3 is just noticeable side by side.
    func distance(_ a: Color, _ b: Color) -> Double {
      zip(lab(a), lab(b)).reduce(0) { $0 + pow($1.0 - $1.1, 2) }.squareRoot()
    }

    /// CIEDE2000 after Sharma, Wu and Dalal (2005), doi:10.1002/col.20070.
    func ciede2000(_ a: Color, _ b: Color) -> Double { Self.ciede2000(lab(a), lab(b)) }

    static func ciede2000(_ one: [Double], _ other: [Double]) -> Double {
      func degrees(_ b: Double, _ a: Double) -> Double {
        let angle = atan2(b, a) * 180 / .pi
        return angle < 0 ? angle + 360 : angle
      }
      func cosine(_ angle: Double) -> Double { cos(angle * .pi / 180) }
      func share(_ c: Double) -> Double { (pow(c, 7) / (pow(c, 7) + pow(25, 7))).squareRoot() }
      let mean = (hypot(one[1], one[2]) + hypot(other[1], other[2])) / 2
      let stretch = 1 + 0.5 * (1 - share(mean))
      let (a1, a2) = (one[1] * stretch, other[1] * stretch)
      let (c1, c2) = (hypot(a1, one[2]), hypot(a2, other[2]))
      let (h1, h2) = (degrees(one[2], a1), degrees(other[2], a2))
      var turn = c1 * c2 == 0 ? 0 : h2 - h1
      if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
      let dh = 2 * (c1 * c2).squareRoot() * sin(turn * .pi / 360)
      let (l, c) = ((one[0] + other[0]) / 2, (c1 + c2) / 2)
      let sum = h1 + h2
      let h =
        c1 * c2 == 0
        ? sum : abs(h1 - h2) <= 180 ? sum / 2 : sum < 360 ? sum / 2 + 180 : sum / 2 - 180
      let t =
        1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6)
        - 0.2 * cosine(4 * h - 63)
      let sl = 1 + 0.015 * pow(l - 50, 2) / (20 + pow(l - 50, 2)).squareRoot()
      let (sc, sh) = (1 + 0.045 * c, 1 + 0.015 * c * t)
      let angle = 60 * exp(-pow((h - 275) / 25, 2))
      let rotation = -sin(angle * .pi / 180) * 2 * share(c)
      let (x, y, z) = ((other[0] - one[0]) / sl, (c2 - c1) / sc, dh / sh)
      return (x * x + y * y + z * z + rotation * y * z).squareRoot()
    }
  }

  /// Pairs of the data published with the formula: Sharma, Wu and Dalal (2005), table 1.
  @Test(arguments: [
    ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425),
    ([50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0000),
    ([50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195),
    ([50, 2.5, 0], [73, 25, -18], 27.1492),
    ([22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373),
    ([90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447], 1.4441),
  ])
  func distancesAgreeWithThePublishedOnes(_ a: [Double], _ b: [Double], _ distance: Double) {
    #expect(abs(Vision.ciede2000(a, b) - distance) < 1e-4)
  }

  /// What marks of one colour look like apart from it: symbols, dashes, hatches.
  private func features(_ nodes: [Scene.Node]) -> [Paint: Set<String>] {
    var result: [Paint: Set<String>] = [:]
    func isSeries(_ paint: Paint?) -> Paint? {
      switch paint {
      case .series?, .level?: paint
      default: nil
      }
    }
    func directions(_ path: Path) -> String {
      var found: Set<Int> = []
      var last = Point(0, 0)
      for step in path.steps {
        if case .line(let p) = step {
          let angle = atan2(p.y - last.y, p.x - last.x) * 180 / .pi
          found.insert(Int(angle.rounded() + 360) % 180)
          last = p
        } else if case .move(let p) = step {
          last = p
        }
      }
      return "hatch \(found.sorted())"
    }
    func walk(_ nodes: [Scene.Node]) {
      var filled: Paint?
      for node in nodes {
        switch node {
        case .path(let path, let fill, let line):
          let isLine = fill == nil
          if let paint = isSeries(fill?.paint) {
            filled = paint
            result[paint, default: []].insert("fill")
            if let line { result[paint, default: []].insert("edge \(line.stroke.dash)") }
          } else if isLine, let line, line.opacity < 1, let paint = filled {
            result[paint, default: []].insert(directions(path))
          } else if isLine, let line, let paint = isSeries(line.paint) {
            result[paint, default: []].insert("line \(line.stroke.dash)")
          }
        case .symbols(let symbols):
          if let paint = isSeries(symbols.fill?.paint ?? symbols.line?.paint) {
            result[paint, default: []].insert("symbol \(symbols.shape)")
          }
        case .group(_, let parts), .clip(_, let parts): walk(parts)
        default: continue
        }
      }
    }
    walk(nodes)
    return result
  }

  @Test(arguments: Examples.names, Vision.allCases)
  func seriesAreToldApartInGreyAndWithoutACone(_ name: String, _ vision: Vision) throws {
    let gallery = try #require(Examples.gallery)
    for themeName in [Theme.Name.report, .dark] {
      var chart = try #require(Examples.entry(name)).chart
      chart.theme = themeName
      let compiled = try chart.compile(gallery.data)
      let legend = compiled.scene.group("legend") ?? []
      var legendTexts = Scene(width: 1, height: 1)
      legendTexts.nodes = legend
      // Names at the ends of lines need no second channel.
      let direct =
        compiled.scene.texts.filter { $0.role == .legend }.count - legendTexts.texts.count
      guard direct == 0 else { continue }
      let panels = compiled.scene.nodes.filter {
        if case .group("legend", _) = $0 { false } else { true }
      }
      for (place, seen) in [("panel", features(panels)), ("legend", features(legend))] {
        let paints = seen.keys.sorted { "\($0)" < "\($1)" }
        for (index, a) in paints.enumerated() {
          for b in paints[..<index] where seen[a] == seen[b] {
            let distance = vision.ciede2000(compiled.theme.color(a), compiled.theme.color(b))
            #expect(
              distance >= (vision == .grey ? 4 : 8),
              "\(name), \(place), \(themeName): \(a) and \(b)")
          }
        }
      }
    }
  }

  /// 2.3 is just noticeable side by side; the colours of a legend are compared from memory.
  @Test(arguments: Vision.allCases, Theme.Name.allCases)
  func anyTwoSeriesColoursDiffer(_ vision: Vision, _ name: Theme.Name) {
    let colors = Theme.named(name).series
    for i in colors.indices {
      for j in 0..<i {
        // Grey has lightness alone: its steps are smaller, but for the three that most figures do with.
        let least = vision == .grey ? (i < 3 ? 9.0 : 4) : 12
        let distance = vision.ciede2000(colors[i], colors[j])
        #expect(distance >= least, "\(i) and \(j): \(distance)")
      }
    }
  }

  @Test(arguments: Vision.allCases, [Theme.Name.report, .dark])
  func orderedColoursGoOneWay(_ vision: Vision, _ name: Theme.Name) {
    let theme = Theme.named(name)
    let ground = vision.lab(theme.background)[0]
    func awayFromTheGround(_ colors: [Color]) -> [Double] {
      colors.map { abs(vision.lab($0)[0] - ground) }
    }
    var ramps = [theme.levels]
    for ramp in [Palette.Ramp.viridis, .blues] {
      ramps.append((0...10).map { Palette.color(ramp, Double($0) / 10, theme) })
    }
    for (index, colors) in ramps.enumerated() {
      let steps = awayFromTheGround(colors)
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $1 > $0 }, "ramp \(index): \(steps)")
    }
  }

  @Test(arguments: Vision.allCases.filter { $0 != .grey }, [Theme.Name.report, .dark])
  func endsOfADivergingRampDiffer(_ vision: Vision, _ name: Theme.Name) {
    let theme = Theme.named(name)
    let (low, middle, high) = (
      Palette.color(.diverging, 0, theme), Palette.color(.diverging, 0.5, theme),
      Palette.color(.diverging, 1, theme)
    )
    for (a, b) in [(low, high), (low, middle), (middle, high)] {
      #expect(vision.distance(a, b) > 30)
    }
  }

  @Test func symbolsDifferInShape() {
    #expect(Set((0..<6).map { Symbol.series($0) }).count == 6)
  }
}

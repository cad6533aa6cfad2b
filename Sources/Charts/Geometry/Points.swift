internal import Basics
internal import Drawing
internal import Foundation

/// Symbols, or an image of very many.
struct Points: Geometry {
  var position: [Double]
  var value: [Double]
  /// Areas as shares 0 ... 1 of the largest, where size is mapped.
  var sizes: [Double]?
  var labels: [String?]?
  /// Values of a colour bar, as shares of its range.
  var shades: [Double]?
  /// The numbers behind the shades.
  var values: [Double]?

  var isEmpty: Bool { position.isEmpty }
  var shapeCount: Int { sizes != nil || shades != nil ? position.count : 0 }
  var isShaded: Bool { shades != nil }
  var goesWithLine: Bool { true }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    self.position.forEach(position)
    self.value.forEach(value)
  }

  func add(to key: inout Legend.Entry, _ series: Series) { key.hasPoint = true }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    drawing.draw(self, series)
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    guard position.count <= ChartLimits.points else { return [] }
    return position.indices.map { index in
      var row = axes.row(series, at: position[index])
      row.y = value[index]
      row.label = labels?[index]
      row.value = values?[index]
      return row
    }
  }
}

/// The radii of points.
enum PointSize {
  /// The radius of a point whose value is `share` of the largest: areas are in proportion.
  static func radius(share: Double) -> Double { 1.2 + 6.3 * max(0, share).squareRoot() }
}

extension SeriesDrawing {
  fileprivate mutating func draw(_ points: Points, _ series: Series) -> [Scene.Node] {
    if points.position.count > ChartLimits.points, points.sizes == nil, points.shades == nil {
      return raster(points, series)
    }
    let count = Self.crowd(series.layer, resolved)
    // Fewer points are larger and less transparent.
    let radius = (count > 3000 ? 1.1 : count > 600 ? 1.5 : count > 150 ? 1.9 : 2.4) * s
    let step = sideStep(series, count)
    var centers: [Point] = []
    var kept: [Int] = []
    centers.reserveCapacity(points.position.count)
    for index in points.position.indices {
      guard let center = point(points.position[index], points.value[index], series) else {
        continue
      }
      centers.append(step.map { free(center, series, radius, within: $0) } ?? center)
      kept.append(index)
    }
    let isCrowd = count > 3000
    let isOnLine = chart.layers.contains { $0.mark.traits.carriesPoints }
    let opacity = series.opacity ?? (isOnLine ? 1 : isCrowd ? 0.42 : count > 150 ? 0.5 : 0.72)
    let radii = points.sizes.map { sizes in kept.map { PointSize.radius(share: sizes[$0]) * s } }
    if centers.count <= Self.obstacleLimit {
      for (index, center) in centers.enumerated() {
        let r = radii?[index] ?? radius
        obstacles.append(Rect(x: center.x - r, y: center.y - r, width: 2 * r, height: 2 * r))
      }
    }
    if let names = points.labels {
      for (place, index) in kept.enumerated() {
        guard let name = names[index], !name.isEmpty else { continue }
        candidates.append(
          .init(
            text: StyledText(plain: name), style: setter.label, at: centers[place],
            reach: (radii?[place] ?? radius) + 2 * s, role: .label, paint: .ink,
            hasLeader: names.count <= 60))
      }
    }
    let symbol = series.symbol
    func symbols(
      _ centers: [Point], _ radii: [Double], _ paint: Paint, _ fill: Double, edge: Paint? = nil
    ) -> Scene.Node {
      // The outlines of a crowd would hide one another: its points are as large without.
      let isBare = isCrowd && edge == nil && !symbol.isOpen
      let line = Stroke((symbol.isOpen ? 1.1 : 0.5) * s)
      return .symbols(
        .init(
          shape: symbol, centers: centers,
          radii: isBare ? radii.map { $0 + line.width / 2 } : radii,
          fill: symbol.isOpen ? nil : .init(paint, opacity: fill),
          line: isBare
            ? nil : .init(edge ?? paint, line, opacity: isCrowd && edge == nil ? opacity : 1)))
    }
    if let shades = points.shades {
      // One set of symbols a shade, so that a file contains each colour once.
      let ramp =
        chart.scales.color.palette ?? (chart.scales.color.middle == nil ? .viridis : .diverging)
      var sets: [Int: [Int]] = [:]
      for (place, index) in kept.enumerated() where shades[index].isFinite {
        sets[Int((min(max(shades[index], 0), 1) * 40).rounded()), default: []].append(place)
      }
      return sets.keys.sorted().map { key in
        let places = sets[key] ?? []
        return symbols(
          places.map { centers[$0] }, radii.map { radii in places.map { radii[$0] } } ?? [radius],
          .fixed(Palette.color(ramp, Double(key) / 40, theme)), 0.9,
          edge: symbol.isOpen ? nil : outline(ramp))
      }
    }
    return [symbols(centers, radii ?? [radius], series.paint, opacity)]
  }

  /// How far a point may step aside where places are few, as years and categories are; `nil` where places are to be
  /// read, and where a line runs through the points.
  private func sideStep(_ series: Series, _ count: Int) -> Double? {
    let layer = chart.layers[series.layer]
    let map = series.isLying ? y : x
    let isOnLine = chart.layers.contains {
      $0.mark.traits.carriesPoints && $0.table == layer.table && $0.x == layer.x && $0.y == layer.y
    }
    guard count <= Self.obstacleLimit, !isOnLine, layer.size == nil,
      map.scale.categories != nil || map.scale.isYears, !(map.scale.isTime || map.scale.isLog),
      let middle = map(map.scale.dataLow),
      let side = map(map.scale.dataLow + (map.scale.categories == nil ? 1 : 0.25))
    else { return nil }
    return abs(side - middle) * (map.scale.categories == nil ? 0.36 : 4 * 0.36)
  }

  /// The place nearest to `center`, along the axis of the places, where no other point of the layer is; the centre
  /// itself where there is none.
  private mutating func free(
    _ center: Point, _ series: Series, _ radius: Double, within reach: Double
  ) -> Point {
    let others = placed[series.layer, default: []].filter {
      abs(series.isLying ? $0.x - center.x : $0.y - center.y) < 1.8 * radius
    }
    let (step, apart) = (0.9 * radius, 3.2 * radius * radius)
    func isFree(_ place: Point) -> Bool {
      others.allSatisfy { other in
        let (dx, dy) = (other.x - place.x, other.y - place.y)
        return dx * dx + dy * dy >= apart
      }
    }
    var found: Point?
    for index in 0...max(0, Int(reach / step)) where found == nil {
      for side in index == 0 ? [0.0] : [1.0, -1.0] where found == nil {
        let shift = side * Double(index) * step
        let place =
          series.isLying ? Point(center.x, center.y + shift) : Point(center.x + shift, center.y)
        if isFree(place) { found = place }
      }
    }
    placed[series.layer, default: []].append(found ?? center)
    return found ?? center
  }

  /// The points of a layer in its fullest panel: its points are equally large in all series and panels.
  private static func crowd(_ layer: Int, _ resolved: ResolvedChart) -> Int {
    var counts: [Int: Int] = [:]
    for one in resolved.series where one.layer == layer {
      if let points = one.geometry as? Points {
        counts[one.panel, default: 0] += points.position.count
      }
    }
    return counts.values.max() ?? 0
  }

  /// Many points as an image: what lies on a pixel is counted, and shown as opacity.
  private mutating func raster(_ points: Points, _ series: Series) -> [Scene.Node] {
    // 200 dots to the inch, fewer where the panel is very large.
    let dotsPerPoint = min(
      200.0 / 72, (ChartLimits.imagePixels / max(panel.width * panel.height, 1)).squareRoot())
    let (columns, rows) = (
      max(1, Int(panel.width * dotsPerPoint)), max(1, Int(panel.height * dotsPerPoint))
    )
    var counts = [UInt32](repeating: 0, count: columns * rows)
    let (sx, sy) = (Double(columns) / panel.width, Double(rows) / panel.height)
    for index in points.position.indices {
      guard let place = point(points.position[index], points.value[index], series) else { continue }
      let column = Int((place.x - panel.x) * sx)
      let row = Int((place.y - panel.y) * sy)
      guard column >= 0, row >= 0, column < columns, row < rows else { continue }
      counts[row * columns + column] &+= 1
    }
    let color = theme.color(series.paint)
    let ink = [color.red, color.green, color.blue].map { UInt8(($0 * 255).rounded()) }
    // Each point covers its pixel and, less, the neighbours: a dot of about 1.5 pixels.
    let share = series.opacity ?? max(0.06, min(0.5, 20_000 / Double(points.position.count)))
    var table = (0...255).map { 1 - pow(1 - share, Double($0) / 2) }
    table[0] = 0
    var bytes = [UInt8](repeating: 0, count: 4 * columns * rows)
    // Both buffers hold `columns × rows` pixels, and `place` with its neighbours is checked against
    // the edges of the image: `row < rows` and `column < columns` in every access.
    counts.withUnsafeBufferPointer { counts in
      bytes.withUnsafeMutableBufferPointer { bytes in
        for row in 0..<rows {
          for column in 0..<columns {
            let place = row * columns + column
            var weight = counts[place] &* 2
            if column > 0 { weight &+= counts[place - 1] }
            if column + 1 < columns { weight &+= counts[place + 1] }
            if row > 0 { weight &+= counts[place - columns] }
            if row + 1 < rows { weight &+= counts[place + columns] }
            guard weight > 0 else { continue }
            // 24 levels of opacity: an image that compresses well.
            let level = max(1, (table[Int(min(weight, 255))] * 24).rounded())
            bytes[4 * place] = ink[0]
            bytes[4 * place + 1] = ink[1]
            bytes[4 * place + 2] = ink[2]
            bytes[4 * place + 3] = UInt8(level / 24 * 255)
          }
        }
      }
    }
    guard let image = Raster(width: columns, height: rows, bytes: bytes) else { return [] }
    // The data as drawn: counts on a coarse grid of the image.
    let cell = 16
    var cells: [Int: Int] = [:]
    for place in counts.indices where counts[place] > 0 {
      let (row, column) = place.quotientAndRemainder(dividingBy: columns)
      cells[(row / cell) * 4096 + column / cell, default: 0] += Int(counts[place])
    }
    for key in cells.keys.sorted() {
      var entry = DrawnRow(series.layer, "point-bin", series.name, nil)
      let (row, column) = key.quotientAndRemainder(dividingBy: 4096)
      let px = panel.x + (Double(column) + 0.5) * Double(cell) / sx
      let py = panel.y + (Double(row) + 0.5) * Double(cell) / sy
      entry.x = inverse(x, px)
      entry.y = inverse(y, py)
      entry.count = Double(cells[key] ?? 0)
      drawn.append(entry)
    }
    return [.raster(image, panel)]
  }

  private func inverse(_ map: AxisMap, _ place: Double) -> Double {
    let share = (place - map.from) / (map.to - map.from)
    return map.scale.transform.inverse(map.scale.low + share * (map.scale.high - map.scale.low))
  }
}

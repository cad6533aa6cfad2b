internal import Foundation

/// Counts in hexagons.
struct HexagonMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .bins, .opacity]
  let traits = MarkTraits(
    kind: "Hexagonal bins", comparison: .init(series: "panels", quantity: "the number of points"),
    isSquare: true)

  func countsRows(_ layer: Layer) -> Bool { true }

  /// Counts in hexagons, which distort distances least (Carr et al. 1987).
  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (x, y) = (try builder.numbers(context), try context.needValues())
    let (tx, ty) = (context.positionTransform, context.valueTransform)
    let rows = (0..<context.layer.rowCount).filter {
      x[$0].isFinite && y[$0].isFinite && tx.holds(x[$0]) && ty.holds(y[$0])
    }
    let (xs, ys) = (rows.map { tx(x[$0]) }, rows.map { ty(y[$0]) })
    guard let lowX = xs.min(), let highX = xs.max(), let lowY = ys.min(), let highY = ys.max()
    else {
      return []
    }
    let across = Double(context.layer.layer.bins ?? 30)
    func extent(_ low: Double, _ high: Double) -> Double {
      let range = high - low
      return range > 1e-300 ? range : max(abs(low), 1e-9)
    }
    let width = extent(lowX, highX) / across
    // Rows 1.5 radii apart, on a panel about 1.5 times as wide as high.
    let rise = extent(lowY, highY) / (across / 1.5) * 0.866
    var result: [Series] = []
    var counted: [(SeriesBuilder.Group, [[Int]: Int])] = []
    for group in context.groups {
      var counts: [[Int]: Int] = [:]
      for row in group.rows {
        guard x[row].isFinite, y[row].isFinite, tx.holds(x[row]), ty.holds(y[row]) else { continue }
        let (px, py) = ((tx(x[row]) - lowX) / width, (ty(y[row]) - lowY) / rise)
        // The nearest centre of two interleaved lattices.
        let even = (px.rounded(), (py / 2).rounded() * 2)
        let odd = ((px - 0.5).rounded() + 0.5, ((py - 1) / 2).rounded() * 2 + 1)
        func distance(_ c: (Double, Double)) -> Double {
          pow(px - c.0, 2) + 0.75 * pow(py - c.1, 2)
        }
        let cell = distance(even) <= distance(odd) ? even : odd
        counts[[Int((cell.0 * 2).rounded()), Int(cell.1)], default: 0] += 1
      }
      counted.append((group, counts))
    }
    let largest = counted.flatMap { $0.1.values }.max() ?? 1
    builder.colorRange = builder.countRange(Double(largest))
    builder.colorTitle = "Count"
    for (group, counts) in counted {
      let hexagons = counts.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
        let count = counts[key] ?? 0
        return Hexagons.Hexagon(
          x: tx.inverse(lowX + Double(key[0]) / 2 * width),
          y: ty.inverse(lowY + Double(key[1]) * rise), count: count,
          shade: builder.shade(Double(count)))
      }
      result.append(
        builder.series(
          context, group, Hexagons(hexagons: hexagons, dx: width / 2, dy: rise * 2 / 3)))
    }
    return result
  }

  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    let hexagons = (series.geometry as? Hexagons)?.hexagons ?? []
    let total = hexagons.reduce(0) { $0 + $1.count }
    guard let top = hexagons.max(by: { $0.count < $1.count }) else { return nil }
    let count = NumberText.fixed(Double(total), 0)
    return SeriesWords(
      sentence: "\(writer.prefix(series))\(count) points; they are densest near "
        + "\(writer.xScale.describe(top.x)) and \(writer.yScale.describe(top.y)) "
        + "(\(top.count) in one hexagon).",
      name: writer.name(series), rank: (Double(total), count))
  }
}

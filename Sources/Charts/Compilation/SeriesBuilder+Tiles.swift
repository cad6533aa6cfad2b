internal import Foundation

/// Counts and values over two dimensions.
extension SeriesBuilder {
  mutating func tiles(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    let shades = layer.color.flatMap { $0.levels == nil ? $0.values : nil }
    let write = NumberText.alike(shades ?? [])
    let sides = (
      edges(x, xLevels != nil, xTransform, layer), edges(y, yLevels != nil, yTransform, layer)
    )
    var result: [Series] = []
    for group in context.groups {
      var blocks: [Geometry.Block] = []
      if shades == nil, layer.color == nil {
        // Counts of a grid of bins, or of pairs of categories.
        var counts: [[Double]: (block: Geometry.Block, count: Double)] = [:]
        for row in group.rows where x[row].isFinite && y[row].isFinite {
          guard let (from, to) = sides.0(x[row]), let (base, top) = sides.1(y[row]) else {
            continue
          }
          counts[[from, base], default: (.init(from: from, to: to, base: base, top: top), 0)]
            .count +=
            1
        }
        let largest = max(counts.values.map(\.count).max() ?? 1, mostCounted)
        mostCounted = largest
        colorRange = countRange(largest)
        colorTitle = "Count"
        for key in counts.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
          guard let (found, count) = counts[key] else { continue }
          var block = found
          block.value = count
          if layer.layer.values == true {
            block.text =
              count < 1e5 ? NumberText.fixed(count, 0) : NumberText.si(count)
          }
          blocks.append(block)
        }
      } else {
        for row in group.rows where x[row].isFinite && y[row].isFinite {
          guard let (from, to) = sides.0(x[row]), let (base, top) = sides.1(y[row]) else {
            continue
          }
          let value = shades?[row]
          var block = Geometry.Block(from: from, to: to, base: base, top: top)
          if let value {
            guard value.isFinite else { continue }
            block.value = value
          }
          if layer.layer.values == true {
            block.text = layer.label?[row] ?? value.map(write)
          }
          blocks.append(block)
        }
      }
      result.append(series(context, group, .blocks(blocks)))
    }
    return result.map { one in
      guard case .blocks(var blocks) = one.geometry else { return one }
      for index in blocks.indices {
        if let value = blocks[index].value { blocks[index].shade = shade(value) }
      }
      var copy = one
      copy.geometry = .blocks(blocks)
      return copy
    }
  }

  /// From a value to the ends of its tile.
  func edges(
    _ values: [Double], _ isCategory: Bool, _ transform: PositionScale.Transform, _ layer: LayerData
  ) -> (Double) -> (Double, Double)? {
    if isCategory { return { ($0 - 0.5, $0 + 0.5) } }
    let shown = values.filter { $0.isFinite && transform.holds($0) }.map { transform($0) }
    let distinct = Set(shown).sorted()
    guard let low = distinct.first, let high = distinct.last, high > low else {
      return { ($0 - 0.5, $0 + 0.5) }
    }
    if layer.color != nil {
      let gap = zip(distinct.dropFirst(), distinct).map { $0 - $1 }.min() ?? 1
      return { value in
        guard transform.holds(value) else { return nil }
        return (
          transform.inverse(transform(value) - gap / 2),
          transform.inverse(transform(value) + gap / 2)
        )
      }
    }
    let count = layer.layer.bins ?? 30
    let step = (high - low) / Double(count)
    guard step > 0 else { return { ($0 - 0.5, $0 + 0.5) } }
    return { value in
      guard transform.holds(value) else { return nil }
      let bin = min(Double(count - 1), ((transform(value) - low) / step).rounded(.down))
      return (transform.inverse(low + bin * step), transform.inverse(low + (bin + 1) * step))
    }
  }

  /// Counts in hexagons, which distort distances least (Carr et al. 1987).
  mutating func hexagons(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try numbers(context), try context.needValues())
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
    var counted: [(Group, [[Int]: Int])] = []
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
    colorRange = countRange(Double(largest))
    colorTitle = "Count"
    for (group, counts) in counted {
      let hexagons = counts.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
        let count = counts[key] ?? 0
        return Geometry.Hexagon(
          x: tx.inverse(lowX + Double(key[0]) / 2 * width),
          y: ty.inverse(lowY + Double(key[1]) * rise), count: count, shade: shade(Double(count)))
      }
      result.append(
        series(context, group, .hexagons(hexagons, dx: width / 2, dy: rise * 2 / 3)))
    }
    return result
  }
}

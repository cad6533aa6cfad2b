internal import Foundation

/// Cells of two dimensions: counts, numbers or categories.
struct TileMark: LayerMark {
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .bins, .values, .label, .sort, .name, .opacity,
  ]
  let traits = MarkTraits(
    kind: "Heat map", fillsEdge: [.x, .y], shadesNumbers: true, isSquare: true, coversGround: true)

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    if layer.label != nil, layer.values != true {
      return (.label, "tiles show 'label' when 'values' is true")
    }
    if layer.bins != nil, layer.color != nil {
      return (.bins, "bins count rows, and take no 'color'")
    }
    return nil
  }

  func check(_ layer: LayerData, _ builder: SeriesBuilder) throws(ChartError) {
    guard layer.layer.bins != nil, builder.xLevels != nil, builder.yLevels != nil else { return }
    throw .specification(
      layer: layer.index, key: "bins",
      message: "categories are counted as they are; 'bins' divides numbers")
  }

  func countsRows(_ layer: Layer) -> Bool { layer.color == nil }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    let shades = layer.color.flatMap { $0.levels == nil ? $0.values : nil }
    let write = NumberText.alike(shades ?? [])
    let sides = (
      edges(x, builder.xLevels != nil, builder.xTransform, layer),
      edges(y, builder.yLevels != nil, builder.yTransform, layer)
    )
    var result: [Series] = []
    for group in context.groups {
      var tiles: [Tiles.Tile] = []
      if shades == nil, layer.color == nil {
        // Counts of a grid of bins, or of pairs of categories.
        var counts: [[Double]: (tile: Tiles.Tile, count: Double)] = [:]
        for row in group.rows where x[row].isFinite && y[row].isFinite {
          guard let (from, to) = sides.0(x[row]), let (base, top) = sides.1(y[row]) else {
            continue
          }
          counts[[from, base], default: (.init(from: from, to: to, base: base, top: top), 0)]
            .count +=
            1
        }
        let largest = max(counts.values.map(\.count).max() ?? 1, builder.mostCounted)
        builder.mostCounted = largest
        builder.colorRange = builder.countRange(largest)
        builder.colorTitle = "Count"
        for key in counts.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
          guard let (found, count) = counts[key] else { continue }
          var tile = found
          tile.value = count
          if layer.layer.values == true {
            tile.text =
              count < 1e5 ? NumberText.fixed(count, 0) : NumberText.si(count)
          }
          tiles.append(tile)
        }
      } else {
        for row in group.rows where x[row].isFinite && y[row].isFinite {
          guard let (from, to) = sides.0(x[row]), let (base, top) = sides.1(y[row]) else {
            continue
          }
          let value = shades?[row]
          var tile = Tiles.Tile(from: from, to: to, base: base, top: top)
          if let value {
            guard value.isFinite else { continue }
            tile.value = value
          }
          if layer.layer.values == true {
            tile.text = layer.label?[row] ?? value.map(write)
          }
          tiles.append(tile)
        }
      }
      result.append(
        builder.series(context, group, Tiles(tiles: tiles, countsRows: layer.color == nil)))
    }
    return result.map { one in
      guard var shaded = one.geometry as? Tiles else { return one }
      for index in shaded.tiles.indices {
        shaded.tiles[index].shade = shaded.tiles[index].value.map(builder.shade)
      }
      var copy = one
      copy.geometry = shaded
      return copy
    }
  }

  /// How many tiles there are, and the highest number with its place.
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let shown = series.geometry as? Tiles,
      let top = shown.tiles.compactMap(\.value).max(),
      let tile = shown.tiles.first(where: { $0.value == top })
    else { return nil }
    func middle(_ low: Double, _ high: Double, _ scale: PositionScale) -> String {
      if scale.categories != nil { return scale.describe((low + high) / 2) }
      let transform = scale.transform
      return "near "
        + scale.describe(transform.inverse((transform(low) + transform(high)) / 2))
    }
    let place =
      middle(tile.base, tile.top, writer.yScale) + ", "
      + middle(tile.from, tile.to, writer.xScale)
    let number = shown.countsRows ? NumberText.fixed(top, 0) : NumberText.alike([top])(top)
    let others = shown.tiles.count { $0.value == top } - 1
    let count = NumberText.fixed(Double(shown.tiles.count), 0)
    return SeriesWords(
      sentence: writer.capitalised(
        "\(writer.prefix(series))\(count) tile\(shown.tiles.count == 1 ? "" : "s"); the highest number is \(number) (\(place)\(others > 0 ? ", and \(others) more" : ""))."
      ), name: writer.name(series), rank: (top, number))
  }

  /// From a value to the ends of its tile.
  private func edges(
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
}

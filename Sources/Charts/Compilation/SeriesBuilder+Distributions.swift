internal import Foundation
internal import Tables

/// Marks that draw a distribution or a curve computed from many rows.
extension SeriesBuilder {
  private func numbers(_ context: Context) throws(ChartError) -> [Double] {
    guard let x = context.positions ?? context.values else { throw context.missing("x") }
    guard !context.isCategorical else {
      throw .type(
        layer: context.layer.index, channel: "x",
        message: "the mark '\(context.layer.layer.mark.rawValue)' needs numbers")
    }
    return x
  }

  mutating func densities(_ context: Context) throws(ChartError) -> [Series] {
    let x = try numbers(context)
    let transform = context.positionTransform
    valueTitle = "Density"
    var result: [Series] = []
    for group in context.groups {
      let values = group.rows.map { x[$0] }.filter { $0.isFinite && transform.holds($0) }
        .map { transform($0) }
      guard let density = Density.of(values, bandwidth: context.layer.layer.bandwidth) else {
        warnings.append("a density needs at least two different values; one series has none")
        continue
      }
      let places = density.x.map { transform.inverse($0) }
      result.append(
        series(
          context, group,
          .band(position: places, low: places.map { _ in 0 }, high: density.y, isArea: true)))
    }
    return result
  }

  mutating func cumulatives(_ context: Context) throws(ChartError) -> [Series] {
    let x = try numbers(context)
    valueTitle = "Cumulative share"
    isPercent = true
    return context.groups.map { group in
      let values = group.rows.map { x[$0] }.filter { $0.isFinite }.sorted()
      var (places, shares): ([Double], [Double]) = ([], [])
      for (index, value) in values.enumerated() {
        let share = Double(index + 1) / Double(values.count)
        if places.last == value {
          shares[shares.count - 1] = share
        } else {
          if places.isEmpty {
            places.append(value)
            shares.append(0)
          }
          places.append(value)
          shares.append(share)
        }
      }
      return series(context, group, .curve(position: places, value: shares, isStep: true))
    }
  }

  /// Sample against normal quantiles with the line through the quartiles and a pointwise 95 % band
  /// from the standard error of an order statistic (Fox 2016, section 3.1.3).
  mutating func quantiles(_ context: Context) throws(ChartError) -> [Series] {
    guard let y = context.values ?? context.positions else { throw context.missing("y") }
    let transform = context.values == nil ? context.positionTransform : context.valueTransform
    var result: [Series] = []
    for group in context.groups {
      let sample = group.rows.map { y[$0] }.filter { $0.isFinite && transform.holds($0) }
        .map { transform($0) }.sorted()
      guard sample.count > 2 else {
        warnings.append("a Q-Q plot needs at least three values; one series has fewer")
        continue
      }
      let n = Double(sample.count)
      let shares = sample.indices.map { (Double($0) + 0.5) / n }
      let theory = shares.map(Normal.quantile)
      let (q1, q3) = (BoxSummary.quantile(sample, 0.25), BoxSummary.quantile(sample, 0.75))
      let reach = Normal.quantile(0.75)
      let slope = (q3 - q1) / (2 * reach)
      let middle = (q1 + q3) / 2
      let line = theory.map { middle + slope * $0 }
      let errors = zip(theory, shares).map { z, p in
        slope / (exp(-z * z / 2) / (2 * Double.pi).squareRoot()) * (p * (1 - p) / n).squareRoot()
      }
      let low = zip(line, errors).map { transform.inverse($0 - 1.96 * $1) }
      let high = zip(line, errors).map { transform.inverse($0 + 1.96 * $1) }
      let fitPaint: Paint = group.color.map { .series($0) } ?? .series(1)
      var band = series(
        context, group, .band(position: theory, low: low, high: high, isArea: false),
        paint: fitPaint)
      var rule = series(
        context, group,
        .curve(position: theory, value: line.map { transform.inverse($0) }, isStep: false),
        paint: fitPaint)
      band.mark = .fit
      rule.mark = .fit
      result.append(band)
      result.append(rule)
      result.append(
        series(
          context, group,
          .points(.init(position: theory, value: sample.map { transform.inverse($0) }))))
    }
    return result
  }

  mutating func smooths(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try numbers(context), try context.needValues())
    let (tx, ty) = (context.positionTransform, context.valueTransform)
    let layer = context.layer.layer
    var result: [Series] = []
    for group in context.groups {
      let rows = group.rows.filter {
        x[$0].isFinite && y[$0].isFinite && tx.holds(x[$0]) && ty.holds(y[$0])
      }
      let (xs, ys) = (rows.map { tx(x[$0]) }, rows.map { ty(y[$0]) })
      let curve =
        layer.method == .spline
        ? Smooth.spline(xs, ys)
        : Smooth.loess(xs, ys, span: min(layer.bandwidth ?? 0.75, 1))
      guard let curve else {
        warnings.append("a smooth curve needs at least four different places; one series has fewer")
        continue
      }
      result.append(
        series(
          context, group,
          .curve(
            position: curve.x.map { tx.inverse($0) }, value: curve.y.map { ty.inverse($0) },
            isStep: false)))
    }
    return result
  }

  /// The curve and band of a fitted model: over an even grid where the model reads only the column on
  /// the horizontal axis, else at the rows themselves.
  mutating func fits(_ context: Context) throws(ChartError) -> [Series] {
    let layer = context.layer
    guard let id = layer.layer.model else { throw context.missing("model") }
    guard let model = data.models[id] else {
      throw .unknownModel(id: id, nearest: id.nearest(in: data.models.keys.sorted()))
    }
    let x = try context.needPositions()
    let level = layer.layer.level ?? 0.95
    var result: [Series] = []
    for group in context.groups {
      var rows = group.rows.filter { x[$0].isFinite }.sorted { (x[$0], $0) < (x[$1], $1) }
      var table = layer.table
      var places = rows.map { x[$0] }
      if case .expression(let name)? = layer.layer.x, model.predictors == [name],
        let column = layer.table[name], column.type.isNumeric, let low = places.first,
        let high = places.last, high > low
      {
        let transform = context.positionTransform
        let (from, to) = (
          transform(transform.holds(low) ? low : places.first { transform.holds($0) } ?? high),
          transform(high)
        )
        places = (0...100).map { transform.inverse(from + (to - from) * Double($0) / 100) }
        rows = Array(places.indices)
        guard let grid = try? Table([(name, Column(.double(places)))]) else { continue }
        table = grid
      }
      let values: [FitCurve.Value]
      do {
        values = try model.predict(table, level)
      } catch {
        throw .model(id: id, message: "\(error)")
      }
      guard values.count == table.rowCount else {
        throw .model(
          id: id, message: "\(values.count) predictions for \(table.rowCount) rows")
      }
      let fitted = rows.map { values[$0] }
      let paint: Paint? = group.color == nil ? .series(1) : nil
      if fitted.allSatisfy({ $0.low != nil && $0.high != nil }) {
        result.append(
          series(
            context, group,
            .band(
              position: places, low: fitted.compactMap(\.low), high: fitted.compactMap(\.high),
              isArea: false), paint: paint))
      }
      result.append(
        series(
          context, group, .curve(position: places, value: fitted.map(\.fit), isStep: false),
          paint: paint))
    }
    return result
  }

  // MARK: Two-dimensional counts

  mutating func tiles(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    let shades = layer.color.flatMap { $0.levels == nil ? $0.values : nil }
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
        let largest = max(counts.values.map(\.count).max() ?? 1, colorRange?.high ?? 0)
        colorRange = (0, largest)
        colorTitle = "Count"
        for key in counts.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
          guard let (found, count) = counts[key] else { continue }
          var block = found
          block.shade = count
          if layer.layer.values == true { block.text = NumberText.si(count) }
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
            block.shade = value
          }
          if layer.layer.values == true {
            block.text = layer.label?[row] ?? value.map { NumberText.significant($0) }
          }
          blocks.append(block)
        }
      }
      result.append(series(context, group, .blocks(blocks)))
    }
    return result.map { one in
      guard case .blocks(var blocks) = one.geometry else { return one }
      for index in blocks.indices {
        if let value = blocks[index].shade { blocks[index].shade = shade(value) }
      }
      var copy = one
      copy.geometry = .blocks(blocks)
      return copy
    }
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
    let width = max(highX - lowX, 1e-9) / across
    // Rows 1.5 radii apart, on a panel about 1.5 times as wide as high.
    let rise = max(highY - lowY, 1e-9) / (across / 1.5) * 0.866
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
    colorRange = (0, Double(largest))
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

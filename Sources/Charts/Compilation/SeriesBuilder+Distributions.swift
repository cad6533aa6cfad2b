internal import Basics
internal import Foundation
internal import Mathematics
internal import Tables

/// Marks that draw a distribution or a curve computed from many rows.
extension SeriesBuilder {
  func numbers(_ context: Context) throws(ChartError) -> [Double] {
    guard let x = context.positions ?? context.values else { throw context.missing("x") }
    guard !context.isCategorical else {
      throw .type(
        layer: context.layer.index, channel: "x",
        message: "the mark '\(context.layer.layer.mark.rawValue)' needs numbers")
    }
    return x
  }

  /// Refuses a bandwidth beside which the data are one point.
  func check(_ context: Context, _ values: [Double]) throws(ChartError) {
    guard let bandwidth = context.layer.layer.bandwidth, let low = values.min(),
      let high = values.max(), high > low
    else { return }
    let ratio = bandwidth / (high - low)
    guard ratio <= ChartLimits.bandwidth, ratio >= 1 / ChartLimits.bandwidth / 100 else {
      throw .specification(
        layer: context.layer.index, key: "bandwidth",
        message:
          "a bandwidth of \(bandwidth) for data that range over \(high - low): give one from "
          + "a hundred-thousandth of the range to a thousand times the range")
    }
  }

  mutating func densities(_ context: Context) throws(ChartError) -> [Series] {
    let x = try numbers(context)
    let transform = context.positionTransform
    valueTitle = "Density"
    var result: [Series] = []
    for group in context.groups {
      let values = group.rows.map { x[$0] }.filter { $0.isFinite && transform.holds($0) }
        .map { transform($0) }
      try check(context, values)
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
    guard let y = context.values else { throw context.missing("y") }
    guard yLevels == nil else {
      throw .type(
        layer: context.layer.index, channel: "y", message: "the mark 'qq' needs numbers")
    }
    let transform = context.valueTransform
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
      let theory = shares.map(StandardNormal().quantile)
      let (q1, q3) = (Quantile.of(sorted: sample, 0.25), Quantile.of(sorted: sample, 0.75))
      let reach = StandardNormal().quantile(0.75)
      let slope = (q3 - q1) / (2 * reach)
      let middle = (q1 + q3) / 2
      let line = theory.map { middle + slope * $0 }
      let errors = zip(theory, shares).map { z, p in
        slope / (exp(-z * z / 2) / (2 * Double.pi).squareRoot()) * (p * (1 - p) / n).squareRoot()
      }
      let low = zip(line, errors).map { transform.inverse($0 - 1.96 * $1) }
      let high = zip(line, errors).map { transform.inverse($0 + 1.96 * $1) }
      let fitPaint: Paint = group.color.map(paint) ?? .series(1)
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
        : Smooth.loess(xs, ys, span: layer.bandwidth ?? 0.75)
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

  mutating func histograms(_ context: Context) throws(ChartError) -> [Series] {
    // The variable lies along the positions; counts are the values.
    guard let x = context.positions ?? context.values else { throw context.missing("x") }
    let transform = context.positionTransform
    let layer = context.layer.layer
    valueTitle = "Count"
    let all = x.filter { $0.isFinite && transform.holds($0) }.map { transform($0) }
    if let width = layer.binwidth, let low = all.min(), let high = all.max() {
      let count = (high - low) / width
      guard count <= Double(ChartLimits.bins) else {
        throw .specification(
          layer: context.layer.index, key: "binwidth",
          message: "a binwidth of \(width) makes \(NumberText.spoken(count)) bins where "
            + "\(ChartLimits.bins) can be drawn")
      }
    }
    guard let common = Bins.of(all, count: layer.bins, width: layer.binwidth) else { return [] }
    var below = [Int: [Double]]()
    let position = layer.position ?? (colorLevels.count > 1 ? .identity : .stack)
    return context.groups.map { group in
      var counts = [Double](repeating: 0, count: common.counts.count)
      for row in group.rows where x[row].isFinite && transform.holds(x[row]) {
        let place = (transform(x[row]) - common.start) / common.width
        let bin = min(max(Int(place + 1e-9), 0), counts.count - 1)
        counts[bin] += context.layer.weight?.values[row] ?? 1
      }
      let base = position == .stack ? below[group.panel] : nil
      let blocks = counts.indices.map { bin -> Geometry.Block in
        let from = common.start + Double(bin) * common.width
        let start = base?[bin] ?? 0
        return .init(
          from: transform.inverse(from), to: transform.inverse(from + common.width), base: start,
          top: start + counts[bin])
      }
      below[group.panel] = zip(base ?? counts.map { _ in 0 }, counts).map(+)
      return series(context, group, .blocks(blocks))
    }
  }
}

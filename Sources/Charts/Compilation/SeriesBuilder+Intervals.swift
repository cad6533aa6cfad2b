/// Rules, segments, texts and intervals: marks that draw rows as they are.
extension SeriesBuilder {
  func rules(_ context: Context) throws(ChartError) -> [Series] {
    let layer = context.layer
    var result: [Series] = []
    for group in context.groups {
      for (channel, isVertical) in [(layer.x, true), (layer.y, false)] {
        guard let channel else { continue }
        let levels = isVertical ? xLevels : yLevels
        let values = levels.map { channel.recoded(to: $0) } ?? channel.values
        let own = Set(group.rows.map { values[$0] }.filter { $0.isFinite }).sorted()
        if !own.isEmpty {
          result.append(series(context, group, .rules(own, isVertical: isVertical)))
        }
      }
    }
    if layer.x == nil, layer.y == nil { throw context.missing("x or y") }
    return result
  }

  func segments(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    let layer = context.layer
    if layer.xend == nil, layer.yend == nil { throw context.missing("xend or yend") }
    let xend = layer.xend.map { channel in xLevels.map { channel.recoded(to: $0) } ?? channel.values
    }
    let yend = layer.yend.map { channel in yLevels.map { channel.recoded(to: $0) } ?? channel.values
    }
    return context.groups.map { group in
      let all = group.rows.map { row in
        Geometry.Segment(x0: x[row], y0: y[row], x1: xend?[row] ?? x[row], y1: yend?[row] ?? y[row])
      }
      return series(
        context, group,
        .segments(
          all.filter { $0.x0.isFinite && $0.y0.isFinite && $0.x1.isFinite && $0.y1.isFinite }))
    }
  }

  func texts(_ context: Context) throws(ChartError) -> [Series] {
    let (x, y) = (try context.needPositions(), try context.needValues())
    guard let label = context.layer.label else { throw context.missing("label") }
    return context.groups.map { group in
      let rows = group.rows.filter { label[$0]?.isEmpty == false }
      return series(
        context, group,
        .texts(
          x: rows.map { x[$0] }, y: rows.map { y[$0] }, labels: rows.compactMap { label[$0] }))
    }
  }

  func intervals(_ context: Context) throws(ChartError) -> [Series] {
    let x = try context.needPositions()
    let layer = context.layer
    let isCapped = layer.layer.mark == .errorbar
    let (low, high) =
      context.isLying ? (layer.xmin, layer.xmax) : (layer.ymin, layer.ymax)
    let slots = Double(max(1, colorLevels.count))
    // Intervals of several series at one category stand side by side unless asked otherwise.
    var places: Set<[Double]> = []
    let sharesPlaces = context.groups.contains { group in
      Set(group.rows.map { x[$0] }).contains { !places.insert([Double(group.panel), $0]).inserted }
    }
    let position =
      layer.layer.position ?? (context.isCategorical && sharesPlaces ? .group : .identity)
    let spread = position == .group && slots > 1
    return try context.groups.map { group throws(ChartError) in
      let shift = spread ? (Double(group.color ?? 0) + 0.5) / slots * 0.7 - 0.35 : 0
      var result: [Geometry.Interval] = []
      if let low, let high {
        for row in group.rows where low.values[row].isFinite && high.values[row].isFinite {
          let middle = context.values?[row]
          result.append(
            .init(
              position: x[row] + shift, low: low.values[row],
              middle: middle?.isFinite == true ? middle : nil, high: high.values[row]))
        }
      } else {
        let summary = layer.layer.summary ?? .none
        guard summary == .meanInterval || summary == .quartiles else {
          throw context.missing(
            context.isLying
              ? "xmin and xmax, or a summary with an interval"
              : "ymin and ymax, or a summary with an interval")
        }
        for one in summarised(
          group.rows, x, try context.needValues(), summary, level: layer.layer.level)
        {
          result.append(
            .init(
              position: one.x + shift, low: one.low ?? one.y, middle: one.y,
              high: one.high ?? one.y))
        }
      }
      return series(
        context, group, .intervals(result, isCapped: isCapped, isHorizontal: context.isLying))
    }
  }
}

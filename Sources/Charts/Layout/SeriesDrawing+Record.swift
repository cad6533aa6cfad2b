internal import Basics

/// The data as drawn.
extension SeriesDrawing {
  /// Appends what a series draws.
  mutating func record(_ series: Series) {
    let placeScale = series.isLying ? y.scale : x.scale
    let isNamed = placeScale.categories != nil || placeScale.isTime
    func row() -> DrawnRow { DrawnRow(series.layer, series.mark.rawValue, series.name, nil) }
    func set(_ entry: inout DrawnRow, _ position: Double) {
      if isNamed {
        entry.place =
          placeScale.isTime
          ? CalendarDate(seconds: position).description : placeScale.describe(position)
      } else {
        entry.x = position
      }
    }
    switch series.geometry {
    case .points(let points):
      guard points.position.count <= ChartLimits.points else { return }
      for index in points.position.indices {
        var entry = row()
        set(&entry, points.position[index])
        entry.y = points.value[index]
        entry.label = points.labels?[index]
        entry.value = points.values?[index]
        drawn.append(entry)
      }
    case .curve(let positions, let values, _):
      guard positions.count <= ChartLimits.points else { return }
      for index in positions.indices {
        var entry = row()
        set(&entry, positions[index])
        entry.y = values[index]
        drawn.append(entry)
      }
    case .band(let positions, let low, let high, _):
      for index in positions.indices {
        var entry = row()
        set(&entry, positions[index])
        (entry.low, entry.high) = (low[index], high[index])
        drawn.append(entry)
      }
    case .blocks(let blocks):
      for block in blocks {
        var entry = row()
        if isNamed {
          set(&entry, (block.from + block.to) / 2)
        } else {
          entry.x = (block.from + block.to) / 2
        }
        if series.mark == .tile {
          entry.label = y.scale.describe((block.base + block.top) / 2)
          if chart.layers[series.layer].color == nil {
            entry.count = block.value
          } else {
            entry.value = block.value
          }
        } else if series.mark == .histogram {
          (entry.low, entry.high) = (block.from, block.to)
          entry.count = block.top - block.base
        } else {
          entry.y = block.top - block.base
        }
        drawn.append(entry)
      }
    case .boxes(let boxes):
      for box in boxes {
        let summary: [(String, Double)] = [
          ("whisker low", box.summary.whiskerLow), ("lower quartile", box.summary.lowerQuartile),
          ("median", box.summary.median), ("upper quartile", box.summary.upperQuartile),
          ("whisker high", box.summary.whiskerHigh),
        ]
        for (name, value) in box.isSparse ? [] : summary {
          var entry = row()
          set(&entry, box.center)
          (entry.label, entry.y, entry.count) = (name, value, Double(box.summary.count))
          drawn.append(entry)
        }
        for value in box.points {
          var entry = row()
          set(&entry, box.center)
          (entry.label, entry.y) = ("point", value)
          drawn.append(entry)
        }
      }
    case .outlines: break
    case .intervals(let intervals, _, _):
      for interval in intervals {
        var entry = row()
        set(&entry, interval.position)
        (entry.low, entry.y, entry.high) = (interval.low, interval.middle, interval.high)
        drawn.append(entry)
      }
    case .segments(let segments):
      for segment in segments {
        var entry = row()
        set(&entry, segment.x0)
        (entry.y, entry.low, entry.high) = (segment.y0, segment.x1, segment.y1)
        drawn.append(entry)
      }
    case .rules(let values, let isVertical):
      for value in values {
        var entry = row()
        if isVertical { set(&entry, value) } else { entry.y = value }
        drawn.append(entry)
      }
    case .texts(let xs, let ys, let labels):
      for index in xs.indices {
        var entry = row()
        set(&entry, xs[index])
        (entry.y, entry.label) = (ys[index], labels[index])
        drawn.append(entry)
      }
    case .hexagons(let hexagons, _, _):
      for hexagon in hexagons {
        var entry = row()
        (entry.x, entry.y, entry.count) = (hexagon.x, hexagon.y, Double(hexagon.count))
        drawn.append(entry)
      }
    }
  }
}

internal import Drawing

/// The measure pass of one panel: where its scales run, and what is at its axes.
struct PanelLayout {
  /// The panel, and the part of it without strips.
  let rect: Rect
  let area: Rect
  let x: AxisMap
  let y: AxisMap
  let xAxis: AxisLayout
  let yAxis: AxisLayout
  let showsXLabels: Bool
  let showsYLabels: Bool
  /// How far tick labels may reach to the left of the panel.
  let leftRoom: Double

  var xScale: PositionScale { x.scale }
  var yScale: PositionScale { y.scale }

  init(_ layout: ChartLayout, _ index: Int) {
    let (resolved, setter) = (layout.resolved, layout.setter)
    let (xScale, yScale) = (resolved.xScale[index], resolved.yScale[index])
    var (xs, ys) = (resolved.xStrips[index], resolved.yStrips[index])
    rect = layout.rect(index)
    let thickness = 12 * setter.scale
    var area = rect
    for index in xs.indices {
      xs[index].center = rect.x + thickness * (Double(index) + 0.5)
    }
    area.x += thickness * Double(xs.count)
    area.width -= thickness * Double(xs.count)
    for index in ys.indices {
      ys[index].center = rect.maxY - thickness * (Double(index) + 0.5)
    }
    area.height -= thickness * Double(ys.count)
    self.area = area
    // A vertical axis lists its categories from the top; an order rises as numbers do.
    let isList = yScale.categories != nil && yScale.specification.type != .ordinal
    x = AxisMap(scale: xScale, from: area.x, to: area.maxX, strips: xs)
    y = AxisMap(
      scale: yScale, from: isList ? area.y : area.maxY, to: isList ? area.maxY : area.y, strips: ys)
    xAxis = layout.xAxes[index]
    yAxis = AxisLayout.vertical(
      yScale, length: area.height, limit: layout.labelLimit, setter,
      strips: resolved.yStrips[index])
    let column = layout.grid.panels[index].column
    showsXLabels = layout.bottoms[index]
    showsYLabels = layout.isFreeY || column == 0
    leftRoom =
      column == 0 ? rect.x + 4 * setter.scale : max(layout.columnLeft[column], layout.gap)
  }

  /// Whether a series holds values beyond the ends of the axes.
  func isBeyond(_ series: Series) -> Bool {
    func isOutside(_ value: Double, _ scale: PositionScale) -> Bool {
      let share = scale.share(value)
      return share.isFinite && !(-1e-9...1 + 1e-9).contains(share)
    }
    var found = false
    series.extents(
      x: { found = found || isOutside($0, xScale) }, y: { found = found || isOutside($0, yScale) })
    return found
  }
}

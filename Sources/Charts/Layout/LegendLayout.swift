internal import Basics
internal import Drawing

/// Names of series and what they look like; or the colours of a number scale.
struct Legend {
  struct Entry: Hashable {
    var name: String
    var paint: Paint
    var symbol: Symbol
    var dash: [Double]
    var hatch: Int
    var hasLine = false
    var hasPoint = false
    var hasFill = false
    /// How marks that let the ground through are filled: pale, with an edge and, or, a hatch.
    var wash: Wash?
    var hasBand = false
  }

  enum Wash: Hashable { case hatched, dashed }

  struct ColorBar {
    var title: String
    var ramp: Palette.Ramp
    /// Ticks as shares of the bar.
    var ticks: [(share: Double, label: String)]
  }

  struct SizeKey {
    var title: String
    var entries: [(radius: Double, label: String)]
  }

  var title: String?
  var entries: [Entry] = []
  var bar: ColorBar?
  var sizes: SizeKey?

  var isEmpty: Bool { entries.isEmpty && bar == nil && sizes == nil }

  /// Draws the legend in rows of at most `width` from (0, 0); answers its nodes and height.
  func rows(
    width: Double, _ setter: TextSetter, _ theme: Theme
  ) -> (nodes: [Scene.Node], height: Double) {
    var rows = LegendRows(width: width, setter: setter)
    if let bar {
      rows.add(bar, theme)
      if entries.isEmpty, sizes == nil { return (rows.nodes, rows.y) }
      (rows.x, rows.y) = (0, rows.y + 2)
    }
    if !entries.isEmpty { rows.write(title) }
    for (entry, name) in zip(entries, rows.names(entries)) { rows.add(entry, named: name) }
    if let sizes { rows.add(sizes) }
    return (rows.nodes, rows.y + rows.row)
  }

  /// Draws the legend as a column; answers its nodes and extent.
  func column(
    limit: Double, _ setter: TextSetter, _ theme: Theme
  ) -> (nodes: [Scene.Node], width: Double, height: Double) {
    var copy = self
    copy.title = nil
    var nodes: [Scene.Node] = []
    var (width, y) = (0.0, 0.0)
    if let title, !title.isEmpty {
      let shown = setter.shortened(title, setter.legend, to: limit)
      let extent = setter.extent(shown, setter.legend)
      nodes.append(
        .text(
          setter.text(shown, setter.legend, .legend, at: Point(0, extent.ascent), paint: .muted)))
      (width, y) = (extent.width, extent.height + 3)
    }
    let names = LegendRows(width: limit, setter: setter).names(entries)
    for (entry, name) in zip(entries, names) {
      var one = Legend()
      one.entries = [entry]
      one.entries[0].name = name
      let (parts, height) = one.rows(width: limit, setter, theme)
      nodes += Scene.moved(parts, 0, y)
      y += height
      width = max(
        width, min(limit, 18 * setter.scale + setter.width(entry.name, setter.legend)))
    }
    return (nodes, width, y)
  }
}

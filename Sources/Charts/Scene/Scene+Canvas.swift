package import Drawing

extension Scene {
  /// Draws the scene in the colours of `theme`.
  package func draw(on canvas: Canvas, _ theme: Theme) { Self.draw(nodes, on: canvas, theme) }

  private static func draw(_ nodes: [Node], on canvas: Canvas, _ theme: Theme) {
    func stroke(_ line: Line?) -> (line: Stroke, color: Color)? {
      line.map { ($0.stroke, theme.color($0.paint).opacity($0.opacity)) }
    }
    func color(_ fill: Fill?) -> Color? { fill.map { theme.color($0.paint).opacity($0.opacity) } }
    for node in nodes {
      switch node {
      case .path(let path, let fill, let line):
        canvas.draw(path, fill: color(fill), stroke: stroke(line))
      case .symbols(let symbols):
        let (fill, line) = (color(symbols.fill), stroke(symbols.line))
        for (index, center) in symbols.centers.enumerated() {
          let radius = symbols.radii[symbols.radii.count == 1 ? 0 : index]
          if symbols.shape == .circle, line == nil, let fill {
            canvas.dot(center, radius, fill)
            continue
          }
          canvas.draw(symbols.shape.path(center, radius), fill: fill, stroke: line)
        }
      case .text(let text):
        if text.halo {
          let bounds = text.bounds
          canvas.draw(
            Path(bounds.inset(-1, text.extent.height * 0.12), radius: 2),
            fill: theme.background.opacity(0.82), stroke: nil)
        }
        canvas.draw(
          text.text, text.style, color: theme.color(text.paint), at: text.point,
          share: text.anchor.share, degrees: text.degrees)
      case .raster(let raster, let rect): canvas.draw(raster, in: rect)
      case .clip(let rect, let parts): canvas.clipped(to: rect) { draw(parts, on: canvas, theme) }
      case .group(_, let parts): draw(parts, on: canvas, theme)
      }
    }
  }
}

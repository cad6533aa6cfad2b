internal import Drawing

/// Texts at places of the data.
struct Texts: Geometry {
  var x: [Double]
  var y: [Double]
  var labels: [String]

  var isEmpty: Bool { x.isEmpty }

  func extents(position: (Double) -> Void, value: (Double) -> Void) {
    x.forEach(position)
    y.forEach(value)
  }

  func draw(_ series: Series, in drawing: inout SeriesDrawing) -> [Scene.Node] {
    for (index, label) in labels.enumerated() {
      guard let place = drawing.point(x[index], y[index], series) else { continue }
      drawing.candidates.append(
        .init(
          text: StyledText(plain: label), style: drawing.setter.label, at: place,
          reach: 4 * drawing.s, role: .label, paint: .ink))
    }
    return []
  }

  func rows(_ series: Series, _ axes: DrawnAxes) -> [DrawnRow] {
    x.indices.map { index in
      var row = axes.row(series, at: x[index])
      (row.y, row.label) = (y[index], labels[index])
      return row
    }
  }
}

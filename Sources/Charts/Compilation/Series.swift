/// One drawable part of a layer.
struct Series {
  var layer: Int
  var panel: Int
  var mark: Mark
  var paint: Paint
  var symbol: Symbol
  /// Which of the dashes sets the series off; 0: plain.
  var style: Int
  /// Which of the hatches does so, in print; 0: plain.
  var hatch: Int
  /// The category behind colour or shape, or the name of the layer.
  var name: String?
  /// The category that sets the series apart without a colour or a shape, for words.
  var groupName: String?
  var geometry: any Geometry
  /// Whether positions run along the vertical axis.
  var isLying = false
  var opacity: Double?
  var dash: Layer.Dash?
}

extension Series {
  /// Patterns of lines by style.
  static let dashes: [[Double]] = [[], [5, 2], [1.5, 1.8], [7, 2, 1.5, 2], [3, 1.5], [9, 2.5]]

  var strokeDash: [Double] {
    switch dash {
    case .solid: []
    case .dashed: [4, 2.5]
    case .dotted: [1.2, 1.8]
    case nil: Self.dashes[style % Self.dashes.count]
    }
  }

  var isEmpty: Bool { geometry.isEmpty }

  /// Calls `x` and `y` with all values that the axes must show.
  func extents(x: (Double) -> Void, y: (Double) -> Void) {
    if isLying {
      geometry.extents(position: y, value: x)
    } else {
      geometry.extents(position: x, value: y)
    }
  }
}

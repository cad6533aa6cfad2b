internal import Basics

/// A drawing that is in a page: shapes and texts, the colours that they are written in where the page sets no others,
/// and what it shows in words.
public struct PageDrawing: Hashable, Sendable {
  /// Plain shapes and measured text.
  public let scene: Scene
  /// The colours.
  public let theme: Theme
  /// What its ids begin with.
  public let id: String
  /// What it shows.
  public let description: String

  /// A drawing of a scene.
  public init(scene: Scene, theme: Theme, id: String, description: String) {
    self.scene = scene
    self.theme = theme
    self.id = id
    self.description = description
  }

  /// The drawing as an SVG element without script, style or links out. `prefix` keeps the ids of several drawings in
  /// one page apart; with a `scale` it is as wide and high as that many pixels a point.
  public func svg(
    prefix: String, className: String, label: String, scale: Double? = nil
  ) -> String {
    var writer = SVGWriter(theme: theme, id: "\(prefix)-\(SVGWriter.identifier(id))")
    return writer.element(
      scene, label: HostileText.visible(label), description: description, className: className,
      scale: scale)
  }
}

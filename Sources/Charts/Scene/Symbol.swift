internal import Foundation
public import Drawing

/// The shape of a point: the second channel of series beside colour.
public enum Symbol: Int, Hashable, Sendable, CaseIterable {
  case circle, triangle, square, diamond, plus, cross

  /// The symbol of series `index`.
  public static func series(_ index: Int) -> Symbol { allCases[index % allCases.count] }

  /// Whether the symbol is made of lines and has no inside.
  public var isOpen: Bool { self == .plus || self == .cross }

  /// The outline around `center`; all symbols of a radius look equally large.
  public func path(_ center: Point, _ radius: Double) -> Path {
    func points(_ places: [(Double, Double)], scale: Double) -> [Point] {
      places.map { Point(center.x + $0.0 * radius * scale, center.y + $0.1 * radius * scale) }
    }
    switch self {
    case .circle: return Path(center: center, radius: radius)
    case .triangle:
      return Path(points([(0, -1), (0.866, 0.5), (-0.866, 0.5)], scale: 1.3), closed: true)
    case .square:
      return Path(points([(-1, -1), (1, -1), (1, 1), (-1, 1)], scale: 0.88), closed: true)
    case .diamond:
      return Path(points([(0, -1), (1, 0), (0, 1), (-1, 0)], scale: 1.25), closed: true)
    case .plus:
      var path = Path(points([(-1, 0), (1, 0)], scale: 1.2))
      path.append(Path(points([(0, -1), (0, 1)], scale: 1.2)))
      return path
    case .cross:
      var path = Path(points([(-1, -1), (1, 1)], scale: 0.9))
      path.append(Path(points([(-1, 1), (1, -1)], scale: 0.9)))
      return path
    }
  }
}

func cosine(_ angle: Double) -> Double { cos(angle) }
func sine(_ angle: Double) -> Double { sin(angle) }

internal import Foundation
public import Drawing

/// Colours of number scales.
public enum Palette {
  /// Colours from low to high.
  public enum Ramp: String, Codable, Hashable, Sendable, CaseIterable {
    /// Viridis without the 15 % at the end that would vanish on the ground.
    case viridis
    /// From light to dark blue.
    case blues
    /// Blue over grey to vermillion, for values on both sides of a middle.
    case diverging
  }

  private static let viridis: [Color] = [
    0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151,
    0xBDDF26, 0xFDE725,
  ].map { Color($0) }
  private static let blues: [Color] = [0xD6E6F2, 0x9CC4E0, 0x5A9FCC, 0x1F73AD, 0x064A80, 0x03294A]
    .map { Color($0) }
  private static let diverging: [Color] = [
    0x004D80, 0x3D86B8, 0xA3C8E0, 0xF0F0F0, 0xF2B48C, 0xD9702B, 0x973C00,
  ].map { Color($0) }

  private static let darkDiverging: [Color] = [
    0x8CCBF5, 0x3D86B8, 0x1F4A68, 0x2B333F, 0x6E3B17, 0xC9682A, 0xFFB583,
  ].map { Color($0) }

  /// The colour at `share` (0 ... 1) of the ramp: much is always further from the ground, dark on
  /// white and light on dark.
  public static func color(_ ramp: Ramp, _ share: Double, _ theme: Theme) -> Color {
    let isDark = theme.name == .dark
    let (stops, start, end): ([Color], Double, Double) =
      switch ramp {
      case .viridis: (isDark ? viridis : viridis.reversed(), 0.15, 1)
      case .blues: isDark ? (blues.reversed(), 0.1, 1) : (blues, 0, 1)
      case .diverging: (isDark ? darkDiverging : diverging, 0, 1)
      }
    let part = start + min(max(share.isNaN ? 0 : share, 0), 1) * (end - start)
    let place = part * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }
}

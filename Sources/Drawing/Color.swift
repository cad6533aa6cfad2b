internal import Foundation

/// A colour of the sRGB space with an opacity, each part 0 ... 1.
public struct Color: Hashable, Sendable {
  /// Red, gamma-encoded.
  public let red: Double
  /// Green, gamma-encoded.
  public let green: Double
  /// Blue, gamma-encoded.
  public let blue: Double
  /// 0: invisible; 1: opaque.
  public let opacity: Double

  /// A colour from its parts.
  public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// An opaque colour such as `0x0072B2`.
  public init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255,
      blue: Double(hex & 255) / 255)
  }

  /// The same colour with another opacity.
  public func opacity(_ opacity: Double) -> Color {
    Color(red: red, green: green, blue: blue, opacity: opacity)
  }

  /// The way from this colour (0) to `other` (1), in encoded values.
  public func mixed(with other: Color, _ share: Double) -> Color {
    Color(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share, opacity: opacity + (other.opacity - opacity) * share
    )
  }

  /// What is seen where this colour lies on an opaque `background`.
  public func over(_ background: Color) -> Color {
    background.mixed(with: self.opacity(1), opacity).opacity(1)
  }

  /// Relative luminance after WCAG 2.2, 0 ... 1.
  public var luminance: Double {
    func linear(_ part: Double) -> Double {
      part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast ratio after WCAG 2.2, 1 ... 21.
  public func contrast(with other: Color) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// The colour as `#rrggbb`, without its opacity.
  public var hex: String {
    let digits = Array("0123456789abcdef")
    return [red, green, blue].reduce(into: "#") { text, part in
      let byte = Int((min(max(part, 0), 1) * 255).rounded())
      text.append(digits[byte >> 4])
      text.append(digits[byte & 15])
    }
  }
}

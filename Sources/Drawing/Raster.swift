public import Foundation

/// An image of straight RGBA bytes, the upper row first.
public struct Raster: Hashable, Sendable {
  /// Pixels to the right.
  public let width: Int
  /// Pixels downwards.
  public let height: Int
  /// Four bytes a pixel: red, green, blue, opacity (not multiplied in).
  public let bytes: [UInt8]

  /// An image of `4 × width × height` bytes; `nil` where their number is another.
  public init?(width: Int, height: Int, bytes: [UInt8]) {
    guard width > 0, height > 0, bytes.count == 4 * width * height else { return nil }
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// The image as PNG.
  public func png() throws(DrawingError) -> Data {
    try PNG.write(
      bytes, width: width, height: height, stride: 4 * width, format: .rgba, palette: [], dpi: nil,
      texts: [])
  }
}

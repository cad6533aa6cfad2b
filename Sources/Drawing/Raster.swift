internal import CCairo
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

  /// The image in a PNG file; `nil` if the bytes are no such file.
  public init?(png: Data) {
    final class Source {
      var rest: Data
      init(_ data: Data) { rest = data }
    }
    let source = Source(png)
    let surface = cairo_image_surface_create_from_png_stream(
      { closure, bytes, count in
        guard let closure, let bytes else { return CAIRO_STATUS_READ_ERROR }
        let source = Unmanaged<Source>.fromOpaque(closure).takeUnretainedValue()
        // Cairo's buffer holds `count` bytes, and no more are copied.
        guard source.rest.count >= Int(count) else { return CAIRO_STATUS_READ_ERROR }
        source.rest.prefix(Int(count)).copyBytes(to: bytes, count: Int(count))
        source.rest = source.rest.dropFirst(Int(count))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(source).toOpaque())
    defer { cairo_surface_destroy(surface) }
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
      let data = cairo_image_surface_get_data(surface)
    else { return nil }
    // Of more than eight bits a colour, pixels are wider than the four bytes that are read here.
    let format = cairo_image_surface_get_format(surface)
    guard format == CAIRO_FORMAT_ARGB32 || format == CAIRO_FORMAT_RGB24 else { return nil }
    let width = Int(cairo_image_surface_get_width(surface))
    let height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    // Both formats have four bytes a pixel, in `height` rows of `stride` bytes.
    guard stride >= 4 * width else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * width * height)
    for y in 0..<height {
      for x in 0..<width {
        // Blue, green, red and opacity; figures are opaque, so nothing is multiplied in.
        let pixel = data + y * stride + 4 * x
        bytes += [pixel[2], pixel[1], pixel[0], 255]
      }
    }
    self.init(width: width, height: height, bytes: bytes)
  }

  /// The image as PNG.
  public func png() throws(DrawingError) -> Data {
    try PNG.write(
      bytes, width: width, height: height, stride: 4 * width, format: .rgba, palette: [], dpi: nil,
      texts: [])
  }
}

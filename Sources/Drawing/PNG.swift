internal import CPNG
internal import Foundation

/// The door to libpng.
enum PNG {
  enum Format { case rgb, rgba, palette }

  /// zlib's level 3 without row filters. Measured over the 49 figures of the gallery at 150 dpi: 3.4 ms
  /// and 48 kB a figure; level 6 takes 8.6 ms for files a tenth smaller, level 9 takes 41 ms for files a
  /// sixth smaller, and the row filter "up" makes them larger.
  private static let level: CInt = 3

  /// Writes 8-bit samples. `palette`: three bytes a colour, for the format of that name.
  static func write(
    _ pixels: [UInt8], width: Int, height: Int, stride: Int, format: Format, palette: [UInt8],
    dpi: Double?, texts: [(key: String, text: String)]
  ) throws(DrawingError) -> Data {
    // libpng reads `height` rows of `stride` bytes from `pixels`, `samples` bytes of each a pixel, and
    // three bytes a colour from `palette`.
    let samples =
      switch format {
      case .rgb: 3
      case .rgba: 4
      case .palette: 1
      }
    guard width > 0, height > 0, stride >= samples * width, pixels.count >= stride * height,
      palette.count <= 768, palette.count % 3 == 0
    else { throw .png(width: width, height: height) }
    var buffer = almanac_png_buffer(bytes: nil, count: 0, capacity: 0)
    defer { free(buffer.bytes) }
    let keys = texts.map { strdup($0.key) }
    let values = texts.map { strdup($0.text) }
    defer { for pointer in keys + values { free(pointer) } }
    let type: CInt =
      switch format {
      case .rgb: CInt(PNG_COLOR_TYPE_RGB)
      case .rgba: CInt(PNG_COLOR_TYPE_RGBA)
      case .palette: CInt(PNG_COLOR_TYPE_PALETTE)
      }
    let written = almanac_png_write(
      &buffer, pixels, UInt32(width), UInt32(height), stride, type, palette,
      CInt(palette.count / 3), level, CInt(PNG_FILTER_NONE),
      dpi.flatMap { UInt32(exactly: ($0 / 0.0254).rounded()) } ?? 0,
      keys.map { $0.map { UnsafePointer($0) } }, values.map { $0.map { UnsafePointer($0) } },
      CInt(texts.count))
    guard written == 1, let bytes = buffer.bytes else {
      throw .png(width: width, height: height)
    }
    return Data(bytes: bytes, count: buffer.count)
  }

  /// The pixels of a Cairo image (blue, green, red, unused) as palette indices where there are at
  /// most 256 colours, else as RGB. `source` holds `height` rows of `wordStride` words, and no word is
  /// read beyond the first `width` of a row.
  static func pack(
    _ source: UnsafePointer<UInt32>, width: Int, height: Int, wordStride: Int
  ) -> (pixels: [UInt8], palette: [UInt8]) {
    var indexed = [UInt8](repeating: 0, count: width * height)
    var palette: [UInt8] = []
    // An open hash table of colours; 1,024 slots for at most 256 entries.
    var keys = [UInt32](repeating: .max, count: 1024)
    var places = [UInt8](repeating: 0, count: 1024)
    var (last, lastPlace) = (UInt32.max, UInt8(0))
    var fits = true
    rows: for y in 0..<height {
      let row = source + y * wordStride
      for x in 0..<width {
        let color = row[x] & 0xFF_FFFF
        if color != last {
          var slot = Int((color &* 2_654_435_769) >> 22)
          while keys[slot] != color, keys[slot] != .max { slot = (slot + 1) & 1023 }
          if keys[slot] == .max {
            guard palette.count < 768 else {
              fits = false
              break rows
            }
            keys[slot] = color
            places[slot] = UInt8(palette.count / 3)
            palette.append(UInt8(color >> 16))
            palette.append(UInt8(color >> 8 & 255))
            palette.append(UInt8(color & 255))
          }
          (last, lastPlace) = (color, places[slot])
        }
        indexed[y * width + x] = lastPlace
      }
    }
    if fits { return (indexed, palette) }
    indexed = []
    var rgb = [UInt8](repeating: 0, count: 3 * width * height)
    // Three bytes for each of `width × height` pixels: `next` ends at the length of the buffer.
    rgb.withUnsafeMutableBufferPointer { rgb in
      var next = 0
      for y in 0..<height {
        let row = source + y * wordStride
        for x in 0..<width {
          let color = row[x]
          rgb[next] = UInt8(truncatingIfNeeded: color >> 16)
          rgb[next + 1] = UInt8(truncatingIfNeeded: color >> 8)
          rgb[next + 2] = UInt8(truncatingIfNeeded: color)
          next += 3
        }
      }
    }
    return (rgb, [])
  }
}

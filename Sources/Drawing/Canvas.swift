internal import CCairo
public import Foundation

/// What a picture file says of itself.
public struct PictureMetadata: Hashable, Sendable {
  /// The title.
  public var title: String
  /// What the picture shows, in words.
  public var description: String
  /// Who made it.
  public var author: String
  /// Written as the date of creation, ISO 8601 in UTC; fixed, so that equal input gives equal bytes.
  public var date: String

  /// Metadata of a picture.
  public init(
    title: String, description: String, author: String = "Almanac",
    date: String = "2000-01-01T00:00:00Z"
  ) {
    self.title = title
    self.description = description
    self.author = author
    self.date = date
  }
}

/// A sheet to draw on, in points from the upper left corner.
///
/// Cairo's errors are sticky: draw freely, they surface when the picture is written.
public final class Canvas {
  private let surface: OpaquePointer  // cairo_surface_t, owned
  private let context: OpaquePointer  // cairo_t, owned
  private let layout: TextLayout
  private let sink: Sink
  private let dpi: Double?

  /// Collects what Cairo writes.
  private final class Sink {
    var bytes = Data()
  }

  /// A sheet of pixels, `dpi` to the inch, filled with `background`.
  public static func image(
    width: Double, height: Double, dpi: Double, background: Color
  ) throws(DrawingError) -> Canvas {
    let (columns, rows) = ((width * dpi / 72).rounded(), (height * dpi / 72).rounded())
    let side = DrawingLimits.side
    guard columns >= 1, rows >= 1, columns <= side, rows <= side,
      columns * rows <= DrawingLimits.pixels
    else { throw .size(width: columns, height: rows) }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, CInt(columns), CInt(rows))
    let canvas = try Canvas(surface, sink: Sink(), dpi: dpi)
    cairo_set_source_rgb(canvas.context, background.red, background.green, background.blue)
    cairo_paint(canvas.context)
    cairo_scale(canvas.context, dpi / 72, dpi / 72)
    return canvas
  }

  /// A page of a PDF file.
  public static func pdf(
    width: Double, height: Double, background: Color?, metadata: PictureMetadata
  ) throws(DrawingError) -> Canvas {
    guard width > 0, height > 0, width <= DrawingLimits.page, height <= DrawingLimits.page else {
      throw .page(width: width, height: height)
    }
    let sink = Sink()
    // Cairo calls back while it holds the surface; the canvas owns both, and releases the surface
    // first. It hands over `count` bytes at `bytes`, which are copied.
    let surface = cairo_pdf_surface_create_for_stream(
      { closure, bytes, count in
        guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue().bytes
          .append(bytes, count: Int(count))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(sink).toOpaque(), width, height)
    let canvas = try Canvas(surface, sink: sink, dpi: nil)
    for (key, value) in [
      (CAIRO_PDF_METADATA_TITLE, metadata.title),
      (CAIRO_PDF_METADATA_AUTHOR, metadata.author),
      (CAIRO_PDF_METADATA_SUBJECT, metadata.description),
      (CAIRO_PDF_METADATA_CREATE_DATE, metadata.date),
    ] { cairo_pdf_surface_set_metadata(surface, key, value) }
    if let background {
      cairo_set_source_rgb(canvas.context, background.red, background.green, background.blue)
      cairo_paint(canvas.context)
    }
    return canvas
  }

  private init(_ surface: OpaquePointer?, sink: Sink, dpi: Double?) throws(DrawingError) {
    guard let surface, let context = cairo_create(surface) else {
      throw .cairo(code: CAIRO_STATUS_NO_MEMORY.rawValue, message: "out of memory")
    }
    (self.surface, self.context, self.sink, self.dpi) = (surface, context, sink, dpi)
    layout = TextLayout(context: context)
    try check(cairo_status(context))
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  private func check(_ status: cairo_status_t) throws(DrawingError) {
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .cairo(code: status.rawValue, message: String(cString: cairo_status_to_string(status)))
    }
  }

  // MARK: Drawing

  private func set(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.opacity)
  }

  private func trace(_ path: Path) {
    cairo_new_path(context)
    for step in path.steps {
      switch step {
      case .move(let p):
        let p = p.bounded
        cairo_move_to(context, p.x, p.y)
      case .line(let p):
        let p = p.bounded
        cairo_line_to(context, p.x, p.y)
      case .curve(let a, let b, let c):
        let (a, b, c) = (a.bounded, b.bounded, c.bounded)
        cairo_curve_to(context, a.x, a.y, b.x, b.y, c.x, c.y)
      case .close: cairo_close_path(context)
      }
    }
  }

  /// Draws `path`: first its inside, then its line.
  public func draw(_ path: Path, fill: Color?, stroke: (line: Stroke, color: Color)?) {
    trace(path)
    if let fill {
      set(fill)
      if stroke == nil { cairo_fill(context) } else { cairo_fill_preserve(context) }
    }
    guard let stroke else { return }
    set(stroke.color)
    cairo_set_line_width(context, stroke.line.width)
    cairo_set_dash(context, stroke.line.dash, CInt(stroke.line.dash.count), 0)
    cairo_set_line_cap(context, stroke.line.isRound ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_line_join(
      context, stroke.line.isRound ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER)
    cairo_stroke(context)
  }

  /// Draws a disc: a line without length under a round cap, a tenth of what its outline takes in a file.
  public func dot(_ center: Point, _ radius: Double, _ color: Color) {
    let center = center.bounded
    set(color)
    cairo_set_line_width(context, 2 * radius)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    cairo_set_dash(context, nil, 0, 0)
    cairo_new_path(context)
    cairo_move_to(context, center.x, center.y)
    cairo_line_to(context, center.x, center.y)
    cairo_stroke(context)
  }

  /// Draws one line of text: `share` of its width (0, 0.5 or 1) lies before `point`, its base line
  /// runs through it, turned by `degrees` anticlockwise.
  public func draw(
    _ text: StyledText, _ style: TextStyle, color: Color, at point: Point, share: Double = 0,
    degrees: Double = 0
  ) {
    let point = point.bounded
    let extent = layout.set(text, style)
    cairo_save(context)
    cairo_translate(context, point.x, point.y)
    if degrees != 0 { cairo_rotate(context, -degrees * .pi / 180) }
    cairo_move_to(context, -share * extent.width, 0)
    set(color)
    layout.show(on: context)
    cairo_restore(context)
  }

  /// Draws an image into `rect`.
  public func draw(_ raster: Raster, in rect: Rect) {
    var pixels = [UInt32](repeating: 0, count: raster.width * raster.height)
    for index in pixels.indices {
      let a = UInt32(raster.bytes[4 * index + 3])
      let part = { (offset: Int) in (UInt32(raster.bytes[4 * index + offset]) * a + 127) / 255 }
      pixels[index] = a << 24 | part(0) << 16 | part(1) << 8 | part(2)
    }
    let image = cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, CInt(raster.width), CInt(raster.height))
    defer { cairo_surface_destroy(image) }
    cairo_surface_flush(image)
    guard let target = cairo_image_surface_get_data(image) else { return }
    let stride = Int(cairo_image_surface_get_stride(image))
    // Cairo's image has `height` rows of `stride` bytes; a row of ours is written at its beginning.
    guard stride >= 4 * raster.width else { return }
    pixels.withUnsafeBytes { source in
      for row in 0..<raster.height {
        UnsafeMutableRawBufferPointer(start: target + row * stride, count: 4 * raster.width)
          .copyMemory(
            from: UnsafeRawBufferPointer(
              rebasing: source[(4 * raster.width * row)..<(4 * raster.width * (row + 1))]))
      }
    }
    cairo_surface_mark_dirty(image)
    cairo_save(context)
    cairo_translate(context, rect.x, rect.y)
    cairo_scale(
      context, rect.width / Double(raster.width), rect.height / Double(raster.height))
    cairo_set_source_surface(context, image, 0, 0)
    cairo_rectangle(context, 0, 0, Double(raster.width), Double(raster.height))
    cairo_fill(context)
    cairo_restore(context)
  }

  /// Draws what `body` draws, cut off at the edges of `rect`.
  public func clipped(to rect: Rect, _ body: () -> Void) {
    cairo_save(context)
    cairo_new_path(context)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    cairo_clip(context)
    body()
    cairo_restore(context)
  }

  // MARK: Writing

  /// The picture as PNG with its resolution, title and description. For a sheet of pixels.
  public func png(_ metadata: PictureMetadata) throws(DrawingError) -> Data {
    try check(cairo_status(context))
    cairo_surface_flush(surface)
    let (width, height) = (
      Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface))
    )
    guard let data = cairo_image_surface_get_data(surface) else {
      throw .png(width: width, height: height)
    }
    let stride = Int(cairo_image_surface_get_stride(surface)) / 4
    // Cairo's image has `height` rows of `stride` words, of which the first `width` are pixels.
    guard stride >= width else { throw .png(width: width, height: height) }
    let packed = data.withMemoryRebound(to: UInt32.self, capacity: stride * height) {
      PNG.pack($0, width: width, height: height, wordStride: stride)
    }
    let isIndexed = !packed.palette.isEmpty
    return try PNG.write(
      packed.pixels, width: width, height: height, stride: isIndexed ? width : 3 * width,
      format: isIndexed ? .palette : .rgb, palette: packed.palette, dpi: dpi,
      texts: [
        ("Title", metadata.title), ("Author", metadata.author),
        ("Description", metadata.description),
      ].filter { !$0.1.isEmpty })
  }

  /// The page as PDF. Nothing can be drawn afterwards.
  public func finishPDF() throws(DrawingError) -> Data {
    try check(cairo_status(context))
    cairo_surface_finish(surface)
    try check(cairo_surface_status(surface))
    return PDFDate.repaired(sink.bytes)
  }
}

// A context is a state machine: a canvas stays in the task that made it; its bytes cross.
@available(*, unavailable)
extension Canvas: Sendable {}

extension Point {
  /// The point, or the nearest one that is not too far out.
  fileprivate var bounded: Point {
    func bounded(_ value: Double) -> Double {
      value.isNaN ? 0 : min(max(value, -DrawingLimits.coordinate), DrawingLimits.coordinate)
    }
    return Point(bounded(x), bounded(y))
  }
}

internal import CCairo
internal import Foundation

/// Measures text with the theme's font. Not shared between threads: each makes its own.
public final class TextMeasurer {
  private let layout: TextLayout
  private var known: [TextKey: TextExtent] = [:]
  /// Characters that no installed font has, in order of appearance, each once.
  public private(set) var missingGlyphs: [Unicode.Scalar] = []
  private var isMissing: Set<Unicode.Scalar> = []

  private struct TextKey: Hashable {
    let text: StyledText
    let style: TextStyle
  }

  /// A measurer for the installed theme font.
  public init() { layout = TextLayout(context: nil) }

  /// The extent of `text`. Repeated texts are looked up.
  public func measure(_ text: StyledText, _ style: TextStyle) -> TextExtent {
    let key = TextKey(text: text, style: style)
    if let extent = known[key] { return extent }
    let extent = layout.set(text, style)
    for scalar in layout.unknownGlyphs() where isMissing.insert(scalar).inserted {
      missingGlyphs.append(scalar)
    }
    known[key] = extent
    return extent
  }

  /// The letters of `text` as shapes, the base line beginning at (0, 0).
  public func outline(_ text: StyledText, _ style: TextStyle) -> Path {
    _ = layout.set(text, style)
    return layout.outline()
  }

  /// The extent of plain text.
  public func measure(_ string: String, _ style: TextStyle) -> TextExtent {
    measure(StyledText(plain: string), style)
  }
}

/// One Pango layout, used for one line after the other.
final class TextLayout {
  private let layout: OpaquePointer  // PangoLayout, owned

  /// A layout that measures (`nil`) or draws on `context`, alike to the last bit: no hinting, no
  /// rounding to pixels.
  init(context cairo: OpaquePointer?) {
    let pango: OpaquePointer
    if let cairo {
      pango = pango_cairo_create_context(cairo)
    } else {
      pango = pango_font_map_create_context(pango_cairo_font_map_get_default())
    }
    pango_cairo_context_set_resolution(pango, 72)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(pango, options)
    cairo_font_options_destroy(options)
    pango_context_set_round_glyph_positions(pango, 0)
    layout = pango_layout_new(pango)
    pango_layout_set_single_paragraph_mode(layout, 1)
    almanac_unref(UnsafeMutableRawPointer(pango))
  }

  deinit { almanac_unref(UnsafeMutableRawPointer(layout)) }

  /// Sets the text and answers its extent.
  func set(_ text: StyledText, _ style: TextStyle) -> TextExtent {
    let font = pango_font_description_new()
    defer { pango_font_description_free(font) }
    pango_font_description_set_family(font, ThemeFont.installed)
    let (smallest, largest) = (DrawingLimits.letter.lowerBound, DrawingLimits.letter.upperBound)
    let size = style.size.isNaN ? smallest : min(max(style.size, smallest), largest)
    pango_font_description_set_size(font, CInt((size * Double(PANGO_SCALE)).rounded()))
    pango_font_description_set_weight(font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_font_description_set_style(font, style.isItalic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL)
    pango_layout_set_font_description(layout, font)
    let string = text.string
    pango_layout_set_text(layout, string, CInt(string.utf8.count))
    let attributes = pango_attr_list_new()
    defer { pango_attr_list_unref(attributes) }
    var start = 0
    for run in text.runs {
      let end = start + run.string.utf8.count
      if run.isItalic, let attribute = pango_attr_style_new(PANGO_STYLE_ITALIC) {
        attribute.pointee.start_index = guint(start)
        attribute.pointee.end_index = guint(end)
        pango_attr_list_insert(attributes, attribute)
      }
      start = end
    }
    pango_layout_set_attributes(layout, attributes)
    var logical = PangoRectangle()
    pango_layout_get_extents(layout, nil, &logical)
    let scale = Double(PANGO_SCALE)
    let ascent = Double(pango_layout_get_baseline(layout)) / scale
    return TextExtent(
      width: Double(logical.width) / scale, ascent: ascent,
      descent: Double(logical.height) / scale - ascent)
  }

  /// The characters of the text last set that no font has.
  func unknownGlyphs() -> [Unicode.Scalar] {
    guard pango_layout_get_unknown_glyphs_count(layout) > 0,
      let line = pango_layout_get_line_readonly(layout, 0)
    else { return [] }
    var result: [Unicode.Scalar] = []
    // The line belongs to the layout and stays as it is until the next text is set; its runs are a
    // list that ends with nil, each with an array of `num_glyphs` glyphs.
    var entry = line.pointee.runs
    while let node = entry {
      if let item = node.pointee.data?.assumingMemoryBound(to: PangoGlyphItem.self),
        let glyphs = item.pointee.glyphs
      {
        for index in 0..<Int(glyphs.pointee.num_glyphs) {
          let code = almanac_unknown_glyph(glyphs.pointee.glyphs[index].glyph)
          if code != 0, let scalar = Unicode.Scalar(code) { result.append(scalar) }
        }
      }
      entry = node.pointee.next
    }
    return result
  }

  /// The shapes of the text last set.
  func outline() -> Path {
    // A path needs a context to lie in; nothing is drawn there.
    let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
    let context = cairo_create(surface)
    defer {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
    }
    var result = Path()
    guard let context, let line = pango_layout_get_line_readonly(layout, 0) else { return result }
    cairo_move_to(context, 0, 0)
    pango_cairo_layout_line_path(context, line)
    guard let path = cairo_copy_path(context) else { return result }
    defer { cairo_path_destroy(path) }
    guard let data = path.pointee.data else { return result }
    var index = 0
    // A piece is a header and `length - 1` points, all of them within `num_data`.
    while index < Int(path.pointee.num_data) {
      let header = data[index].header
      guard header.length > 0, index + Int(header.length) <= Int(path.pointee.num_data) else {
        break
      }
      func point(_ offset: Int) -> Point {
        let point = data[index + offset].point
        return Point(point.x, point.y)
      }
      switch header.type {
      case CAIRO_PATH_MOVE_TO: result.move(point(1))
      case CAIRO_PATH_LINE_TO: result.line(point(1))
      case CAIRO_PATH_CURVE_TO: result.curve(point(1), point(2), point(3))
      case CAIRO_PATH_CLOSE_PATH: result.close()
      default: break
      }
      index += Int(header.length)
    }
    return result
  }

  /// Draws the text last set with its base line starting at the current point.
  func show(on context: OpaquePointer) {
    guard let line = pango_layout_get_line_readonly(layout, 0) else { return }
    pango_cairo_show_layout_line(context, line)
  }
}

// Pango layouts belong to the thread whose font map made them.
@available(*, unavailable)
extension TextMeasurer: Sendable {}

internal import Basics
internal import CCairo

/// The families that figures are set in, best first.
public enum ThemeFont {
  /// The families in order of preference. Roboto has figures of equal width, a true minus, Greek and
  /// subscript digits, is narrow at 7 pt, and is packaged by Debian (`fonts-roboto-unhinted`).
  public static let families = ["Roboto", "Inter", "Open Sans", "DejaVu Sans"]

  /// The first family of `families` that is installed; the last one where none is (Pango then takes
  /// what there is).
  public static let installed: String = {
    let names = Set(installedFamilies)
    return families.first { names.contains($0) } ?? "DejaVu Sans"
  }()

  /// The names of all families that are installed, in the order in which Pango has them.
  private static var installedFamilies: [String] {
    var list: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
    var count: CInt = 0
    guard let map = pango_cairo_font_map_get_default() else { return [] }
    pango_font_map_list_families(map, &list, &count)
    defer { g_free(list) }
    // Pango answers an array of `count` families, which belong to the map.
    return (0..<Int(count)).compactMap { index in
      list?[index].flatMap { pango_font_family_get_name($0) }.map { String(cString: $0) }
    }
  }

  /// A hash of what sets the text of figures: the libraries, the families that are installed, and the files of the
  /// theme's font.
  public static let fingerprint: String = {
    var hash = SHA256()
    func add(_ text: String) { Array("\(text)\n".utf8).withUnsafeBytes { hash.update($0) } }
    for version in [pango_version_string(), cairo_version_string()] {
      add(version.map { String(cString: $0) } ?? "")
    }
    for name in installedFamilies.sorted() { add(name) }
    guard let map = pango_cairo_font_map_get_default(),
      let context = pango_font_map_create_context(map)
    else { return hash.hexDigest() }
    defer { almanac_unref(UnsafeMutableRawPointer(context)) }
    for (weight, style) in [
      (PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL), (PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL),
      (PANGO_WEIGHT_NORMAL, PANGO_STYLE_ITALIC),
    ] {
      let description = pango_font_description_new()
      defer { pango_font_description_free(description) }
      pango_font_description_set_family(description, installed)
      pango_font_description_set_weight(description, weight)
      pango_font_description_set_style(description, style)
      guard let font = pango_font_map_load_font(map, context, description) else { continue }
      defer { almanac_unref(UnsafeMutableRawPointer(font)) }
      guard let shape = pango_font_get_hb_font(font), let face = hb_font_get_face(shape) else {
        continue
      }
      let file = hb_face_reference_blob(face)
      defer { hb_blob_destroy(file) }
      var count: CUnsignedInt = 0
      let bytes = hb_blob_get_data(file, &count)
      hash.update(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : Int(count)))
    }
    return hash.hexDigest()
  }()

  /// The list as CSS writes it, the generic family last.
  public static var cssFamilies: String {
    (families.map { "'\($0)'" } + ["sans-serif"]).joined(separator: ", ")
  }
}

internal import CCairo

/// The families that figures are set in, best first.
public enum ThemeFont {
  /// The families in order of preference. Roboto has figures of equal width, a true minus, Greek and
  /// subscript digits, is narrow at 7 pt, and is packaged by Debian (`fonts-roboto-unhinted`).
  public static let families = ["Roboto", "Inter", "Open Sans", "DejaVu Sans"]

  /// The first family of `families` that is installed; the last one where none is (Pango then takes
  /// what there is).
  public static let installed: String = {
    var list: UnsafeMutablePointer<UnsafeMutablePointer<PangoFontFamily>?>?
    var count: CInt = 0
    guard let map = pango_cairo_font_map_get_default() else { return "DejaVu Sans" }
    pango_font_map_list_families(map, &list, &count)
    defer { g_free(list) }
    var names: Set<String> = []
    // Pango answers an array of `count` families, which belong to the map.
    for index in 0..<Int(count) {
      guard let family = list?[index], let name = pango_font_family_get_name(family) else {
        continue
      }
      names.insert(String(cString: name))
    }
    return families.first { names.contains($0) } ?? "DejaVu Sans"
  }()

  /// The list as CSS writes it, the generic family last.
  public static var cssFamilies: String {
    (families.map { "'\($0)'" } + ["sans-serif"]).joined(separator: ", ")
  }
}

internal import CCairo
internal import CPNG

/// The libraries that pictures are drawn with, by name, and the versions at hand.
public let drawingLibraries: [(name: String, version: String)] = [
  ("Cairo", String(cString: cairo_version_string())),
  ("Pango", String(cString: pango_version_string())),
  ("libpng", String(cString: png_get_libpng_ver(nil))),
]

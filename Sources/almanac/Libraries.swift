internal import Drawing
internal import Mathematics
internal import Reports
internal import Tables

/// What the program computes and draws with.
enum Libraries {
  /// Names and versions.
  static var all: [(name: String, version: String)] {
    [("GSL", gslVersion)] + drawingLibraries.map { ($0.name, $0.version) }
      + [("cmark-gfm", markdownLibraryVersion)]
      + (zipLibraryVersion.map { [("libzip", $0)] } ?? [])
  }
}

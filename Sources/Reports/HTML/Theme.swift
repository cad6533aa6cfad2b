internal import Basics
public import Foundation

internal import Tables

/// The look of the page: its style and its fonts, both of which go into the file.
public struct Theme: Sendable {
  /// The style sheet with its fonts in it.
  let style: String
  /// The source that the security policy allows styles from: this very sheet.
  let styleSource: String

  /// Reads `style.css` and the fonts that the style names from a folder.
  ///
  /// - Parameters:
  ///   - figureStyle: Rules for the drawings, which have their colours by role.
  ///   - house: What a house changes.
  public init(
    folder: URL, figureStyle: String = "", house: House = House()
  ) throws(DocumentError) {
    let style = try Self.text(of: "style.css", in: folder)
    self.style = try Self.embedFonts(
      house.applied(to: style + figureStyle), folder: folder)
    var hash = SHA256()
    Data(self.style.utf8).withUnsafeBytes { hash.update($0) }
    styleSource = "'sha256-" + Data(hash.digest()).base64EncodedString() + "'"
  }

  private static let boundary = FileBoundary("the theme's folder")

  /// A text of the folder.
  static func text(of name: String, in folder: URL) throws(DocumentError) -> String {
    do {
      return try TextFile.read(boundary.file(name, in: folder.path))
    } catch {
      throw .theme("the theme in \(folder.path) cannot be read: \(error)")
    }
  }

  /// Replaces each `url(fonts/NAME)` by the font itself.
  private static func embedFonts(
    _ style: String, folder: URL
  ) throws(DocumentError) -> String {
    var result = ""
    var rest = style[...]
    while let open = rest.range(of: "url(fonts/"),
      let close = rest[open.upperBound...].firstIndex(of: ")")
    {
      let name = String(rest[open.upperBound..<close])
      guard let file = try? boundary.file("fonts/\(name)", in: folder.path),
        let font = try? Data(contentsOf: URL(fileURLWithPath: file))
      else {
        throw .theme("the style names the font \(name), which \(folder.path)/fonts lacks")
      }
      result += rest[..<open.lowerBound]
      result += "url(data:font/woff2;base64," + font.base64EncodedString()
      rest = rest[close...]
    }
    return result + rest
  }
}

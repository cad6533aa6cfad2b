/// Writes a document as one self-contained HTML file: no script, no request, style by hash.
public struct HTMLWriter: Sendable {
  private let theme: Theme

  /// A writer with a look.
  public init(theme: Theme) {
    self.theme = theme
  }

  /// The whole page.
  public func write(_ document: Document) throws(DocumentError) -> String {
    var pass = try HTMLPass(document)
    let head = try pass.head()
    let body = try pass.body()
    var parts = [
      "language": document.language,
      "policy":
        "default-src 'none'; style-src \(theme.styleSource); img-src data:; font-src data:; "
        + "base-uri 'none'; form-action 'none'",
      "title": HTMLText.escape(document.title.plainText), "style": theme.style,
      "head": head, "contents": pass.contents(), "body": body,
    ]
    if let summary = document.summary { parts["summary"] = HTMLText.escape(summary) }
    return theme.render(parts)
  }

  /// What stands within `main`: for tests, and for pages with a shell of their own.
  public func body(_ document: Document) throws(DocumentError) -> String {
    var pass = try HTMLPass(document)
    return try pass.body()
  }
}

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
    let policy =
      "default-src 'none'; style-src \(theme.styleSource); img-src data:; font-src data:; "
      + "base-uri 'none'; form-action 'none'"
    let summary =
      document.summary.map {
        "<meta name=\"description\" content=\"\(HTMLText.escape($0))\">\n"
      } ?? ""
    return """
      <!doctype html>
      <html lang="\(document.language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTMLText.escape(policy))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLText.escape(document.title.plainText))</title>
      \(summary)<meta name="generator" content="almanac">
      <style>\(theme.style)</style>
      </head>
      <body>
      <a class="skip" href="#report">\(document.language[.skip])</a>
      <div class="page">
      \(head)
      \(pass.contents())
      <main id="report" tabindex="-1">
      \(body)
      </main>
      </div>
      </body>
      </html>

      """
  }

  /// What is within `main`: for tests, and for pages with a shell of their own.
  public func body(_ document: Document) throws(DocumentError) -> String {
    var pass = try HTMLPass(document)
    return try pass.body()
  }
}

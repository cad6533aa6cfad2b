extension HTMLPass {
  /// The main results, each with a link to where it is shown.
  mutating func findings(_ findings: [Finding]) throws(DocumentError) -> String {
    let name = words[.keyFindings]
    var html = "<section class=\"findings\" aria-label=\"\(name)\">\n"
    html += "<p class=\"label\" aria-hidden=\"true\">\(name)</p>\n<ul>\n"
    for finding in findings {
      html += "<li>" + (try inlines(finding.content))
      if let label = finding.place.flatMap(numbering.find) {
        html +=
          " <a class=\"see\" href=\"#\(label.anchor)\">" + HTMLText.escape(label.text) + "</a>"
      }
      html += "</li>\n"
    }
    return html + "</ul>\n</section>\n"
  }

  /// Who made the report, when and of what, how to cite it, and the files beside it.
  mutating func imprint() throws(DocumentError) -> String {
    let imprint = document.imprint
    guard !imprint.study.isEmpty else { return "" }
    var html = "<section class=\"about\" aria-labelledby=\"imprint\">\n"
    html += "<h2 id=\"imprint\">\(words[.aboutReport])</h2>\n"
    html += try entries(imprint.entries(title: document.title, words))
    guard !imprint.files.isEmpty else { return html + "</section>\n" }
    let links = imprint.files.map { path in
      "<a href=\"\(MarkdownText.path(path))\">" + HTMLText.breakable(path) + "</a>"
    }
    html += "<p>\(words[.allResults]): " + links[0] + "</p>\n"
    if links.count > 1 {
      html += "<details>\n<summary>\(words[.tables]) (\(links.count - 1))</summary>\n<ul>\n"
      html += links.dropFirst().map { "<li>\($0)</li>\n" }.joined()
      html += "</ul>\n</details>\n"
    }
    return html + "</section>\n"
  }
}

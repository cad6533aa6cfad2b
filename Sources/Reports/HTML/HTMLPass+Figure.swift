internal import Charts

extension HTMLPass {
  /// A figure with caption, downloads, description and data.
  mutating func figure(_ figure: Figure) throws(DocumentError) -> String {
    let label = numbering.figure(figure.id)
    var html = "<figure id=\"figure-\(figure.id)\">\n"
    html += picture(figure)
    html += "<figcaption>"
    if let label {
      html += Self.selfLink(label.anchor, "<b>" + HTMLText.escape(label.text) + ".</b>") + " "
    }
    let title = figure.heading ?? [.text(figure.title)]
    html += "<span class=\"title\">" + (try inlines(title))
    html += title.plainText.last.map { ".?!".contains($0) } == true ? "</span>" : ".</span>"
    if !figure.caption.isEmpty { html += " " + (try inlines(figure.caption)) }
    let links = Self.downloads(figure.files + (figure.data.map { [$0] } ?? []))
    if !links.isEmpty { html += " " + links }
    html += "</figcaption>\n</figure>\n"
    if figure.longDescription != nil || figure.dataTable != nil {
      html += "<details class=\"figure-details\">\n<summary>"
      html += words[figure.dataTable == nil ? .description : .descriptionAndData] + "</summary>\n"
      if let description = figure.longDescription {
        html += "<p>" + HTMLText.escape(description) + "</p>\n"
      }
      if let table = figure.dataTable { html += try self.table(table) }
      html += "</details>\n"
    }
    return html
  }

  /// All figures of a page have one scale: their smallest text, of 7.5 points, is set in 12.6 pixels.
  private static let pixelsPerPoint = 1.68

  private mutating func picture(_ figure: Figure) -> String {
    guard let drawing = figure.drawing else { return "" }
    let wide = drawing.svg(
      prefix: "drawing-" + figure.id,
      className: figure.narrowDrawing == nil ? "chart" : "chart wide", label: figure.alt,
      scale: Self.pixelsPerPoint)
    guard let narrowDrawing = figure.narrowDrawing else {
      return
        "<div class=\"plate only\" role=\"region\" tabindex=\"0\" aria-label=\"\(HTMLText.escape(regionName(words[.drawing] + ": " + figure.title)))\">"
        + wide + "</div>\n"
    }
    let narrow = narrowDrawing.svg(
      prefix: "narrow-" + figure.id, className: "chart narrow", label: figure.alt)
    return "<div class=\"plate\">" + wide + narrow + "</div>\n"
  }
}

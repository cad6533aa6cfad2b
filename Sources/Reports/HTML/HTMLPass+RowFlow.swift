internal import Basics

extension HTMLPass {
  /// The ways of the rows: a bar a step, as long as its share of the most rows; the list branches
  /// where the ways part.
  func rowFlow(_ flow: RowFlow) -> String {
    let roots = flow.roots
    let most = flow.paths.flatMap(\.steps).map(\.rows).max() ?? 0
    let name = flow.title.isEmpty ? English.rowsAfterSteps : flow.title
    var html = "<div class=\"flow\" role=\"group\" aria-label=\"\(HTMLText.escape(name))\">\n"
    if !flow.title.isEmpty {
      html += "<p class=\"title\">" + HTMLText.escape(flow.title) + "</p>\n"
    }
    if !roots.isEmpty { html += stages(roots, after: nil, most: most) }
    return html + "</div>\n"
  }

  private func stages(_ nodes: [RowFlow.Node], after previous: Int?, most: Int) -> String {
    var html = nodes.count > 1 ? "<ul class=\"parted\">\n" : "<ul>\n"
    for node in nodes {
      let rows = node.step.rows
      let width = most > 0 ? Double(rows) / Double(most) * 100 : 0
      let change = previous.map { rows - $0 } ?? 0
      html += "<li><div class=\"stage\"><span class=\"rows\">"
      // What became missing takes no row away.
      let isCount = node.step.loss == nil
      if isCount { html += NumberFormat.integer.text(Double(rows)) }
      html += "</span> <span class=\"step\">"
      html += HTMLText.escape(node.step.step)
      if !node.ends.isEmpty {
        let names = node.ends.joined(separator: "; ")
        html += ": <span class=\"end\">" + HTMLText.escape(names) + "</span>"
      }
      html += "</span>"
      if change != 0 {
        html += " <span class=\"lost\">"
        html += NumberFormat(.integer, isSigned: true).text(Double(change)) + "</span>"
      }
      if isCount {
        html += "<svg viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        html += "<rect width=\"\(NumberFormat.fixed(2).machineText(width))\" height=\"4\"/></svg>"
      }
      html += "</div>"
      if !node.next.isEmpty { html += "\n" + stages(node.next, after: rows, most: most) }
      html += "</li>\n"
    }
    return html + "</ul>\n"
  }
}

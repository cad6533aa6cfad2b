internal import Basics

extension MathFormula {
  /// The formula as MathML.
  var html: String {
    "<math>" + Self.row(nodes) + "</math>"
  }

  private static func row(_ nodes: [Node]) -> String {
    "<mrow>" + nodes.map(element).joined() + "</mrow>"
  }

  private static func element(_ node: Node) -> String {
    switch node {
    case .identifier(let name, let isUpright):
      // One letter leans by itself.
      let style = isUpright && name.count == 1 ? " mathvariant=\"normal\"" : ""
      return "<mi\(style)>" + HTMLText.escape(name) + "</mi>"
    case .number(let text): return "<mn>" + HTMLText.escape(text) + "</mn>"
    case .sign(let text): return "<mo>" + HTMLText.escape(text) + "</mo>"
    case .words(let text): return "<mtext>" + HTMLText.escape(text) + "</mtext>"
    case .space(let width):
      return "<mspace width=\"\(NumberFormat.fixed(4).machineText(width))em\"></mspace>"
    case .row(let nodes): return row(nodes)
    case .fraction(let above, let below):
      return "<mfrac>" + element(above) + element(below) + "</mfrac>"
    case .root(let content, nil): return "<msqrt>" + element(content) + "</msqrt>"
    case .root(let content, let degree?):
      return "<mroot>" + element(content) + element(degree) + "</mroot>"
    case .accent(let content, let sign):
      return "<mover accent=\"true\">" + element(content) + "<mo>\(sign)</mo></mover>"
    case .scripts(let base, let below?, let above?):
      return "<msubsup>" + element(base) + element(below) + element(above) + "</msubsup>"
    case .scripts(let base, let below?, nil):
      return "<msub>" + element(base) + element(below) + "</msub>"
    case .scripts(let base, nil, let above?):
      return "<msup>" + element(base) + element(above) + "</msup>"
    case .scripts(let base, nil, nil): return element(base)
    case .fenced(let open, let content, let close):
      return "<mrow><mo>" + HTMLText.escape(open) + "</mo>" + content.map(element).joined()
        + "<mo>" + HTMLText.escape(close) + "</mo></mrow>"
    }
  }
}

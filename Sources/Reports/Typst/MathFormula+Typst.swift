internal import Basics

extension MathFormula {
  /// The formula in Typst's notation, with its source for those who cannot see it.
  var typst: String {
    "#math.equation(alt: \(TypstText.lineString(source)), $\(Self.row(nodes))$.body);"
  }

  private static func row(_ nodes: [Node]) -> String {
    nodes.map(element).joined(separator: " ")
  }

  private static func element(_ node: Node) -> String {
    switch node {
    case .identifier(let name, let isUpright):
      return (isUpright || name.count > 1 ? "upright(" : "italic(") + TypstText.lineString(name)
        + ")"
    case .number(let text): return TypstText.lineString(text)
    case .sign(let text): return text.map(sign).joined()
    case .words(let text): return TypstText.lineString(text)
    case .space(let width): return "#h(\(NumberFormat.fixed(4).machineText(width))em);"
    case .row(let nodes): return nodes.isEmpty ? "\"\"" : "lr(" + row(nodes) + ", size: #100%)"
    case .fraction(let above, let below):
      return "frac(" + element(above) + ", " + element(below) + ")"
    case .root(let content, nil): return "sqrt(" + element(content) + ")"
    case .root(let content, let degree?):
      return "root(" + element(degree) + ", " + element(content) + ")"
    case .accent(let content, let sign):
      return (accents[sign] ?? "macron") + "(" + element(content) + ")"
    case .scripts(let base, let below, let above):
      return "attach(" + element(base) + (below.map { ", b: " + element($0) } ?? "")
        + (above.map { ", t: " + element($0) } ?? "") + ")"
    case .fenced(let open, let content, let close):
      return "lr(" + open.map(sign).joined() + " " + row(content) + " "
        + close.map(sign).joined() + ")"
    }
  }

  /// A sign of a formula; those of ASCII could be markup, or part two arguments.
  private static func sign(_ sign: Character) -> String {
    sign.isASCII ? "\\" + String(sign) : String(sign)
  }

  private static let accents: [String: String] = [
    "¯": "overline", "^": "hat", "~": "tilde", "˙": "dot", "→": "arrow",
  ]
}

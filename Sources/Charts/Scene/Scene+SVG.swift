internal import Drawing
internal import Foundation

/// Writes a scene as SVG: text stays text, colours are attributes with the role as class beside
/// them, so that a page can set them otherwise.
struct SVGWriter {
  let theme: Theme
  let id: String
  private var out = ""
  private var clips = 0
  /// Draws texts as shapes, where these are asked for.
  private let measurer: TextMeasurer?

  init(theme: Theme, id: String, outlines: Bool = false) {
    self.theme = theme
    self.id = id
    measurer = outlines ? TextMeasurer() : nil
  }

  /// Letters, digits, hyphens and underscores; begins with a letter.
  static func identifier(_ text: String) -> String {
    let safe = String(
      text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" })
    return safe.first?.isLetter == true ? safe : "figure-" + safe
  }

  static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default:
        // Characters that XML 1.0 forbids become a space.
        let value = scalar.value
        let isForbidden =
          value < 0x20 && value != 0x9 && value != 0xA || value == 0xFFFE
          || value == 0xFFFF
        result.unicodeScalars.append(isForbidden ? " " : scalar)
      }
    }
    return result
  }

  /// At most two decimals: a seventh of a thousandth of an inch.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let hundredths = Int((abs(value) * 100).rounded())
    let sign = value < 0 && hundredths != 0 ? "-" : ""
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(whole)" }
    if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// A file of its own, with its size and its title.
  mutating func file(_ scene: Scene, title: String, description: String) -> String {
    let (w, h) = (Self.number(scene.width), Self.number(scene.height))
    out = """
      <svg xmlns="http://www.w3.org/2000/svg" class="almanac-figure" id="\(id)" role="img" \
      aria-labelledby="\(id)-title \(id)-desc" width="\(w)pt" height="\(h)pt"
      """
    write(scene, title: "<title id=\"\(id)-title\">\(Self.escape(title))</title>\n", description)
    return out + "\n"
  }

  /// A part of a page, which sets its size; the label names it, for a title would hang over the whole of it.
  mutating func element(
    _ scene: Scene, label: String, description: String, className: String, scale: Double?
  ) -> String {
    out = """
      <svg class="\(className) almanac-figure" role="img" aria-label="\(Self.escape(label))" id="\(id)"
      """
    if let scale {
      out += " width=\"\(Self.number(scene.width * scale))\""
      out += " height=\"\(Self.number(scene.height * scale))\""
    }
    write(scene, title: "", description)
    return out
  }

  private mutating func write(_ scene: Scene, title: String, _ description: String) {
    let (w, h) = (Self.number(scene.width), Self.number(scene.height))
    out += """
       viewBox="0 0 \(w) \(h)" font-family="\(ThemeFont.cssFamilies)" text-rendering="geometricPrecision">
      \(title)<desc id="\(id)-desc">\(Self.escape(description))</desc>
      <rect width="\(w)" height="\(h)"\(paint(.background, "fill", 1))/>

      """
    write(scene.nodes)
    out += "</svg>"
  }

  private func paint(_ paint: Paint, _ attribute: String, _ opacity: Double) -> String {
    let shade = opacity < 1 ? " \(attribute)-opacity=\"\(Self.number(opacity))\"" : ""
    return " \(attribute)=\"\(theme.color(paint).hex)\"\(shade)"
      + (paint.name.map { " class=\"\(attribute.first ?? "f")-\($0)\"" } ?? "")
  }

  private func style(_ fill: Scene.Fill?, _ line: Scene.Line?) -> String {
    var classes: [String] = []
    var text = ""
    if let fill {
      text += " fill=\"\(theme.color(fill.paint).hex)\""
      if fill.opacity < 1 { text += " fill-opacity=\"\(Self.number(fill.opacity))\"" }
      if let name = fill.paint.name { classes.append("f-\(name)") }
    } else {
      text += " fill=\"none\""
    }
    if let line {
      text += " stroke=\"\(theme.color(line.paint).hex)\""
      text += " stroke-width=\"\(Self.number(line.stroke.width))\""
      if line.opacity < 1 { text += " stroke-opacity=\"\(Self.number(line.opacity))\"" }
      if !line.stroke.dash.isEmpty {
        let dash = line.stroke.dash.map(Self.number).joined(separator: " ")
        text += " stroke-dasharray=\"\(dash)\""
      }
      if line.stroke.isRound { text += " stroke-linecap=\"round\" stroke-linejoin=\"round\"" }
      if let name = line.paint.name { classes.append("s-\(name)") }
    }
    if !classes.isEmpty { text += " class=\"\(classes.joined(separator: " "))\"" }
    return text
  }

  static func data(_ path: Path) -> String {
    var text = ""
    func put(_ command: String, _ points: Point...) {
      text += command
      for (index, point) in points.enumerated() {
        text += "\(index > 0 ? " " : "")\(number(point.x)) \(number(point.y))"
      }
    }
    for step in path.steps {
      switch step {
      case .move(let p): put("M", p)
      case .line(let p): put("L", p)
      case .curve(let a, let b, let c): put("C", a, b, c)
      case .close: text += "Z"
      }
    }
    return text
  }

  private mutating func write(_ nodes: [Scene.Node]) {
    for node in nodes {
      switch node {
      case .path(let path, let fill, let line):
        out += "<path d=\"\(Self.data(path))\"\(style(fill, line))/>\n"
      case .symbols(let symbols): write(symbols)
      case .text(let text): write(text)
      case .raster(let raster, let rect):
        guard let png = try? raster.png() else { continue }
        out += "<image x=\"\(Self.number(rect.x))\" y=\"\(Self.number(rect.y))\""
        out += " width=\"\(Self.number(rect.width))\" height=\"\(Self.number(rect.height))\""
        out += " preserveAspectRatio=\"none\""
        out += " href=\"data:image/png;base64,\(png.base64EncodedString())\"/>\n"
      case .clip(let rect, let parts):
        clips += 1
        let name = "\(id)-clip-\(clips)"
        out += "<clipPath id=\"\(name)\"><rect x=\"\(Self.number(rect.x))\""
        out += " y=\"\(Self.number(rect.y))\" width=\"\(Self.number(rect.width))\""
        out += " height=\"\(Self.number(rect.height))\"/></clipPath>\n"
        out += "<g clip-path=\"url(#\(name))\">\n"
        write(parts)
        out += "</g>\n"
      case .group(_, let parts): write(parts)
      }
    }
  }

  private mutating func write(_ symbols: Scene.Symbols) {
    out += "<g\(style(symbols.fill, symbols.line))>\n"
    for (index, center) in symbols.centers.enumerated() {
      let radius = symbols.radii[symbols.radii.count == 1 ? 0 : index]
      if symbols.shape == .circle {
        out += "<circle cx=\"\(Self.number(center.x))\" cy=\"\(Self.number(center.y))\""
        out += " r=\"\(Self.number(radius))\"/>\n"
      } else {
        out += "<path d=\"\(Self.data(symbols.shape.path(center, radius)))\"/>\n"
      }
    }
    out += "</g>\n"
  }

  private mutating func write(_ text: Scene.Text) {
    if text.halo {
      let box = text.bounds.inset(-1, text.extent.height * 0.12)
      out += "<rect x=\"\(Self.number(box.x))\" y=\"\(Self.number(box.y))\" rx=\"2\""
      out += " width=\"\(Self.number(box.width))\" height=\"\(Self.number(box.height))\""
      out += "\(paint(.background, "fill", 0.82))/>\n"
    }
    let (x, y) = (Self.number(text.point.x), Self.number(text.point.y))
    if let measurer {
      let left = Self.number(-text.anchor.share * text.extent.width)
      out += "<path transform=\"translate(\(x) \(y))"
      if text.degrees != 0 { out += " rotate(\(Self.number(-text.degrees)))" }
      out += " translate(\(left) 0)\" d=\"\(Self.data(measurer.outline(text.text, text.style)))\""
      out += paint(text.paint, "fill", 1) + "/>\n"
      return
    }
    out += "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(Self.number(text.style.size))\""
    if text.style.isBold { out += " font-weight=\"bold\"" }
    if text.style.isItalic { out += " font-style=\"italic\"" }
    switch text.anchor {
    case .start: break
    case .middle: out += " text-anchor=\"middle\""
    case .end: out += " text-anchor=\"end\""
    }
    if text.degrees != 0 {
      out += " transform=\"rotate(\(Self.number(-text.degrees)) \(x) \(y))\""
    }
    out += paint(text.paint, "fill", 1) + ">"
    for run in text.text.runs {
      let escaped = Self.escape(run.string)
      out += run.isItalic ? "<tspan font-style=\"italic\">\(escaped)</tspan>" : escaped
    }
    out += "</text>\n"
  }
}

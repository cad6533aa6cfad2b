/// A drawing made ready to stand in the page: checked, its ids made unique, its styles as attributes.
///
/// The page allows neither script nor inline style; a drawing that brings script, an event handler,
/// a foreign object or a link out is refused, not cleaned.
struct InlineSVG {
  private let figure: String
  private let prefix: String
  private var output = ""

  /// The drawing as markup for the page.
  static func prepare(
    _ svg: String, figure: String, variant: String, alt: String, className: String
  ) throws(DocumentError) -> String {
    var pass = InlineSVG(figure: figure, prefix: variant)
    try pass.run(svg, alt: alt, className: className)
    return pass.output
  }

  private init(figure: String, prefix: String) {
    self.figure = figure
    self.prefix = prefix
  }

  private mutating func run(
    _ svg: String, alt: String, className: String
  ) throws(DocumentError) {
    var rest = svg[...]
    guard let start = rest.range(of: "<svg") else { throw refuse("it holds no svg element") }
    rest = rest[start.lowerBound...]
    var isRoot = true
    while let open = rest.firstIndex(of: "<") {
      output += rest[..<open]
      rest = rest[open...]
      if rest.hasPrefix("<!--") {
        guard let end = rest.range(of: "-->") else { throw refuse("a comment is not closed") }
        rest = rest[end.upperBound...]
        continue
      }
      guard !rest.hasPrefix("<!"), !rest.hasPrefix("<?") else {
        throw refuse("it holds a declaration or CDATA")
      }
      guard let close = Self.endOfTag(rest) else { throw refuse("a tag is not closed") }
      let tag = rest[rest.index(after: open)..<close]
      rest = rest[rest.index(after: close)...]
      try write(tag: tag, isRoot: isRoot, alt: alt, className: className)
      if isRoot, let title = rest.range(of: "</title>"),
        rest.drop(while: \.isWhitespace).hasPrefix("<title")
      {
        // The label names the drawing; a title as well would hang over the whole of it.
        rest = rest[title.upperBound...]
      }
      isRoot = false
    }
    guard rest.allSatisfy(\.isWhitespace) else { throw refuse("text follows the svg element") }
  }

  private static func endOfTag(_ text: Substring) -> String.Index? {
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == ">" {
        return index
      }
    }
    return nil
  }

  private static let elements: Set<String> = [
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "title", "desc", "defs", "clipPath", "linearGradient", "radialGradient", "stop", "pattern",
    "use",
    "marker", "mask", "symbol", "metadata", "image",
  ]

  private mutating func write(
    tag: Substring, isRoot: Bool, alt: String, className: String
  ) throws(DocumentError) {
    let isEnd = tag.first == "/"
    let body = isEnd ? tag.dropFirst() : tag
    let name = String(body.prefix { $0.isLetter || $0.isNumber || $0 == ":" || $0 == "-" })
    guard Self.elements.contains(name) else { throw refuse("it holds a '\(name)' element") }
    if isEnd {
      output += "</" + name + ">"
      return
    }
    let isEmpty = body.last == "/"
    let attributes = try attributes(of: isEmpty ? body.dropLast() : body, after: name)
    output += "<" + name
    if isRoot {
      let own = attributes.first { $0.0 == "class" }.map { " " + $0.1 } ?? ""
      output += " class=\"\(className)\(own)\" role=\"img\" aria-label=\"\(HTMLText.escape(alt))\""
    }
    let dropped: Set<String> = ["width", "height", "class", "role", "style", "x", "y"]
    for (key, value) in attributes {
      if isRoot, dropped.contains(key) || key.hasPrefix("aria-") || key.hasPrefix("xml") {
        continue
      }
      output += try attribute(key, value, of: name)
    }
    output += isEmpty ? "/>" : ">"
  }

  private func attribute(
    _ key: String, _ value: String, of element: String
  ) throws(DocumentError) -> String {
    let lowered = key.lowercased()
    if lowered.hasPrefix("on") { throw refuse("it holds the event handler '\(key)'") }
    if lowered.hasPrefix("xmlns") || lowered.hasPrefix("xml:") { return "" }
    switch lowered {
    case "id": return " id=\"\(prefix)-\(value)\""
    case "aria-labelledby", "aria-describedby":
      let ids = value.split(separator: " ").map { prefix + "-" + $0 }
      return " \(key)=\"\(ids.joined(separator: " "))\""
    case "href", "xlink:href", "src":
      if value.hasPrefix("#") { return " href=\"#\(prefix)-\(value.dropFirst())\"" }
      if element == "image", value.hasPrefix("data:image/png;base64,") {
        return " href=\"\(value)\""
      }
      throw refuse("it links to '\(value.prefix(60))'")
    case "style":
      var result = ""
      for declaration in value.split(separator: ";") {
        guard let colon = declaration.firstIndex(of: ":") else { continue }
        let property = String(declaration[..<colon]).trimmingWhitespace()
        let setting = String(declaration[declaration.index(after: colon)...]).trimmingWhitespace()
        guard Self.presentation.contains(property) else { continue }
        result += try attribute(property, setting, of: element)
      }
      return result
    default:
      return " \(key)=\"\(try localURLs(value))\""
    }
  }

  /// The style properties that are attributes of SVG too.
  private static let presentation: Set<String> = [
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "opacity", "font-family", "font-size", "font-weight", "font-style",
    "text-anchor", "dominant-baseline", "letter-spacing", "clip-path", "mask", "stop-color",
    "stop-opacity", "visibility",
  ]

  private func localURLs(_ value: String) throws(DocumentError) -> String {
    guard value.utf8.contains(UInt8(ascii: "(")), value.lowercased().contains("url(") else {
      return value
    }
    guard value.hasPrefix("url(#"), value.hasSuffix(")") else {
      throw refuse("it refers to '\(value.prefix(60))'")
    }
    return "url(#" + prefix + "-" + value.dropFirst(5)
  }

  private func attributes(
    of body: Substring, after name: String
  ) throws(DocumentError) -> [(String, String)] {
    var result: [(String, String)] = []
    var rest = body.dropFirst(name.count)
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.isEmpty { return result }
      let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == ":" || $0 == "_" }
      rest = rest.dropFirst(key.count)
      guard !key.isEmpty, rest.first == "=" else { throw refuse("an attribute has no value") }
      rest = rest.dropFirst()
      guard let quote = rest.first, quote == "\"" || quote == "'",
        let end = rest.dropFirst().firstIndex(of: quote)
      else { throw refuse("an attribute has no quotes") }
      let value = rest[rest.index(after: rest.startIndex)..<end]
      guard !value.utf8.contains(UInt8(ascii: "<")), !value.utf8.contains(UInt8(ascii: "\"")) else {
        throw refuse("an attribute holds a sign that is not escaped")
      }
      result.append((String(key), String(value)))
      rest = rest[rest.index(after: end)...]
    }
  }

  private func refuse(_ reason: String) -> DocumentError {
    .unsafeSVG(figure: figure, reason: reason)
  }
}

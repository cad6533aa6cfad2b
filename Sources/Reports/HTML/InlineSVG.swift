/// A drawing made ready to stand in the page: checked, its ids made unique, its styles as attributes.
///
/// The page allows neither script nor inline style; a drawing that brings script, an event handler,
/// a foreign object or a link out is refused, not cleaned.
struct InlineSVG {
  private let figure: String
  private let prefix: String
  private var output: [UInt8] = []

  /// The drawing as markup for the page.
  static func prepare(
    _ svg: String, figure: String, variant: String, alt: String, className: String
  ) throws(DocumentError) -> String {
    var pass = InlineSVG(figure: figure, prefix: variant)
    try pass.run(Array(svg.utf8)[...], alt: alt, className: className)
    return String(decoding: pass.output, as: UTF8.self)
  }

  private init(figure: String, prefix: String) {
    self.figure = figure
    self.prefix = prefix
  }

  // All signs of markup are ASCII, so the pass goes by bytes.
  private mutating func run(
    _ svg: ArraySlice<UInt8>, alt: String, className: String
  ) throws(DocumentError) {
    guard let start = svg.position(of: "<svg") else { throw refuse("it contains no svg element") }
    var rest = svg[start...]
    var isRoot = true
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      output += rest[..<open]
      rest = rest[open...]
      if rest.starts(with: "<!--".utf8) {
        guard let end = rest.position(of: "-->") else { throw refuse("a comment is not closed") }
        rest = rest[(end + 3)...]
        continue
      }
      guard !rest.starts(with: "<!".utf8), !rest.starts(with: "<?".utf8) else {
        throw refuse("it contains a declaration or CDATA")
      }
      guard let close = Self.endOfTag(rest) else { throw refuse("a tag is not closed") }
      let tag = rest[(open + 1)..<close]
      rest = rest[(close + 1)...]
      try write(tag: tag, isRoot: isRoot, alt: alt, className: className)
      if isRoot, rest.drop(while: Self.isSpace).starts(with: "<title".utf8),
        let title = rest.position(of: "</title>")
      {
        // The label names the drawing; a title as well would hang over the whole of it.
        rest = rest[(title + 8)...]
      }
      isRoot = false
    }
    guard rest.allSatisfy(Self.isSpace) else { throw refuse("text follows the svg element") }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func endOfTag(_ text: ArraySlice<UInt8>) -> Int? {
    var quote: UInt8?
    for index in text.indices {
      let byte = text[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
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
    tag: ArraySlice<UInt8>, isRoot: Bool, alt: String, className: String
  ) throws(DocumentError) {
    let isEnd = tag.first == UInt8(ascii: "/")
    let body = isEnd ? tag.dropFirst() : tag
    let name = String(
      decoding: body.prefix {
        Self.isLetterOrDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-")
      }, as: UTF8.self)
    guard Self.elements.contains(name) else { throw refuse("it contains a '\(name)' element") }
    if isEnd {
      output += "</\(name)>".utf8
      return
    }
    let isEmpty = body.last == UInt8(ascii: "/")
    let attributes = try attributes(
      of: (isEmpty ? body.dropLast() : body).dropFirst(name.utf8.count))
    output += "<\(name)".utf8
    if isRoot {
      let own = attributes.first { $0.0 == "class" }.map { " " + $0.1 } ?? ""
      output +=
        " class=\"\(className)\(own)\" role=\"img\" aria-label=\"\(HTMLText.escape(alt))\"".utf8
    }
    for (key, value) in attributes {
      if isRoot,
        Self.droppedFromRoot.contains(key) || key.hasPrefix("aria-") || key.hasPrefix("xml")
      {
        continue
      }
      output += try attribute(key, value, of: name).utf8
    }
    output += (isEmpty ? "/>" : ">").utf8
  }

  private static let droppedFromRoot: Set<String> = [
    "width", "height", "class", "role", "style", "x", "y",
  ]

  private func attribute(
    _ key: String, _ value: String, of element: String
  ) throws(DocumentError) -> String {
    let lowered = key.lowercased()
    if lowered.hasPrefix("on") { throw refuse("it contains the event handler '\(key)'") }
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
    of body: ArraySlice<UInt8>
  ) throws(DocumentError) -> [(String, String)] {
    var result: [(String, String)] = []
    var rest = body
    while true {
      rest = rest.drop(while: Self.isSpace)
      if rest.isEmpty { return result }
      let key = rest.prefix {
        Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":")
          || $0 == UInt8(ascii: "_")
      }
      rest = rest[key.endIndex...]
      guard !key.isEmpty, rest.first == UInt8(ascii: "=") else {
        throw refuse("an attribute has no value")
      }
      rest = rest.dropFirst()
      guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
        let end = rest.dropFirst().firstIndex(of: quote)
      else { throw refuse("an attribute has no quotes") }
      let value = rest[(rest.startIndex + 1)..<end]
      guard !value.contains(UInt8(ascii: "<")), !value.contains(UInt8(ascii: "\"")) else {
        throw refuse("an attribute contains an unescaped character")
      }
      result.append((String(decoding: key, as: UTF8.self), String(decoding: value, as: UTF8.self)))
      rest = rest[(end + 1)...]
    }
  }

  private func refuse(_ reason: String) -> DocumentError {
    .unsafeSVG(figure: figure, reason: reason)
  }
}

extension ArraySlice<UInt8> {
  /// Where `text` first starts.
  fileprivate func position(of text: StaticString) -> Int? {
    let wanted = Array(text.description.utf8)
    guard let first = wanted.first else { return startIndex }
    var from = startIndex
    while let start = self[from...].firstIndex(of: first) {
      if self[start...].starts(with: wanted) { return start }
      from = start + 1
    }
    return nil
  }
}

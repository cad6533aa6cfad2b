import Basics
import Foundation

/// Markdown without its marks: front matter, code, addresses of links and comments are left out.
enum MarkdownManuscript {
  // As in the other readers: kept, and matched with on any thread.
  nonisolated(unsafe) private static let code = #/`+[^`]*`+/#
  nonisolated(unsafe) private static let target =
    #/\]\([^()\s]*(?:\([^()]*\)[^()\s]*)?(?:\s+"[^"]*")?\)/#
  nonisolated(unsafe) private static let power = #/<sup>\s*([-−]?\d+)\s*</sup>/#
  nonisolated(unsafe) private static let tag = #/</?[A-Za-z][^<>]*>|<https?:[^<>]*>/#
  nonisolated(unsafe) private static let citation =
    #/\[[^\[\]]*@[\p{L}\d_][^\[\]]*\]|@[\p{L}_][\p{L}\d_:.\-]*\p{L}*\d*/#
  nonisolated(unsafe) private static let footnote = #/\[\^[^\]]+\]:?/#
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let definition = #/^\s{0,3}\[[^\]]+\]:\s*\S+.*$/#
  nonisolated(unsafe) private static let attributes = #/\{[#.][^{}]*\}/#

  static func read(_ text: String) -> Manuscript {
    var manuscript = Manuscript()
    var lines = Manuscript.lines(text)
    if lines.first?.trimmingCharacters(in: .whitespaces) == "---",
      let close = lines.dropFirst().firstIndex(where: {
        ["---", "..."].contains($0.trimmingCharacters(in: .whitespaces))
      })
    {
      for index in 0...close { lines[index] = "" }
    }
    var fence: String?
    var comment: String?
    var isQuoted = false
    var isBlank = true
    var references: Int?
    for (index, raw) in lines.enumerated() {
      let start = raw.drop { $0 == " " || $0 == ">" }
      if comment == nil {
        if let open = fence {
          if start.hasPrefix(open) { fence = nil }
          continue
        }
        if start.hasPrefix("```") || start.hasPrefix("~~~") {
          fence = String(start.prefix(3))
          continue
        }
        // Code by indentation begins after a blank line.
        if isBlank, raw.hasPrefix("    ") || raw.hasPrefix("\t"),
          !start.hasPrefix("-"), !start.hasPrefix("*"), start.first?.isNumber != true
        {
          continue
        }
      }
      var line = uncommented(raw, &comment, &manuscript)
      let bare = line.trimmingCharacters(in: .whitespaces)
      isBlank = bare.isEmpty && comment == nil
      guard !bare.isEmpty else {
        if comment == nil { manuscript.end(isQuoted: isQuoted) }
        isQuoted = false
        continue
      }
      if bare.hasPrefix("#") {
        let level = bare.prefix { $0 == "#" }.count
        if let open = references, level <= open { references = nil }
        if references == nil, ManuscriptMarks.opensReferences(bare.drop { $0 == "#" }) {
          references = level
        }
        manuscript.end(isQuoted: isQuoted)
        line = ManuscriptMarks.heading(bare.drop { $0 == "#" })
      }
      guard references == nil, bare.wholeMatch(of: definition) == nil else { continue }
      let isOwn = bare.hasPrefix("|") || bare.hasPrefix("#")
      let opensItem = bare.hasPrefix("- ") || bare.hasPrefix("* ") || bare.hasPrefix("+ ")
      if isOwn || opensItem { manuscript.end(isQuoted: isQuoted) }
      if bare.hasPrefix(">") { isQuoted = true }
      manuscript.add(words(line), at: index + 1)
      if isOwn { manuscript.end(isQuoted: isQuoted) }
    }
    manuscript.end(isQuoted: isQuoted)
    return manuscript
  }

  /// A line without comments; `comment` holds one that goes on.
  private static func uncommented(
    _ raw: String, _ comment: inout String?, _ manuscript: inout Manuscript
  ) -> String {
    var line = ""
    var rest = Substring(raw)
    while true {
      if let open = comment {
        guard let end = rest.firstRange(of: "-->") else {
          comment = open + rest + " "
          return line
        }
        line += manuscript.sign(of: open + rest[..<end.lowerBound])
        comment = nil
        rest = rest[end.upperBound...]
      } else {
        guard let start = rest.firstRange(of: "<!--") else { return line + rest }
        line += rest[..<start.lowerBound]
        comment = ""
        rest = rest[start.upperBound...]
      }
    }
  }

  private static func words(_ line: String) -> String {
    var text = line.replacing(code, with: "code")
    text.replace(target, with: "]")
    text.replace(footnote, with: "")
    text.replace(citation, with: Manuscript.citation)
    text.replace(attributes, with: "")
    text.replace(power) { "^\($0.output.1)" }
    text.replace(tag, with: "")
    text = ManuscriptMarks.mathematics(text)
    text = text.replacing("**", with: "").replacing("__", with: "")
    return ManuscriptMarks.plain(String(text.filter { $0 != "*" && $0 != "`" && $0 != "\\" }))
  }
}

/// LaTeX without its commands: what stands before the document, comments, listings and the bibliography are left out.
enum LaTeXManuscript {
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let begin =
    #/\\begin\{(?<name>[A-Za-z]+\*?)\}(?:\[[^\]]*\])*(?:\{[^{}]*\})*/#
  nonisolated(unsafe) private static let citation =
    #/\\[A-Za-z]*cite[A-Za-z]*\*?\s*(?:\[[^\]]*\])*\s*\{[^{}]*\}/#
  nonisolated(unsafe) private static let reference =
    #/\\(?:eq|auto|page|name|[cC]|v|V|sub)?ref\*?\{[^{}]*\}/#
  nonisolated(unsafe) private static let silent =
    #/\\(?:label|includegraphics|input|include|url|bibliography|bibliographystyle|usepackage|documentclass|vspace|hspace|vskip|hskip|setlength|addtolength|setcounter|addtocounter|pagestyle|thispagestyle|cmidrule|cline|rule|footnotemark|resizebox|scalebox|fontsize|newcommand|renewcommand|definecolor|geometry|date|almanac|almanacfigure|almanactable|cmidrule\([lr]*\))\*?\s*(?:\([lr]*\))?(?:\[[^\]]*\])*(?:\s*\{[^{}]*\})*/#
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let first =
    #/\\(?:href|textcolor|colorbox|multicolumn|multirow)\s*\{[^{}]*\}/#
  nonisolated(unsafe) private static let verbatim = #/\\(?:verb|lstinline)\*?([^A-Za-z0-9\s]).*?\1/#
  nonisolated(unsafe) private static let length =
    #/-?\d*\.?\d+\s*(?:\\(?:text|line|column)(?:width|height)|(?:pt|em|ex|cm|mm|in)\b(?=\s*[\]\}]))/#
  nonisolated(unsafe) private static let section =
    #/\\(?:part|chapter|(?:sub)*section|paragraph)\*?(?:\[[^\]]*\])?\{/#
  private static let hidden: Set<String> = [
    "verbatim", "Verbatim", "lstlisting", "minted", "comment", "thebibliography", "tikzpicture",
    "filecontents",
  ]

  static func read(_ text: String) -> Manuscript {
    var manuscript = Manuscript()
    let lines = Manuscript.lines(text)
    var isBody = !lines.contains { $0.contains("\\begin{document}") }
    var hiddenUntil: String?
    var isQuoted = false
    for (index, raw) in lines.enumerated() {
      if let end = hiddenUntil {
        if raw.contains(end) { hiddenUntil = nil }
        continue
      }
      guard isBody else {
        isBody = raw.contains("\\begin{document}")
        continue
      }
      if raw.contains("\\end{document}") { break }
      let isEmpty = raw.trimmingCharacters(in: .whitespaces).isEmpty
      var line = uncommented(raw, &manuscript)
      if isEmpty {
        manuscript.end(isQuoted: isQuoted)
        continue
      }
      if let match = line.firstMatch(of: begin),
        hidden.contains(String(match.name).replacing("*", with: ""))
      {
        let end = "\\end{\(match.name)}"
        if !line[match.range.upperBound...].contains(end) { hiddenUntil = end }
        line = String(line[..<match.range.lowerBound])
      }
      let isOwn = line.contains(section) || hasCells(line)
      if isOwn || line.contains("\\item") || line.contains("\\begin{") || line.contains("\\caption")
      {
        manuscript.end(isQuoted: isQuoted)
      }
      if line.contains("\\begin{quot") { isQuoted = true }
      let words = words(line)
      manuscript.add(words, at: index + 1)
      if isOwn || line.contains("\\end{") { manuscript.end(isQuoted: isQuoted) }
      if line.contains("\\end{quot") { isQuoted = false }
    }
    manuscript.end(isQuoted: isQuoted)
    return manuscript
  }

  /// A line without its comment.
  private static func uncommented(_ raw: String, _ manuscript: inout Manuscript) -> String {
    var isEscaped = false
    for index in raw.indices {
      if raw[index] == "%", !isEscaped {
        return raw[..<index] + manuscript.sign(of: raw[raw.index(after: index)...])
      }
      isEscaped = raw[index] == "\\" && !isEscaped
    }
    return raw
  }

  /// Whether a line is the row of a table.
  private static func hasCells(_ line: String) -> Bool {
    var isEscaped = false
    for character in line {
      if character == "&", !isEscaped { return true }
      isEscaped = character == "\\" && !isEscaped
    }
    return false
  }

  private static func words(_ line: String) -> String {
    var text = line.replacing(verbatim, with: "code")
    text.replace(citation, with: Manuscript.citation)
    text.replace(reference, with: "ref")
    text.replace(silent, with: " ")
    text.replace(first, with: "")
    text.replace(begin, with: "")
    text.replace(length, with: "")
    text = ManuscriptMarks.mathematics(text)
    return ManuscriptMarks.plain(
      String(text.map { $0 == "~" || $0 == "\\" ? " " : $0 == "&" ? "|" : $0 }))
  }
}

/// Typst without its code: comments, raw text, rules and the arguments of functions are left out.
enum TypstManuscript {
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let code = #/`+[^`]*`+/#
  nonisolated(unsafe) private static let citation = #/@[\p{L}_][\p{L}\d_:.\-]*|#cite\([^()]*\)/#
  nonisolated(unsafe) private static let label = #/<[\p{L}_][\p{L}\d_:.\-]*>/#
  nonisolated(unsafe) private static let call =
    #/#(?:image|link|ref|bibliography|v|h|almanac)\([^()]*\)/#
  nonisolated(unsafe) private static let argument =
    #/\b[a-z][a-z\-]*:\s*(?:\([^()]*\)|auto|none|true|false|"[^"]*"|-?\d*\.?\d+\s*(?:pt|em|cm|mm|in|fr|deg|%)?)\s*[,)]/#
  nonisolated(unsafe) private static let length = #/\b\d*\.?\d+(?:pt|em|cm|mm|in|fr)\b/#
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let function = #/#[a-z][a-z.\-]*/#

  static func read(_ text: String) -> Manuscript {
    var manuscript = Manuscript()
    var isRaw = false
    var isHidden = false
    for (index, raw) in Manuscript.lines(text).enumerated() {
      let bare = raw.trimmingCharacters(in: .whitespaces)
      if bare.hasPrefix("```") {
        if !(bare.count > 3 && bare.hasSuffix("```")) { isRaw.toggle() }
        continue
      }
      guard !isRaw else { continue }
      let line = uncommented(raw, &isHidden, &manuscript)
      if bare.isEmpty {
        manuscript.end()
        continue
      }
      if ["#set ", "#let ", "#show", "#import", "#include"].contains(where: bare.hasPrefix) {
        continue
      }
      let isHeading = bare.hasPrefix("=")
      if isHeading || bare.hasPrefix("- ") || bare.hasPrefix("+ ") { manuscript.end() }
      manuscript.add(
        words(isHeading ? ManuscriptMarks.heading(line.drop { $0 == "=" || $0 == " " }) : line),
        at: index + 1)
      if isHeading { manuscript.end() }
    }
    manuscript.end()
    return manuscript
  }

  /// A line without comments; an address of the web holds none.
  private static func uncommented(
    _ raw: String, _ isHidden: inout Bool, _ manuscript: inout Manuscript
  ) -> String {
    var line = ""
    var rest = Substring(raw)
    while !rest.isEmpty {
      if isHidden {
        guard let end = rest.firstRange(of: "*/") else { return line }
        isHidden = false
        rest = rest[end.upperBound...]
      } else if rest.hasPrefix("//"), line.last != ":" {
        return line + manuscript.sign(of: rest.dropFirst(2))
      } else if rest.hasPrefix("/*") {
        isHidden = true
        rest = rest.dropFirst(2)
      } else if let next = rest.popFirst() {
        line.append(next)
      }
    }
    return line
  }

  private static func words(_ line: String) -> String {
    var text = line.replacing(code, with: "code")
    text.replace(citation, with: Manuscript.citation)
    text.replace(label, with: "")
    text.replace(call, with: "")
    text.replace(argument, with: "")
    text.replace(length, with: "")
    text.replace(function, with: "")
    text = text.replacing("chi^2", with: "χ2").replacing("eta^2", with: "η2").replacing(
      " times ", with: " × ")
    text = ManuscriptMarks.mathematics(text)
    return ManuscriptMarks.plain(
      String(text.filter { $0 != "*" && $0 != "_" && $0 != "\\" }.map { $0 == "~" ? " " : $0 }))
  }
}

/// Text as it stands on pages: numbers of pages and references are left out.
enum PlainManuscript {
  static func read(_ text: String) -> Manuscript {
    var manuscript = Manuscript()
    for (index, raw) in Manuscript.lines(text).enumerated() {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if ManuscriptMarks.opensReferences(line) { break }
      if line.isEmpty { manuscript.end() }
      guard !line.isEmpty, !line.allSatisfy(\.isNumber) else { continue }
      manuscript.add(ManuscriptMarks.plain(line), at: index + 1)
    }
    manuscript.end()
    return manuscript
  }
}

/// What the formats share.
enum ManuscriptMarks {
  // A literal is parsed each time it is met: kept, and matched with on any thread.
  nonisolated(unsafe) private static let square = #/\\(chi|eta|omega|epsilon)\s*\^\s*\{?2\}?/#
  nonisolated(unsafe) private static let power = #/\^\s*\{\s*([-−]?\d+)\s*\}/#
  nonisolated(unsafe) private static let index = #/([tFzrχH]2?)\s*_\s*\{([^{}]*)\}/#
  nonisolated(unsafe) private static let command = #/\\[A-Za-z]+\*?/#
  nonisolated(unsafe) private static let number = #/^\s*(?:[A-Z]|\d+)(?:\.\d+)*\.?\s+/#
  private static let symbols = [
    ("\\left", ""), ("\\right", ""), ("\\chi", "χ"), ("\\times", "×"), ("\\cdot", "×"),
    ("\\alpha", "α"), ("\\eta", "η"),
    ("\\rho", "ρ"), ("\\beta", "β"), ("\\tau", "τ"), ("\\leq", "≤"), ("\\le", "≤"), ("\\geq", "≥"),
    ("\\ge", "≥"), ("\\pm", "±"), ("\\approx", "≈"), ("\\sim", "≈"), ("\\%", "%"), ("{,}", ","),
    ("\\,", "\u{2009}"), ("\\;", " "), ("\\!", ""), ("\\$", " "),
  ]

  /// TeX's formulas in plain characters.
  static func mathematics(_ line: String) -> String {
    guard line.contains(where: { "\\${^_".contains($0) }) else { return line }
    var text = line
    text.replace(square) { "\\\($0.output.1)2" }
    for (name, sign) in symbols { text.replace(name, with: sign) }
    text.replace(power) { "^\($0.output.1)" }
    text.replace(index) { "\($0.output.1)(\($0.output.2))" }
    text.replace("\\\\", with: " ")
    text.replace(command, with: "")
    return String(text.filter { $0 != "$" && $0 != "{" && $0 != "}" })
  }

  /// One way to write minus, spaces and squares.
  static func plain(_ line: String) -> String {
    let signs: [Unicode.Scalar: String] = [
      "−": "-", "\u{2010}": "-", "\u{2011}": "-", "\u{A0}": " ", "²": "2", "⁻": "-", "⁰": "0",
      "¹": "1", "³": "3",
      "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "\t": " ", "\u{FB01}": "fi",
      "\u{200B}": "",
    ]
    var result = ""
    let scalars = Array(line.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if scalar == "\u{2009}" || scalar == "\u{202F}" {
        let isBetween =
          index > 0 && index + 3 < scalars.count
          && "0"..."9" ~= scalars[index - 1]
          && scalars[(index + 1)...(index + 3)].allSatisfy { "0"..."9" ~= $0 }
        result += isBetween ? "," : " "
      } else if "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars.contains(scalar), index > 0,
        "0"..."9" ~= scalars[index - 1]
      {
        result += "^" + (signs[scalar] ?? String(scalar))
      } else if let sign = signs[scalar] {
        result += sign
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A heading without its number.
  static func heading(_ text: some StringProtocol) -> String {
    String(text).replacing(number, with: "")
  }

  /// Whether a heading is that of the list of works cited.
  static func opensReferences(_ heading: some StringProtocol) -> Bool {
    let words = self.heading(heading).trimmingCharacters(in: .whitespaces).lowercased()
    return ["references", "bibliography", "literature", "works cited", "literature cited"].contains(
      words)
  }
}

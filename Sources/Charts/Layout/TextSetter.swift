package import Drawing

/// The text sizes of a figure, and the measurer that knows their extents.
package final class TextSetter {
  let measurer = TextMeasurer()
  /// 1 on paper; more on slides, which are read from afar.
  package let scale: Double

  init(width: Double) { scale = width >= 600 ? 1.75 : 1 }

  package var tick: TextStyle { TextStyle(7.5 * scale) }
  package var axisTitle: TextStyle { TextStyle(8 * scale) }
  package var legend: TextStyle { TextStyle(8 * scale) }
  package var title: TextStyle { TextStyle(10.5 * scale, isBold: true) }
  package var subtitle: TextStyle { TextStyle(8.5 * scale) }
  package var strip: TextStyle { TextStyle(8 * scale, isBold: true) }
  package var label: TextStyle { TextStyle(7.5 * scale) }
  package var note: TextStyle { TextStyle(7 * scale) }
  package var letter: TextStyle { TextStyle(10.5 * scale, isBold: true) }

  package func extent(_ string: String, _ style: TextStyle) -> TextExtent {
    measurer.measure(string, style)
  }
  package func width(_ string: String, _ style: TextStyle) -> Double { extent(string, style).width }
  package func lineHeight(_ style: TextStyle) -> Double { extent("Hg", style).height }

  /// Whether there is a font at all.
  var hasLetters: Bool {
    _ = lineHeight(tick)
    return !measurer.missingGlyphs.contains("H")
  }

  /// A text with its base line at `point`.
  func text(
    _ text: StyledText, _ style: TextStyle, _ role: Scene.Text.Role, at point: Point,
    anchor: Scene.Anchor = .start, paint: Paint = .ink, degrees: Double = 0, halo: Bool = false
  ) -> Scene.Text {
    Scene.Text(
      text: text, style: style, paint: paint, point: point, anchor: anchor, degrees: degrees,
      extent: measurer.measure(text, style), role: role, halo: halo)
  }

  package func text(
    _ string: String, _ style: TextStyle, _ role: Scene.Text.Role, at point: Point,
    anchor: Scene.Anchor = .start, paint: Paint = .ink, degrees: Double = 0, halo: Bool = false
  ) -> Scene.Text {
    text(
      StyledText(plain: string), style, role, at: point, anchor: anchor, paint: paint,
      degrees: degrees, halo: halo)
  }

  /// `string` cut to `width` with an ellipsis.
  package func shortened(_ string: String, _ style: TextStyle, to width: Double) -> String {
    guard self.width(string, style) > width else { return string }
    let characters = Array(string.prefix(400))
    var (low, high) = (0, characters.count)
    while low < high {
      let middle = (low + high + 1) / 2
      if self.width(String(characters[..<middle]) + "…", style) <= width {
        low = middle
      } else {
        high = middle - 1
      }
    }
    while low > 0, characters[low - 1] == " " { low -= 1 }
    return String(characters[..<low]) + "…"
  }

  /// `string` cut in its middle.
  private func shortenedInside(_ string: String, _ style: TextStyle, to width: Double) -> String {
    let (head, tail) = (Array(string.prefix(200)), Array(string.suffix(200)))
    func cut(_ kept: Int) -> String {
      String(head.prefix((kept + 1) / 2)) + "…" + String(tail.suffix(kept / 2))
    }
    var (low, high) = (0, min(400, string.count - 1))
    while low < high {
      let middle = (low + high + 1) / 2
      if self.width(cut(middle), style) <= width { low = middle } else { high = middle - 1 }
    }
    return cut(low)
  }

  /// Names in at most `limit` lines of their widths: cut at the end, or in the middle where different names would else
  /// be alike.
  func distinct(
    _ names: [String], _ style: TextStyle, to widths: [Double], limit: Int = 1
  ) -> [[String]] {
    let cut = zip(names, widths).map { wrapped($0, style, to: $1, limit: limit) }
    var first: [[String]: String] = [:]
    var alike: Set<[String]> = []
    for (name, lines) in zip(names, cut) {
      if let other = first[lines], other != name { alike.insert(lines) }
      first[lines] = name
    }
    guard !alike.isEmpty else { return cut }
    return cut.indices.map { index in
      alike.contains(cut[index])
        ? [shortenedInside(names[index], style, to: widths[index])] : cut[index]
    }
  }

  func distinct(
    _ names: [String], _ style: TextStyle, to width: Double, limit: Int = 1
  ) -> [[String]] {
    distinct(names, style, to: names.map { _ in width }, limit: limit)
  }

  /// `string` broken at spaces (and after slashes and hyphens) into lines of at most `width`; the last of `limit`
  /// lines is shortened.
  package func wrapped(_ string: String, _ style: TextStyle, to width: Double, limit: Int)
    -> [String]
  {
    guard self.width(string, style) > width, limit > 1 else {
      return [shortened(string, style, to: width)]
    }
    var words: [String] = []
    var word = ""
    for character in string.prefix(limit > 3 ? 3_000 : 600) {
      word.append(character)
      if character == " " || character == "-" || character == "/" || character == "_" {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    var lines: [String] = []
    var line = ""
    for (index, word) in words.enumerated() {
      let candidate = line + word
      if line.isEmpty || self.width(trimmed(candidate), style) <= width {
        line = candidate
      } else if lines.count == limit - 1 {
        line += words[index...].joined()
        break
      } else {
        lines.append(trimmed(line))
        line = word
      }
    }
    lines.append(trimmed(line))
    return lines.map { shortened($0, style, to: width) }
  }

  private func trimmed(_ text: String) -> String {
    var text = text
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}

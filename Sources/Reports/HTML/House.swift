internal import Foundation

/// The look of one house: what it changes of the page that every report has.
public struct House: Hashable, Sendable {
  /// A colour of the page, `#rrggbb`, by its role.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    case paper, ink, dim, rule, soft, link

    /// Whether text is set in it on paper.
    var isText: Bool { self == .ink || self == .dim || self == .link }
  }

  /// The paper of a printed report.
  public enum Page: String, Hashable, Sendable, CaseIterable {
    case a4
    case letter = "us-letter"

    /// As style sheets name it.
    fileprivate var styleName: String { self == .a4 ? "A4" : "letter" }
  }

  /// Colours on light screens; a role that is absent stays as it is.
  public var light: [Role: String]
  /// Colours on dark screens.
  public var dark: [Role: String]
  /// Whether dark screens have a dark page.
  public var hasDark: Bool
  /// The families of the text, of which a reader has the first or a later one.
  public var text: [String]
  /// Those of captions, tables and labels.
  public var labels: [String]
  /// The width of the column with text and figures, in characters of the text.
  public var width: Int?
  /// The paper that it is printed on; `nil`: A4, or what a browser is told.
  public var page: Page?
  /// Above the title.
  public var logo: Image?

  /// A house that changes nothing.
  public init(
    light: [Role: String] = [:], dark: [Role: String] = [:], hasDark: Bool = true,
    text: [String] = [], labels: [String] = [], width: Int? = nil, page: Page? = nil,
    logo: Image? = nil
  ) {
    self.light = light
    self.dark = dark
    self.hasDark = hasDark
    self.text = text
    self.labels = labels
    self.width = width
    self.page = page
    self.logo = logo
  }

  /// What may be a colour: `#rgb` or `#rrggbb`.
  public static func isColour(_ text: String) -> Bool {
    (text.utf8.count == 4 || text.utf8.count == 7) && text.first == "#"
      && text.dropFirst().allSatisfy { $0.isASCII && $0.isHexDigit }
  }

  /// What may be a family of fonts: plain words.
  public static func isFamily(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 60
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " " || $0 == "-") }
  }

  /// The first pair of colours in which text cannot be read well, with their contrast; 4.5 is enough.
  public var faint: (role: Role, contrast: Double)? {
    for (colours, defaults) in [(light, Self.ownLight)] + (hasDark ? [(dark, Self.ownDark)] : []) {
      let all = defaults.merging(colours) { _, own in own }
      guard let paper = all[.paper].flatMap(Self.luminance) else { continue }
      for role in Role.allCases where role.isText {
        guard let ink = all[role].flatMap(Self.luminance) else { continue }
        let contrast = (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05)
        if contrast < 4.5 { return (role, contrast) }
      }
    }
    return nil
  }

  private static let ownLight: [Role: String] = [
    .paper: "#ffffff", .ink: "#1b212c", .dim: "#566072", .link: "#0b5394",
  ]
  private static let ownDark: [Role: String] = [
    .paper: "#14181f", .ink: "#e3e7ee", .dim: "#a3adbb", .link: "#84bdf2",
  ]

  /// The relative luminance of WCAG 2.
  private static func luminance(_ colour: String) -> Double? {
    var digits = String(colour.dropFirst())
    if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
    guard let value = Int(digits, radix: 16), digits.count == 6 else { return nil }
    func channel(_ shift: Int) -> Double {
      let part = Double(value >> shift & 255) / 255
      return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
  }

  /// All that it changes, for comparison.
  public var description: String {
    style + (hasDark ? "" : " light") + (logo.map { $0.alt + ($0.file?.address ?? "") } ?? "")
  }

  /// What the style sheet of the page gains.
  var style: String {
    // They come after the dark colours of the page, which they must leave as they are.
    var css = Self.rule(light)
    if hasDark, !css.isEmpty {
      css = "@media not all and (prefers-color-scheme:dark){" + css + "}"
    }
    if let width {
      css +=
        ":root{--measure:\(width)ch}.page{grid-template-columns:13.5rem minmax(0,\(width + 12)ch)}"
    }
    if let page { css += "@media print{@page{size:\(page.styleName)}}" }
    for (name, families, last) in [("serif", text, "serif"), ("sans", labels, "sans-serif")]
    where !families.isEmpty {
      css += ":root{--\(name):" + families.map { "\"\($0)\"" }.joined(separator: ",") + ",\(last)}"
    }
    let rule = hasDark ? Self.rule(dark) : ""
    if !rule.isEmpty { css += "@media (prefers-color-scheme:dark){" + rule + "}" }
    return css
  }

  /// A style sheet with what it changes: without dark colours a dark screen has the light page.
  func applied(to style: String) -> String {
    guard !hasDark else { return style + self.style }
    let light =
      style.replacing("@media (prefers-color-scheme:dark)", with: "@media not all")
      .replacing("@media(prefers-color-scheme:dark)", with: "@media not all")
      .replacing("color-scheme:light dark", with: "color-scheme:light")
    return light + self.style
  }

  private static func rule(_ colours: [Role: String]) -> String {
    guard !colours.isEmpty else { return "" }
    return ":root{"
      + Role.allCases.compactMap { role in colours[role].map { "--\(role.rawValue):\($0)" } }
      .joined(separator: ";") + "}"
  }
}

public import Drawing

/// A colour by its role, so that one scene can be printed, projected or shown on a dark page.
public enum Paint: Hashable, Sendable {
  /// Text and axes.
  case ink
  /// Text of less weight.
  case muted
  /// Grid lines.
  case grid
  /// The sheet.
  case background
  /// A panel, legend key or strip that stands out from the sheet.
  case surface
  /// Series 0 ... 5.
  case series(Int)
  /// Steps 0 ... 5 of an order, each further from the ground than the one before.
  case level(Int)
  /// A colour of its own, such as one of a colour bar.
  case fixed(Color)

  /// The name as a CSS variable and class, where the role has one.
  var name: String? {
    switch self {
    case .ink: "ink"
    case .muted: "muted"
    case .grid: "grid"
    case .background: "background"
    case .surface: "surface"
    case .series(let index): "series-\(index + 1)"
    case .level(let index): "level-\(index + 1)"
    case .fixed: nil
    }
  }
}

/// The colours that a figure is drawn in.
public struct Theme: Hashable, Sendable {
  /// The themes.
  public enum Name: String, Codable, Hashable, Sendable, CaseIterable {
    /// For print: white, no grid where ticks suffice.
    case paper
    /// For pages and screens: white with a light grid.
    case report
    /// Light on dark.
    case dark
  }

  /// Which theme this is.
  public let name: Name
  /// Text and axes.
  public let ink: Color
  /// Text of less weight; 4.5:1 on the background.
  public let muted: Color
  /// Grid lines.
  public let grid: Color
  /// The sheet.
  public let background: Color
  /// Panels and strips.
  public let surface: Color
  /// Six colours of the hues of Okabe and Ito (2008), each at least 3:1 on the background: found by a search for the
  /// largest CIEDE2000 between any two, as all readers and those without one kind of cone see them, and for
  /// lightnesses that differ in grey. `Scripts/choose-palette` repeats the search.
  public let series: [Color]
  /// Six colours of viridis in order of their contrast with the background, the first at 3:1.
  public let levels: [Color]

  /// The family that figures are set in here: the first installed one of the list.
  public static var font: String { ThemeFont.installed }

  /// A hash of that family's files and of what sets text in it.
  package static var fontFingerprint: String { ThemeFont.fingerprint }

  /// The theme called `name`.
  public static func named(_ name: Name) -> Theme {
    switch name {
    case .paper, .report:
      Theme(
        name: name, ink: Color(0x1C2330), muted: Color(0x5A6475),
        grid: Color(name == .paper ? 0xE3E6EB : 0xE1E5EB), background: Color(0xFFFFFF),
        surface: Color(0xF3F5F8),
        series: [0x003D93, 0xE2760B, 0x4F7954, 0x884362, 0x2B8BBD, 0x242424].map { Color($0) },
        levels: [0x1FA187, 0x25848E, 0x33638D, 0x404588, 0x482173, 0x2E0440].map { Color($0) })
    case .dark:
      Theme(
        name: name, ink: Color(0xE6E9EF), muted: Color(0x9AA5B5), grid: Color(0x2B333F),
        background: Color(0x14181F), surface: Color(0x1E252E),
        series: [0x2790E3, 0xE9A869, 0xADEACC, 0xE1BEE1, 0xEFFB53, 0x816B7E].map { Color($0) },
        levels: [0x2A788E, 0x1F988B, 0x35B779, 0x7AD151, 0xBDDF26, 0xFBE96B].map { Color($0) })
    }
  }

  /// The colour of a role.
  public func color(_ paint: Paint) -> Color {
    switch paint {
    case .ink: ink
    case .muted: muted
    case .grid: grid
    case .background: background
    case .surface: surface
    case .series(let index): series[index % series.count]
    case .level(let index): levels[index % levels.count]
    case .fixed(let color): color
    }
  }

  private static let roles: [Paint] =
    [.ink, .muted, .grid, .background, .surface] + (0..<6).map { Paint.series($0) }
    + (0..<6).map { Paint.level($0) }

  /// Rules for an HTML page with SVG figures in it: the roles as custom properties, light and dark,
  /// and the classes that use them. Without these rules a figure shows the colours of its own theme.
  public static let styleSheet: String = {
    func block(_ theme: Theme) -> String {
      roles.map { "--figure-\($0.name ?? ""):\(theme.color($0).hex)" }.joined(separator: ";")
    }
    let classes = roles.map { role in
      let name = role.name ?? ""
      return ".almanac-figure .f-\(name){fill:var(--figure-\(name))}"
        + ".almanac-figure .s-\(name){stroke:var(--figure-\(name))}"
    }
    return ":root{\(block(.named(.report)))}\n"
      + "@media(prefers-color-scheme:dark){:root{\(block(.named(.dark)))}}\n"
      + "@media print{:root{\(block(.named(.report)))}}\n" + classes.joined(separator: "\n") + "\n"
  }()
}

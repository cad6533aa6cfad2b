internal import Basics
internal import Tables

/// The size and weight of a text.
public struct TextStyle: Hashable, Sendable {
  /// In points.
  public var size: Double
  /// Whether the text is heavy.
  public var isBold: Bool
  /// Whether the whole text is slanted.
  public var isItalic: Bool

  /// A size and weight.
  public init(_ size: Double, isBold: Bool = false, isItalic: Bool = false) {
    self.size = size
    self.isBold = isBold
    self.isItalic = isItalic
  }
}

/// One line of text, of which parts may be slanted (symbols such as *p*).
public struct StyledText: Hashable, Sendable {
  /// A piece of one slant.
  public struct Run: Hashable, Sendable {
    /// The characters.
    public let string: String
    /// Whether the piece is slanted.
    public let isItalic: Bool
  }

  /// The pieces in order.
  public let runs: [Run]

  /// Text as it is; line breaks and control characters become spaces, and characters that hide or turn
  /// others are shown by their codes.
  public init(plain string: String) {
    runs = [Run(string: Self.oneLine(string), isItalic: false)]
  }

  /// Text that an author wrote, in which `*x*` slants x; other asterisks stay.
  public init(markup string: String) {
    let line = Self.oneLine(string)
    let parts = line.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 2, parts.count % 2 == 1 else {
      runs = [Run(string: line, isItalic: false)]
      return
    }
    runs = parts.enumerated().compactMap { index, part in
      part.isEmpty ? nil : Run(string: String(part), isItalic: index % 2 == 1)
    }
  }

  /// All characters without their slant.
  public var string: String { runs.map(\.string).joined() }

  /// Without line breaks and controls, and cut where no sheet has room for more.
  private static func oneLine(_ string: String) -> String {
    let limit = DrawingLimits.scalars
    // Every scalar takes a byte at least: short texts need no counting.
    guard string.utf8.count > limit, string.unicodeScalars.dropFirst(limit).first != nil else {
      return clean(string)
    }
    return clean(String(string.unicodeScalars.prefix(limit))) + "…"
  }

  private static func clean(_ string: String) -> String {
    let isControl = { (scalar: Unicode.Scalar) in
      scalar.properties.generalCategory == .control
    }
    guard string.unicodeScalars.contains(where: isControl) else {
      return HostileText.visible(string)
    }
    var result = String.UnicodeScalarView()
    for scalar in string.unicodeScalars { result.append(isControl(scalar) ? " " : scalar) }
    return HostileText.visible(String(result))
  }
}

/// What a line of text measures, in points.
public struct TextExtent: Hashable, Sendable {
  /// The advance from the first to the last character.
  public let width: Double
  /// From the base line to the top of the line.
  public let ascent: Double
  /// From the base line to the bottom of the line.
  public let descent: Double

  /// A measured line.
  public init(width: Double, ascent: Double, descent: Double) {
    self.width = width
    self.ascent = ascent
    self.descent = descent
  }

  /// Top to bottom.
  public var height: Double { ascent + descent }
}

public import Basics

/// A number that results name: a statistic, an estimate or an effect size.
///
/// Results hold the name. How it is printed, what kind of number it is, and how many of its digits tell something
/// is known here and nowhere else.
public struct Quantity: Hashable, Sendable {
  /// The name in results, e.g. `cliffs-delta`.
  public let name: String
  /// The name in print.
  public let label: [Piece]
  /// Whether it is known by a symbol, which comes before its number as in a formula: "r = 0.5"; words stand
  /// beside it: "median 5".
  public let isSymbol: Bool
  /// What kind of number it is.
  public let kind: Kind
  /// The name of the quantity that is the same number under another name.
  private let other: String?

  /// A part of a printed name.
  public enum Piece: Hashable, Sendable {
    case plain(String)
    case italic(String)
    case lowered(String)
    case loweredItalic(String)

    /// The letters, however they are set.
    public var text: String {
      switch self {
      case .plain(let text), .italic(let text), .lowered(let text), .loweredItalic(let text): text
      }
    }
  }

  /// What kind of number a quantity is.
  public enum Kind: Hashable, Sendable {
    /// On the scale of the values, in their unit.
    case values
    /// So much of one variable for each unit of another.
    case slope
    /// From −1 to 1, and its sign is a direction; of so many pairs it has two degrees of freedom fewer.
    case correlation
    /// The same, without degrees of freedom.
    case rankCorrelation
    /// An estimate over its standard error.
    case ratio
    /// A ratio of variances.
    case varianceRatio
    /// Of a table of counts, whose total is reported with it.
    case chiSquare
    /// Counted, in whole or half numbers.
    case count
    /// From 0 to 1.
    case share
    /// From 0 to 1, or counted: several tests call their statistic so.
    case shareOrCount
    /// Any other.
    case other

    /// Whether the sign of the number is that of an association.
    public var isCorrelation: Bool { self == .correlation || self == .rankCorrelation }
  }

  private init(
    _ name: String, _ label: [Piece], _ kind: Kind = .other, isSymbol: Bool = false,
    same other: String? = nil
  ) {
    self.name = name
    self.label = label
    self.kind = kind
    self.isSymbol = isSymbol
    self.other = other
  }

  private static func symbol(_ name: String, _ kind: Kind = .other) -> Quantity {
    Quantity(name, [.italic(name)], kind, isSymbol: true)
  }

  private static func words(_ name: String, _ kind: Kind = .other) -> Quantity {
    Quantity(name, [.plain(name.replacing("-", with: " "))], kind)
  }

  /// The quantity that results call so; what is not among `all` is printed as it is called.
  public init(named name: String) {
    self =
      Self.byName[name]
      ?? (name.count <= 2 && name.allSatisfy(\.isLetter) ? .symbol(name) : .words(name))
  }

  /// Whether both are the same number, be it under two names.
  public func isSame(as quantity: Quantity) -> Bool {
    (other ?? name) == (quantity.other ?? quantity.name)
  }

  /// Whether this is the better known of the names of its number.
  var isUsualName: Bool { other == nil }

  /// The printed name without italics.
  public var plainText: String { label.map(\.text).joined() }

  /// The digits that tell something of a value: two decimals; three of what lies between −1 and 1; of a count its
  /// own; a power of ten where more digits would tell nothing.
  public func format(_ value: Double) -> NumberFormat {
    let isShare = abs(value) <= 1
    switch kind {
    case .correlation, .rankCorrelation, .share: return isShare ? .fixed(3) : Self.format(value)
    case .shareOrCount:
      return isShare ? .fixed(3) : value > 1 ? Self.count(value) : Self.format(value)
    case .count: return Self.count(value)
    default: return Self.format(value)
    }
  }

  /// The same of a number without a kind of its own.
  public static func format(_ value: Double) -> NumberFormat {
    abs(value) < 1e7 ? .fixed(2) : .scientific
  }

  private static func count(_ value: Double) -> NumberFormat {
    NumberFormat(
      .number,
      decimals: value.rounded() == value ? 0 : (value * 2).rounded() == value * 2 ? 1 : 2)
  }
}

extension Quantity {
  /// The measure of effect that leans where an estimate is 0.
  public static let cliffsDelta = Quantity("cliffs-delta", [.plain("Cliff’s δ")])

  /// The share of the variance that a model explains.
  public static let rSquared = Quantity(
    "r-squared", [.italic("R"), .plain("²")], isSymbol: true)
  /// A share of the log-likelihood, in its place.
  public static let pseudoRSquared = Quantity(
    "pseudo-r-squared", [.plain("pseudo-"), .italic("R"), .plain("²")])

  /// All quantities of the program.
  public static let all: [Quantity] = statistics + estimates + effectSizes

  private static let statistics: [Quantity] = [
    symbol("t", .ratio), symbol("F", .varianceRatio), symbol("z"), symbol("Z"), symbol("H"),
    symbol("G"), symbol("T"), symbol("JB"), symbol("Q"), symbol("K", .count), symbol("J", .count),
    symbol("U", .count), symbol("b", .count),
    symbol("D", .share), symbol("W", .shareOrCount),
    Quantity("W+", [.plain("W+")], .count, isSymbol: true),
    Quantity("min(W+, W-)", [.italic("W")], .count, isSymbol: true),
    Quantity("chi-square", [.plain("χ²")], .chiSquare, isSymbol: true),
    Quantity("X2", [.plain("χ²")], isSymbol: true),
    Quantity("KPSS", [.plain("KPSS")], isSymbol: true),
    Quantity("K2", [.italic("K"), .plain("²")], isSymbol: true),
    Quantity("A2", [.italic("A"), .plain("²")], isSymbol: true),
  ]

  private static let estimates: [Quantity] = [
    words("difference of means", .values), words("mean difference", .values),
    words("mean", .values), words("median", .values), words("difference of medians", .values),
    Quantity("sd", [.plain("standard deviation")], .values),
    Quantity("hodges-lehmann", [.plain("Hodges–Lehmann difference")], .values),
    Quantity("pseudo-median", [.plain("pseudo-median")], .values),
    words("slope", .slope), Quantity("theil-sen", [.plain("Theil–Sen slope")], .slope),
    symbol("r", .correlation), Quantity("rho", [.plain("ρ")], .correlation, isSymbol: true),
    Quantity("tau-b", tau, .rankCorrelation, isSymbol: true),
    Quantity("tau", tau, .rankCorrelation, isSymbol: true, same: "tau-b"),
    words("pearson"), words("spearman"),
    words("proportion"), words("difference of proportions"),
    Quantity("gini", [.plain("Gini coefficient")]),
    words("last value before the change", .count), words("growth rate"), words("difference"),
    words("difference of mean ranks"),
    Quantity(
      "P(X<Y)+P(X=Y)/2",
      [.italic("P"), .plain("(X < Y) + "), .italic("P"), .plain("(X = Y)/2")], isSymbol: true),
  ]

  private static let tau: [Piece] = [.plain("τ"), .lowered("b")]

  private static let effectSizes: [Quantity] = [
    cliffsDelta,
    Quantity(
      "rank-biserial", [.plain("rank-biserial "), .italic("r")], same: cliffsDelta.name),
    Quantity("ks-distance", [.plain("ks distance")], same: "D"),
    Quantity("cohens-d", [.plain("Cohen’s "), .italic("d")]),
    Quantity("hedges-g", [.plain("Hedges’ "), .italic("g")]),
    Quantity("cohens-h", [.plain("Cohen’s "), .italic("h")], isSymbol: true),
    Quantity("cohens-f2", [.plain("Cohen’s "), .italic("f"), .plain("²")]),
    Quantity("cramers-v", [.plain("Cramér’s "), .italic("V")], isSymbol: true),
    Quantity("kendalls-w", [.plain("Kendall’s "), .italic("W")]),
    Quantity("eta-squared", [.plain("η²")]),
    Quantity("eta-squared-h", [.plain("η²"), .loweredItalic("H")]),
    Quantity("partial-eta-squared", [.plain("partial η²")]),
    Quantity("epsilon-squared", [.plain("ε²")]), Quantity("omega-squared", [.plain("ω²")]),
    rSquared, pseudoRSquared,
    Quantity("somers-d", [.plain("Somers’ "), .italic("D")]),
    Quantity("vargha-delaney", [.plain("Vargha–Delaney "), .italic("A")]),
    words("odds-ratio"), words("risk-ratio"), words("risk-difference"), words("hazard-ratio"),
    Quantity("lag-1-autocorrelation", [.plain("lag-1 autocorrelation")]),
  ]

  private static let byName = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}

extension Quantity: ExpressibleByStringLiteral {
  /// The quantity of this name.
  public init(stringLiteral name: String) { self.init(named: name) }
}

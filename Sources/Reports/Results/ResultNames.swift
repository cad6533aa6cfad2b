internal import Statistics

/// How the names in results are printed: symbols in italics, Greek letters for Greek names.
public enum ResultNames {
  /// The symbol of a test statistic.
  static func symbol(_ name: String) -> [Inline] {
    switch name {
    case "chi-square", "X2": [.text("χ²")]
    case "min(W+, W-)": [.emphasis([.text("W")])]
    case "rho": [.text("ρ")]
    case "tau", "tau-b": [.text("τ"), .subscripted([.text("b")])]
    case "K2", "K²": [.emphasis([.text("K")]), .text("²")]
    case "A2", "A²": [.emphasis([.text("A")]), .text("²")]
    case let name where name.count <= 2 && name.allSatisfy(\.isLetter): [.emphasis([.text(name)])]
    default: [.text(name)]
    }
  }

  /// Whether an estimate is known by its symbol.
  static func isSymbol(_ name: String) -> Bool {
    [
      "r", "rho", "tau", "tau-b", "r-squared", "phi", "cramers-v", "cohens-h",
      "P(X<Y)+P(X=Y)/2",
    ].contains(name)
  }

  /// An effect size or an estimate in words.
  static func quantity(_ name: String) -> [Inline] {
    let italic = { (before: String, symbol: String) -> [Inline] in
      [.text(before), .emphasis([.text(symbol)])]
    }
    return switch name {
    case "cohens-d": italic("Cohen’s ", "d")
    case "cohens-dz": italic("Cohen’s ", "dz")
    case "hedges-g": italic("Hedges’ ", "g")
    case "glass-delta": [.text("Glass’s Δ")]
    case "cliffs-delta": [.text("Cliff’s δ")]
    case "rank-biserial": italic("rank-biserial ", "r")
    case "cohens-h": italic("Cohen’s ", "h")
    case "cohens-f2": italic("Cohen’s ", "f") + [.text("²")]
    case "cramers-v": italic("Cramér’s ", "V")
    case "phi": [.text("φ")]
    case "kendalls-w": italic("Kendall’s ", "W")
    case "eta-squared": [.text("η²")]
    case "eta-squared-h": [.text("η²"), .subscripted([.emphasis([.text("H")])])]
    case "partial-eta-squared": [.text("partial η²")]
    case "epsilon-squared": [.text("ε²")]
    case "omega-squared": [.text("ω²")]
    case "r-squared": [.emphasis([.text("R")]), .text("²")]
    case "r": [.emphasis([.text("r")])]
    case "rho": [.text("ρ")]
    case "tau", "tau-b": symbol("tau-b")
    case "odds-ratio": [.text("odds ratio")]
    case "risk-ratio": [.text("risk ratio")]
    case "risk-difference": [.text("risk difference")]
    case "P(X<Y)+P(X=Y)/2":
      italic("", "P") + [.text("(X < Y) + ")] + italic("", "P") + [.text("(X = Y)/2")]
    case "hodges-lehmann": [.text("Hodges–Lehmann difference")]
    case "pseudo-median": [.text("pseudo-median")]
    case "vargha-delaney": italic("Vargha and Delaney’s ", "A")
    case "somers-d": italic("Somers’ ", "D")
    case "gini": [.text("Gini coefficient")]
    case "sd": [.text("standard deviation")]
    case "theil-sen": [.text("Theil–Sen slope")]
    case "pseudo-r-squared": [.text("pseudo "), .emphasis([.text("R")]), .text("²")]
    default: [.text(name.replacing("-", with: " "))]
    }
  }

  /// A method of the request in words, for mentions in passing.
  static func method(_ name: String) -> String {
    Methods[name]?.facts.title ?? name.replacing("-", with: " ")
  }

  /// A correction for multiple testing in words.
  public static func correction(_ name: String) -> String {
    PValueAdjustment.Correction(rawValue: name)?.title ?? name
  }
}

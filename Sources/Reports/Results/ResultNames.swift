internal import Statistics

/// The names of methods and corrections in print.
public enum ResultNames {
  /// A method of the request in words, for mentions in passing.
  static func method(_ name: String) -> String {
    Methods[name]?.facts.title ?? name.replacing("-", with: " ")
  }

  /// A correction for multiple testing in words.
  public static func correction(_ name: String) -> String {
    PValueAdjustment.Correction(rawValue: name)?.title ?? name
  }

  /// A family of distributions in words.
  static func family(_ name: String) -> String {
    DistributionFamily(rawValue: name)?.title ?? name
  }

  /// Whether a correction corrects anything.
  public static func corrects(_ name: String) -> Bool {
    name != PValueAdjustment.Correction.none.rawValue
  }
}

extension [Inline] {
  /// The name of a quantity as it is printed.
  init(_ quantity: Quantity) {
    self = quantity.label.map { piece in
      switch piece {
      case .plain(let text): .text(text)
      case .italic(let text): .emphasis([.text(text)])
      case .lowered(let text): .subscripted([.text(text)])
      case .loweredItalic(let text): .subscripted([.emphasis([.text(text)])])
      }
    }
  }
}

public import Basics
internal import Tables

/// What is wrong with the name or an option of a number format.
public enum NumberFormatError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownStyle(String, nearest: String?)
  case unknownOption(String, nearest: String?)
  case badValue(option: String, value: String, expected: String)

  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownStyle(let name, let nearest):
      "no number format is called '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .unknownOption(let name, let nearest):
      "a number format has no option '\(name)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .badValue(let option, let value, let expected):
      "option '\(option)' is '\(value)', where \(expected) is expected"
    }
  }
}

extension NumberFormat {
  /// The format of this name with options `digits`, `decimals`, `sign`, `abs`, `unit`, `scale`.
  ///
  /// Names: those of `Style`; `count` and `year` as other words for `integer` and `plain`, `bytes` for
  /// a scaled quantity in bytes.
  public static func parse(
    _ name: String, options: [Tag.Option] = []
  ) throws(NumberFormatError) -> NumberFormat {
    var format: NumberFormat
    switch name {
    case "count": format = .integer
    case "year": format = .plain
    case "bytes": format = .quantity("byte", scaled: true)
    default:
      guard let style = Style(rawValue: name) else {
        let known = Style.allCases.map(\.rawValue) + ["count", "year", "bytes"]
        throw .unknownStyle(name, nearest: name.nearest(in: known))
      }
      format = NumberFormat(style)
    }
    for option in options {
      switch option.name {
      case "digits": format.digits = try number(option, 1...15)
      case "decimals": format.decimals = try number(option, 0...15)
      case "sign": format.isSigned = try flag(option)
      case "abs": format.isMagnitude = try flag(option)
      case "scale": format.isScaled = try flag(option)
      case "unit": format.unit = option.value
      default:
        let known = ["digits", "decimals", "sign", "abs", "scale", "unit"]
        throw .unknownOption(option.name, nearest: option.name.nearest(in: known))
      }
    }
    return format
  }

  private static func number(
    _ option: Tag.Option, _ range: ClosedRange<Int>
  ) throws(NumberFormatError) -> Int {
    guard let value = Int(option.value), range.contains(value) else {
      throw .badValue(
        option: option.name, value: option.value,
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  private static func flag(_ option: Tag.Option) throws(NumberFormatError) -> Bool {
    switch option.value {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      throw .badValue(option: option.name, value: option.value, expected: "true or false")
    }
  }
}

internal import Foundation

/// What is wrong with an input of the carbon methods; each case says what, where and what to do.
public enum CarbonError: Error, Hashable, Sendable {
  case unknownDevice(name: String, nearest: String?)
  case unknownPlace(name: String, nearest: String?)
  case unknownStep(name: String, nearest: String?)
  case unknownParameter(step: String, name: String, nearest: String?)
  case invalidParameter(step: String, name: String, expected: String)
  case missingColumn(step: String, name: String, nearest: String?)
  case impossibleValue(quantity: String, value: Double, unit: String, reason: String)
  case insufficientInput(reason: String)
  case reference(file: String, problem: String)
  case modelCard(problem: String)
}

extension CarbonError: CustomStringConvertible {
  /// One sentence that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .unknownDevice(let name, let nearest):
      "no device is called '\(name)'\(hint(nearest)); see reference/devices.csv for the names"
    case .unknownPlace(let name, let nearest):
      "no electricity grid is called '\(name)'\(hint(nearest)); "
        + "see reference/grids.csv and reference/places.csv for the names"
    case .unknownStep(let name, let nearest):
      "no carbon step is called '\(name)'\(hint(nearest))"
    case .unknownParameter(let step, let name, let nearest):
      "carbon step '\(step)' has no parameter '\(name)'\(hint(nearest))"
    case .invalidParameter(let step, let name, let expected):
      "parameter '\(name)' of carbon step '\(step)' must be \(expected)"
    case .missingColumn(let step, let name, let nearest):
      "carbon step '\(step)' needs a column '\(name)' that the table does not have\(hint(nearest))"
    case .impossibleValue(let quantity, let value, let unit, let reason):
      "\(quantity) of \(value.formatted)\(unit.isEmpty ? "" : " " + unit) is impossible: \(reason)"
    case .insufficientInput(let reason):
      "no estimate is possible: \(reason)"
    case .reference(let file, let problem):
      "reference table '\(file)': \(problem)"
    case .modelCard(let problem):
      "model card: \(problem)"
    }
  }

  private func hint(_ nearest: String?) -> String {
    nearest.map { "; did you mean '\($0)'?" } ?? ""
  }
}

extension Double {
  /// With so many significant digits, as a text.
  func rounded(to digits: Int) -> String {
    guard isFinite, self != 0 else { return formatted }
    let power = digits - 1 - Int(log10(abs(self)).rounded(.down))
    let scale = pow(10, Double(abs(power)))
    let value = power >= 0 ? (self * scale).rounded() / scale : (self / scale).rounded() * scale
    return value.formatted
  }

  /// Shortest decimal that reads back, without a trailing ".0".
  var formatted: String {
    if let whole = Int64(exactly: self), abs(whole) < 1_000_000_000_000_000 { return "\(whole)" }
    return "\(self)"
  }
}

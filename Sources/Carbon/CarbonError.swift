internal import Foundation

/// What is wrong with an input of the carbon methods; each case says what, where and what to do.
public enum CarbonError: Error, Hashable, Sendable {
  case unknownDevice(name: String, nearest: String?)
  case unknownPlace(name: String, nearest: String?)
  case ambiguousPlace(name: String, meanings: [String])
  case placeWithoutFigure(name: String, series: String)
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
      "no device is called '\(name)'\(hint(nearest)); see devices.csv of the data set 'reference' for the names"
    case .unknownPlace(let name, let nearest):
      "no electricity grid is called '\(name)'\(hint(nearest)); "
        + "see grids.csv, places.csv and cloud-regions.csv of the data set 'reference' for the names"
    case .ambiguousPlace(let name, let meanings):
      "'\(name)' may be \(meanings.joined(separator: " or ")); "
        + "write the region as its provider does, hyphens included, or name the provider"
    case .placeWithoutFigure(let name, let series):
      "the reference table has no \(series) carbon intensity for \(name); state the intensity in g/kWh"
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
    // At the very ends of the range the scaled value is out of it.
    return (value.isFinite && value != 0 ? value : self).formatted
  }

  /// Shortest decimal that reads back, without a trailing ".0".
  var formatted: String {
    let isShort = -1e15 < self && self < 1e15
    if isShort, let whole = Int64(exactly: self) { return "\(whole)" }
    return "\(self)"
  }
}

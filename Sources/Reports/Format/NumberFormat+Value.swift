public import Basics

extension NumberFormat {
  /// Number and unit as a value of the document.
  public func value(_ value: Double?, address: String? = nil) -> Value {
    Value(text(value), unit: value.flatMap(printedUnit), address: address, numbers: [value])
  }

  /// A number of a result as a value of the document; whole numbers to their last digit.
  public func value(_ json: JSON, address: String? = nil) -> Value {
    guard case .int(let whole) = json else { return value(json.doubleValue, address: address) }
    let number = Double(whole)
    return Value(
      text(exactly: whole), unit: printedUnit(number), address: address, numbers: [number])
  }
}

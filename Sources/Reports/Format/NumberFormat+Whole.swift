extension NumberFormat {
  /// Whether a whole number is printed with all its digits: a double tells them apart only up to 2^53.
  private func isExact(_ number: Int64) -> Bool {
    (style == .integer || style == .plain) && digits == nil && (decimals ?? 0) == 0
      && Int64(exactly: Double(number)) != number
  }

  /// A whole number as people read it, without unit; every digit where the style prints whole numbers.
  public func text(whole number: Int64) -> String {
    guard isExact(number) else { return text(Double(number)) }
    let digits = isMagnitude ? String(number.magnitude) : String(number)
    return signed(style == .plain ? digits : grouped(digits), Double(number))
  }

  /// The same for a machine: ASCII, no commas.
  public func machineText(whole number: Int64) -> String {
    isExact(number) ? String(number) : machineText(Double(number))
  }

  /// A whole number and its unit as a value of the document.
  public func value(whole number: Int64, address: String? = nil) -> Value {
    Value(text(whole: number), unit: printedUnit(Double(number)), address: address)
  }
}

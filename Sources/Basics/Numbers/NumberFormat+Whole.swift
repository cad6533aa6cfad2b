extension NumberFormat {
  /// A whole number as people read it, to its last digit where the format rounds none away: a double
  /// holds whole numbers up to 2^53 only.
  public func text(exactly number: Int64) -> String {
    guard keepsDigits else { return text(Double(number)) }
    let isNegative = number < 0 && !isMagnitude
    let digits = String(number.magnitude)
    let text = (style == .plain ? digits : grouped(digits)) + zeros
    if isNegative { return Self.minus + text }
    return isSigned && number != 0 ? "+" + text : text
  }

  /// The whole number for a machine: ASCII, no commas.
  public func machineText(exactly number: Int64) -> String {
    keepsDigits ? String(number) + zeros : machineText(Double(number))
  }

  private var keepsDigits: Bool {
    guard digits == nil else { return false }
    switch style {
    case .number, .integer, .plain: return true
    case .quantity: return !isScaled
    case .percent, .p, .scientific, .date, .month: return false
    }
  }

  /// The decimals of a whole number, where the format asks for them.
  private var zeros: String {
    guard let decimals, decimals > 0 else { return "" }
    return "." + String(repeating: "0", count: min(decimals, 15))
  }
}

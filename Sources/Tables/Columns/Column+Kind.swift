extension Column {
  /// What the numbers of a column called `name` are: what made them says, and of whole numbers from a file
  /// that look like years the name. No other name says how a number is printed.
  public func kind(named name: String) -> NumberKind? {
    metadata.kind ?? (looksLikeYears(name) ? .year : nil)
  }

  /// Whole numbers of four digits without a unit in a column named for years.
  private func looksLikeYears(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter }
    guard metadata.unit == nil, let place = words.firstIndex(of: "year"),
      place == 0 || words[place - 1] != "per"
    else { return false }
    let years = 1000.0...2999
    switch values {
    case .int(let values):
      return values.indices.allSatisfy { !isValid($0) || years.contains(Double(values[$0])) }
    case .double(let values):
      return values.indices.allSatisfy {
        !isValid($0) || years.contains(values[$0]) && values[$0].rounded() == values[$0]
      }
    default: return false
    }
  }

  /// Whether no number of the column has a fraction.
  public var isWhole: Bool {
    guard case .double(let values) = values else { return type == .int }
    return values.indices.allSatisfy { !isValid($0) || values[$0].rounded() == values[$0] }
  }
}

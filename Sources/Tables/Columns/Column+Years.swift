extension Column {
  /// Whether the numbers are years, which are printed without commas: those that a function of dates made, and whole
  /// numbers of four digits without a unit in a column that is named for years. No other name says how a number is
  /// printed.
  package func holdsYears(named name: String) -> Bool {
    if let kind = metadata.kind { return kind == .year }
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
}

extension SentenceWriter {
  /// Which of several changes is the largest, upwards and downwards.
  func changes(
    _ all: [(name: String, from: Double, to: Double)], _ value: PositionScale
  ) -> String {
    func told(_ one: (name: String, from: Double, to: Double)) -> String {
      "\(one.name), from \(value.describe(one.from)) to \(value.describe(one.to))"
    }
    let up = all.max { $0.to - $0.from < $1.to - $1.from }.flatMap { $0.to > $0.from ? $0 : nil }
    let down = all.min { $0.to - $0.from < $1.to - $1.from }.flatMap { $0.to < $0.from ? $0 : nil }
    let changes = [
      up.map { "the largest increase is that of " + told($0) },
      down.map { "the largest decrease is that of " + told($0) },
    ].compactMap { $0 }
    return changes.isEmpty ? "both values are equal in each" : changes.joined(separator: "; ")
  }

  /// Where a series begins and ends, and its lowest and highest values where these are not its ends.
  func course(of series: Series, _ positions: [Double], _ values: [Double]) -> SeriesWords? {
    let (place, value) = axes(of: series)
    let points = zip(positions, values).filter { $0.0.isFinite && $0.1.isFinite }
    guard let first = points.first, let last = points.last else { return nil }
    let head = prefix(series)
    let subject = head.isEmpty ? (value.name.isEmpty ? "the series" : value.name) + " " : head
    func told(_ point: (Double, Double)) -> String { value.describe(point.1) }
    // A value is in a year, a month or a category, and at a number.
    func placed(_ point: (Double, Double)) -> String {
      (place.isTime && !place.tellsMonths
        ? " on " : place.isTime || place.isYears || place.categories != nil ? " in " : " at ")
        + place.describe(point.0)
    }
    func words(_ text: String) -> SeriesWords {
      SeriesWords(
        sentence: capitalised(subject + text + "."), name: name(series),
        rank: (last.1, told(last) + placed(last)))
    }
    guard points.count > 1 else {
      let verb = head.isEmpty ? "has one value" : "one value"
      return words("\(verb), \(told(first))\(placed(first))")
    }
    guard points.contains(where: { $0.1 != first.1 }) else {
      return words(
        "stays at \(told(first)) from \(place.describe(first.0)) to \(place.describe(last.0))")
    }
    var text = "begins at \(told(first))\(placed(first)) and ends at \(told(last))\(placed(last))"
    var extremes: [String] = []
    if let low = points.min(by: { $0.1 < $1.1 }), low.1 < min(first.1, last.1) {
      extremes.append("lowest at \(told(low))\(placed(low))")
    }
    if let high = points.max(by: { $0.1 < $1.1 }), high.1 > max(first.1, last.1) {
      extremes.append("highest at \(told(high))\(placed(high))")
    }
    if !extremes.isEmpty { text += "; it is " + extremes.joined(separator: " and ") }
    return words(text)
  }
}

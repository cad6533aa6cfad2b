/// A line, or steps, through the rows in order of their places.
struct LineMark: LayerMark {
  let isStep: Bool
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .shape, .group, .summary, .level, .sort, .name, .opacity, .dash, .horizontal,
  ]
  var traits: MarkTraits {
    MarkTraits(
      kind: isStep ? "Step chart" : "Line chart",
      comparison: .init(series: "lines", quantity: "the last value"), showsZeros: true,
      breaksAtMissing: true,
      endLabel: .always, carriesPoints: !isStep)
  }

  func paint(_ builder: SeriesBuilder) -> Paint {
    // A colour of its own would be that of a category.
    builder.colorLevels.isEmpty ? .series(0) : .ink
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let layer = context.layer.layer
    let levels = context.isLying ? builder.yLevels : builder.xLevels
    let period = PeriodStep(context, levels: levels)
    return try builder.heights(context).flatMap { group, places in
      let breaks = places.indices.dropFirst().filter {
        period?.isMissing(between: places[$0 - 1].x, places[$0].x) ?? false
      }
      let line = builder.series(
        context, group,
        Curve(
          position: places.map(\.x), value: places.map(\.y), isStep: isStep, breaks: Set(breaks)))
      guard layer.summary == .meanInterval || layer.summary == .quartiles else { return [line] }
      let ends = [0] + breaks + [places.count]
      let bands = zip(ends, ends.dropFirst()).map { from, to in
        let whole = places[from..<to].filter { $0.low != nil && $0.high != nil }
        return builder.series(
          context, group,
          Band(
            position: whole.map(\.x), low: whole.compactMap(\.low), high: whole.compactMap(\.high)
          ))
      }
      return bands + [line]
    }
  }

  /// Where a line begins and ends, and its lowest and highest values where these are not its ends. That
  /// it rises or falls is for a fit to say.
  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let curve = series.geometry as? Curve else { return nil }
    let (place, value) = writer.axes(of: series)
    let points = zip(curve.position, curve.value).filter { $0.0.isFinite && $0.1.isFinite }
    guard let first = points.first, let last = points.last else { return nil }
    let head = writer.prefix(series)
    let subject = head.isEmpty ? (value.name.isEmpty ? "the line" : value.name) + " " : head
    func told(_ point: (Double, Double)) -> String { value.describe(point.1) }
    // A value is in a year, a month or a category, and at a number.
    func placed(_ point: (Double, Double)) -> String {
      (place.isTime && !place.tellsMonths
        ? " on " : place.isTime || place.isYears || place.categories != nil ? " in " : " at ")
        + place.describe(point.0)
    }
    func words(_ text: String) -> SeriesWords {
      SeriesWords(
        sentence: writer.capitalised(subject + text + "."), name: writer.name(series),
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

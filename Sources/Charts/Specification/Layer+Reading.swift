/// What is wrong with a part of a specification: at which key, and what to do.
struct SpecificationProblem {
  let key: String
  let message: String
}

extension Layer {
  /// The keys that are given, in the order of the documentation.
  var given: [CodingKeys] {
    let all: [(key: CodingKeys, isGiven: Bool)] = [
      (.table, table != nil), (.where, `where` != nil), (.x, x != nil), (.y, y != nil),
      (.xmin, xmin != nil), (.xmax, xmax != nil), (.ymin, ymin != nil), (.ymax, ymax != nil),
      (.xend, xend != nil), (.yend, yend != nil), (.color, color != nil), (.shape, shape != nil),
      (.size, size != nil), (.label, label != nil), (.group, group != nil),
      (.weight, weight != nil), (.position, position != nil), (.summary, summary != nil),
      (.bins, bins != nil), (.binwidth, binwidth != nil), (.bandwidth, bandwidth != nil),
      (.level, level != nil), (.method, method != nil), (.model, model != nil), (.on, on != nil),
      (.points, points != nil), (.columns, columns != nil), (.correlation, correlation != nil),
      (.sort, sort != nil), (.values, values != nil), (.name, name != nil),
      (.opacity, opacity != nil), (.dash, dash != nil), (.horizontal, horizontal != nil),
    ]
    return all.filter(\.isGiven).map(\.key)
  }

  /// What the layer says that cannot be drawn, or would be swallowed.
  var problem: SpecificationProblem? { unread ?? contradiction ?? outOfRange }

  private func problem(_ key: CodingKeys, _ message: String) -> SpecificationProblem {
    SpecificationProblem(key: key.rawValue, message: message)
  }

  /// A key that the mark does not read.
  private var unread: SpecificationProblem? {
    let mark = mark.type
    let known = mark.keys(of: self)
    guard let key = given.first(where: { !known.contains($0) }) else { return nil }
    return problem(key, mark.refusal(of: key, in: self))
  }

  /// A key that another one makes void.
  private var contradiction: SpecificationProblem? {
    if let (key, message) = mark.type.contradiction(in: self) { return problem(key, message) }
    if level != nil, !mark.traits.hasLevel, summary != .meanInterval {
      return problem(
        .level, "'level' belongs to the summary mean-interval; quartiles and sums have none")
    }
    return nil
  }

  /// A number that cannot be used.
  private var outOfRange: SpecificationProblem? {
    if let bins, !(1...ChartLimits.bins).contains(bins) {
      return problem(.bins, "bins must be between 1 and \(ChartLimits.bins), not \(bins)")
    }
    for (key, value) in [(CodingKeys.binwidth, binwidth), (.bandwidth, bandwidth)] {
      guard let value, !(value > 0 && value <= ChartLimits.magnitude) else { continue }
      return problem(key, "\(key.rawValue) must be above 0 and at most 1e300, not \(value)")
    }
    if let level, !(level > 0 && level < 1) {
      return problem(.level, "level must be between 0 and 1, e.g. 0.95, not \(level)")
    }
    if let opacity, !(opacity >= 0 && opacity <= 1) {
      return problem(.opacity, "opacity must be between 0 and 1, not \(opacity)")
    }
    let mappings: [(CodingKeys, Mapping?)] = [
      (.x, x), (.y, y), (.xmin, xmin), (.xmax, xmax), (.ymin, ymin), (.ymax, ymax), (.xend, xend),
      (.yend, yend), (.color, color), (.shape, shape), (.size, size), (.label, label),
      (.group, group), (.weight, weight),
    ]
    for (key, mapping) in mappings {
      guard case .number(let value)? = mapping, !(abs(value) <= ChartLimits.magnitude) else {
        continue
      }
      return problem(key, "numbers must be between ±1e300, not \(value)")
    }
    return nil
  }
}

internal import Basics

/// What a scale stands for.
enum ScaleRole: String, CaseIterable {
  case x, y, color, shape, size

  var isPosition: Bool { self == .x || self == .y }
}

extension ScaleSpecification {
  /// The keys that are given, in the order of the documentation.
  var given: [CodingKeys] {
    let all: [(key: CodingKeys, isGiven: Bool)] = [
      (.type, type != nil), (.base, base != nil), (.threshold, threshold != nil),
      (.title, title != nil), (.unit, unit != nil), (.min, min != nil), (.max, max != nil),
      (.zero, zero != nil), (.order, order != nil), (.labels, labels != nil),
      (.format, format != nil), (.ticks, ticks != nil), (.missing, missing != nil),
      (.palette, palette != nil), (.middle, middle != nil), (.period, period != nil),
    ]
    return all.filter(\.isGiven).map(\.key)
  }

  static let ofCategories: [CodingKeys] = [.type, .title, .order, .labels, .period]
  static let ofNumbers: [CodingKeys] = [
    .type, .title, .unit, .min, .max, .zero, .format, .ticks, .missing, .palette, .middle,
  ]
  static let ofTimes: [CodingKeys] = [.type, .title, .min, .max, .missing, .palette, .period]

  /// The keys that a scale of this type reads in its role; without a type those of numbers and of
  /// categories, until the data tell which it is.
  static func keys(_ type: Kind?, _ role: ScaleRole) -> [CodingKeys] {
    let keys: [CodingKeys] =
      switch type {
      case nil: ofNumbers + ofCategories
      case .linear, .sqrt: ofNumbers
      case .log: ofNumbers.filter { $0 != .zero } + [.base]
      case .symlog: ofNumbers + [.threshold]
      case .time: ofTimes.filter { $0 != .period }
      case .category, .ordinal: ofCategories
      }
    switch role {
    case .x, .y: return keys.filter { $0 != .palette && $0 != .middle }
    case .color: return keys.filter { $0 != .zero && $0 != .missing }
    case .shape: return keys.filter { ofCategories.contains($0) }
    case .size: return keys.filter { [.type, .title, .unit, .format].contains($0) }
    }
  }

  /// Types that a scale of this role can have.
  static func types(_ role: ScaleRole) -> [Kind] {
    switch role {
    case .x, .y, .color: Kind.allCases
    case .shape: [.category, .ordinal]
    case .size: [.linear]
    }
  }

  /// What the scale says that cannot be drawn, or would be swallowed.
  func problem(_ role: ScaleRole) -> SpecificationProblem? {
    func problem(_ key: CodingKeys, _ message: String) -> SpecificationProblem {
      SpecificationProblem(key: key.rawValue, message: message)
    }
    let name = role.rawValue
    if let type, !Self.types(role).contains(type) {
      let known = Self.types(role).map(\.rawValue).joined(separator: " or ")
      return problem(.type, "a scale of \(name) is \(known), not \(type.rawValue)")
    }
    let known = Self.keys(type, role)
    if let key = given.first(where: { !known.contains($0) }) {
      let kind = type.map { "of type \($0.rawValue) " } ?? ""
      return problem(
        key,
        "the scale \(kind)for \(name) does not read '\(key.rawValue)'; it reads "
          + known.filter { $0 != .type }.map(\.rawValue).joined(separator: ", "))
    }
    if zero == true, min ?? 0 > 0 || max ?? 0 < 0 {
      return problem(.zero, "'zero' puts 0 on the axis, and 'min' or 'max' leaves it out; give one")
    }
    if format == .bytes, unit != nil {
      return problem(.unit, "the format bytes writes its own unit; leave 'unit' out")
    }
    if format == .percent, unit.map({ !$0.isEmpty }) == true, !isPercentage {
      return problem(
        .format, "the format percent writes shares, and values in \(unit ?? "") are not shares")
    }
    if type == .log, middle != nil {
      return problem(.middle, "a log scale has no middle; leave 'type' or 'middle' out")
    }
    return outOfRange(problem)
  }

  private func outOfRange(
    _ problem: (CodingKeys, String) -> SpecificationProblem
  ) -> SpecificationProblem? {
    if let base, !ChartLimits.base.contains(base) {
      return problem(.base, "the base of a log scale must be between 1.1 and 1000, not \(base)")
    }
    if let threshold,
      !(threshold >= 1 / ChartLimits.magnitude && threshold <= ChartLimits.magnitude)
    {
      return problem(
        .threshold,
        "the threshold of a symlog scale must be above 0 and at most 1e300, not \(threshold)"
      )
    }
    for (key, value) in [(CodingKeys.min, min), (.max, max), (.middle, middle)] {
      guard let value, !(abs(value) <= ChartLimits.magnitude) else { continue }
      return problem(key, "\(key.rawValue) must be between ±1e300, not \(value)")
    }
    if let min, let max, !(min < max) {
      return problem(.min, "min must be below max, and \(min) is not below \(max)")
    }
    if type == .log, let low = min ?? max, low <= 0 {
      return problem(min == nil ? .max : .min, "a log scale must be above 0, and \(low) is not")
    }
    if let ticks {
      if ticks.count > ChartLimits.ticks {
        return problem(.ticks, "\(ticks.count) ticks, but only \(ChartLimits.ticks) can be read")
      }
      if let wrong = ticks.first(where: { !(abs($0) <= ChartLimits.magnitude) }) {
        return problem(.ticks, "ticks must be between ±1e300, not \(wrong)")
      }
      if Set(ticks).count < ticks.count {
        return problem(.ticks, "each tick may be given only once")
      }
    }
    return nil
  }
}

extension Scales {
  /// The scales with what they stand for.
  var all: [(role: ScaleRole, scale: ScaleSpecification)] {
    [(.x, x), (.y, y), (.color, color), (.shape, shape), (.size, size)]
  }
}

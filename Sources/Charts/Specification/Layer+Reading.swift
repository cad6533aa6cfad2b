/// What is wrong with a part of a specification: at which key, and what to do.
struct SpecificationProblem {
  let key: String
  let message: String
}

extension Mark {
  /// The keys that a layer of this mark reads, beside `mark`, `table` and `where`: any other is an
  /// error, since it would be swallowed.
  var keys: [Layer.CodingKeys] {
    switch self {
    case .point: [.x, .y, .color, .shape, .size, .label, .sort, .name, .opacity]
    case .line, .step:
      [
        .x, .y, .color, .shape, .group, .summary, .level, .sort, .name, .opacity, .dash,
        .horizontal,
      ]
    case .area: [.x, .y, .color, .group, .summary, .position, .sort, .name, .opacity, .horizontal]
    case .ribbon: [.x, .y, .ymin, .ymax, .color, .group, .name, .opacity]
    case .bar:
      [
        .x, .y, .color, .group, .summary, .position, .values, .sort, .name, .opacity, .horizontal,
      ]
    case .boxplot: [.x, .y, .color, .points, .on, .sort, .name, .opacity, .horizontal]
    case .violin: [.x, .y, .color, .points, .on, .bandwidth, .sort, .name, .opacity, .horizontal]
    case .histogram: [.x, .y, .color, .weight, .bins, .binwidth, .position, .name, .opacity]
    case .density: [.x, .y, .color, .group, .bandwidth, .name, .opacity, .dash]
    case .ecdf: [.x, .y, .color, .group, .name, .opacity, .dash]
    case .qq: [.x, .y, .color, .group, .name, .opacity, .dash]
    case .smooth: [.x, .y, .color, .group, .method, .bandwidth, .name, .opacity, .dash]
    case .fit: [.x, .y, .color, .group, .model, .level, .name, .opacity, .dash]
    case .rule: [.x, .y, .color, .name, .opacity, .dash]
    case .segment: [.x, .y, .xend, .yend, .color, .name, .opacity, .dash]
    case .text: [.x, .y, .label, .sort]
    case .errorbar, .pointrange:
      [
        .x, .y, .xmin, .xmax, .ymin, .ymax, .color, .shape, .position, .summary, .level, .sort,
        .name, .opacity, .dash, .horizontal,
      ]
    case .tile: [.x, .y, .color, .bins, .values, .label, .sort, .name, .opacity]
    case .hexbin: [.x, .y, .bins, .opacity]
    case .correlation: [.columns, .correlation, .model]
    case .forest: [.x, .y, .xmin, .xmax]
    case .residuals: [.model]
    case .missingMap: [.columns]
    case .rowFlow: [.x, .label]
    case .labelCard: [.x, .y, .label]
    }
  }

  /// Marks that fill a chart of their own.
  var isComposite: Bool {
    [.correlation, .forest, .residuals, .missingMap, .rowFlow, .labelCard].contains(self)
  }
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
    var known = mark.keys
    // The coefficients of an analysis, and the residuals of a model, come from no table.
    if mark != .residuals, !(mark == .correlation && model != nil) { known += [.table, .where] }
    if mark == .correlation, model != nil { known = [.model] }
    guard let key = given.first(where: { !known.contains($0) }) else { return nil }
    if mark == .correlation, model != nil {
      return problem(
        key, "the matrix of an analysis comes from 'model' alone; leave '\(key.rawValue)' out")
    }
    let hint =
      switch (key, mark) {
      case (.horizontal, .histogram), (.horizontal, .density), (.horizontal, .ecdf):
        "; map y in place of x to lay it"
      case (.summary, .point): "; a line with a summary, or a pointrange, shows it"
      default: "; it reads \(mark.keys.map(\.rawValue).joined(separator: ", "))"
      }
    return problem(key, "the mark '\(mark.rawValue)' does not read '\(key.rawValue)'\(hint)")
  }

  /// A key that another one makes void.
  private var contradiction: SpecificationProblem? {
    switch mark {
    case .histogram, .density, .ecdf, .qq:
      if x != nil, y != nil {
        return problem(
          mark == .qq ? .x : .y, "the mark '\(mark.rawValue)' shows one variable; give x or y")
      }
      if bins != nil, binwidth != nil {
        return problem(.binwidth, "'bins' and 'binwidth' say the same in two ways; give one")
      }
      if mark == .histogram, position == .group || position == .fill {
        return problem(
          .position, "histograms stand one before the other (identity) or stacked (stack)")
      }
    case .smooth:
      if method == .spline, bandwidth != nil {
        return problem(
          .bandwidth, "a spline chooses its own smoothness; 'bandwidth' belongs to loess")
      }
    case .bar, .area:
      if summary == .meanInterval || summary == .quartiles {
        return problem(
          .summary,
          "the mark '\(mark.rawValue)' shows no interval; take the summary mean or median, and a layer "
            + "'errorbar' or 'pointrange' for the interval")
      }
    case .errorbar, .pointrange:
      if position == .stack || position == .fill {
        return problem(.position, "intervals stand side by side (group) or in one place (identity)")
      }
    case .tile:
      if label != nil, values != true {
        return problem(.label, "tiles show 'label' where 'values' is true")
      }
      if bins != nil, color != nil {
        return problem(.bins, "bins count rows, and take no 'color'")
      }
    case .rowFlow:
      if label == nil, `where` != nil {
        return problem(
          .where, "the row flow of a table is drawn whole; 'where' needs 'label' and 'x'")
      }
      if (label == nil) != (x == nil) {
        return problem(
          label == nil ? .x : .label, "a row-flow diagram takes both 'label' and 'x', or neither")
      }
    default: break
    }
    if level != nil, mark != .fit, summary != .meanInterval {
      return problem(
        .level, "'level' belongs to the summary mean-interval; quartiles and sums have none")
    }
    return nil
  }

  /// A number that cannot be used.
  private var outOfRange: SpecificationProblem? {
    if let bins, !(1...ChartLimits.bins).contains(bins) {
      return problem(.bins, "bins must lie between 1 and \(ChartLimits.bins), not \(bins)")
    }
    for (key, value) in [(CodingKeys.binwidth, binwidth), (.bandwidth, bandwidth)] {
      guard let value, !(value > 0 && value <= ChartLimits.magnitude) else { continue }
      return problem(key, "\(key.rawValue) must be above 0 and at most 1e300, not \(value)")
    }
    if mark == .smooth, let bandwidth, bandwidth > 1 {
      return problem(
        .bandwidth,
        "the bandwidth of a loess curve is the share of rows, at most 1, not \(bandwidth)")
    }
    if let level, !(level > 0 && level < 1) {
      return problem(.level, "level must lie between 0 and 1, e.g. 0.95, not \(level)")
    }
    if let opacity, !(opacity >= 0 && opacity <= 1) {
      return problem(.opacity, "opacity must lie between 0 and 1, not \(opacity)")
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
      return problem(key, "numbers lie between ±1e300, not \(value)")
    }
    return nil
  }
}

extension Chart {
  /// Refuses what no data could draw: numbers out of range, and keys that nothing would read. A
  /// decoded chart has been asked already.
  public func check() throws(ChartError) { try check(depth: 0) }

  private func check(depth: Int) throws(ChartError) {
    func refuse(_ problem: SpecificationProblem?, layer: Int? = nil) throws(ChartError) {
      guard let problem else { return }
      throw .specification(layer: layer, key: problem.key, message: problem.message)
    }
    guard depth <= ChartLimits.depth else {
      throw .tooMany(
        "charts within charts", count: depth, limit: ChartLimits.depth,
        advice: "set the panels side by side")
    }
    for (index, layer) in layers.enumerated() { try refuse(layer.problem, layer: index) }
    for (role, scale) in scales.all {
      guard let problem = scale.problem(role) else { continue }
      throw .specification(
        layer: nil, key: "\(role.rawValue).\(problem.key)", message: problem.message)
    }
    try refuse(picture?.problem, layer: 0)
    try refuse(problem)
    for panel in panels { try panel.check(depth: depth + 1) }
  }

  /// What the chart itself says that cannot be drawn, or would be swallowed; its layers and scales
  /// are asked on their own.
  var problem: SpecificationProblem? {
    tooMuch ?? sideBySide ?? facetProblem ?? compositeProblem ?? annotationProblem
  }

  private func problem(_ key: CodingKeys, _ message: String) -> SpecificationProblem {
    SpecificationProblem(key: key.rawValue, message: message)
  }

  private var tooMuch: SpecificationProblem? {
    for (key, count, limit) in [
      (CodingKeys.layers, layers.count, ChartLimits.layers),
      (.panels, panels.count, ChartLimits.sideBySide),
      (.annotations, annotations.count, ChartLimits.annotations),
    ] where count > limit {
      return problem(key, "\(count) \(key.rawValue) where \(limit) can be drawn")
    }
    if let size,
      !ChartLimits.width.contains(size.width)
        || !(size.height.map { ChartLimits.height.contains($0) } ?? true)
    {
      let found = "\(size.width)" + (size.height.map { " × \($0)" } ?? "")
      return problem(
        .size, "a figure must be 30 to 2000 mm wide and 20 to 2000 mm high, not \(found)")
    }
    return nil
  }

  /// Charts side by side hold what would otherwise be beside them.
  private var sideBySide: SpecificationProblem? {
    if panels.isEmpty {
      if columns != nil {
        return problem(.columns, "'columns' belongs to 'panels', charts side by side")
      }
      return nil
    }
    let swallowed: [(CodingKeys, Bool)] = [
      (.layers, !layers.isEmpty || picture != nil), (.scales, scales != Scales()),
      (.facet, facet != nil),
      (.guides, guides != Guides()), (.annotations, !annotations.isEmpty),
    ]
    if let key = swallowed.first(where: \.1)?.0 {
      return problem(key, "a chart of panels does not read '\(key.rawValue)'; set it in each panel")
    }
    if let columns, columns < 1 {
      return problem(.columns, "columns must be 1 or more, not \(columns)")
    }
    for panel in panels {
      let own: [(CodingKeys, Bool)] = [
        (.subtitle, panel.subtitle != nil), (.note, panel.note != nil),
        (.caption, panel.caption != nil), (.alt, panel.alt != nil),
      ]
      if let key = own.first(where: \.1)?.0 {
        return problem(
          .panels, "a panel does not read '\(key.rawValue)'; set it in the whole chart")
      }
    }
    return nil
  }

  private var facetProblem: SpecificationProblem? {
    guard let facet else { return nil }
    if facet.by != nil, facet.rows != nil || facet.columns != nil {
      return problem(.facet, "a facet is either 'by' one column or a grid of 'rows' and 'columns'")
    }
    if facet.by == nil, facet.wrap != nil {
      return problem(.facet, "'wrap' belongs to a facet 'by' one column; a grid has its own rows")
    }
    return nil
  }

  private var annotationProblem: SpecificationProblem? {
    for annotation in annotations {
      for case .number(let value)? in [annotation.x, annotation.y]
      where !(abs(value) <= ChartLimits.magnitude) {
        return problem(.annotations, "places must be between ±1e300, not \(value)")
      }
      if annotation.corner != nil, annotation.x != nil || annotation.y != nil {
        return problem(.annotations, "an annotation has either a corner or a place; give one")
      }
    }
    return nil
  }

  /// What fills a chart, a mark or a picture, decides on its scales and panels itself.
  private var compositeProblem: SpecificationProblem? {
    if let picture {
      let name = picture.kind.name
      if !layers.isEmpty { return fillsChart(name) }
      return unread(by: "the picture '\(name)'", guides: false, scales: [:])
    }
    guard let mark = layers.first(where: { $0.mark.composite != nil })?.mark,
      let composite = mark.composite
    else { return nil }
    if layers.count > 1 { return fillsChart(mark.rawValue) }
    return unread(
      by: "the mark '\(mark.rawValue)'", guides: composite.readsGuides,
      scales: composite.scaleKeys)
  }

  private func fillsChart(_ name: String) -> SpecificationProblem {
    problem(.layers, "'\(name)' fills a chart of its own; give it no other layers")
  }

  /// A part of the chart that what fills it does not read.
  private func unread(
    by name: String, guides readsGuides: Bool,
    scales read: [ScaleRole: [ScaleSpecification.CodingKeys]]
  ) -> SpecificationProblem? {
    if facet != nil { return problem(.facet, "\(name) does not read 'facet'") }
    if !readsGuides, !annotations.isEmpty {
      return problem(.annotations, "\(name) does not read 'annotations'")
    }
    if !readsGuides, guides != Guides() {
      return problem(.guides, "\(name) does not read 'guides'")
    }
    for (role, scale) in scales.all {
      guard let key = scale.given.first(where: { !(read[role] ?? []).contains($0) }) else {
        continue
      }
      return problem(
        .scales,
        "\(name) does not read '\(key.rawValue)' of the scale for \(role.rawValue)"
      )
    }
    return nil
  }
}

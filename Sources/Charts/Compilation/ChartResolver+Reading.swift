internal import Basics
internal import Tables

/// What a chart says that the data make void: refused, since it would be swallowed.
extension ChartResolver {
  /// What an axis or a colour scale holds.
  private enum Content: String {
    case categories, times, numbers

    var keys: [ScaleSpecification.CodingKeys] {
      switch self {
      case .categories: ScaleSpecification.ofCategories
      case .times: ScaleSpecification.ofTimes
      case .numbers: ScaleSpecification.ofNumbers + [.base, .threshold]
      }
    }
  }

  private func refuse(_ role: ScaleRole, _ key: String, _ message: String) -> ChartError {
    .specification(layer: nil, key: "\(role.rawValue).\(key)", message: message)
  }

  /// Refuses keys of scales that do not belong to what the scale holds.
  func checkScales(_ layers: [LayerData], _ builder: SeriesBuilder) throws(ChartError) {
    for (role, scale) in chart.scales.all where !scale.given.isEmpty {
      let channels: [Channel]
      switch role {
      case .x: channels = layers.flatMap { [$0.x, $0.xmin, $0.xmax, $0.xend].compactMap { $0 } }
      case .y: channels = layers.flatMap { [$0.y, $0.ymin, $0.ymax, $0.yend].compactMap { $0 } }
      case .color: channels = layers.compactMap(\.color)
      case .shape: channels = layers.compactMap(\.shape)
      case .size: channels = layers.compactMap(\.size)
      }
      let counts = role == .color && layers.contains(where: \.countsRows)
      if channels.isEmpty, !counts, !role.isPosition {
        throw refuse(
          role, scale.given[0].rawValue,
          "there is a scale for \(role.rawValue), but no layer maps '\(role.rawValue)'")
      }
      guard role != .size else { continue }
      var contents = Set(channels.map(content))
      if role == .x { contents = builder.xLevels != nil ? [.categories] : contents }
      if role == .y { contents = builder.yLevels != nil ? [.categories] : contents }
      if counts { contents.insert(.numbers) }
      // A constant beside times is on their axis; what is counted has numbers.
      if contents.contains(.times), role.isPosition { contents = [.times] }
      if scale.missing != nil, channels.isEmpty {
        throw refuse(
          role, "missing", "no value of \(role.rawValue) can be missing: it is counted")
      }
      if contents.isEmpty { contents = [.numbers] }
      try check(role, scale, contents, isPeriod: channels.contains { $0.isPeriod })
      try checkNames(role, scale, channels.flatMap { $0.levels ?? [] })
    }
    if let color = chart.scales.color.title, let shape = chart.scales.shape.title, color != shape {
      throw refuse(.shape, "title", "colour and shape share one legend, and it has one title")
    }
  }

  /// Refuses an order or names of categories of which the data have none.
  private func checkNames(
    _ role: ScaleRole, _ scale: ScaleSpecification, _ levels: [String]
  ) throws(ChartError) {
    guard !levels.isEmpty else { return }
    let known = Set(levels)
    for (key, names) in [("order", scale.order), ("labels", scale.labels?.keys.sorted())] {
      guard let names, let first = names.first, !names.contains(where: known.contains) else {
        continue
      }
      let hint = first.nearest(in: levels.prefix(1000)).map { "did you mean '\($0)'?" }
      throw refuse(
        role, key,
        "no category of \(role.rawValue) is called '\(PositionScale.short(first))'; "
          + (hint
            ?? "there are \(levels.prefix(5).map(PositionScale.short).joined(separator: ", "))"))
    }
  }

  private func content(_ channel: Channel) -> Content {
    channel.levels != nil ? .categories : channel.isTime ? .times : .numbers
  }

  private func check(
    _ role: ScaleRole, _ scale: ScaleSpecification, _ contents: Set<Content>, isPeriod: Bool
  ) throws(ChartError) {
    let held = contents.map(\.rawValue).sorted().joined(separator: " and ")
    let isRight =
      switch scale.type {
      case nil: true
      case .log, .sqrt, .symlog: contents.contains(.numbers)
      case .linear: !contents.contains(.categories)
      case .time: contents.contains(.times)
      case .category, .ordinal: contents.contains(.categories)
      }
    guard isRight else {
      throw refuse(
        role, "type",
        "a scale of type \(scale.type?.rawValue ?? "") does not fit \(role.rawValue), which holds \(held)"
      )
    }
    let known = contents.flatMap(\.keys)
    if let key = scale.given.first(where: { !known.contains($0) }) {
      throw refuse(
        role, key.rawValue,
        "the scale for \(role.rawValue) holds \(held) and does not read '\(key.rawValue)'")
    }
    if scale.period != nil, !isPeriod {
      throw refuse(
        role, "period", "'period' groups dates, and \(role.rawValue) holds other categories")
    }
  }

  /// Refuses keys of a layer that its data make void.
  func checkLayer(_ data: LayerData, _ builder: SeriesBuilder) throws(ChartError) {
    let layer = data.layer
    func refuse(_ key: String, _ message: String) -> ChartError {
      .specification(layer: data.index, key: key, message: message)
    }
    if layer.name != nil, data.color?.levels != nil || data.shape != nil {
      throw refuse("name", "'name' is for a layer without colours; these have their own names")
    }
    try layer.mark.layer?.check(data, builder)
  }

  /// Refuses more single shapes than a file should hold.
  func checkShapes(_ series: [Series]) throws(ChartError) {
    let count = series.reduce(0) { $0 + $1.geometry.shapeCount }
    guard count <= ChartLimits.shapes else {
      throw .tooMany(
        "shapes", count: count, limit: ChartLimits.shapes,
        advice: "summarise the rows, or draw them as points or bins")
    }
  }
}

extension LayerData {
  /// Whether the colours of the layer are counts of rows.
  var countsRows: Bool { layer.mark.layer?.countsRows(layer) == true }
}

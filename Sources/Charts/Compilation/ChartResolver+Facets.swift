/// The panels of small multiples.
extension ChartResolver {
  mutating func facet(_ layers: inout [LayerData]) throws(ChartError) -> FacetGrid {
    guard let facet = chart.facet else { return FacetGrid() }
    var category = ScaleSpecification()
    category.type = .category
    func channels(_ mapping: Mapping?) throws(ChartError) -> ([String], [Channel?]) {
      guard let mapping else { return ([], layers.map { _ in nil }) }
      var found: [String] = []
      var known: Set<String> = []
      var all: [Channel?] = []
      for layer in layers {
        // A layer whose table lacks the column stands in every panel.
        if case .expression(let name) = mapping, layer.layer.table != nil, layer.table[name] == nil
        {
          all.append(nil)
          continue
        }
        let channel = try ChannelReader.channel(
          mapping, layer.table, layer: layer.index, name: "facet", scale: category)
        for level in channel.levels ?? [] where known.insert(level).inserted {
          found.append(level)
        }
        all.append(channel)
      }
      guard found.count <= ChartLimits.panels else {
        throw .tooManyPanels(count: found.count, limit: ChartLimits.panels)
      }
      let order = unique(facet.order ?? []).filter { known.contains($0) }
      return (order + found.filter { !order.contains($0) }, all)
    }
    var grid = FacetGrid()
    if let by = facet.by {
      let (levels, all) = try channels(by)
      let columns = max(
        1,
        min(
          facet.wrap ?? (width < 300 ? 2 : width < 420 ? 3 : levels.count == 4 ? 2 : 3),
          max(levels.count, 1)))
      grid.columns = columns
      grid.rows = max(1, (levels.count + columns - 1) / columns)
      if !levels.isEmpty {
        grid.panels = levels.enumerated().map {
          .init(title: $0.element, row: $0.offset / columns, column: $0.offset % columns)
        }
      }
      for index in layers.indices {
        try spread(&layers[index], all[index]?.recoded(to: levels), grid.panels.count)
      }
      return grid
    }
    let (rows, rowChannels) = try channels(facet.rows)
    let (columns, columnChannels) = try channels(facet.columns)
    let (rowCount, columnCount) = (max(rows.count, 1), max(columns.count, 1))
    guard rowCount * columnCount <= ChartLimits.panels else {
      throw .tooManyPanels(count: rowCount * columnCount, limit: ChartLimits.panels)
    }
    grid.rows = rowCount
    grid.columns = columnCount
    grid.rowTitles = rows
    grid.panels = (0..<rowCount * columnCount).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columnCount)
      return .init(
        title: row == 0 && !columns.isEmpty ? columns[column] : nil, row: row, column: column)
    }
    for index in layers.indices {
      let r = rowChannels[index]?.recoded(to: rows)
      let c = columnChannels[index]?.recoded(to: columns)
      guard r != nil || c != nil else {
        try spread(&layers[index], nil, grid.panels.count)
        continue
      }
      let codes = (0..<layers[index].rowCount).map { row -> Double in
        let (rowCode, columnCode) = (r?[row] ?? 0, c?[row] ?? 0)
        return rowCode.isNaN || columnCode.isNaN ? .nan : rowCode * Double(columnCount) + columnCode
      }
      try spread(&layers[index], codes, grid.panels.count)
    }
    return grid
  }

  /// Rows by panel; those that belong to none are counted.
  private mutating func spread(
    _ layer: inout LayerData, _ codes: [Double]?, _ count: Int
  ) throws(ChartError) {
    let rows = layer.rowCount
    layer = try layer.spread(codes, count)
    guard codes != nil, layer.rowCount < rows else { return }
    let note = "\(rows - layer.rowCount) of \(rows) rows without a panel are not shown"
    if !notes.contains(note) { notes.append(note) }
  }
}

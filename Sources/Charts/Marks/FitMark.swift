internal import Basics
internal import Tables

/// The curve and the band of a fitted model.
struct FitMark: LayerMark {
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .group, .model, .level, .name, .opacity, .dash,
  ]
  let traits = MarkTraits(
    kind: "Fit", precedence: 2, tellsZeros: false, keepsAllRows: true, hasLevel: true,
    endLabel: .besideOthers)

  func paint(_ builder: SeriesBuilder) -> Paint {
    builder.colorLevels.isEmpty ? .series(1) : .ink
  }

  /// The curve and band of a fitted model: over an even grid where the model reads only the column on
  /// the horizontal axis, else at the rows themselves.
  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let layer = context.layer
    guard let id = layer.layer.model else { throw context.missing("model") }
    guard let whole = builder.data.models[id] else {
      throw .unknownModel(id: id, nearest: id.nearest(in: builder.data.models.keys.sorted()))
    }
    let x = try context.needPositions()
    let level = layer.layer.level ?? 0.95
    var result: [Series] = []
    for group in context.groups {
      guard let model = try part(of: whole, group, context, &builder) else { continue }
      var rows = group.rows.filter { x[$0].isFinite }.sorted { (x[$0], $0) < (x[$1], $1) }
      var table = layer.table
      var places = rows.map { x[$0] }
      if case .expression(let name)? = layer.layer.x, model.predictors == [name],
        let column = layer.table[name], column.type.isNumeric, let low = places.first,
        let high = places.last, high > low
      {
        let transform = context.positionTransform
        let (from, to) = (
          transform(transform.holds(low) ? low : places.first { transform.holds($0) } ?? high),
          transform(high)
        )
        places = (0...100).map { transform.inverse(from + (to - from) * Double($0) / 100) }
        rows = Array(places.indices)
        guard let grid = try? Table([(name, Column(.double(places)))]) else { continue }
        table = grid
      }
      let values: [FitCurve.Value]
      do {
        values = try model.predict(table, level)
      } catch {
        throw .model(id: id, message: "\(error)")
      }
      guard values.count == table.rowCount else {
        throw .model(
          id: id, message: "\(values.count) predictions for \(table.rowCount) rows")
      }
      let fitted = rows.map { values[$0] }
      if fitted.allSatisfy({ $0.low != nil && $0.high != nil }) {
        result.append(
          builder.series(
            context, group,
            Band(
              position: places, low: fitted.compactMap(\.low), high: fitted.compactMap(\.high))))
      }
      result.append(
        builder.series(
          context, group, Curve(position: places, value: fitted.map(\.fit), isModel: true)))
    }
    return result.map { builder.named($0, whole.name) }
  }

  /// The model of the rows of a series and panel, where each has its own; `nil` where these have none.
  private func part(
    of whole: FitCurve, _ group: SeriesBuilder.Group, _ context: SeriesBuilder.Context,
    _ builder: inout SeriesBuilder
  ) throws(ChartError) -> FitCurve? {
    guard let part = whole.part else { return whole }
    let name = builder.name(of: group)
    do {
      return try part(name, ChartExpression.rows(group.rows, of: context.layer.table))
    } catch {
      guard context.groups.count > 1 else {
        throw .model(id: context.layer.layer.model ?? "", message: "\(error)")
      }
      builder.warnings.append(
        "no line is drawn for \(name.isEmpty ? "one series" : name): \(error)")
      return nil
    }
  }

  func words(_ layer: LayerData, _ series: [Series], _ writer: SentenceWriter) -> LayerWords {
    let summary = layer.layer.model.flatMap { writer.data.models[$0]?.summary }
    return LayerWords(summary.map { [writer.capitalised($0) + "."] } ?? [])
  }
}

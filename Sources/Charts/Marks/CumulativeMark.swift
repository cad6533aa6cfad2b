/// The share of the values up to each value.
struct CumulativeMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .color, .group, .name, .opacity, .dash]
  let traits = MarkTraits(
    kind: "Cumulative distribution", subject: .sample,
    comparison: .init(series: "distributions", quantity: "the median"), lies: .bySample)

  func refusal(of key: Layer.CodingKeys, in layer: Layer) -> String {
    unread(key, in: layer, hint: Sample.hint(key))
  }

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    Sample.twice(layer, .y)
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let x = try builder.numbers(context)
    builder.valueTitle = "Cumulative share"
    builder.isPercent = true
    return context.groups.map { group in
      let values = group.rows.map { x[$0] }.filter { $0.isFinite }.sorted()
      var (places, shares): ([Double], [Double]) = ([], [])
      for (index, value) in values.enumerated() {
        let share = Double(index + 1) / Double(values.count)
        if places.last == value {
          shares[shares.count - 1] = share
        } else {
          if places.isEmpty {
            places.append(value)
            shares.append(0)
          }
          places.append(value)
          shares.append(share)
        }
      }
      return builder.series(
        context, group,
        Curve(position: places, value: shares, isStep: true, reachesEdges: true))
    }
  }

  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let curve = series.geometry as? Curve,
      let index = curve.value.firstIndex(where: { $0 >= 0.5 })
    else { return nil }
    let median = writer.axes(of: series).place.describe(curve.position[index])
    return SeriesWords(
      sentence: writer.capitalised(
        "\(writer.prefix(series))half of the values are at most \(median)."),
      name: writer.name(series), rank: (curve.position[index], median))
  }
}

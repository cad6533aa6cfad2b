/// The density of one variable.
struct DensityMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .color, .group, .bandwidth, .name, .opacity, .dash]
  let traits = MarkTraits(
    kind: "Density plot", subject: .sample,
    comparison: .init(series: "densities", quantity: "the peak"), lies: .bySample)

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
    let transform = context.positionTransform
    builder.valueTitle = "Density"
    var result: [Series] = []
    for group in context.groups {
      let values = group.rows.map { x[$0] }.filter { $0.isFinite && transform.holds($0) }
        .map { transform($0) }
      try builder.check(context, values)
      guard let density = Density.of(values, bandwidth: context.layer.layer.bandwidth) else {
        builder.warnings.append(
          "a density needs at least two different values; one series has none")
        continue
      }
      let places = density.x.map { transform.inverse($0) }
      result.append(
        builder.series(
          context, group,
          Band(
            position: places, low: places.map { _ in 0 }, high: density.y, kind: .density)))
    }
    return result
  }

  func words(_ series: Series, _ writer: SentenceWriter) -> SeriesWords? {
    guard let band = series.geometry as? Band,
      let index = band.high.indices.max(by: { band.high[$0] < band.high[$1] })
    else { return nil }
    let place = writer.axes(of: series).place.describe(band.position[index])
    return SeriesWords(
      sentence: writer.capitalised("\(writer.prefix(series))the density is highest at \(place)."),
      name: writer.name(series), rank: (band.position[index], place))
  }
}

/// A smooth curve through points.
struct SmoothMark: LayerMark {
  let keys: [Layer.CodingKeys] = [
    .x, .y, .color, .group, .method, .bandwidth, .name, .opacity, .dash,
  ]
  let traits = MarkTraits(kind: "Smooth curve", tellsZeros: false, endLabel: .always)

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    guard let bandwidth = layer.bandwidth else { return nil }
    if layer.method == .spline {
      return (.bandwidth, "a spline chooses its own smoothness; 'bandwidth' belongs to loess")
    }
    guard bandwidth > 1, bandwidth <= ChartLimits.magnitude else { return nil }
    return (
      .bandwidth,
      "the bandwidth of a loess curve is the share of rows, at most 1, not \(bandwidth)"
    )
  }

  func paint(_ builder: SeriesBuilder) -> Paint {
    builder.colorLevels.isEmpty ? .series(1) : .ink
  }

  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    let (x, y) = (try builder.numbers(context), try context.needValues())
    let (tx, ty) = (context.positionTransform, context.valueTransform)
    let layer = context.layer.layer
    var result: [Series] = []
    for group in context.groups {
      let rows = group.rows.filter {
        x[$0].isFinite && y[$0].isFinite && tx.holds(x[$0]) && ty.holds(y[$0])
      }
      let (xs, ys) = (rows.map { tx(x[$0]) }, rows.map { ty(y[$0]) })
      let curve =
        layer.method == .spline
        ? Smooth.spline(xs, ys)
        : Smooth.loess(xs, ys, span: layer.bandwidth ?? 0.75)
      guard let curve else {
        builder.warnings.append(
          "a smooth curve needs at least four different places; one series has fewer")
        continue
      }
      result.append(
        builder.series(
          context, group,
          Curve(
            position: curve.x.map { tx.inverse($0) }, value: curve.y.map { ty.inverse($0) },
            isModel: true)))
    }
    let name = layer.method == .spline ? "Smoothing spline" : "Loess curve"
    return result.map { builder.named($0, name) }
  }
}

internal import Basics
internal import Tables

/// Residuals against fitted values, and their quantiles against normal ones.
struct ResidualsMark: CompositeMark {
  let keys: [Layer.CodingKeys] = [.model]
  let scaleKeys: [ScaleRole: [ScaleSpecification.CodingKeys]] = [.y: [.title]]
  let readsGuides = false

  // The residuals of a model come from no table.
  func keys(of layer: Layer) -> [Layer.CodingKeys] { keys }

  func body(
    _ composer: Composer, _ chart: Chart, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    let layer = chart.layers[0]
    guard let id = layer.model else {
      throw .missingMapping(layer: 0, mark: layer.mark.rawValue, channel: "model")
    }
    guard let model = composer.data.models[id] else {
      throw .unknownModel(id: id, nearest: id.nearest(in: composer.data.models.keys.sorted()))
    }
    guard let (fitted, residuals) = model.residuals else {
      throw .model(id: id, message: "it has no residuals")
    }
    var copy = chart
    let again = copy.scales.y.title
    copy.layers = []
    copy.panels = [
      Chart(
        layers: [
          Layer(.rule, y: 0), Layer(.point, x: "fitted", y: "residual"),
          Layer(.smooth, x: "fitted", y: "residual"),
        ],
        scales: Scales(
          x: .init(title: "Fitted value"), y: .init(title: again ?? "Residual")),
        title: "Residuals against fit"),
      Chart(
        layers: [Layer(.qq, y: "residual")],
        scales: Scales(
          x: .init(title: "Normal quantile"), y: .init(title: again ?? "Residual")),
        title: "Normal Q-Q"),
    ]
    copy.scales = Scales()
    return try composer.drawn(
      copy, [("fitted", Column(doubles: fitted)), ("residual", Column(doubles: residuals))],
      width: width, height: height)
  }
}

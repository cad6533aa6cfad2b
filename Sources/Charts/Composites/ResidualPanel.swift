internal import Basics
internal import Tables

extension Composer {
  /// Residuals against fitted values, and their quantiles against normal ones.
  func residuals(
    _ chart: Chart, _ layer: Layer, width: Double, height: Double?
  ) throws(ChartError) -> (ChartCompiler.Body, Double) {
    guard let id = layer.model else {
      throw .missingMapping(layer: 0, mark: "residuals", channel: "model")
    }
    guard let model = data.models[id] else {
      throw .unknownModel(id: id, nearest: id.nearest(in: data.models.keys.sorted()))
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
    return try drawn(
      copy, [("fitted", Column(doubles: fitted)), ("residual", Column(doubles: residuals))],
      width: width, height: height)
  }
}

internal import Basics
internal import ArgumentParser
internal import Charts
internal import Foundation
internal import Statistics
internal import Tables

/// The line that `--fit METHOD` adds to a chart: a smooth curve, or a fitted model with its band.
struct PlotFit {
  /// Methods of regression of one variable on another.
  private static let models = ["ols", "robust", "quantile-regression", "poisson"]

  private let method: String

  init(_ method: String) throws {
    let known = Layer.Method.allCases.map(\.rawValue) + Self.models
    guard known.contains(method) else {
      let hint = method.nearest(in: known).map { "did you mean '\($0)'?" }
      throw ValidationError(
        "--fit does not know '\(method)'; \(hint ?? "one of \(known.joined(separator: ", "))").")
    }
    self.method = method
  }

  /// The layer that draws it over `layer`.
  func layer(over layer: Layer) -> Layer {
    var layer = layer
    layer.color = nil
    if let smooth = Layer.Method(rawValue: method) {
      layer.mark = .smooth
      layer.method = smooth
    } else {
      layer.mark = .fit
      layer.model = method
    }
    return layer
  }

  /// The fitted model of `y` on `x`, each on the scale of its axis; `nil` for a smooth curve. The
  /// line that is drawn is that of the reported analysis.
  func curve(
    _ table: Table, x: String?, y: String?, where condition: String?, log: String
  ) throws -> (curve: FitCurve, result: AnalysisResult)? {
    guard Self.models.contains(method) else { return nil }
    guard let x, let y else { throw ValidationError("--fit \(method) needs --x and --y.") }
    _ = try table.column(x)
    let isLogY = log.contains("y")
    let isCount = method == "poisson"
    let (left, right) = (isLogY && !isCount ? "ln(\(y))" : y, log.contains("x") ? "ln(\(x))" : x)
    let request = try AnalysisRequest(
      method: method, table: table, where: condition, formula: "\(left) ~ \(right)")
    let result = try Analysis.run(request)
    guard let model = result.model else { return nil }
    let isBack = isLogY && !isCount
    let back: @Sendable (Double) -> Double = { isBack ? exp($0) : $0 }
    let curve = FitCurve(name: result.title, summary: nil, predictors: [x]) { grid, level in
      try model.predict(on: grid, level: level).map {
        FitCurve.Value(
          fit: $0.fit.map(back) ?? .nan, low: $0.confidenceLow.map(back),
          high: $0.confidenceHigh.map(back))
      }
    }
    return (curve, result)
  }
}

internal import Basics
internal import ArgumentParser
internal import Charts
internal import Foundation
internal import Statistics
internal import Synchronization
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

  /// The layer that draws it over `layer`, a line for each of its colours.
  func layer(over layer: Layer) -> Layer {
    var layer = layer
    if let smooth = Layer.Method(rawValue: method) {
      layer.mark = .smooth
      layer.method = smooth
    } else {
      layer.mark = .fit
      layer.model = method
    }
    return layer
  }

  /// What was fitted to the rows of each series and panel, in the order of drawing.
  final class Fitted: Sendable {
    private let list = Mutex<[(name: String, result: AnalysisResult)]>([])
    var all: [(name: String, result: AnalysisResult)] { list.withLock { $0 } }
    func add(_ name: String, _ result: AnalysisResult) {
      list.withLock { $0.append((name, result)) }
    }
  }

  /// The fitted model of `y` on `x`, each on the scale of its axis, of every series and panel; `nil` for a smooth curve.
  /// The lines that are drawn are those of the reported analyses.
  func curve(x: String?, y: String?, log: String, _ fitted: Fitted) throws -> FitCurve? {
    guard Self.models.contains(method) else { return nil }
    guard let x, let y else { throw ValidationError("--fit \(method) needs --x and --y.") }
    let isLogY = log.contains("y")
    let isBack = isLogY && method != "poisson"
    let formula = "\(isBack ? "ln(\(y))" : y) ~ \(log.contains("x") ? "ln(\(x))" : x)"
    return FitCurve(
      name: Methods[method]?.facts.title ?? method, summary: nil, predictors: [x],
      part: { [method] name, rows in
        _ = try rows.column(x)
        let result = try Analysis.run(
          AnalysisRequest(method: method, table: rows, formula: formula))
        fitted.add(name, result)
        let back: @Sendable (Double) -> Double = { isBack ? exp($0) : $0 }
        return FitCurve(name: result.title, summary: nil, predictors: [x]) { grid, level in
          try result.model.map { try $0.predict(on: grid, level: level) }?.map {
            FitCurve.Value(
              fit: $0.fit.map(back) ?? .nan, low: $0.confidenceLow.map(back),
              high: $0.confidenceHigh.map(back))
          } ?? []
        }
      },
      predict: { _, _ in [] })
  }
}

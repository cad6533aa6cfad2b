internal import Basics
internal import Foundation
internal import Mathematics

/// A normal Q-Q plot.
struct QuantileMark: LayerMark {
  let keys: [Layer.CodingKeys] = [.x, .y, .color, .group, .name, .opacity, .dash]
  let traits = MarkTraits(
    kind: "Q-Q plot", subject: .verticalSample, positionTitle: "Normal quantile", isSquare: true)

  func contradiction(in layer: Layer) -> (key: Layer.CodingKeys, message: String)? {
    Sample.twice(layer, .x)
  }

  /// Quantiles of a sample lie along the vertical axis, whichever way it is given.
  func arrange(_ layer: inout LayerData) {
    if let sample = layer.x { (layer.x, layer.y) = (nil, sample) }
  }

  /// Sample against normal quantiles with the line through the quartiles and a pointwise 95 % band
  /// from the standard error of an order statistic (Fox 2016, section 3.1.3).
  func series(
    _ builder: inout SeriesBuilder, _ context: SeriesBuilder.Context
  ) throws(ChartError) -> [Series] {
    guard let y = context.values else { throw context.missing("y") }
    guard builder.yLevels == nil else {
      throw .type(
        layer: context.layer.index, channel: "y", message: "the mark 'qq' needs numbers")
    }
    let transform = context.valueTransform
    var result: [Series] = []
    for group in context.groups {
      let sample = group.rows.map { y[$0] }.filter { $0.isFinite && transform.holds($0) }
        .map { transform($0) }.sorted()
      guard sample.count > 2 else {
        builder.warnings.append("a Q-Q plot needs at least three values; one series has fewer")
        continue
      }
      let n = Double(sample.count)
      let shares = sample.indices.map { (Double($0) + 0.5) / n }
      let theory = shares.map(StandardNormal().quantile)
      let (q1, q3) = (Quantile.of(sorted: sample, 0.25), Quantile.of(sorted: sample, 0.75))
      let reach = StandardNormal().quantile(0.75)
      let slope = (q3 - q1) / (2 * reach)
      let middle = (q1 + q3) / 2
      let line = theory.map { middle + slope * $0 }
      let errors = zip(theory, shares).map { z, p in
        slope / (exp(-z * z / 2) / (2 * Double.pi).squareRoot()) * (p * (1 - p) / n).squareRoot()
      }
      let low = zip(line, errors).map { transform.inverse($0 - 1.96 * $1) }
      let high = zip(line, errors).map { transform.inverse($0 + 1.96 * $1) }
      let fitPaint: Paint = group.color.map(builder.paint) ?? .series(1)
      var band = builder.series(
        context, group, Band(position: theory, low: low, high: high),
        paint: fitPaint)
      var rule = builder.series(
        context, group,
        Curve(position: theory, value: line.map { transform.inverse($0) }, isModel: true),
        paint: fitPaint)
      band.mark = .fit
      rule.mark = .fit
      result.append(band)
      result.append(rule)
      result.append(
        builder.series(
          context, group,
          Points(position: theory, value: sample.map { transform.inverse($0) })))
    }
    return result
  }
}

internal import Basics

/// An A to E label of carbon efficiency: a weighted mean of ratings of several metrics, each rated by
/// percentiles of an index against a reference model.
///
/// The scheme is that of Castaño et al. (2023, doi 10.1109/ESEM56168.2023.10304801). As published, the
/// percentiles of the emission index are taken on its square root and compared with the index itself,
/// which alone decides the outcome; `PercentileScale.index` takes both on one scale.
public struct EfficiencyLabel: Sendable {
  /// Whether more of a metric is better.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// Index = value / reference.
    case higherIsBetter = "higher"
    /// Index = reference / value.
    case lowerIsBetter = "lower"
  }

  /// On what scale percentiles are taken.
  public enum PercentileScale: String, Hashable, Sendable, CaseIterable {
    /// Of the index that they are compared with.
    case index
    /// Of its square root, compared with the index: as published.
    case squareRoot = "square-root"
  }

  /// One metric of the label.
  public struct Metric: Hashable, Sendable {
    /// Its column.
    public let column: String
    /// Its weight; those of missing metrics go to the others in proportion.
    public let weight: Double
    /// Whether more is better.
    public let direction: Direction
    /// The percentiles that bound A, B, C and D from below, descending.
    public let percentiles: [Double]
    /// On what scale they are taken.
    public let scale: PercentileScale

    /// A metric of a label.
    public init(
      column: String, weight: Double, direction: Direction = .higherIsBetter,
      percentiles: [Double] = [80, 60, 40, 20], scale: PercentileScale = .index
    ) {
      self.column = column
      self.weight = weight
      self.direction = direction
      self.percentiles = percentiles
      self.scale = scale
    }
  }

  /// What a metric was rated by.
  public struct Boundaries: Hashable, Sendable {
    /// The metric.
    public let metric: Metric
    /// The reference model's value, or the median where it has none.
    public let reference: Double
    /// Whether the median stands in for the reference model.
    public let isMedian: Bool
    /// The lower bounds of A, B, C and D on the index.
    public let bounds: [Double]
  }

  /// The rating of one model.
  public struct Rating: Hashable, Sendable {
    /// Index by metric; `nil` if the value is missing.
    public let indices: [Double?]
    /// Grade by metric, 0 (A) to 4 (E).
    public let grades: [Int?]
    /// The weighted mean of the grades.
    public let mean: Double?
    /// `A` to `E`; `nil` where every metric is missing.
    public let label: String?
  }

  /// The letters from best to worst.
  public static let letters = ["A", "B", "C", "D", "E"]

  /// How each metric was rated.
  public let boundaries: [Boundaries]
  /// The models in the order of the rows.
  public let ratings: [Rating]

  /// Rates every row of `values` (metric by row; infinities count).
  ///
  /// - Parameter referenceRow: the reference model; where it lacks a metric, and where it is `nil`, the
  ///   median of the metric's values stands in.
  public init(metrics: [Metric], values: [[Double?]], referenceRow: Int?) {
    let rows = values.first?.count ?? 0
    var boundaries: [Boundaries] = []
    var indices: [[Double?]] = []
    var grades: [[Int?]] = []
    for (metric, column) in zip(metrics, values) {
      let own = referenceRow.flatMap { column.indices.contains($0) ? column[$0] : nil }
      let values = column.compactMap(\.self)
      let reference = own ?? (values.isEmpty ? 0 : Quantile.median(values))
      let index: [Double?] = column.map { value in
        value.map { metric.direction == .lowerIsBetter ? reference / $0 : $0 / reference }
      }
      let scaled = index.compactMap(\.self).filter { !$0.isNaN }
        .map { metric.scale == .squareRoot ? $0.squareRoot() : $0 }.sorted()
      let bounds = metric.percentiles.map {
        scaled.isEmpty ? 0 : Quantile.of(sorted: scaled, $0 / 100)
      }
      boundaries.append(
        Boundaries(metric: metric, reference: reference, isMedian: own == nil, bounds: bounds))
      indices.append(index)
      grades.append(index.map { $0.map { Self.grade($0, bounds) } })
    }
    self.boundaries = boundaries
    ratings = (0..<rows).map { row in
      let own = grades.map { $0[row] }
      let mean = Self.weightedMean(own, metrics.map(\.weight))
      return Rating(
        indices: indices.map { $0[row] }, grades: own, mean: mean,
        label: mean.map {
          Self.letters[min(max(Int($0.rounded(.toNearestOrEven)), 0), Self.letters.count - 1)]
        })
    }
  }

  /// How many models have each label, best first; those without one are left out.
  public var counts: [(label: String, models: Int)] {
    Self.letters.map { letter in (letter, ratings.count { $0.label == letter }) }
  }

  /// The first grade whose half-open interval (lower, upper] holds the index; what lies in none, an
  /// index of 0 among them, is the worst.
  private static func grade(_ index: Double, _ bounds: [Double]) -> Int {
    var upper = Double.infinity
    for (grade, lower) in (bounds + [0]).enumerated() {
      if upper >= index, index > lower { return grade }
      upper = lower
    }
    return bounds.count
  }

  /// Normalised weights first, then products, added from the left: 73 of the 1,419 published means lie
  /// within 1e-9 of a half, where another order of operations would change the label.
  private static func weightedMean(_ grades: [Int?], _ weights: [Double]) -> Double? {
    let present = zip(grades, weights).compactMap { grade, weight in grade.map { ($0, weight) } }
    let total = present.reduce(0) { $0 + $1.1 }
    guard total > 0 else { return nil }
    return present.reduce(0) { $0 + Double($1.0) * ($1.1 / total) }
  }

  /// The five metrics of Castaño et al. in the order in which they are added up.
  ///
  /// - Parameter scale: `.squareRoot` is as published, `.index` corrected.
  public static func hubMetrics(
    emissions: String = "co2_eq_emissions", sizeEfficiency: String = "size_efficency",
    dataEfficiency: String = "datasets_size_efficency", downloads: String = "downloads",
    performance: String = "performance_score", scale: PercentileScale
  ) -> [Metric] {
    [
      Metric(column: emissions, weight: 0.35, direction: .lowerIsBetter, scale: scale),
      Metric(column: sizeEfficiency, weight: 0.1),
      Metric(column: dataEfficiency, weight: 0.1),
      Metric(column: downloads, weight: 0.25, percentiles: [96, 94, 85, 60]),
      Metric(column: performance, weight: 0.2),
    ]
  }
}
